// Which conversations are chosen, by number. It lives in the browser alone: a box
// that changes draws itself again and nothing else, and what comes or goes in the
// list changes nothing here.
import { useSyncExternalStore } from "react";

const NONE = { ids: new Set(), snapshot: null };
const listeners = new Set();
let now = NONE;
// Where Shift begins to count.
let anchor = 0;

function become(next) {
  now = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSelection() {
  return useSyncExternalStore(subscribe, () => now, () => NONE);
}

export function useIsChosen(id) {
  return useSyncExternalStore(subscribe, () => now.ids.has(id), () => false);
}

export function hasSelection() {
  return now.ids.size > 0;
}

export function shownIds() {
  return [...document.querySelectorAll(".rows [data-select]")].map((box) => Number(box.dataset.select));
}

// With `isRange` all rows from the one chosen last to this one are chosen.
export function choose(id, isRange) {
  const ids = new Set(now.ids);
  const shown = shownIds();
  const [from, to] = [shown.indexOf(anchor), shown.indexOf(id)];
  if (isRange && from >= 0 && to >= 0) {
    for (const one of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(one);
  } else {
    if (ids.has(id)) ids.delete(id);
    else ids.add(id);
    anchor = id;
  }
  become(ids.size > 0 ? { ...now, ids } : NONE);
}

export function chooseShown() {
  become({ ...now, ids: new Set([...now.ids, ...shownIds()]) });
}

export function chooseWhole(snapshot) {
  become({ ids: new Set(snapshot.ids), snapshot });
}

export function clearSelection() {
  if (now !== NONE) become(NONE);
}

// What the server needs to know: of a list that it took down itself, the difference.
export function describe({ ids, snapshot }) {
  if (!snapshot) return { snapshot: 0, added: [...ids], dropped: [] };
  const known = new Set(snapshot.ids);
  return {
    snapshot: snapshot.number,
    added: [...ids].filter((id) => !known.has(id)),
    dropped: snapshot.ids.filter((id) => !ids.has(id)),
  };
}
