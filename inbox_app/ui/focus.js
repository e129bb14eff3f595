// When what has the focus goes away, the focus does not: it moves to the row that
// took its place, or to the nearest part of the page that is still there.
//
// A browser drops the focus on the body without a word, so the last place is kept.
const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), [tabindex]";
const REGION = "[data-focus-home], section, main, nav, aside";

export function keepFocus() {
  let last = null;
  let path = [];
  let index = 0;
  let place = "";
  const noted = (event) => {
    last = event.target;
    place = listOf(location.pathname);
    path = [];
    for (let one = last.parentElement; one && one !== document.body; one = one.parentElement)
      path.push(one);
    const list = last.closest("[role=listbox]");
    index = list ? [...list.querySelectorAll("[role=option]")].indexOf(last.closest("[role=option]")) : -1;
  };
  // A click on nothing takes the focus away on purpose.
  const pressed = (event) => {
    if (!event.target.closest?.(FOCUSABLE)) last = null;
  };
  const repair = () => {
    if (!last || document.activeElement !== document.body || isHere(last)) return;
    if (document.querySelector("dialog[open]")) return;
    const target = successor(path, place === listOf(location.pathname) ? index : -1);
    last = null;
    target?.focus({ preventScroll: target.getAttribute("role") !== "option" });
  };
  let isAsked = false;
  const watcher = new MutationObserver(() => {
    if (isAsked || !last || document.activeElement !== document.body) return;
    isAsked = true;
    // The page may be about to put the focus somewhere itself.
    requestAnimationFrame(() => {
      isAsked = false;
      repair();
    });
  });
  document.addEventListener("focusin", noted);
  document.addEventListener("pointerdown", pressed);
  watcher.observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "hidden", "class", "open"],
  });
  return () => {
    document.removeEventListener("focusin", noted);
    document.removeEventListener("pointerdown", pressed);
    watcher.disconnect();
  };
}

// The address without what is open in the list.
function listOf(pathname) {
  return pathname.split("/", 4).join("/");
}

function isHere(element) {
  return element.isConnected && element.matches(":not(:disabled)") && element.checkVisibility();
}

function successor(path, index) {
  if (index >= 0) {
    const rows = [...document.querySelectorAll(".rows [role=option]")];
    const next = rows[Math.min(index, rows.length - 1)];
    if (next?.checkVisibility()) return next;
  }
  for (const one of path) {
    if (!isHere(one) || !one.matches(REGION)) continue;
    const home = one.querySelector("[data-focus-home], #timeline, [role=option][tabindex='0']");
    if (home && isHere(home)) return home;
    if (one.hasAttribute("tabindex")) return one;
  }
  const rest = "[role=option][tabindex='0'], #timeline, h1";
  const found = [...document.querySelectorAll(rest)].find(isHere);
  if (found && !found.hasAttribute("tabindex")) found.tabIndex = -1;
  return found;
}
