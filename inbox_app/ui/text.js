// Texts, numbers and times in the reader's language, for every part.
import { useSyncExternalStore } from "react";
import { CATALOGUE } from "./catalogue.js";

const STORE = "inbox.language";
const listeners = new Set();
const speakers = {};
let language = firstLanguage();

function firstLanguage() {
  if (typeof window === "undefined") return "en";
  let kept = null;
  try {
    kept = localStorage.getItem(STORE);
  } catch {
    // Storage may be forbidden; the browser's own wish then decides.
  }
  if (kept in CATALOGUE) return kept;
  const wished = navigator.languages?.map((tag) => tag.slice(0, 2).toLowerCase());
  return wished?.find((tag) => tag in CATALOGUE) ?? "en";
}

function speaker(code) {
  if (speakers[code]) return speakers[code];
  const texts = CATALOGUE[code];
  const plural = new Intl.PluralRules(code);
  const number = new Intl.NumberFormat(code);
  const say = (key, values) => {
    let text = texts[key];
    if (text === undefined) {
      const form = plural.select(Number(values?.n ?? 0));
      text = texts[`${key}#${form}`] ?? texts[`${key}#other`] ?? key;
    }
    if (!values) return text;
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      if (value === undefined || value === null) return whole;
      return typeof value === "number" ? number.format(value) : String(value);
    });
  };
  say.language = code;
  return (speakers[code] = say);
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setLanguage(code) {
  if (!(code in CATALOGUE)) return;
  document.documentElement.lang = code;
  try {
    localStorage.setItem(STORE, code);
  } catch {
    // The choice then lives as long as the page.
  }
  if (code === language) return;
  language = code;
  listeners.forEach((listener) => listener());
}

// A function of (key, values); a new one when the language changes.
export function useText() {
  return useSyncExternalStore(
    subscribe,
    () => speaker(language),
    () => speaker("en"),
  );
}
