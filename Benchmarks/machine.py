"""What the numbers were measured on, and the program that is measured."""

import importlib.metadata
import os
import pathlib
import platform
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


PACKAGES = {
    "training": ["torch"],
    "inference": ["onnxruntime"],
    "live": ["mediapipe", "onnxruntime", "opencv-contrib-python"],
    "load": [],
    "mixed": [],
    "start": [],
}


def build(product):
    """Builds a program of Mien's in release mode and returns where it is."""
    command = ["swift", "build", "--package-path", str(ROOT), "-c", "release"]
    if subprocess.run([*command, "--product", product]).returncode:
        raise SystemExit(f"{product} could not be built: what swift said is above.")
    folder = subprocess.run([*command, "--show-bin-path"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return str(pathlib.Path(folder, product))


def describe(benchmark):
    info = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    flags = next((line.split() for line in info if line.startswith("flags")), [])
    versions = {"Python": platform.python_version()}
    for package in PACKAGES[benchmark]:
        versions[package] = importlib.metadata.version(package)
    onednn = subprocess.run(
        ["dpkg-query", "-W", "-f=${Version}", "libdnnl2"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    versions["oneDNN (Mien)"] = onednn.stdout or "unknown"
    return {
        "cpu": models[0] if models else platform.machine(),
        "instructions": [flag for flag in ("avx2", "fma", "avx512f") if flag in flags],
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "versions": versions,
    }
