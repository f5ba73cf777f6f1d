// The API of moods over time, and of what an account allows.

import { query, request } from "./api.js";

/** What is agreed to when moods are kept; another text is another version. */
export const CONSENT_VERSION = "2026-11";

/** `{store_moods, consent}`. */
export const preferences = () => request("GET", "/api/v1/preferences");

/** Keeps moods from now on, with the consent the page has words for; or keeps no more of them. */
export const storeMoods = (on) =>
  request("PUT", "/api/v1/preferences", { body: on ? { store_moods: true, consent_version: CONSENT_VERSION } : { store_moods: false } });

const iso = (date) => date && `${date.toISOString().slice(0, 19)}Z`;
const span = ({ from, to }) => ({ from: iso(from), to: iso(to) });

/** The moods of a span of time, `{from, to}`. */
export const moods = async (time) => (await request("GET", `/api/v1/moods${query(span(time))}`)).moods;
export const summary = (time, timezone) => request("GET", `/api/v1/moods/summary${query({ ...span(time), timezone })}`);

/** Where a table or a document of them is had. */
export const csvAddress = (time) => `/api/v1/moods.csv${query(span(time))}`;
export const jsonAddress = (time) => `/api/v1/moods${query(span(time))}`;

/** The lines one asked to have kept, the newest first. */
export const journal = async () => (await request("GET", "/api/v1/journal")).entries;
export const deleteLine = (id) => request("DELETE", `/api/v1/journal/${encodeURIComponent(id)}`);
/** Up to a time: a line written while one may still think better of it is another. */
export const deleteJournal = (to) => request("DELETE", `/api/v1/journal?to=${encodeURIComponent(to)}`);

/** Notes a mood by hand: `{label}` or `{valence, arousal}`. */
export const noteMood = (mood) => request("POST", "/api/v1/moods", { body: mood });
export const deleteMood = (id) => request("DELETE", `/api/v1/moods/${encodeURIComponent(id)}`);
/** Deletes those of a span of time; all of them without one. */
export const deleteMoods = (time = {}) => request("DELETE", `/api/v1/moods${query(span(time))}`);
