// A button and the list of actions it opens: arrows, letters, Escape, focus back.
import { useId, useRef } from "react";
import { placeBeside } from "./place.js";

const ITEMS = "[role^=menuitem]:not(:disabled):not([hidden])";

export function Menu({
  label, look, title, disabled, align, trigger, filter, children, onOpen, onFilter, testId,
}) {
  const id = useId();
  const button = useRef(null);
  const menu = useRef(null);
  const search = useRef(null);

  const items = () => [...menu.current.querySelectorAll(ITEMS)];
  const focusAt = (index) => {
    const all = items();
    if (all.length > 0) all[(index + all.length) % all.length].focus();
  };

  const toggled = (event) => {
    const isOpen = event.newState === "open";
    button.current.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    onOpen?.();
    if (search.current) {
      search.current.value = "";
      sift();
    }
    placeBeside(menu.current, button.current, align);
    if (search.current) search.current.focus();
    else focusAt(0);
  };
  const sift = () => {
    const wanted = fold(search.current.value);
    for (const item of menu.current.querySelectorAll("[role^=menuitem]"))
      // What `always` marks is about the words themselves, such as "create …".
      item.hidden = !("always" in item.dataset) && !fold(item.textContent).includes(wanted);
    onFilter?.(search.current.value);
  };
  const close = () => {
    menu.current.hidePopover();
    button.current.focus();
  };
  const pressed = (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const isTyping = document.activeElement === search.current;
    const { key } = event;
    if (key === "ArrowDown") focusAt(at + 1);
    else if (key === "ArrowUp") focusAt(at < 0 ? -1 : at - 1);
    else if (key === "Home" && !isTyping) focusAt(0);
    else if (key === "End" && !isTyping) focusAt(-1);
    else if (key === "Escape") close();
    else if (key === "Tab") {
      menu.current.hidePopover();
      return;
    } else if (key === "Enter" && isTyping) all[0]?.click();
    else if (key.length === 1 && !isTyping && !event.ctrlKey && !event.metaKey) {
      const from = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      from.find((item) => fold(item.textContent).startsWith(fold(key)))?.focus();
      event.stopPropagation();
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <span className="menu-anchor" onClick={(event) => event.stopPropagation()}>
      <button
        ref={button} type="button" className={look} title={title} aria-label={label}
        aria-haspopup="menu" aria-expanded="false" popoverTarget={id}
        disabled={disabled} data-testid={testId}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          menu.current.showPopover();
        }}
      >
        {trigger}
      </button>
      <div
        ref={menu} id={id} popover="auto" className="menu" tabIndex={0}
        onToggle={toggled} onKeyDown={pressed}
        onClick={(event) => {
          const item = event.target.closest(ITEMS);
          // Several may be ticked one after another where items `stay`.
          if (item && !("stays" in item.dataset)) close();
        }}
      >
        {filter && (
          <input
            ref={search} type="text" className="input" placeholder={filter}
            aria-label={filter} onInput={sift} autoComplete="off"
          />
        )}
        <div role="menu" aria-label={label || title || filter}>
          {children}
        </div>
      </div>
    </span>
  );
}

export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").trim().toLowerCase();
}
