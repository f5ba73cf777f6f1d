// The API of the catalogue.

import { query, request, upload } from "./api.js";

const named = (id) => `/api/v1/catalogue/${encodeURIComponent(id)}`;

/** `{items, next}`; `values` are search, kind, region, at_most_minutes, link, after and limit. */
export const catalogue = (values, signal) => request("GET", `/api/v1/catalogue${query(values)}`, { signal });
/** One's own opinion of where an item lies; answers the item. */
export const setPlace = (id, [valence, arousal]) => request("PUT", `${named(id)}/place`, { body: { valence, arousal } });
export const resetPlace = (id) => request("DELETE", `${named(id)}/place`);

/** Valence and arousal of an item, as a place or as two fields. */
export const placeOf = (item) => [item.place?.valence ?? item.valence ?? 0, item.place?.arousal ?? item.arousal ?? 0];

// For administrators.

export const addItem = (item) => request("POST", "/api/v1/catalogue", { body: item });
export const editItem = (id, item) => request("PUT", named(id), { body: item });
export const removeItem = (id) => request("DELETE", named(id));
/** How many links there are, what is known of them, and how far a round is. */
export const links = () => request("GET", "/api/v1/links");
/** Asks for the links that were not asked for today, or for all of them. */
export const checkLinks = (again) => request("POST", "/api/v1/links/checks", { body: { again } });
export const stopChecking = () => request("DELETE", "/api/v1/links/checks");
/** `{added, updated, unchanged, skipped}`. */
export const importFile = (file, { format, strict, ...how }) =>
  upload(`/api/v1/catalogue/import${query({ format, strict: strict && "true", name: file.name })}`, file, how);
