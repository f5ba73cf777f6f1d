// What would help the reading: light, distance, one face. Looked at about once a second, on a thumbnail of the frame.

const EVERY_MS = 1000;
const NO_FACE_MS = 1500;
const DARK = 50;
const BRIGHT = 225;
const FAR = 0.11;

/** Says which hint fits, or null. */
export class Hints {
  #thumb = Object.assign(document.createElement("canvas"), { width: 32, height: 24 });
  #context = this.#thumb.getContext("2d", { willReadFrequently: true, alpha: false });
  #looked = -Infinity; #light = 128; #seen = null;

  /** `now` in milliseconds; `canvas` holds the frame that was read. */
  of(reading, canvas, now) {
    this.#seen ??= now;
    if (now - this.#looked > EVERY_MS) {
      this.#looked = now;
      this.#light = this.#brightness(canvas);
    }
    if (reading.faces.length > 0) this.#seen = now;
    if (this.#light < DARK) return "hint.dark";
    if (this.#light > BRIGHT) return "hint.bright";
    if (reading.faces.length === 0) return now - this.#seen > NO_FACE_MS ? "hint.noface" : null;
    const face = reading.faces[reading.viewer ?? 0];
    if (face && face.box.width / reading.width < FAR) return "hint.far";
    return reading.faces.length > 1 ? "hint.several" : null;
  }

  #brightness(canvas) {
    this.#context.drawImage(canvas, 0, 0, 32, 24);
    const { data } = this.#context.getImageData(0, 0, 32, 24);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
    return sum / (data.length / 4);
  }
}
