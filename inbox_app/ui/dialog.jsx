// The browser's own modal dialog, opened and closed by a prop.
import { useEffect, useId, useRef } from "react";

export function Dialog({ open, title, width, closeLabel, closeIcon, foot, children, onClose }) {
  const element = useRef(null);
  const titleId = useId();
  const pressedOutside = useRef(false);

  useEffect(() => {
    const dialog = element.current;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);

  return (
    <dialog
      ref={element}
      className={`dialog${width === "wide" ? " dialog-wide" : ""}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        if (event.target !== element.current) return;
        event.preventDefault();
        onClose?.();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        pressedOutside.current = event.target === element.current;
      }}
      onClick={(event) => {
        if (pressedOutside.current && event.target === element.current) onClose?.();
      }}
    >
      {open && (
        <>
          <header className="dialog-head">
            <h2 className="dialog-title" id={titleId}>{title}</h2>
            <button
              type="button" className="button button-quiet button-small button-icon"
              aria-label={closeLabel} title={closeLabel} onClick={() => onClose?.()}
            >
              {closeIcon}
            </button>
          </header>
          <div className="dialog-body">{children}</div>
          {foot && <footer className="dialog-foot">{foot}</footer>}
        </>
      )}
    </dialog>
  );
}
