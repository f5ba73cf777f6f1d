"""A page that stands still: the server's answers, the clock and the camera's picture are always the same.

What the page shows then changes with its own files alone, and can be compared with pictures taken earlier."""

import datetime
import json
import math
from pathlib import Path

HERE = Path(__file__).resolve().parent / "still"
NOW = "2026-11-23T18:20:00Z"
ZONE = "Europe/Berlin"
NAME = "Ada"
EMOTIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
SHARES = (0.01, 0.01, 0.02, 0.84, 0.07, 0.02, 0.03)
_PLACES = {"happy": (0.78, 0.45), "neutral": (0.05, -0.05), "sad": (-0.63, -0.27), "surprise": (0.3, 0.75), "angry": (-0.6, 0.6)}

# The clock stands, nothing glides, the camera's picture is a plain one, and every letter is of one font.
_SCRIPT = """(() => {
  const world = WORLD;
  const fixed = Date.parse(world.now);
  window.Date = class extends Date {
    constructor(...parts) { if (parts.length > 0) super(...parts); else super(fixed); }
    static now() { return fixed; }
  };
  localStorage.clear();
  for (const [name, value] of Object.entries(world.storage)) localStorage.setItem(`mien.${name}`, value);
  window.unanswered = [];
  window.EventSource = class extends EventTarget { close() {} };
  window.fetch = async (path, {method = "GET"} = {}) => {
    const url = new URL(path, location.origin);
    const [status, body] = world.answers[`${method} ${url.pathname}`] ?? [404, null];
    if (status === 404) window.unanswered.push(`${method} ${url.pathname}`);
    const [from, to] = ["from", "to"].map((name) => url.searchParams.get(name));
    const of = from && body?.moods ? {moods: body.moods.filter((mood) => mood.from < to && mood.to > from)} : body;
    return status === 204 ? new Response(null, {status}) : Response.json(of, {status});
  };
  addEventListener("DOMContentLoaded", () => {
    const style = new CSSStyleSheet();
    style.replaceSync(`* { font-family: "DejaVu Sans", sans-serif !important; caret-color: transparent !important; scrollbar-width: none; }
      .stage video { visibility: hidden; }
      /* A blurred page is drawn wrongly in a picture that is scaled. */
      .dialog::backdrop { backdrop-filter: none; }`);
    document.adoptedStyleSheets = [style];
  });
})();"""


def _read(name: str) -> dict:
    return json.loads((HERE / f"{name}.json").read_text())


def _moods() -> list[dict]:
    """Four weeks of moods, drawn from a rule instead of by chance."""
    now = datetime.datetime.fromisoformat(NOW)
    found = []
    for day in range(27, -1, -1):
        for n, hour in enumerate((7, 9, 12, 15, 17, 18)):
            at = now.replace(hour=hour, minute=(7 * day + 11 * n) % 17) - datetime.timedelta(days=day)
            if (day + n) % 5 == 4 or at > now:
                continue
            label = ("neutral", "happy", "sad", "happy", "neutral", "surprise", "happy", "angry")[(3 * day + 2 * n) % 8]
            valence, arousal = _PLACES[label]
            lasts = datetime.timedelta(minutes=18 + (13 * day + 29 * n) % 70)
            found.append({
                "id": f"{day}-{n}", "from": _z(at), "to": _z(min(at + lasts, now)), "label": label, "confidence": 0.6 + ((day + n) % 4) / 10,
                "valence": round(valence + 0.1 * math.sin(day + n), 2), "arousal": round(arousal + 0.1 * math.cos(day - n), 2),
                "source": "hand" if (day + n) % 6 == 0 else "camera"})
    return found


