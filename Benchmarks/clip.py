"""Clips as folders of JPEG frames of 640x480: cut from a video, or made from a portrait."""

import json
import math
import shutil
import subprocess

WIDTH, HEIGHT = 640, 480


def from_video(video, folder, most=300):
    """The first frames of a video; returns frames a second. Needs the program ffmpeg."""
    if not shutil.which("ffmpeg"):
        raise SystemExit("--clip needs ffmpeg: install it, or leave --clip out for the synthetic clip.")
    probe = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=avg_frame_rate", "-of", "json",
         video], stdout=subprocess.PIPE, text=True)
    if probe.returncode:
        raise SystemExit(f"{video} is no video that ffmpeg reads.")
    above, below = json.loads(probe.stdout)["streams"][0]["avg_frame_rate"].split("/")
    size = f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=increase,crop={WIDTH}:{HEIGHT}"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", video, "-vf", size, "-frames:v", str(most), "-q:v", "4", f"{folder}/%05d.jpg"],
        check=True)
    return max(1, round(int(above) / max(1, int(below))))


def synthetic(folder, count=300, rate=30):
    """A portrait that sways, nods and comes nearer for ten seconds; for half a second of it nobody is there."""
    import cv2
    import numpy
    from skimage import data

    portrait = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)[:300, 60:400]
    random = numpy.random.default_rng(1)
    room = cv2.GaussianBlur(random.integers(0, 256, (HEIGHT, WIDTH, 3)).astype(numpy.float32), (0, 0), 40)
    room = 90 + 12 * (room - room.mean()) / room.std()
    for index in range(count):
        time = index / rate
        scale = 1.15 + 0.25 * math.sin(0.9 * time)
        angle = math.radians(6 * math.sin(1.7 * time))
        x, y = 330 + 90 * math.sin(0.7 * time), 270 + 25 * math.sin(1.3 * time)
        a, b = scale * math.cos(angle), scale * math.sin(angle)
        place = numpy.array([[a, b, x - 160 * a - 140 * b], [-b, a, y + 160 * b - 140 * a]])
        frame = room.copy()
        if not 7 <= time < 7.5:
            frame = cv2.warpAffine(
                portrait.astype(numpy.float32), place, (WIDTH, HEIGHT), dst=frame, flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_TRANSPARENT)
        noisy = frame + random.normal(0, 2, frame.shape)
        cv2.imwrite(f"{folder}/{index:05}.jpg", numpy.clip(noisy, 0, 255).astype(numpy.uint8),
                    [cv2.IMWRITE_JPEG_QUALITY, 85])
    return rate
