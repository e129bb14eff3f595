// The keys of the page, and the door to the palette and to the list of keys, which
// are fetched when one of them is first asked for. What is typed meanwhile is kept.
import { useEffect, useRef, useState } from "react";
import { useHotkeys } from "./hotkeys.jsx";
import { keepFocus } from "./focus.js";
import { pressControl, recentKeys } from "./keys.js";

const DOORS = { "Mod+k": "palette", "?": "help" };

export function Keyboard({ keys, clicks, lines, words, answer, onPress, onRun, onOpen, onSearch }) {
  const [shown, setShown] = useState("");
  const [part, setPart] = useState(null);
  const early = useRef(null);
  const row = useRef(0);

  useEffect(() => keepFocus(), []);
  const open = (what) => {
    row.current = rowInFocus();
    early.current ??= catchKeys(() => setShown(""));
    setShown(what);
    onOpen?.(recentConversations());
    if (!part) import("./palette.jsx").then(setPart, () => setShown(""));
  };
  useHotkeys([...keys, ...Object.keys(clicks), ...Object.keys(DOORS)], (key) => {
    if (key in DOORS) open(DOORS[key]);
    else if (key in clicks) pressControl(clicks[key]);
    else onPress?.(key, rowInFocus());
  });
  useEffect(() => {
    const asked = (event) => open(event.detail);
    window.addEventListener("inbox:open", asked);
    return () => window.removeEventListener("inbox:open", asked);
  });

  const letGo = () => {
    const typed = early.current?.() ?? "";
    early.current = null;
    return typed;
  };
  useEffect(() => {
    if (!shown) letGo();
  }, [shown]);

  if (!shown || !part) return null;
  const Part = shown === "palette" ? part.Palette : part.KeyHelp;
  return (
    <Part
      lines={lines} words={words} answer={answer} takeTyped={letGo} onSearch={onSearch}
      onRun={(name) => onRun?.(name, row.current)} onClose={() => setShown("")}
    />
  );
}

// Keeps what is typed from the page; the function returned ends that and hands it over.
function catchKeys(onEscape) {
  let typed = "";
  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (event.key === "Escape") onEscape();
    else if (event.key.length === 1) typed += event.key;
  };
  window.addEventListener("keydown", pressed, true);
  return () => {
    window.removeEventListener("keydown", pressed, true);
    return typed;
  };
}

function rowInFocus() {
  return Number(document.activeElement?.closest("[role=option][data-id]")?.dataset.id ?? 0);
}

function recentConversations() {
  return recentKeys()
    .filter((key) => key.startsWith("conversation:"))
    .map((key) => Number(key.slice("conversation:".length)));
}
