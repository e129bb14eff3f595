// What is being written, kept on this device until the server has it too.
//
// Each text is kept under its owner and its draft, so that nobody else who uses this
// browser meets it. It carries `base`, the server's own time of the version that it
// was typed upon: as long as the server has nothing newer than that, the kept text
// wins whatever the clocks say. Else the two clocks decide.
import { useSyncExternalStore } from "react";

const PREFIX = "inbox.draft";
const KEPT_MS = 14 * 24 * 3_600_000;

const nameOf = (owner, key) => `${PREFIX}/${owner}/${key}`;

export function keepText(owner, key, html, base, isSaved = false) {
  if (!owner || !key) return;
  const kept = { html, base: base || 0, at: Date.now(), isSaved };
  try {
    localStorage.setItem(nameOf(owner, key), JSON.stringify(kept));
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

// Forgets a text that the server had: where it has none now, it was sent or thrown
// away, on another device perhaps.
export function forgetSaved(owner, key) {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(owner, key)) ?? "null");
    if (kept?.isSaved) forgetText(owner, key);
  } catch {
    // Unreadable is as good as absent.
  }
}

// The kept text if it is newer than the server's of `serverAt`, else null.
export function newerText(owner, key, serverAt) {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(owner, key)) ?? "null");
    if (!kept) return null;
    const isFresh = Date.now() - kept.at < KEPT_MS;
    const isNewer = kept.isSaved
      ? kept.base > serverAt
      : kept.base >= serverAt || kept.at > serverAt;
    if (isFresh && isNewer) return kept.html;
    if (!isFresh || !isNewer) forgetText(owner, key);
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
