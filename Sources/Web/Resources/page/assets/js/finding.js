// Where an item can be had: its own link, then searches where such things are found. Nothing is asked there before a press.

const SPOTIFY = ["Spotify", "https://open.spotify.com/search/"];
const YOUTUBE = ["YouTube", "https://www.youtube.com/results?search_query="];
const LIBRARY = ["Open Library", "https://openlibrary.org/search?q="];
const SEARCHES = { music: [SPOTIFY, YOUTUBE], film: [YOUTUBE], talk: [YOUTUBE], book: [LIBRARY], podcast: [SPOTIFY] };
/** Said of a maker nobody knows. */
export const UNKNOWN = "Unknown";

/** Pairs of a name and an address, the item's own first; as `Item.findingPlaces` in the program has them. */
export function findingPlaces({ id, title, creator, kind, link, file }) {
  const words = encodeURIComponent(creator && creator !== UNKNOWN ? `${title} ${creator}` : title);
  const here = file ? [["Mien", `/api/v1/catalogue/${encodeURIComponent(id)}/play`]] : [];
  const own = /^https?:\/\//i.test(link ?? "") ? [[new URL(link).host, link]] : [];
  return [...here, ...own, ...(SEARCHES[kind] ?? []).map(([name, address]) => [name, address + words])];
}
