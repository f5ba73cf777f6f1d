"""Looks for pictures in what a server left behind."""

import base64
import re
from pathlib import Path

# The beginnings of JPEG files as cameras and browsers write them, raw and in base64 at its three offsets.
# FFD8FF alone turns up by chance among the random bytes of hashes.
_JPEG = re.compile(rb"\xff\xd8\xff(?:\xe0..JFIF|\xe1..Exif|\xdb\x00\x43|\xfe|\xee..Adobe)", re.DOTALL)
_BASE64 = re.compile(rb"/9j/(?:4AAQSkZJRg|4[A-Za-z0-9+/]{3}RXhp|2wBD)")


def pictures_in(paths: list[Path], samples: list[bytes]) -> list[str]:
    """What was found, in words; empty if nothing was."""
    found = []
    encoded = [base64.b64encode(sample[:45]) for sample in samples]
    for file in sorted(file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])):
        if not file.is_file():
            continue
        data = file.read_bytes()
        if _JPEG.search(data) or _BASE64.search(data):
            found.append(f"{file.name}: a JPEG")
        if any(sample in data for sample in samples) or any(text in data for text in encoded):
            found.append(f"{file.name}: pixels of the camera's picture")
    return found
