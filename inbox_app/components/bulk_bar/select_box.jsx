// The box on a row, in the place of the face. The row itself says that it is chosen:
// what lies inside an option has no role of its own.
import { useLayoutEffect, useRef } from "react";
import { choose, useIsChosen } from "./selection.js";

export function SelectBox({ conversationId: id, children }) {
  const box = useRef(null);
  const isChosen = useIsChosen(id);
  useLayoutEffect(() => {
    box.current.closest("[role=option]")?.setAttribute("aria-checked", String(isChosen));
  }, [isChosen]);
  return (
    <span
      ref={box} className="select-box" data-select={id} data-chosen={isChosen || undefined}
      onClick={(event) => {
        // The row is a link.
        event.preventDefault();
        event.stopPropagation();
        choose(id, event.shiftKey);
      }}
    >
      {children}
      <span className="select-mark" aria-hidden="true" />
    </span>
  );
}
