// A moment in the reader's words: relative for a day, then a date.
import { useEffect, useSyncExternalStore } from "react";
import { useText } from "./text.js";

const TICK = 30_000;
const waiting = new Set();
let minute = Date.now();
let clock = null;

function subscribe(listener) {
  waiting.add(listener);
  clock ??= setInterval(() => {
    minute = Date.now();
    waiting.forEach((wake) => wake());
  }, TICK);
  return () => {
    waiting.delete(listener);
    if (waiting.size > 0) return;
    clearInterval(clock);
    clock = null;
  };
}

const formats = {};
function format(language, name, options) {
  const key = `${language}/${name}`;
  return (formats[key] ??= new Intl.DateTimeFormat(regionOf(language), options));
}

// "en" alone would mean the United States; the browser knows the reader's country.
function regionOf(language) {
  return navigator.languages?.find((tag) => tag.startsWith(`${language}-`)) ?? language;
}

export function sayMoment(text, value, now, style) {
  const when = new Date(value);
  if (Number.isNaN(when.getTime())) return { short: "", full: "" };
  const { language } = text;
  const full = format(language, "full", { dateStyle: "full", timeStyle: "short" }).format(when);
  const clockTime = () => format(language, "time", { hour: "numeric", minute: "2-digit" }).format(when);
  const daysBack = Math.round((startOfDay(now) - startOfDay(when)) / 86_400_000);
  const date = () => {
    const isThisYear = new Date(now).getFullYear() === when.getFullYear();
    return isThisYear
      ? format(language, "day", { day: "numeric", month: "short" }).format(when)
      : format(language, "year", { day: "numeric", month: "short", year: "numeric" }).format(when);
  };
  if (style === "full") return { short: full, full };
  if (style === "date") return { short: date(), full };
  if (style === "clock") {
    if (daysBack === 0) return { short: clockTime(), full };
    if (daysBack === 1) return { short: `${text("common.yesterday")} ${clockTime()}`, full };
    return { short: `${date()} ${clockTime()}`, full };
  }
  const minutes = Math.floor((now - when) / 60_000);
  if (minutes < 1 && minutes > -5) return { short: text("time.now"), full };
  if (minutes >= 1 && minutes < 60) return { short: text("time.minutes", { n: minutes }), full };
  if (minutes >= 60 && minutes < 1440) return { short: text("time.hours", { n: Math.floor(minutes / 60) }), full };
  if (daysBack === 1) return { short: text("common.yesterday"), full };
  return { short: date(), full };
}

function startOfDay(value) {
  return new Date(value).setHours(0, 0, 0, 0);
}

export function TimeAgo({ value, look, className }) {
  const text = useText();
  // The page is drawn once at build time, where no moment can be said yet.
  const now = useSyncExternalStore(subscribe, () => minute, () => 0);
  useEffect(() => {
    // A moment newer than the last tick must not count as the future.
    if (new Date(value).getTime() > minute) minute = Date.now();
  }, [value]);
  const { short, full } = now
    ? sayMoment(text, value, Math.max(now, Date.now() - TICK), look)
    : { short: "", full: undefined };
  return (
    <time className={className} dateTime={value} title={full}>
      {short}
    </time>
  );
}
