// Keys of the whole page; typing in a field is left alone.
import { useLayoutEffect, useRef } from "react";
import { isTaken, isTyping, lettersAreOn, nameOf, pair } from "./keys.js";

const PAIR_MS = 1000;
const REPEATABLE = new Set(["j", "k", "ArrowDown", "ArrowUp"]);
const MODIFIERS = ["Shift", "Control", "Meta", "Alt", "AltGraph"];

export function useHotkeys(keys, onKey) {
  const live = useRef({});
  live.current = { keys: new Set(keys), onKey };

  // Before the paint: a key pressed at once must find its listener.
  useLayoutEffect(() => {
    let first = "";
    let timer = null;
    const forget = () => {
      first = pair.first = "";
    };
    const pressed = (event) => {
      if (isTaken(event)) return;
      const name = nameOf(event);
      if (!name || MODIFIERS.includes(name)) return;
      const isCommand = name.startsWith("Mod+") || name === "Escape";
      if (!isCommand && (isTyping(event.target) || !lettersAreOn())) return;
      // Enter and Space belong to the button or link that has the focus.
      const onControl = event.target instanceof Element && event.target.closest("button, a, summary");
      if (onControl && (name === "Enter" || name === " ")) return;
      const both = first && `${first} ${name}`;
      if (first) {
        clearTimeout(timer);
        first = "";
        // Not at once: other listeners must know that this press is a second one.
        setTimeout(() => (pair.first = first));
      }
      const known = live.current.keys;
      const found = both && known.has(both) ? both : known.has(name) ? name : "";
      if (found) {
        if (event.repeat && !REPEATABLE.has(found)) return;
        event.preventDefault();
        live.current.onKey?.(found);
        return;
      }
      if ([...known].some((key) => key.startsWith(`${name} `))) {
        first = name;
        setTimeout(() => (pair.first = first));
        timer = setTimeout(forget, PAIR_MS);
      }
    };
    window.addEventListener("keydown", pressed);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", pressed);
    };
  }, []);
}

export function Hotkeys({ keys = [], onKey }) {
  useHotkeys(keys, onKey);
  return null;
}
