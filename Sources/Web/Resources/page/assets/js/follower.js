// Decides when a mood has changed enough for a new list: not at every frame, not never.

import { vector } from "./emotions.js";

/** Times are in milliseconds on any clock that does not go back. */
export class MoodFollower {
  #used = null; #since = null; #reason = null; #usedAt = -Infinity;

  /**
   * @param settle how long a new label must hold
   * @param drift how long the bars must differ, under the same label
   * @param far how much they must differ: half the sum of the differences, 0…1
   * @param apart the least time between two lists
   */
  constructor({ settle = 1200, drift = 6000, far = 0.25, apart = 4000 } = {}) {
    Object.assign(this, { settle, drift, far, apart });
  }

  /** Whether a list for `mood` should be asked for now. */
  observe(mood, now) {
    const reason = this.#changed(mood);
    if (reason !== this.#reason) {
      this.#reason = reason;
      this.#since = now;
    }
    if (!reason) return false;
    // The first mood after none is what the person is waiting for.
    if (this.#used === null) return mood.label !== null || now - this.#since >= this.settle;
    const held = now - this.#since >= (reason === "drift" ? this.drift : this.settle);
    return held && now - this.#usedAt >= this.apart;
  }

  /** A list was asked for with `mood` (null for none). */
  used(mood, now) {
    this.#used = mood;
    this.#usedAt = now;
    this.#reason = null;
  }

  #changed(mood) {
    if (this.#used === null) return `label ${mood.label}`;
    if (mood.label !== this.#used.label) return `label ${mood.label}`;
    const before = vector(this.#used.probabilities);
    const distance = vector(mood.probabilities).reduce((sum, value, i) => sum + Math.abs(value - before[i]), 0) / 2;
    return distance > this.far ? "drift" : null;
  }
}
