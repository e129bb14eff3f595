// Addresses as chips: typed, pasted by the dozen, or taken from suggestions.
import { useEffect, useId, useRef, useState } from "react";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { placeBeside } from "./place.js";
import { useText } from "./text.js";

const QUERY_MS = 150;
const ADDRESS = /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+\.[^\s@.]{2,}$/;

// "Ann Lee" <ann@x.example>, bob@y.example; … -> rows of name and address.
export function readAddresses(typed) {
  const parts = typed.match(/(?:"[^"]*"|<[^>]*>|[^,;\n\t"<>])+/g) ?? [];
  const rows = [];
  for (const part of parts) {
    const text = part.trim();
    const named = /^(.*)<([^>]*)>$/s.exec(text);
    if (named) rows.push(row(named[1].replaceAll('"', "").trim(), named[2].trim()));
    else if (text) {
      const words = text.split(/\s+/);
      // Addresses pasted with spaces between them.
      if (words.length > 1 && words.every((word) => ADDRESS.test(word)))
        rows.push(...words.map((word) => row("", word)));
      else rows.push(row("", text));
    }
  }
  return rows;
}

function row(name, address) {
  return { name, address, is_valid: ADDRESS.test(address) };
}

const sameAs = (one) => (other) => other.address.toLowerCase() === one.address.toLowerCase();

export function RecipientsField({
  label, value = [], suggestions = [], disabled, autoFocus, onChange, onQuery,
}) {
  const text = useText();
  const id = useId();
  const input = useRef(null);
  const list = useRef(null);
  const timer = useRef(null);
  const sent = useRef([]);
  const [rows, setRows] = useState(value);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(-1);

  // What comes back from the server while the next change is on its way is old.
  const incoming = JSON.stringify(value.map(({ name, address }) => [name, address]));
  useEffect(() => {
    const place = sent.current.indexOf(incoming);
    if (place >= 0 && place < sent.current.length - 1) {
      sent.current.splice(0, place + 1);
      return;
    }
    sent.current = [];
    setRows(value.map((one) => ({ ...one, is_valid: one.is_valid ?? ADDRESS.test(one.address) })));
  }, [incoming]);

  const change = (next) => {
    setRows(next);
    sent.current.push(JSON.stringify(next.map(({ name, address }) => [name, address])));
    onChange?.(next);
  };
  const add = (fresh) => {
    const next = [...rows];
    for (const one of fresh) if (!next.some(sameAs(one))) next.push(one);
    ask("");
    if (next.length > rows.length) change(next);
  };
  const remove = (one) => {
    change(rows.filter((other) => other !== one));
    input.current.focus();
  };
  const ask = (words) => {
    setTyped(words);
    setAt(-1);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onQuery?.(words.trim()), QUERY_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const offered = typed.trim() ? suggestions.filter((one) => !rows.some(sameAs(one))).slice(0, 8) : [];
  const isOpen = offered.length > 0;
  useEffect(() => {
    const box = list.current;
    if (isOpen && !box.matches(":popover-open")) box.showPopover();
    if (isOpen) placeBeside(box, input.current);
    if (!isOpen && box.matches(":popover-open")) box.hidePopover();
  }, [isOpen, offered.length, rows.length]);

  const pressed = (event) => {
    const { key } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step && isOpen) {
      event.preventDefault();
      setAt((at + step + offered.length + (at < 0 && step < 0 ? 1 : 0)) % offered.length);
    } else if ((key === "Enter" || key === "Tab") && isOpen && at >= 0) {
      event.preventDefault();
      add([{ ...offered[at], is_valid: true }]);
    } else if (["Enter", ",", ";"].includes(key) || (key === "Tab" && typed.trim())) {
      if (event.ctrlKey || event.metaKey) return;
      if (key === "Enter" || typed.trim()) event.preventDefault();
      add(readAddresses(typed));
    } else if (key === " " && ADDRESS.test(typed.trim())) {
      event.preventDefault();
      add(readAddresses(typed));
    } else if (key === "Backspace" && typed === "" && rows.length > 0) {
      event.preventDefault();
      change(rows.slice(0, -1));
    } else if (key === "Escape" && isOpen) {
      event.stopPropagation();
      ask("");
    }
  };

  return (
    <div className="recipients" role="group" aria-label={label}>
      <label className="recipients-label" htmlFor={id}>{label}</label>
      <div
        className="recipients-chips"
        onClick={(event) => event.target === event.currentTarget && input.current.focus()}
      >
        {rows.map((one) => {
          const name = one.name || one.address;
          const title = one.is_valid ? one.address : text("editor.bad_address", { text: one.address });
          return (
            <span key={one.address} className={`chip chip-${one.is_valid ? "neutral" : "danger"}`} title={title}>
              <span className="cut">{name}</span>
              {!one.is_valid && <span className="visually-hidden">{title}</span>}
              {!disabled && (
                <button
                  type="button" className="chip-remove" onClick={() => remove(one)}
                  aria-label={text("editor.remove_recipient", { name })}
                >
                  <X className="icon icon-small" />
                </button>
              )}
            </span>
          );
        })}
        <input
          ref={input} id={id} className="recipients-input" type="text" inputMode="email"
          autoComplete="off" autoCapitalize="none" spellCheck="false" disabled={disabled}
          autoFocus={autoFocus} value={typed} role="combobox" aria-autocomplete="list"
          aria-expanded={isOpen} aria-controls={`${id}-list`}
          aria-activedescendant={isOpen && at >= 0 ? `${id}-${at}` : undefined}
          onChange={(event) => ask(event.target.value)} onKeyDown={pressed}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData("text");
            if (!/[,;\n@]/.test(pasted) || typed) return;
            event.preventDefault();
            add(readAddresses(pasted));
          }}
          onBlur={() => typed.trim() && add(readAddresses(typed))}
        />
      </div>
      <div
        ref={list} id={`${id}-list`} popover="manual" className="suggestions" role="listbox"
        aria-label={text("editor.suggestions")}
      >
        {offered.map((one, index) => (
          <div
            key={one.address} id={`${id}-${index}`} role="option" aria-selected={index === at}
            className="suggestion" onPointerDown={(event) => {
              event.preventDefault();
              add([{ ...one, is_valid: true }]);
            }}
          >
            <span className="cut">{one.name || one.address}</span>
            {one.name && <span className="faint cut meta">{one.address}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}