def _z(at: datetime.datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"


def _summary() -> dict:
    hours = [{"hour": hour, "minutes": 0, "valence": None, "arousal": None} for hour in range(24)]
    for hour in (*range(8, 15), *range(16, 23)):
        hours[hour] = {"hour": hour, "minutes": 20 + 17 * (hour % 5), "valence": round(0.6 * math.sin(hour / 3), 2), "arousal": round(0.4 * math.cos(hour / 4), 2)}
    titles = [(row["item"]["title"], row["item"]["kind"]) for row in _read("recommendations")["items"][:3]]
    helped = [{"title": title, "kind": kind, "before": {"valence": -0.5 + n / 5, "arousal": -0.2}, "after": {"valence": 0.5 + n / 8, "arousal": 0.3}}
              for n, (title, kind) in enumerate(titles)]
    return {"hours": hours, "helped": helped,
            "labels": [{"label": "happy", "minutes": 312}, {"label": "neutral", "minutes": 205}, {"label": "sad", "minutes": 64}, {"label": "surprise", "minutes": 22}]}


def _journal() -> list[dict]:
    lines = [("I finally got the job, and the sea was calm all evening.", "happy", 0.91), ("Too many meetings. I could not say one clear thing.", None, 0.38),
             ("I miss her so much; the house is quiet without her and the rain does not stop.", "sad", 0.84)]
    return [{"id": f"j{n}", "at": f"2026-11-{23 - 2 * n}T17:0{n}:00Z", "text": text, "label": label, "confidence": confidence}
            for n, (text, label, confidence) in enumerate(lines)]


def _reading() -> dict:
    marks = {"leftEye": (240, 190), "rightEye": (320, 190), "nose": (280, 240), "mouth": (280, 290), "leftEar": (200, 205), "rightEar": (360, 205)}
    return {
        "id": 1, "width": 640, "height": 480, "viewer": 0, "state": {"state": "mood", "label": "happy", "confidence": 0.84},
        "faces": [{"id": 3, "box": {"x": 180, "y": 110, "width": 200, "height": 240}, "score": 0.98,
                   "landmarks": {name: {"x": x, "y": y} for name, (x, y) in marks.items()}}],
        "mood": {"label": "happy", "confidence": 0.84, "valence": 0.6, "arousal": 0.4, "probabilities": dict(zip(EMOTIONS, SHARES))},
        "conditions": {"light": 120, "contrast": 40, "eyeDistance": 80, "yaw": 5}}


def answers() -> dict[str, tuple[int, object]]:
    """What the server says: by method and path a status and a body."""
    account = {"id": "a1", "name": NAME, "role": "administrator", "created_at": "2026-09-01T08:00:00Z", "last_seen_at": NOW, "second_factor": True}
    ben = {"id": "b2", "name": "Benedikta von Hohenstein-Lauenburg", "role": "member", "created_at": "2026-10-12T19:30:00Z", "last_seen_at": "2026-11-22T21:05:00Z", "second_factor": False}
    cleo = {"id": "c3", "name": "Cleo", "role": "member", "created_at": "2026-11-20T10:00:00Z", "last_seen_at": None, "second_factor": False}
    session = {"id": "s1", "agent": "Firefox on Linux", "created_at": "2026-11-20T08:00:00Z", "last_seen_at": NOW, "current": True}
    phone = {"id": "s2", "agent": "Chrome on Android", "created_at": "2026-11-02T17:40:00Z", "last_seen_at": "2026-11-23T07:12:00Z", "current": False}
    token = {"id": "t1", "name": "kitchen radio", "scopes": ["mood", "recommendations"], "created_at": "2026-10-01T09:00:00Z", "last_used_at": "2026-11-23T06:00:00Z", "expires_at": "2026-12-30T09:00:00Z"}
    events = [("signed_in", NAME, None, None), ("sign_in_failed", "Cleo", None, None), ("invitation_made", NAME, None, None),
              ("role_changed", NAME, "Cleo", "member"), ("password_changed", ben["name"], None, None)]
    audit = [{"id": f"e{n}", "at": f"2026-11-23T1{7 - n}:0{n}:00Z", "event": event, "account": who, "subject": subject, "address": "192.168.178.21", "detail": detail}
             for n, (event, who, subject, detail) in enumerate(events)]
    fine = {
        "GET /api/v1/setup": {"needs_setup": False, "signed_in": True},
        "GET /api/v1/me": {"csrf_token": "x", "name": NAME, "role": "administrator"},
        "GET /api/v1/preferences": {"store_moods": True, "consent": {"version": "2026-11", "given_at": "2026-10-26T18:00:00Z"}},
        "GET /api/v1/sessions": {"sessions": [session, phone]},
        "GET /api/v1/openid": {"name": None},
        "GET /api/v1/openid/link": {"name": None, "linked_at": None, "has_password": True},
        "GET /api/v1/second-factor": {"enabled": True, "recovery_codes_left": 8},
        "GET /api/v1/tokens": {"tokens": [token]},
        "GET /api/v1/invitations": {"invitations": [{"id": "i1", "by": NAME, "created_at": "2026-11-21T18:00:00Z", "expires_at": "2026-11-28T18:00:00Z"}]},
        "POST /api/v1/invitations": {"code": "kelp-otter-lamp-1792", "expires_at": "2026-11-30T18:20:00Z"},
        "GET /api/v1/accounts": {"accounts": [account, ben, cleo]},
        "POST /api/v1/accounts/c3/reset": {"code": "mole-birch-tide-4410", "expires_at": "2026-11-24T18:20:00Z"},
        "GET /api/v1/audit": {"events": audit},
        "GET /api/v1/status": {"frames": {"read": 48211, "late": 12, "superseded": 97, "refused": 3, "failed": 0}, "streams": 2, "uptime": 361200, "viewers": 1,
                               "model": {"version": "4c21e956d385", "shipped": True, "validation_accuracy": 0.8332, "card": True},
                               "storage": {"engine": "SQLite", "bytes": 4837376, "people": 3, "items": 1040}},
        "GET /api/v1/links": {"running": True, "done": 312, "all": 902, "links": 902, "since": "2026-11-22T09:30:00Z",
                              "outcomes": {"fine": 306, "broken": 4, "unreachable": 2, "local": 1}},
        "GET /api/v1/journal": {"entries": _journal()},
        "GET /api/v1/catalogue": _read("catalogue"),
        f"GET /api/v1/catalogue/{_read('catalogue')['items'][0]['id']}/review": {
            "review": {"item_id": "", "text": "The whole room goes quiet when it begins.", "at": NOW, "sentiment": 0.42},
            "summary": {"count": 3, "warmth": 0.31, "uncertainty": 0.1}},
        "GET /api/v1/viewer/baseline": {"baseline": None},
        "GET /api/v1/feedback": {"interactions": []},
        "GET /api/v1/moods": {"moods": _moods()},
        "POST /api/v1/moods": _moods()[-1],
        "GET /api/v1/moods/summary": _summary(),
        "GET /api/v1/recommendations": _read("recommendations"),
        "POST /api/v1/frames": _reading(),
    }
    return {path: (200, body) for path, body in fine.items()}


def script(changed: dict | None = None, storage: dict | None = None) -> str:
    """What makes a new document stand still; `changed` replaces answers, `storage` is what the browser keeps."""
    world = {"now": NOW, "answers": answers() | (changed or {}), "storage": {f"consent.{NAME}": f"2026-11 {NOW}"} | (storage or {})}
    return _SCRIPT.replace("WORLD", json.dumps(world))
