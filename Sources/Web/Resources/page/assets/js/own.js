// Small choices of whoever is signed in, kept in this browser for each account.

import { whose } from "./api.js";
import { keep, recall } from "./store.js";

export const recallOwn = (name) => recall(`${name}.${whose()}`);
export const keepOwn = (name, value) => keep(`${name}.${whose()}`, value);
