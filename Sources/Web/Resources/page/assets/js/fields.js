// What is filled in and chosen: a labelled input with its own error text, segments, a labelled select, a text to copy.

import { announce, button, el } from "./dom.js";
import { t } from "./strings.js";

/** `missing` and `short` are what to say when it is empty or shorter than `shortest`. */
export function textField({ name, label, autocomplete, hint, missing, shortest = 1, short, secret = false, ...props }) {
  const id = `field-${name}`;
  const hintNode = hint && el("p", { class: "hint", id: `${id}-hint`, text: hint });
  const trouble = el("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const input = el("input", {
    id, name, autocomplete, type: secret ? "password" : "text", required: true, autocapitalize: "none", spellcheck: "false",
    maxlength: 200, "aria-describedby": [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" "),
    on: { input: () => tell("") }, ...props,
  });

  function tell(text) {
    trouble.textContent = text;
    trouble.hidden = text === "";
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  function check() {
    const length = (secret ? input.value : input.value.trim()).length;
    tell(length === 0 ? missing : length < shortest ? short : "");
    return length >= shortest;
  }

  const element = el("div", { class: "field" }, el("label", { for: id, text: label }),
    secret ? el("div", { class: "with-button" }, input, reveal(input)) : input, hintNode, trouble);
  return { element, input, check, tell };
}

/** A button whose first press asks and whose second does it; `name` is what it is heard as, `sure` the question. */
export function sureButton(text, { name = text, sure, does, ...props }) {
  const node = button(text, { icon: "remove", "aria-label": name, ...props });
  const say = (asks) => {
    node.classList.toggle("sure", asks);
    node.querySelector("span").textContent = asks ? sure : text;
    node.setAttribute("aria-label", asks ? `${sure}: ${name}` : name);
  };
  node.addEventListener("click", async () => {
    if (!node.classList.contains("sure")) return say(true);
    say(false);
    await does();
  });
  node.addEventListener("blur", () => say(false));
  return node;
}

/** An on/off switch with its words; `changed` gets what it is now and may refuse by throwing. */
export function toggle({ id, text, on, changed }) {
  const input = el("input", { type: "checkbox", role: "switch", id, on: { change: async () => {
    try { await changed(input.checked); } catch { input.checked = !input.checked; }
  } } });
  input.checked = on;
  return el("label", { class: "check switch" }, input, el("span", { text }));
}

function reveal(input) {
  const node = el("button", { type: "button", class: "plain", "aria-pressed": "false", text: t("field.show") });
  node.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    node.setAttribute("aria-pressed", String(!shown));
    node.textContent = t(shown ? "field.show" : "field.hide");
  });
  return node;
}

/** A few choices beside each other, one chosen; `options` are `[value, label]`, a `hushed` legend is only heard. */
export function segments({ name, legend, hushed, options, value, changed }) {
  return el("fieldset", {}, el("legend", { text: legend, class: hushed && "quiet" }),
    el("div", { class: "segments" }, options.map(([option, text]) => {
      const input = el("input", { type: "radio", name, value: option, on: { change: () => changed(option) } });
      input.checked = option === value;
      return el("label", {}, input, el("span", { text }));
    })));
}

/** A labelled list to choose one from; `options` are `[value, label]`. */
export function selectField({ id, label, options, value, changed, ...props }) {
  const select = el("select", { class: "select", id, on: { change: () => changed?.(select.value) } },
    options.map(([option, text]) => el("option", { value: option, text })));
  select.value = value;
  return el("div", { class: "field", ...props }, el("label", { for: id, text: label }), select);
}

/** A text that is there to be copied, with a button that does it. */
export function copyField(id, label, value) {
  const input = el("input", { id, readonly: true, value, on: { focus: () => input.select() } });
  const copy = button(t("copy"), { "aria-describedby": id, on: { click: take } });

  async function take() {
    try {
      await navigator.clipboard.writeText(value);
      copy.querySelector("span").textContent = t("copy.done");
      announce(t("copy.done"));
    } catch {
      // No clipboard outside a secure context: the text is selected for the person to copy.
      input.select();
      announce(t("copy.selected"));
    }
  }
  return el("div", { class: "copy" }, el("div", { class: "field" }, el("label", { for: id, text: label }), input), copy);
}
