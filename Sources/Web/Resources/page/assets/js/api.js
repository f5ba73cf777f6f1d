// The server's JSON API. Every failure is an `ApiError`; a lost session is also told to `session`.

/** Dispatches "expired" when the server no longer knows the session. */
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

async function request(method, path, { body, type, timeout = 20000, signal, entering = false } = {}) {
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
  if (response.status === 401 && csrf && !entering) {
    csrf = "";
    session.dispatchEvent(new Event("expired"));
  }
  throw new ApiError(response.status, answer?.error?.code ?? "unknown", answer?.error?.message ?? "",
    Number.isFinite(wait) ? wait : null);
}

const enter = async (path, body) => {
  const answer = await request("POST", path, { body, entering: true });
  csrf = answer.csrf_token;
  return answer;
};

/** `{needs_setup}`, and `signed_in` where the server says it. */
export const setupState = () => request("GET", "/api/v1/setup");
export const setUp = (name, password) => enter("/api/v1/setup", { name, password });
export const signIn = (name, password) => enter("/api/v1/session", { name, password });
export const join = (invitation, name, password) => enter("/api/v1/accounts", { invitation, name, password });

/** Who is signed in, or null. */
export async function me() {
  try {
    const answer = await request("GET", "/api/v1/me", { entering: true });
    csrf = answer.csrf_token;
    return answer;
  } catch (error) {
    if (error.status === 401) return null;
    throw error;
  }
}

export async function signOut() {
  await request("DELETE", "/api/v1/session", { entering: true });
  csrf = "";
}

export const invite = () => request("POST", "/api/v1/invitations", { body: {} });

/** The reading of one JPEG. */
export const readFrame = (jpeg, signal) =>
  request("POST", "/api/v1/frames", { body: jpeg, type: "image/jpeg", timeout: 10000, signal });

/** Recommendations; `query` as in the API, without empty values. */
export function recommendations(query) {
  const used = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return request("GET", `/api/v1/recommendations?${new URLSearchParams(used)}`);
}

export const giveFeedback = (item, kind) => request("POST", "/api/v1/feedback", { body: { item_id: item, kind } });
export const takeFeedbackBack = (item, kind) =>
  request("DELETE", `/api/v1/feedback/${encodeURIComponent(item)}?kind=${kind}`);
