// What can be done, found by typing; and the list of keys. Fetched when asked for.
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import Mail from "lucide-react/dist/esm/icons/mail.mjs";
import Settings from "lucide-react/dist/esm/icons/settings.mjs";
import UserRound from "lucide-react/dist/esm/icons/user-round.mjs";
import X from "lucide-react/dist/esm/icons/x.mjs";
import Zap from "lucide-react/dist/esm/icons/zap.mjs";
import { lettersAreOn, pressControl, recentKeys, spell, turnLetters } from "./keys.js";

const PAUSE_MS = 150;
const REMEMBERED = 8;
const MOST_RECENT = 6;
const SHORTEST_QUESTION = 2;
const GROUPS = ["conversation", "write", "list", "go", "general", "settings"];
const ICONS = { conversation: Mail, contact: UserRound, settings: Settings, command: Zap };

export function Palette({ lines, words, answer, takeTyped, onSearch, onRun, onClose }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const dialog = useRef(null);
  const list = useRef(null);
  const number = useRef(0);
  const id = useId();
  const navigate = useNavigate();
  const chosen = useRef(null);

  useLayoutEffect(() => {
    dialog.current.showModal();
    setTyped(takeTyped());
  }, []);
  useEffect(() => {
    setAt(0);
    number.current += 1;
    const asked = number.current;
    if (typed.trim().replace(/^#/, "").length < (typed.includes("#") ? 1 : SHORTEST_QUESTION)) return;
    const timer = setTimeout(() => onSearch?.(asked, typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  const isAnswered = answer.number === number.current;
  const groups = useMemo(
    () => arrange(lines, typed, isAnswered ? answer.lines : [], words),
    [lines, typed, answer, isAnswered, words],
  );
  const flat = groups.flatMap((group) => group.lines);
  const current = flat[Math.min(at, flat.length - 1)];
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const choose = (line) => {
    if (!line) return;
    remember(line.key);
    chosen.current = line;
    // Closed first, so that the focus is back on the page that the choice acts on.
    dialog.current.close();
  };
  const closed = () => {
    const line = chosen.current;
    onClose();
    if (!line) return;
    if (line.href) navigate(line.href);
    else if (line.click) setTimeout(() => pressControl(line.click));
    else onRun(line.run);
  };
  const pressed = (event) => {
    const { key } = event;
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const last = flat.length - 1;
    if (key === "ArrowDown") setAt(at >= last ? 0 : at + 1);
    else if (key === "ArrowUp") setAt(at <= 0 ? last : at - 1);
    else if (key === "PageDown") setAt(Math.min(at + 8, last));
    else if (key === "PageUp") setAt(Math.max(at - 8, 0));
    else if (key === "Enter") choose(current);
    else if (key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) dialog.current.close();
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog} className="dialog palette" aria-label={words.label} onClose={closed}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <input
        className="palette-input" type="text" role="combobox" autoFocus value={typed}
        aria-expanded={flat.length > 0} aria-controls={`${id}list`} aria-autocomplete="list"
        aria-activedescendant={current ? `${id}${current.key}` : undefined}
        aria-label={words.label} placeholder={words.placeholder} autoComplete="off"
        spellCheck={false} maxLength={300}
        onChange={(event) => setTyped(event.target.value)} onKeyDown={pressed}
      />
      <div ref={list} id={`${id}list`} role="listbox" aria-label={words.label} className="palette-list" tabIndex={-1}>
        {groups.map((group) => (
          <div key={group.name} role="group" aria-label={group.title}>
            <div className="palette-group" role="presentation">{group.title}</div>
            {group.lines.map((line) => (
              <Line
                key={line.key} line={line} id={`${id}${line.key}`} isCurrent={line === current}
                onPoint={() => setAt(flat.indexOf(line))} onChoose={() => choose(line)}
              />
            ))}
          </div>
        ))}
      </div>
      {lines.length > 0 && flat.length === 0 && <p className="palette-none">{words.none}</p>}
      <span className="visually-hidden" role="status">
        {lines.length > 0 && words.found?.replace("{n}", flat.length)}
      </span>
    </dialog>
  );
}

function Line({ line, id, isCurrent, onPoint, onChoose }) {
  const Icon = ICONS[line.kind] ?? Zap;
  return (
    <div
      id={id} role="option" aria-selected={isCurrent} className="palette-line"
      onPointerMove={() => !isCurrent && onPoint()} onClick={onChoose}
    >
      <Icon className="icon" aria-hidden="true" />
      <span className="grow cut">{line.text}</span>
      {line.note && <span className="palette-note cut">{line.note}</span>}
      {line.shortcut && <Keys shortcut={line.shortcut} />}
    </div>
  );
}

function Keys({ shortcut }) {
  return (
    <span className="palette-keys">
      {spell(shortcut).map((part, place) => <kbd key={place}>{part}</kbd>)}
    </span>
  );
}

// Without words: what was chosen lately, then what can be done here.
function arrange(lines, typed, found, words) {
  const asked = fold(typed.trim());
  const offered = lines.filter((line) => line.is_offered && line.kind !== "conversation");
  const recent = recentKeys();
  if (!asked) {
    const lately = recent
      .map((key) => lines.find((line) => line.key === key && line.is_offered))
      .filter(Boolean)
      .slice(0, MOST_RECENT);
    const rest = offered.filter((line) => !lately.includes(line));
    return byGroup([["recent", lately], ...GROUPS.map((name) => [name, rest.filter((line) => line.group === name)])], words);
  }
  const parts = asked.split(/\s+/);
  const age = (line) => (recent.includes(line.key) ? recent.indexOf(line.key) : REMEMBERED);
  const matching = offered
    .filter((line) => parts.every((part) => ` ${fold(line.text)}`.includes(` ${part}`)))
    .sort((one, other) => age(one) - age(other));
  return byGroup(
    [
      ...GROUPS.map((name) => [name, matching.filter((line) => line.group === name)]),
      ...["conversations", "contacts"].map((name) => [name, found.filter((line) => line.group === name)]),
    ],
    words,
  );
}

function byGroup(groups, words) {
  return groups
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => ({ name, lines, title: words[name === "recent" ? name : `group_${name}`] }));
}

function remember(key) {
  if (key.startsWith("contact:")) return;
  try {
    const kept = [key, ...recentKeys().filter((one) => one !== key)].slice(0, REMEMBERED);
    localStorage.setItem("inbox.palette", JSON.stringify(kept));
  } catch {
    // Without storage nothing is recent.
  }
}

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function KeyHelp({ lines, words, takeTyped, onClose }) {
  const dialog = useRef(null);
  const titleId = useId();
  const [isOn, setOn] = useState(lettersAreOn);

  useLayoutEffect(() => {
    dialog.current.showModal();
    takeTyped();
  }, []);
  const told = lines.filter((line) => line.shortcut);
  return (
    <dialog
      ref={dialog} className="dialog dialog-wide key-help" aria-labelledby={titleId} onClose={onClose}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <header className="dialog-head">
        <h2 className="dialog-title" id={titleId}>{words.help}</h2>
        <button
          type="button" className="button button-quiet button-small button-icon" aria-label={words.close}
          title={words.close} onClick={() => dialog.current.close()}
        >
          <X className="icon" aria-hidden="true" />
        </button>
      </header>
      <div className="dialog-body key-help-body">
        {GROUPS.filter((name) => told.some((line) => line.group === name)).map((name) => (
          <section key={name} className="key-help-group">
            <h3>{words[`group_${name}`]}</h3>
            <dl>
              {told.filter((line) => line.group === name).map((line) => (
                <div key={line.key} className="key-help-line">
                  <dt>{line.text}</dt>
                  <dd><Keys shortcut={line.shortcut} /></dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <footer className="key-help-foot">
        <label className="line">
          <input
            type="checkbox" checked={isOn}
            onChange={(event) => {
              turnLetters(event.target.checked);
              setOn(event.target.checked);
            }}
          />
          {words.letters}
        </label>
        <p className="faint meta">{words.letters_hint}</p>
      </footer>
    </dialog>
  );
}
