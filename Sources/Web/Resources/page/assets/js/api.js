// The server's JSON API. Every failure is an `ApiError`; what became of the session is also told to `session`.

/**
 * Dispatches "expired" when the server no longer knows the session, "renewed" when the same person is back, and
 * "replaced" (its `detail` is the account) when another tab signed in as somebody else.
 */
export const session = new EventTarget();

/** `status` 0 means the server could not be reached. `retryAfter` is in seconds, `reason` what is missing, if it says so. */
export class ApiError extends Error {
  constructor(status, code, message, retryAfter = null, reason = null) {
    super(message);
    Object.assign(this, { status, code, retryAfter, reason });
  }
  get offline() { return this.status === 0; }
}

let csrf = "";
/** Whose page this is, also while the session is lost; null before signing in and after signing out. */
let holder = null;

/** What the server answers in an earlier session's name: another tab may have signed in since. */
const STALE = new Set(["not_signed_in", "wrong_csrf_token", "not_administrator"]);

/**
 * As `ask`; what was sent in an earlier session's name is sent once more, if the session is still of the same person.
 * `leaving` keeps a lost session to the caller: whoever signs out is not asked to sign in again.
 */
export async function request(method, path, { leaving, ...options } = {}) {
  const [mine, sent] = [holder, csrf];
  try {
    return await ask(method, path, options);
  } catch (error) {
    if (!STALE.has(error.code) || sent === "") throw error;
    await check({ leaving });
    if (holder !== mine || csrf === "") throw new ApiError(401, "other_session", "");
    if (csrf === sent) throw error;
    return ask(method, path, options);
  }
}

async function ask(method, path, { body, type, timeout = 20000, signal, keepalive = method === "DELETE" } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET" && csrf) headers["X-CSRF-Token"] = csrf;
  if (body !== undefined) headers["Content-Type"] = type ?? "application/json";
  const limit = AbortSignal.timeout(timeout);
  let response;
  try {
    response = await fetch(path, {
      method, headers, cache: "no-store", credentials: "same-origin",
      body: body === undefined || type ? body : JSON.stringify(body),
      // What was deleted is deleted, also by somebody who leaves at once.
      keepalive,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "offline", "offline");
  }
  if (response.ok) return response.status === 204 ? null : response.json().catch(() => null);
  throw failure(response.status, await response.json().catch(() => null), response.headers.get("Retry-After"));
}

function failure(status, answer, retryAfter) {
  const wait = Number.parseInt(retryAfter, 10);
  return new ApiError(status, answer?.error?.code ?? "unknown", answer?.error?.message ?? "",
    Number.isFinite(wait) ? wait : null, answer?.error?.reason ?? answer?.reason ?? null);
}

/** Sends a file; `progressed` gets the part that is sent, 0…1. */
export async function upload(path, file, { progressed, signal }) {
  // There is no sending once more with a newer token: the file may be large.
  await check();
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", path);
    sending.responseType = "json";
    sending.setRequestHeader("Accept", "application/json");
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.setRequestHeader("X-CSRF-Token", csrf);
    sending.upload.addEventListener("progress", ({ loaded, total }) => progressed(total > 0 ? loaded / total : 1));
    sending.addEventListener("load", () => {
      if (sending.status < 300) resolve(sending.response);
      else reject(failure(sending.status, sending.response, sending.getResponseHeader("Retry-After")));
    });
    sending.addEventListener("error", () => reject(new ApiError(0, "offline", "offline")));
    sending.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => sending.abort(), { once: true });
    sending.send(file);
  });
}

function expire() {
  if (!csrf) return;
  csrf = "";
  session.dispatchEvent(new Event("expired"));
}

function hold(who) {
  csrf = who.csrf_token;
  holder = who.name;
  return who;
}

/** Whose page this is; null for nobody's. */
export const whose = () => holder;

/** Signs in, in whatever way. */
export const enter = async (path, body) => hold(await ask("POST", path, { body }));

/** `{needs_setup}`, and `signed_in` where the server says it. */
export const setupState = () => request("GET", "/api/v1/setup");
export const setUp = (name, password) => enter("/api/v1/setup", { name, password });
/** `code` is that of the second factor, where the account has one. */
export const signIn = (name, password, code) => enter("/api/v1/session", { name, password, ...(code && { code }) });
export const join = (invitation, name, password) => enter("/api/v1/accounts", { invitation, name, password });

async function visitor() {
  try {
    return await ask("GET", "/api/v1/me");
  } catch (error) {
    if (error.status === 401) return null;
    throw error;
  }
}

/** Who is signed in, or null. */
export async function me() {
  const who = await visitor();
  return who && hold(who);
}

/** Asks whose session it is by now, and tells `session` if that is nobody's or somebody else's. */
export async function check({ leaving = false } = {}) {
  const who = await visitor();
  if (who === null) {
    if (leaving) csrf = "";
    else expire();
    return;
  }
  const [before, wasLost] = [holder, csrf === ""];
  hold(who);
  if (who.name !== before) session.dispatchEvent(new CustomEvent("replaced", { detail: who }));
  else if (wasLost) session.dispatchEvent(new Event("renewed"));
}

/** Resolves with false where the session turned out to be somebody else's, who did not ask to leave. */
export async function signOut() {
  const mine = holder;
  try {
    await request("DELETE", "/api/v1/session", { leaving: true });
  } catch (error) {
    if (error.status !== 401) throw error;
    if (holder !== mine) return false;
  }
  forget();
  return true;
}

/** The session is over, and nobody is asked to sign in again. */
export function forget() {
  csrf = "";
  holder = null;
}

export const invite = () => request("POST", "/api/v1/invitations", { body: {} });

/** The reading of one JPEG. */
export const readFrame = (jpeg, signal) =>
  request("POST", "/api/v1/frames", { body: jpeg, type: "image/jpeg", timeout: 10000, signal });

/** Reads the mood of the face with this number from the next frame on; null for the largest again. */
export const chooseFace = (id) => request("PUT", "/api/v1/viewer/face", { body: { id } });

/** The correction of the resting face: seven numbers by emotion, or null. */
export const baseline = async () => (await request("GET", "/api/v1/viewer/baseline")).baseline;
export const setBaseline = (numbers) => request("PUT", "/api/v1/viewer/baseline", { body: { baseline: numbers } });
export const removeBaseline = () => request("DELETE", "/api/v1/viewer/baseline");
/** Learns it from the next five seconds of frames, whose readings say how that stands. */
export const learnBaseline = () => request("POST", "/api/v1/viewer/baseline/learning", { body: {} });

export const tokens = async () => (await request("GET", "/api/v1/tokens")).tokens;
/** `days` is null for one without end. The answer has the `token` itself, this once. */
export const makeToken = (name, scopes, days) => request("POST", "/api/v1/tokens", { body: { name, scopes, days } });
export const revokeToken = (id) => request("DELETE", `/api/v1/tokens/${encodeURIComponent(id)}`);

/** `?a=1&b=2`, without empty values; "" for none. */
export function query(values) {
  const used = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return used.length > 0 ? `?${new URLSearchParams(used)}` : "";
}

/** Recommendations; `values` as in the API. */
export const recommendations = (values) => request("GET", `/api/v1/recommendations${query(values)}`);

/** `list` names the list the item was on, where the server numbers its lists. */
export const giveFeedback = (item, kind, list) =>
  request("POST", "/api/v1/feedback", { body: { item_id: item, kind, ...(list && { list_id: list }) }, keepalive: true });
export const takeFeedbackBack = (item, kind) =>
  request("DELETE", `/api/v1/feedback/${encodeURIComponent(item)}?kind=${kind}`);
