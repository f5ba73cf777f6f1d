// The API of one's own account, and of all accounts for administrators.

import { check, forget, query, request } from "./api.js";

const named = (path, id) => `/api/v1/${path}/${encodeURIComponent(id)}`;

/** The other sessions end; this one goes on with a new token. */
export async function changePassword(current, next) {
  await request("PUT", "/api/v1/password", { body: { current, new: next } });
  await check();
}

export const sessions = async () => (await request("GET", "/api/v1/sessions")).sessions;
export const endSession = (id) => request("DELETE", named("sessions", id));
export const endOtherSessions = () => request("DELETE", "/api/v1/sessions");

/** `{enabled, recovery_codes_left}`. */
export const secondFactor = () => request("GET", "/api/v1/second-factor");
/** `{secret, uri}`, which count once a code of them is confirmed. */
export const beginSecondFactor = (password) => request("POST", "/api/v1/second-factor", { body: { password } });
/** The recovery codes, this once. */
export const confirmSecondFactor = async (code) => (await request("PUT", "/api/v1/second-factor", { body: { code } })).recovery_codes;
export const endSecondFactor = (password) => request("DELETE", "/api/v1/second-factor", { body: { password } });

/** Where everything of this account is had. */
export const EXPORT_ADDRESS = "/api/v1/me/export";
export async function deleteAccount(password) {
  await request("DELETE", "/api/v1/me", { body: { password } });
  forget();
}

export const resetPassword = (code, next) => request("POST", "/api/v1/password-resets", { body: { code, new: next } });

// For administrators.

export const accounts = async () => (await request("GET", "/api/v1/accounts")).accounts;
export const setRole = (id, role) => request("PUT", `${named("accounts", id)}/role`, { body: { role } });
export const removeAccount = (id) => request("DELETE", named("accounts", id));
/** `{code, expires_at}`, good once. */
export const makeReset = (id) => request("POST", `${named("accounts", id)}/reset`, { body: {} });
export const invitations = async () => (await request("GET", "/api/v1/invitations")).invitations;
export const withdrawInvitation = (id) => request("DELETE", named("invitations", id));
export const audit = async (before, limit) => (await request("GET", `/api/v1/audit${query({ before, limit })}`)).events;
export const status = () => request("GET", "/api/v1/status");
