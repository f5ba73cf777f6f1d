"""Looks for what is missing in the page's tables of sentences, and weighs the page. It needs no browser.

    python3 Tests/Browser/words.py
"""

import gzip
import hashlib
import json
import re
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "Sources/Web/Resources/page"
# The plural categories of whole numbers in each language, without those that only millions and more have.
PLURALS = {"en": {"one", "other"}, "de": {"one", "other"}, "fr": {"one", "other"}}

# What the scripts ask for: t("a.b"), t(… ? "a.b" : "c.d"), and `a.${which}`, also where it is handed on.
_CALL = re.compile(r'\b(?:t|has)\((?:[^"`()]*\? )?"([\w.]+)"(?: : "([\w.]+)")?')
_MADE = re.compile(r"`((?:[a-z]+\.)?\$\{[^`}]+\}(?:\.\w+)*)`")
# The text that is agreed to before the camera opens, in all languages, and its version (CAMERA_TEXT): another text asks anew.
CONSENT = ("2026-11", "c7091401daf9a9fc")
_PLACE = re.compile(r"\{(\w+)\}")


def tables() -> dict[str, dict]:
    """The table of each language; the files are JSON behind `export default`."""
    found = {}
    for file in sorted((PAGE / "assets/words").glob("*.js")):
        text = file.read_text().removeprefix("export default ").rstrip().removesuffix(";")
        found[file.stem] = json.loads(text)
    return found


def _texts(entry) -> list[str]:
    return list(entry.values()) if isinstance(entry, dict) else [entry]


def missing() -> list[str]:
    """Every fault of the tables, in words; empty if there is none."""
    known = tables()
    english = known["en"]
    faults = []
    for language, table in known.items():
        if language not in PLURALS:
            faults.append(f"{language}: its plural categories are not known here")
            continue
        faults += [f"{language}: “{key}” is missing" for key in english.keys() - table.keys()]
        faults += [f"{language}: “{key}” is in no other table" for key in table.keys() - english.keys()]
        for key, entry in table.items():
            if any(not text.strip() for text in _texts(entry)):
                faults.append(f"{language}: “{key}” is empty")
            if isinstance(entry, dict) and entry.keys() != PLURALS[language]:
                faults.append(f"{language}: “{key}” has the plural forms {sorted(entry)}")
            if key not in english:
                continue
            if isinstance(entry, dict) != isinstance(english[key], dict):
                faults.append(f"{language}: “{key}” is a plural in one language only")
            places = {name for text in _texts(entry) for name in _PLACE.findall(text)}
            wanted = {name for text in _texts(english[key]) for name in _PLACE.findall(text)}
            if places != wanted:
                faults.append(f"{language}: “{key}” has {sorted(places)} to fill in instead of {sorted(wanted)}")
    return sorted(faults + _unknown(english) + _consent(known))


def _consent(known: dict[str, dict]) -> list[str]:
    """Whether the text that is agreed to is another and its version is not, or the other way round."""
    version = re.search(r'CAMERA_TEXT = "(.+)"', (PAGE / "assets/js/consent.js").read_text()).group(1)
    texts = json.dumps([{key: text for key, text in table.items() if key.startswith("consent.")} for table in known.values()], sort_keys=True)
    now = (version, hashlib.sha256(texts.encode()).hexdigest()[:16])
    return [] if now == CONSENT else [f"what is agreed to for the camera is {now}, not {CONSENT}: another text needs another CAMERA_TEXT"]


def _unknown(table: dict) -> list[str]:
    """Keys that the scripts ask for and no table has, and those that nothing asks for."""
    scripts = "\n".join(file.read_text() for file in sorted((PAGE / "assets/js").glob("*.js"))
                        if file.name != "store.js")
    asked = {key for match in _CALL.finditer(scripts) for key in match.groups() if key}
    made = [re.compile(re.sub(r"\\\$\\\{.+?\\\}", r"[\\w.]+", re.escape(key))) for key in set(_MADE.findall(scripts))]
    quoted = set(re.findall(r'"([\w.]+)"', scripts))
    faults = [f"no table has “{key}”" for key in asked - table.keys()]
    faults += [f"no table has a sentence like “{pattern.pattern}”" for pattern in made if not any(map(pattern.fullmatch, table))]
    return faults + [f"nothing says “{key}”" for key in table
                     if key not in quoted and not any(pattern.fullmatch(key) for pattern in made)]


def weights() -> dict[str, int]:
    """What a visit in each language loads if everything is opened, in bytes as gzip packs them, and all files as they are."""
    icons_of_installing = {"icon-180.png", "icon-192.png", "icon-512.png", "icon-maskable.png"}
    files = [file for file in PAGE.rglob("*") if file.is_file()]
    packed = {file: len(gzip.compress(file.read_bytes(), 9)) for file in files}
    return {
        language: sum(size for file, size in packed.items()
                      if file.name not in icons_of_installing and (file.parent.name != "words" or file.stem == language))
        for language in tables()
    } | {"all": sum(file.stat().st_size for file in files)}


if __name__ == "__main__":
    faults = missing()
    print("\n".join(faults) or "every sentence is there in every language")
    print("bytes:", weights())
    sys.exit(1 if faults else 0)
