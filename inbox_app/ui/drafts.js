// What is being written, kept on this device until the server has it too.
//
// Each text is kept under its owner and its draft, so that nobody else who uses this
// browser meets it. A text is older than the server's when somebody saved, sent or
// threw away that draft after it was typed here.
import { useSyncExternalStore } from "react";

const PREFIX = "inbox.draft";
const KEPT_MS = 14 * 24 * 3_600_000;

const nameOf = (owner, key) => `${PREFIX}/${owner}/${key}`;

export function keepText(owner, key, html) {
  if (!owner || !key) return;
  try {
    localStorage.setItem(nameOf(owner, key), JSON.stringify({ html, at: Date.now() }));
  } catch {
    // Full or forbidden storage: the server's copy remains.
  }
}

export function forgetText(owner, key) {
  try {
    localStorage.removeItem(nameOf(owner, key));
  } catch {
    // Nothing was kept then.
  }
}

// The kept text if it is newer than `serverAt` (milliseconds), else null.
export function newerText(owner, key, serverAt) {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(owner, key)) ?? "null");
    if (!kept) return null;
    if (kept.at > (serverAt || 0) && Date.now() - kept.at < KEPT_MS) return kept.html;
    forgetText(owner, key);
  } catch {
    // Unreadable is as good as absent.
  }
  return null;
}

// How far the text of each draft has come: "", "saving", "saved", "local".
const states = new Map();
const listeners = new Set();

export function setDraftState(key, state) {
  if (states.get(key) === state) return;
  states.set(key, state);
  listeners.forEach((listener) => listener());
}

export function useDraftState(key) {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => states.get(key) ?? "",
    () => "",
  );
}
