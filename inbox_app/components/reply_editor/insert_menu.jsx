// What can be put into a reply: type to find, arrows to choose, Enter to insert.
import { useEffect, useId, useRef, useState } from "react";
import CalendarClock from "lucide-react/dist/esm/icons/calendar-clock.mjs";
import BookOpen from "lucide-react/dist/esm/icons/book-open.mjs";
import FileText from "lucide-react/dist/esm/icons/file-text.mjs";
import Plus from "lucide-react/dist/esm/icons/plus.mjs";
import TextCursorInput from "lucide-react/dist/esm/icons/text-cursor-input.mjs";
import { Link } from "react-router";
import { placeBeside } from "$/public/external/inbox_app/ui/parts/place.js";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";

const PAUSE_MS = 150;
const ICONS = {
  snippet: TextCursorInput, "article-link": BookOpen, "article-text": BookOpen,
  document: FileText, meeting: CalendarClock,
};

export function InsertMenu({ draftKey, items = [], disabled, onStart, onSearch, onPick }) {
  const text = useText();
  const id = useId();
  const button = useRef(null);
  const panel = useRef(null);
  const input = useRef(null);
  const timer = useRef(null);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  useEffect(() => {
    onStart?.();
    return () => clearTimeout(timer.current);
  }, []);
  useEffect(() => {
    setAt(0);
    if (isOpen) placeBeside(panel.current, button.current);
  }, [items, isOpen]);

  const opened = (event) => {
    const nowOpen = event.newState === "open";
    setOpen(nowOpen);
    if (!nowOpen) return;
    input.current.value = "";
    onSearch?.("");
    input.current.focus();
  };
  const ask = () => {
    clearTimeout(timer.current);
    const typed = input.current.value;
    timer.current = setTimeout(() => onSearch?.(typed), PAUSE_MS);
  };
  const take = (item) => {
    if (!item) return;
    panel.current.hidePopover();
    onPick?.(draftKey, item.kind, item.id);
  };
  const pressed = (event) => {
    event.stopPropagation();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length > 0) setAt((at + step + items.length) % items.length);
    else if (event.key === "Enter") take(items[at]);
    else if (event.key === "Escape") {
      panel.current.hidePopover();
      button.current.focus();
    } else return;
    event.preventDefault();
  };

  const label = text("insert.label");
  return (
    <>
      <button
        ref={button} type="button" className="button button-quiet button-small button-icon"
        disabled={disabled} aria-label={label} title={label} aria-haspopup="dialog" popoverTarget={id}
      >
        <Plus className="icon" />
      </button>
      <div
        ref={panel} id={id} popover="auto" className="menu insert-panel" role="dialog"
        aria-label={label} onToggle={opened} onKeyDown={pressed}
      >
        <input
          ref={input} type="text" className="input" placeholder={text("insert.search")}
          aria-label={text("insert.search")} autoComplete="off" role="combobox"
          aria-expanded={items.length > 0} aria-controls={`${id}-list`} aria-autocomplete="list"
          aria-activedescendant={items.length > 0 ? `${id}-${at}` : undefined} onInput={ask}
        />
        <div id={`${id}-list`} role="listbox" aria-label={label} className="insert-list">
          {isOpen && items.map((item, index) => {
            const Icon = ICONS[item.kind] ?? FileText;
            return (
              <div
                key={item.key} id={`${id}-${index}`} role="option" aria-selected={index === at}
                className="suggestion" onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(item)}
                ref={index === at ? (row) => row?.scrollIntoView({ block: "nearest" }) : undefined}
              >
                <Icon className="icon" />
                <span className="cut grow">{item.label || text(`insert.${item.kind}`)}</span>
                {item.is_draft && <span className="badge badge-warn">{text("insert.draft")}</span>}
                <span className="faint meta cut">
                  {item.kind === "snippet" ? `#${item.hint}` : item.label && text(`insert.${item.kind}`)}
                </span>
              </div>
            );
          })}
        </div>
        {isOpen && items.length === 0 && <p className="faint small">{text("insert.none")}</p>}
        <Link className="small" to="/settings/snippets">{text("insert.manage")}</Link>
      </div>
    </>
  );
}
