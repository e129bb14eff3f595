// What a key press means, and whether the page may have it.
const STORE = "inbox.letters";
const TYPED = "[contenteditable=true], textarea, select";
const NOT_TYPED = ["checkbox", "radio", "button", "submit", "range", "color", "file"];
// The first of two keys in a row, while the second is awaited.
export const pair = { first: "" };

const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

// Who dictates or is easily caught by single letters turns them off; keys with Ctrl stay.
export function lettersAreOn() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

export function turnLetters(isOn) {
  try {
    localStorage.setItem(STORE, isOn ? "on" : "off");
  } catch {
    // Without storage they stay on.
  }
}

// Letters go by what they write, not where they lie: the same on every layout.
export function nameOf(event) {
  const isLetter = /^\p{L}$/u.test(event.key);
  // AltGr, and Option on a Mac, write signs such as #.
  const isWriting =
    event.getModifierState("AltGraph") ||
    (IS_MAC && event.altKey && !event.ctrlKey && event.key.length === 1 && !isLetter);
  if (event.altKey && !isWriting) return "";
  // Caps Lock must not turn j into J.
  const key = isLetter
    ? event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()
    : event.key;
  if ((!event.ctrlKey && !event.metaKey) || isWriting) return key;
  return `Mod+${event.shiftKey ? "Shift+" : ""}${isLetter ? key.toLowerCase() : key}`;
}

export function isTyping(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest(TYPED)) return true;
  const input = target.closest("input");
  return Boolean(input) && !NOT_TYPED.includes(input.type);
}

// A key in the middle of composing a character, or what something else has used.
export function isTaken(event) {
  return (
    event.defaultPrevented || event.isComposing || event.keyCode === 229 ||
    Boolean(document.querySelector("dialog[open], :popover-open"))
  );
}

// Acts on the first of these controls that can be seen.
export function pressControl(selector) {
  const found = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
  if (!found) return;
  found.focus();
  if (found instanceof HTMLInputElement && !NOT_TYPED.includes(found.type)) found.select();
  else found.click();
}

// "Mod+Shift+Enter" as it stands on this keyboard; each part is a key of its own.
export function spell(shortcut) {
  return shortcut.split(/[+ ]/).flatMap((part) => {
    if (part === "Mod") return [IS_MAC ? "⌘" : "Ctrl"];
    if (part === "Shift") return [IS_MAC ? "⇧" : "Shift"];
    if (/^\p{Lu}$/u.test(part)) return [IS_MAC ? "⇧" : "Shift", part.toLowerCase()];
    return [part === "Escape" ? "Esc" : part];
  });
}

// What was chosen from the palette lately.
export function recentKeys() {
  try {
    return JSON.parse(localStorage.getItem("inbox.palette") ?? "[]");
  } catch {
    return [];
  }
}
