// Small choices kept in this browser. Without storage (a strict private window) they last for the visit.

const memory = new Map();

/** The value kept under `name`, or null. */
export function recall(name) {
  if (memory.has(name)) return memory.get(name);
  try { return localStorage.getItem(`mien.${name}`); } catch { return null; }
}

/** Keeps `value` in this tab until it is taken over, by the same page loaded anew. */
export function handOver(name, value) {
  try { sessionStorage.setItem(`mien.${name}`, value); } catch { /* Without storage nothing goes on. */ }
}

/** What was handed over under `name`, once; or null. */
export function takeOver(name) {
  try {
    const value = sessionStorage.getItem(`mien.${name}`);
    sessionStorage.removeItem(`mien.${name}`);
    return value;
  } catch {
    return null;
  }
}

/** Keeps `value` under `name`; null forgets it. */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(`mien.${name}`);
    else localStorage.setItem(`mien.${name}`, value);
    memory.delete(name);
  } catch {
    memory.set(name, value);
  }
}
