// A labelled input with its hint, its own error text, and a way to see a password.

import { el } from "./dom.js";
import { t } from "./strings.js";

/** `missing` and `short` are what to say when it is empty or shorter than `shortest`. */
export function textField({ name, label, autocomplete, hint, missing, shortest = 1, short, secret = false }) {
  const id = `field-${name}`;
  const hintNode = hint && el("p", { class: "hint", id: `${id}-hint`, text: hint });
  const trouble = el("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const input = el("input", {
    id, name, autocomplete, type: secret ? "password" : "text", required: true, autocapitalize: "none", spellcheck: "false",
    maxlength: 200, "aria-describedby": [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" "),
    on: { input: () => tell("") },
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
  return { element, input, check };
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
