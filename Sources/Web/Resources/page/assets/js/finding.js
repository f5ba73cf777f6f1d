// Where an item can be had: its own link, then searches where such things are found. Nothing is asked there before a press.

const SPOTIFY = ["Spotify", "https://open.spotify.com/search/"];
const YOUTUBE = ["YouTube", "https://www.youtube.com/results?search_query="];
const LIBRARY = ["Open Library", "https://openlibrary.org/search?q="];
const SEARCHES = { music: [SPOTIFY, YOUTUBE], film: [YOUTUBE], talk: [YOUTUBE], book: [LIBRARY], podcast: [SPOTIFY] };
/** Said of a maker nobody knows. */
export const UNKNOWN = "Unknown";

/** Pairs of a name and an address, the item's own first; as `Item.findingPlaces` in the program has them. */
export function findingPlaces({ title, creator, kind, link }) {
  const words = encodeURIComponent(creator && creator !== UNKNOWN ? `${title} ${creator}` : title);
  const own = /^https?:\/\//i.test(link ?? "") ? [[new URL(link).host, link]] : [];
  return [...own, ...(SEARCHES[kind] ?? []).map(([name, address]) => [name, address + words])];
}
