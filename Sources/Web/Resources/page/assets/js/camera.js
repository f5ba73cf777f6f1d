// Opening and closing the camera, and what to say when it does not open.

/** Why the camera is not there: "insecure", "refused", "missing", "inuse", "unplugged" or "other". */
export class CameraProblem extends Error {
  constructor(kind, message = "") {
    super(message);
    this.kind = kind;
  }
}

const kinds = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing", OverconstrainedError: "missing",
  NotReadableError: "inuse", AbortError: "inuse",
};

/** Opens a camera into `video`; `gone` is called when it disappears. Returns a function that closes it. */
export async function openCamera(video, { device, gone }) {
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) throw new CameraProblem("insecure");
  const size = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: device ? { ...size, deviceId: { exact: device } } : { ...size, facingMode: "user" },
    });
  } catch (error) {
    throw new CameraProblem(kinds[error.name] ?? "other", error.message || error.name);
  }
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
    if (video.srcObject === stream) video.srcObject = null;
  };
  for (const track of stream.getTracks()) track.addEventListener("ended", () => { close(); gone(); });
  video.srcObject = stream;
  try {
    await video.play();
  } catch (error) {
    // Closed again before it played; anything else is a camera that gives no picture.
    if (error.name !== "AbortError") {
      close();
      throw new CameraProblem("other", error.message);
    }
  }
  return close;
}

/** The cameras the browser knows; their names are known only after one was allowed. */
export async function cameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput");
}
