// What was said about items: kept in this browser until the server has answered, and sent when it can be reached.

import * as api from "./api.js";
import { keep, recall } from "./store.js";

const RETRY_MS = 5000;

/** The outbox of one account, for all its tabs; `changed` gets how many wait, and how many of those went out since it was told last; `kept` each word that was taken. */
export class Outbox {
  #who; #name; #changed; #kept; #timer; #told = 0; #left = false; #sending = false; #asked = new Map();

  constructor(who, { changed, kept }) {
    this.#who = who;
    this.#name = `outbox.${who.name}`;
    this.#changed = changed;
    this.#kept = kept;
    window.addEventListener("online", this.flush);
    api.session.addEventListener("renewed", this.flush);
    this.#timer = setInterval(this.flush, RETRY_MS);
    this.#tell(0);
    this.flush();
  }

  leave() {
    this.#left = true;
    clearInterval(this.#timer);
    window.removeEventListener("online", this.flush);
    api.session.removeEventListener("renewed", this.flush);
  }

  /** Says it now or, if that cannot be, later. Resolves with false where a later word took its place; throws what the server has against it. */
  send(item, kind, on, list) {
    const word = { item, kind, on, list, id: Math.random() };
    return new Promise((resolve, reject) => {
      this.#change((words) => {
        this.#asked.set(word.id, { resolve, reject });
        return [...words.filter((other) => other.item !== item || other.kind !== kind), word];
      }).then(this.flush, reject);
    });
  }

  /** Whether `kind` was said of the item (or taken back) and is not answered yet; undefined if neither. */
  waiting(item, kind) { return this.#words.find((word) => word.item === item && word.kind === kind)?.on; }

  flush = () => {
    if (this.#sending) return;
    this.#sending = true;
    alone(`${this.#name}.sending`, this.#deliver).catch(() => { this.#sending = false; });
  };

  #deliver = async () => {
    let [sent, word] = [0];
    while (this.#mine && (word = this.#words[0])) {
      const { id, item, kind, late } = word;
      const error = await say(word).then(() => null, (failed) => failed);
      if (error && isForLater(error)) {
        // A lost session asks for the password by itself.
        if (error.status !== 401) await this.#change((words) => words.map((each) => ({ ...each, late: true })));
        break;
      }
      if (late && !error) sent += 1;
      await this.#change((words) => words.filter((other) => other.id !== id || other.item !== item || other.kind !== kind));
      if (!error) this.#kept(word);
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error) asked?.reject(error);
      else asked?.resolve(true);
    }
    // No pause from here on: a word that comes now begins anew.
    const left = new Set(this.#words.map(({ id }) => id));
    for (const [id, { resolve }] of this.#asked) resolve(left.has(id));
    this.#asked.clear();
    this.#sending = false;
    this.#tell(sent);
  };

  #tell(sent) {
    const late = this.#words.filter((word) => word.late).length;
    if (this.#left || (sent === 0 && late === this.#told)) return;
    this.#told = late;
    this.#changed(late, sent);
  }

  /** Whether what is sent now goes out in the name of the one who said it. */
  get #mine() { return !this.#left && api.whose() === this.#who.name; }

  /** As all tabs know them. */
  get #words() {
    try {
      const words = JSON.parse(recall(this.#name) ?? "[]");
      return Array.isArray(words) ? words : [];
    } catch {
      return [];
    }
  }

  #change(how) {
    return alone(this.#name, () => {
      const words = how(this.#words);
      keep(this.#name, words.length > 0 ? JSON.stringify(words) : null);
    });
  }
}

const say = ({ item, kind, on, list }) => (on ? api.giveFeedback(item, kind, list) : api.takeFeedbackBack(item, kind));

/** A server that is away, busy or waits for the password is asked again; what it refuses is of no use any more. */
const isForLater = ({ offline, status, code }) => offline || status >= 500 || status === 429 || status === 401 || code === "wrong_csrf_token";

/** Does it while no other tab does, where the browser can see to that. */
async function alone(name, work) { return navigator.locks ? navigator.locks.request(name, work) : work(); }
