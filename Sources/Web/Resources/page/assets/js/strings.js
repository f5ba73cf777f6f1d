// Every sentence of the page, in one table a language. A value is a text with {names}, or, where a number decides,
// an object by plural category.

const en = {
  "footer": "Frames are read on this machine and forgotten. Nothing leaves it.",
  "again": "Try again",
  "error.unknown": "That did not work. Please try again in a moment.",
  "error.offline": "The server cannot be reached. Is Mien still running?",
  "error.busy": "The server is busy. Please try again in {seconds} s.",

  "emotion.angry": "Angry",
  "emotion.disgust": "Disgusted",
  "emotion.fear": "Fearful",
  "emotion.happy": "Happy",
  "emotion.neutral": "Neutral",
  "emotion.sad": "Sad",
  "emotion.surprise": "Surprised",
  "emotion.unsure": "Unsure",

  "kind.music": "Music",
  "kind.film": "Film",
  "kind.book": "Book",
  "kind.podcast": "Podcast",
  "kind.talk": "Talk",
  "kinds.all": "Everything",
  "kinds.music": "Music",
  "kinds.film": "Films",
  "kinds.book": "Books",
  "kinds.podcast": "Podcasts",
  "kinds.talk": "Talks",
  "kinds.label": "Show only",

  "entry.title": "Your face says a little. The hour says the rest.",
  "entry.lead": "Mien looks at your expression through the webcam and finds something to hear, watch or read that fits it, at this hour of the day.",
  "entry.own": "It runs on your own machine: no cloud, no tracking, no picture kept.",
  "setup.title": "Make the first account",
  "setup.lead": "You become the administrator of this Mien. Later you can invite others; each has a list of their own.",
  "setup.submit": "Make my account",
  "setup.taken": "The first account exists already. Please sign in.",
  "join.title": "You are invited",
  "join.lead": "Choose a name and a password. Nobody else sees what you like or hide.",
  "join.code": "Invitation code",
  "join.submit": "Join",
  "join.link": "I have an invitation",
  "signin.title": "Sign in",
  "signin.lead": "Welcome back.",
  "signin.submit": "Sign in",
  "signin.link": "Back to sign-in",
  "signin.wrong": "Name and password do not match. Please check both.",
  "signin.wait": "Too many attempts. Please wait {minutes} and try again.",
  "signin.minutes": { "one": "{n} minute", "other": "{n} minutes" },
  "signin.expired": "Your session has ended",
  "signin.expired.lead": "Sign in again to go on where you were.",
  "signin.leave": "Sign in as somebody else",
  "field.name": "Name",
  "field.password": "Password",
  "field.password.new": "A few words in a row make a good one: at least {n} characters.",
  "field.show": "Show",
  "field.hide": "Hide",
  "field.name.missing": "Please enter a name.",
  "field.password.missing": "Please enter a password.",
  "field.password.short": "Please choose at least {n} characters.",
  "field.code.missing": "Please enter the invitation code.",

  "signout.failed": "You are still signed in. {why}",
  "account.replaced": "{name} has signed in to this browser. This is their page now.",

  "menu.open": "Account of {name}",
  "menu.administrator": "Administrator",
  "menu.member": "Member",
  "menu.invite": "Invite someone",
  "menu.signout": "Sign out",
  "theme.label": "Theme",
  "theme.auto": "System",
  "theme.light": "Light",
  "theme.dark": "Dark",

  "invite.title": "Invite someone",
  "invite.lead": "Send this link to one person. It makes one account, and works until {date}.",
  "invite.link": "Link",
  "invite.code": "Or the code alone",
  "invite.copy": "Copy",
  "invite.copied": "Copied.",
  "invite.selected": "Selected. Press Ctrl+C to copy.",
  "invite.close": "Done",

  "live.label": "Camera and mood",
  "consent.title": "Before the camera opens",
  "consent.here": "Frames are analysed on the machine Mien runs on. They are never kept and never sent elsewhere.",
  "consent.feeling": "An expression is not a feeling. Mien reads what a face shows, and can be wrong.",
  "consent.places": "Not for workplaces or schools: reading emotions there is prohibited in the European Union.",
  "consent.stop": "You can pause or stop at any time. The camera stops when you leave this tab.",
  "consent.yes": "Agree and open the camera",
  "consent.no": "Without the camera",
  "camera.video": "Your camera, mirrored",
  "camera.on": "Camera on",
  "camera.paused": "Paused",
  "camera.off.title": "The camera is off",
  "camera.off.lead": "Open it, or pick a mood by hand below.",
  "camera.open": "Open the camera",
  "camera.opening": "Opening the camera …",
  "camera.hidden": "The camera stopped while this tab was out of sight.",
  "camera.pause": "Pause",
  "camera.resume": "Go on",
  "camera.close": "Turn off",
  "camera.details": "Details",
  "camera.choose": "Camera",
  "camera.number": "Camera {n}",
  "camera.numbers": "{rate} frames/s · answer in {latency} ms · {width} × {height}",
  "camera.faces": { "one": "{n} face", "other": "{n} faces" },
  "camera.refused.title": "The camera was refused",
  "camera.refused": "Your browser keeps the camera closed for this page. Allow it through the camera sign in the address bar, then try again. Picking a mood by hand works as well.",
  "camera.missing.title": "No camera found",
  "camera.missing": "Plug one in and try again, or pick a mood by hand below.",
  "camera.inuse.title": "The camera is in use",
  "camera.inuse": "Another program seems to hold it. Close that program, then try again.",
  "camera.insecure.title": "The camera needs a safe address",
  "camera.insecure": "Browsers open the camera only over https:// or on the machine itself (http://localhost). Open Mien there, or pick a mood by hand below.",
  "camera.unplugged.title": "The camera is gone",
  "camera.unplugged": "It was unplugged or taken by another program. Connect it and try again.",
  "camera.other.title": "The camera did not open",
  "camera.other": "The browser says: {message}",

  "hint.noface": "No face in view yet. Look towards the camera.",
  "hint.dark": "It is rather dark. A little light on your face helps.",
  "hint.bright": "It is very bright. Turn a little away from the light.",
  "hint.far": "Come a little closer.",
  "hint.several": "Several faces: reading the one in the bright frame.",
  "hint.offline": "The server cannot be reached. Trying again …",
  "hint.refused": "The server does not take the picture. Loading this page again may help.",
  "hint.busy": "The server is busy. Going slower for a moment.",

  "mood.label": "Your mood, as the face shows it",
  "mood.none": "No mood yet",
  "mood.none.lead": "Open the camera or pick one below.",
  "mood.waiting": "Looking …",
  "mood.waiting.lead": "Waiting for a face.",
  "mood.between": "Between {first} and {second}",
  "mood.clear": "Clearly",
  "mood.likely": "Probably",
  "mood.perhaps": "Perhaps",
  "mood.byhand": "Picked by hand",
  "mood.announce": "Mood: {word}, {percent}",
  "mood.announce.unsure": "Mood: unsure",
  "mood.bars": "All seven, in percent",

  "hand.title": "Pick a mood by hand",
  "hand.unsure": "Not sure",
  "hand.clear": "Follow the camera",
  "hand.clear.off": "Clear",

  "greeting.night": "Still up, {name}?",
  "greeting.morning": "Good morning, {name}",
  "greeting.day": "Good afternoon, {name}",
  "greeting.evening": "Good evening, {name}",
  "list.updated": "Updated for: {mood} · {time}",
  "list.mood": "{word}, {percent}",
  "list.mood.byhand": "{word}, picked by hand",
  "list.mood.none": "the hour, as no mood is known",
  "list.mood.unsure": "unsure, so the hour and your taste decide",
  "list.waiting": "Your mood has changed: show the new list",
  "list.empty": "Nothing is left for this choice.",
  "list.empty.all": "Show every kind",
  "list.failed": "The list could not be loaded.",
  "list.more": "Show more",
  "list.loaded": { "one": "{n} recommendation", "other": "{n} recommendations" },

  "item.minutes": "{n} min",
  "item.hours": "{h} h",
  "item.hours.minutes": "{h} h {n} min",
  "item.opens": "(opens in a new tab)",
  "item.bc": "{n} BC",
  "item.by": "by {creator}",
  "card.like": "Like",
  "card.liked": "Liked",
  "card.skip": "Skip",
  "card.hide": "Hide",
  "card.like.name": "Like {title}",
  "card.skip.name": "Skip {title} for now",
  "card.hide.name": "Hide {title} for good",
  "card.why": "Why this?",
  "card.why.name": "Why {title}?",
  "card.score": "Score",
  "card.skipped": "Skipped “{title}”.",
  "card.hidden": "Hidden: “{title}”.",
  "card.undo": "Undo",
  "card.unsaved": "“{title}” could not be saved. Please try again.",
  "term.mood": "Mood",
  "term.clock": "Hour",
  "term.length": "Length",
  "term.taste": "Your taste",
  "term.fresh": "Seen lately",
  "term.variety": "Variety",
};

const tables = { en };
const language = "en";
const plural = new Intl.PluralRules(language);

/** The language of the page, for dates and numbers. */
export const locale = navigator.language?.startsWith(language) ? navigator.language : language;

/** The sentence named `key`, its {names} filled from `values`; a plural is chosen by `values.n`. */
export function t(key, values = {}) {
  const entry = tables[language][key] ?? key;
  const text = typeof entry === "string" ? entry : entry[plural.select(values.n)] ?? entry.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Whether the table has `key`. */
export const has = (key) => key in tables[language];

const PERCENT = "\u202f%";

/** 0.84 as "84 %", as the server writes it in its reasons. */
export const percent = (share) => `${Math.round(100 * share)}${PERCENT}`;

/** A text of the server, with a space before each "%" that no line breaks at. */
export const unbroken = (text) => text.replace(/ %/g, PERCENT);

/** A length in minutes in words: "1 h 42 min". */
export function duration(minutes) {
  const n = Math.round(minutes);
  if (n < 60) return t("item.minutes", { n });
  const h = Math.floor(n / 60);
  return n % 60 === 0 ? t("item.hours", { h }) : t("item.hours.minutes", { h, n: n % 60 });
}
