"""Clips for Chromium's fake camera, made from one portrait: 640x480, gently moving, without end when looped."""

import math
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 640, 480
FRAMES_A_SECOND = 10
SECONDS = 4
SWAY, NOD = 14, 8


def _face(portrait: Image.Image) -> Image.Image:
    return portrait


def _nobody(portrait: Image.Image) -> Image.Image:
    """A wall on which the light fades."""
    return Image.linear_gradient("L").resize((WIDTH, HEIGHT)).convert("RGB")


def _dark(portrait: Image.Image) -> Image.Image:
    """The same face with the lamp off."""
    return portrait.point(lambda level: level * 3 // 100)


def _two(portrait: Image.Image) -> Image.Image:
    """The same face twice, side by side."""
    half = WIDTH // 2
    middle = portrait.crop((portrait.width * 7 // 30, 0, portrait.width * 13 // 20, portrait.height * 3 // 5))
    middle = middle.resize((half, round(half * middle.height / middle.width)), Image.Resampling.LANCZOS)
    both = Image.new("RGB", (WIDTH, HEIGHT), (128, 128, 128))
    for n in range(2):
        both.paste(middle, (n * half, 10))
    return both


# What a camera may see, made from a portrait.
SCENES = {"face": _face, "nobody": _nobody, "dark": _dark, "two": _two}


def make(portrait: Path, target: Path, scene: str = "face") -> Path:
    """Writes `target` (.y4m) from `portrait`, whose face is expected in the upper part, as in a portrait."""
    picture = SCENES[scene](Image.open(portrait).convert("RGB"))
    scale = (WIDTH + 2 * SWAY) / picture.width
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", (picture.width, max(picture.height, HEIGHT + 2 * NOD)), (128, 128, 128))
    canvas.paste(picture)
    count = FRAMES_A_SECOND * SECONDS
    with target.open("wb") as clip:
        clip.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for n in range(count):
            angle = 2 * math.pi * n / count
            x = SWAY + SWAY * math.sin(angle)
            y = NOD + NOD * math.cos(2 * angle)
            frame = canvas.transform(
                (WIDTH, HEIGHT), Image.Transform.AFFINE, (1, 0, x, 0, 1, y), Image.Resampling.BICUBIC)
            clip.write(b"FRAME\n" + _planes(frame))
    return target


def _planes(frame: Image.Image) -> bytes:
    luma, blue, red = frame.convert("YCbCr").split()
    half = (WIDTH // 2, HEIGHT // 2)
    chroma = [plane.resize(half, Image.Resampling.BOX).tobytes() for plane in (blue, red)]
    return luma.tobytes() + b"".join(chroma)


def samples(clip: Path) -> list[bytes]:
    """Runs of luma from the middle of each frame: what must not be found anywhere after a session."""
    data = clip.read_bytes()
    header = data.index(b"\n") + 1
    size = len(b"FRAME\n") + WIDTH * HEIGHT * 3 // 2
    runs = []
    for start in range(header, len(data), size):
        for row in range(HEIGHT // 4, HEIGHT // 2, 20):
            at = start + len(b"FRAME\n") + row * WIDTH + WIDTH // 3
            run = data[at:at + 48]
            # A flat background could be found by chance.
            if len(set(run)) > 16:
                runs.append(run)
    return runs
