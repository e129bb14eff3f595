// A button and a panel of controls beside it; Escape or a click elsewhere closes.
import { useId, useRef } from "react";
import { placeBeside } from "$/public/external/inbox_app/ui/parts/place.js";

export function FilterPopover({ label, look, trigger, onOpen, children }) {
  const id = useId();
  const button = useRef(null);
  const panel = useRef(null);
  return (
    <>
      <button
        ref={button} type="button" className={look} aria-label={label} title={label}
        aria-haspopup="dialog" aria-expanded="false" popoverTarget={id}
      >
        {trigger}
      </button>
      <div
        ref={panel} id={id} popover="auto" role="dialog" aria-label={label} className="menu filter-panel"
        onToggle={(event) => {
          const isOpen = event.newState === "open";
          button.current.setAttribute("aria-expanded", String(isOpen));
          if (!isOpen) return;
          onOpen?.();
          placeBeside(panel.current, button.current, "end");
          panel.current.querySelector("input, button, select")?.focus();
        }}
      >
        {children}
      </div>
    </>
  );
}
