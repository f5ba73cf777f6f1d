// The server's JSON API. Every failure is an `ApiError`; what became of the session is also told to `session`.

/**
 * Dispatches "expired" when the server no longer knows the session, "renewed" when the same person is back, and
 * "replaced" (its `detail` is the account) when another tab signed in as somebody else.
 */
export const session = new EventTarget();

/** `status` 0 means the server could not be reached. `retryAfter` is in seconds. */
export class ApiError extends Error {
  constructor(status, code, message, retryAfter = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
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
async function request(method, path, { leaving, ...options } = {}) {
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

async function ask(method, path, { body, type, timeout = 20000, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET" && csrf) headers["X-CSRF-Token"] = csrf;
  if (body !== undefined) headers["Content-Type"] = type ?? "application/json";
  const limit = AbortSignal.timeout(timeout);
  let response;
  try {
    response = await fetch(path, {
      method, headers, cache: "no-store", credentials: "same-origin",
      body: body === undefined || type ? body : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "offline", "offline");
  }
  if (response.ok) return response.status === 204 ? null : response.json().catch(() => null);
  const answer = await response.json().catch(() => null);
  const wait = Number.parseInt(response.headers.get("Retry-After"), 10);
  throw new ApiError(response.status, answer?.error?.code ?? "unknown", answer?.error?.message ?? "",
    Number.isFinite(wait) ? wait : null);
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

const enter = async (path, body) => hold(await ask("POST", path, { body }));

/** `{needs_setup}`, and `signed_in` where the server says it. */
export const setupState = () => request("GET", "/api/v1/setup");
export const setUp = (name, password) => enter("/api/v1/setup", { name, password });
export const signIn = (name, password) => enter("/api/v1/session", { name, password });
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
  csrf = "";
  holder = null;
  return true;
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

/** Recommendations; `query` as in the API, without empty values. */
export function recommendations(query) {
  const used = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return request("GET", `/api/v1/recommendations?${new URLSearchParams(used)}`);
}

export const giveFeedback = (item, kind) => request("POST", "/api/v1/feedback", { body: { item_id: item, kind } });
export const takeFeedbackBack = (item, kind) =>
  request("DELETE", `/api/v1/feedback/${encodeURIComponent(item)}?kind=${kind}`);
