// Keys of the whole page. Letters go by what they write, not where they lie, so
// that they are the same on every layout; typing in a field is left alone.
import { useLayoutEffect, useRef } from "react";

const PAIR_MS = 1000;
const REPEATABLE = new Set(["j", "k", "ArrowDown", "ArrowUp"]);

function nameOf(event) {
  const isWriting = event.getModifierState("AltGraph");
  if (event.altKey && !isWriting) return "";
  let { key } = event;
  // Caps Lock must not turn j into J.
  if (/^\p{L}$/u.test(key)) key = event.shiftKey ? key.toUpperCase() : key.toLowerCase();
  const isMod = (event.ctrlKey || event.metaKey) && !isWriting;
  if (!isMod) return key;
  return `Mod+${event.shiftKey ? "Shift+" : ""}${/^\p{L}$/u.test(key) ? key.toLowerCase() : key}`;
}

function isTyping(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("[contenteditable=true], textarea, select")) return true;
  const input = target.closest("input");
  return Boolean(input) && !["checkbox", "radio", "button"].includes(input.type);
}

export function Hotkeys({ keys = [], onKey }) {
  const live = useRef({});
  live.current = { keys: new Set(keys), onKey };

  // Before the paint: a key pressed at once must find its listener.
  useLayoutEffect(() => {
    let first = "";
    let timer = null;
    const pressed = (event) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("dialog[open]")) return;
      const name = nameOf(event);
      if (!name || ["Shift", "Control", "Meta", "Alt"].includes(name)) return;
      const isCommand = name.startsWith("Mod+") || name === "Escape";
      if (isTyping(event.target) && !isCommand) return;
      // Enter and Space belong to the button or link that has the focus.
      const onControl = event.target instanceof Element && event.target.closest("button, a, summary");
      if (onControl && (name === "Enter" || name === " ")) return;
      const pair = first && `${first} ${name}`;
      first = "";
      clearTimeout(timer);
      const known = live.current.keys;
      const found = pair && known.has(pair) ? pair : known.has(name) ? name : "";
      if (found) {
        if (event.repeat && !REPEATABLE.has(found)) return;
        event.preventDefault();
        live.current.onKey?.(found);
        return;
      }
      if ([...known].some((key) => key.startsWith(`${name} `))) {
        first = name;
        timer = setTimeout(() => (first = ""), PAIR_MS);
      }
    };
    window.addEventListener("keydown", pressed);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", pressed);
    };
  }, []);
  return null;
}
