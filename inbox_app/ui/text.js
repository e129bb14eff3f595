// Texts, numbers and times in the reader's language, for every part.
//
// Only the catalogue of that language is fetched: what the first page shows while it
// starts, the rest when one of its texts is first asked for. Until they are here, and
// in the pages drawn at build time, every text is empty.
import { useSyncExternalStore } from "react";

const STORE = "inbox.language";
const RETRY_MS = 2000;
const CATALOGUES = {
  en: [() => import("./catalogue.en.js"), () => import("./catalogue.en.later.js")],
  fr: [() => import("./catalogue.fr.js"), () => import("./catalogue.fr.later.js")],
};
const listeners = new Set();
const speakers = {};
const QUIET = silence("en");
let wanted = firstLanguage();
let wantsAll = false;
let spoken = silence(wanted);
if (typeof window !== "undefined") speak();

function firstLanguage() {
  if (typeof window === "undefined") return "en";
  let kept = null;
  try {
    kept = localStorage.getItem(STORE);
  } catch {
    // Storage may be forbidden; the browser's own wish then decides.
  }
  if (kept in CATALOGUES) return kept;
  const wished = navigator.languages?.map((tag) => tag.slice(0, 2).toLowerCase());
  return wished?.find((tag) => tag in CATALOGUES) ?? "en";
}

function silence(code) {
  const say = () => "";
  say.language = code;
  return say;
}

async function speak() {
  const code = wanted;
  const parts = CATALOGUES[code].slice(0, wantsAll ? 2 : 1);
  const name = `${code}${parts.length}`;
  try {
    const read = await Promise.all(parts.map((part) => part()));
    speakers[name] ??= makeSpeaker(code, read.map((part) => part.default));
  } catch {
    // The line was down for a moment: a page without words is no page.
    setTimeout(speak, RETRY_MS);
    return;
  }
  const isStale = code !== wanted || parts.length !== (wantsAll ? 2 : 1);
  if (isStale || spoken === speakers[name]) return;
  spoken = speakers[name];
  listeners.forEach((listener) => listener());
}

function speakAll() {
  if (wantsAll) return;
  wantsAll = true;
  speak();
}

function makeSpeaker(code, parts) {
  const texts = Object.assign({}, ...parts);
  const isWhole = parts.length > 1;
  const plural = new Intl.PluralRules(code);
  const number = new Intl.NumberFormat(code);
  const say = (key, values) => {
    let text = texts[key];
    if (text === undefined) {
      const form = plural.select(Number(values?.n ?? 0));
      text = texts[`${key}#${form}`] ?? texts[`${key}#other`];
    }
    if (text === undefined) {
      if (isWhole || !key) return key;
      speakAll();
      return "";
    }
    if (!values) return text;
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      if (value === undefined || value === null) return whole;
      return typeof value === "number" ? number.format(value) : String(value);
    });
  };
  say.language = code;
  return say;
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setLanguage(code) {
  if (!(code in CATALOGUES)) return;
  document.documentElement.lang = code;
  try {
    localStorage.setItem(STORE, code);
  } catch {
    // The choice then lives as long as the page.
  }
  if (code === wanted) return;
  wanted = code;
  speak();
}

// A function of (key, values); a new one when the language changes.
export function useText() {
  return useSyncExternalStore(
    subscribe,
    () => spoken,
    () => QUIET,
  );
}
