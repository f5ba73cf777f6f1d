// Sends frames one at a time and as fast as the server answers, between 5 and 8 a second where it can; slower when
// the server has much to do, and every few seconds while it cannot be reached.

const FASTEST_MS = 125;
const SLOWEST_MS = 1000;
const BUSY_MOST_MS = 5000;
/** So many refusals one after the other are worth a word. */
const BUSY_SAID = 3;
const OFFLINE_MS = [1000, 2000, 4000, 5000];
const WIDTHS = [640, 480, 320];
/** An answer later than this lets the next frame be smaller: 5 a second is what a face needs. */
const SLOW_MS = 220;
const SLOW_FRAMES = 8;
/** So many answers sooner than this let it be larger again. */
const QUICK_MS = 120;
const QUICK_FRAMES = 40;
const QUALITY = 0.8;

const pause = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});

/** Runs until `signal` aborts.
 *
 * `read(jpeg, signal)` asks the server; `heard(reading, {latency, rate})` gets each answer; `trouble` gets
 * "offline", "busy" (only if that lasts), "refused" or null when all is well again; `mayGo()` is awaited before each frame.
 */
export async function sendFrames(video, { read, heard, trouble, mayGo, signal }) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  const times = [];
  let failures = 0;
  let apart = FASTEST_MS;
  let slow = 0;
  let quick = 0;
  let size = 0;

  while (!signal.aborted) {
    await mayGo();
    if (signal.aborted) return;
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) {
      await pause(50, signal);
      continue;
    }
    const began = performance.now();
    const width = Math.min(WIDTHS[size], video.videoWidth);
    canvas.width = width;
    canvas.height = Math.round((width * video.videoHeight) / video.videoWidth);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const jpeg = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    try {
      const sent = performance.now();
      const reading = await read(jpeg, signal);
      if (signal.aborted) return;
      const now = performance.now();
      times.push(now);
      while (now - times[0] > 3000) times.shift();
      const rate = times.length > 1 ? ((times.length - 1) * 1000) / (now - times[0]) : 0;
      if (failures > 0) trouble(null);
      failures = 0;
      apart = Math.max(FASTEST_MS, apart * 0.95);
      slow = now - sent > SLOW_MS ? slow + 1 : 0;
      quick = now - sent < QUICK_MS ? quick + 1 : 0;
      if (slow >= SLOW_FRAMES && size < WIDTHS.length - 1) { size += 1; slow = 0; }
      if (quick >= QUICK_FRAMES && size > 0) { size -= 1; quick = 0; }
      heard(reading, { latency: now - sent, rate });
      await pause(Math.max(0, apart - (now - began)), signal);
    } catch (error) {
      if (signal.aborted) return;
      // Too many frames for this server, or for two tabs of one viewer: fewer of them from here on.
      if (error.status === 503) apart = Math.min(SLOWEST_MS, apart * 1.5);
      if (error.code === "superseded") {
        await pause(apart, signal);
        continue;
      }
      failures += 1;
      await pause(answerTo(error, failures, trouble), signal);
    }
  }
}

/** Tells of the failure and returns how long to wait, in milliseconds. */
function answerTo(error, failures, trouble) {
  if (error.status === 503 || error.status === 429) {
    if (failures >= BUSY_SAID) trouble("busy");
    const asked = (error.retryAfter ?? 1) * 1000;
    return Math.max(asked, Math.min(BUSY_MOST_MS, 250 * 2 ** Math.min(failures, 5)));
  }
  if (error.offline || error.status >= 500) trouble("offline");
  // A lost session is told by the page as a whole.
  else if (error.status !== 401) trouble("refused");
  return OFFLINE_MS[Math.min(failures, OFFLINE_MS.length) - 1];
}
