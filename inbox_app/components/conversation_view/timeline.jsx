// The scrolling list of items: opens at the newest, stays where the reader is when
// something is added above or grows, and follows the end while the reader is there.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR_END = 64;
const NEAR_START = 240;
const PEEK = 32;
const FLASH_MS = 2400;

// Browsers report it as an error when a size that was put right changes another
// one; the rest follows in the next frame, and nobody needs to hear of it.
globalThis.addEventListener?.("error", (event) => {
  if (/^ResizeObserver loop/.test(event.message)) event.stopImmediatePropagation();
});

export function Timeline({
  conversationId, firstKey, lastKey, hasOlder, jump, label, olderLabel, newLabel,
  newIcon, children, onOlder,
}) {
  const box = useRef(null);
  const inner = useRef(null);
  // Where the reader is: at the end, or at an item with so many pixels above it.
  const place = useRef({ isAtEnd: true, key: "", offset: 0 });
  // The sizes that `place` was true for: a scroll at others is the layout's doing.
  const sizes = useRef("");
  const asked = useRef("");
  const shownId = useRef(0);
  const jumped = useRef(0);
  const knownLast = useRef("");
  const [hasNew, setHasNew] = useState(false);

  const itemOf = (key) => key && inner.current.querySelector(`[data-item="${CSS.escape(key)}"]`);
  const sizeOf = (view) => `${view.clientHeight}/${view.scrollHeight}`;
  const note = useCallback(() => {
    const view = box.current;
    const isAtEnd = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR_END;
    const top = view.getBoundingClientRect().top;
    const item = [...inner.current.querySelectorAll("[data-item]")]
      .find((one) => one.getBoundingClientRect().bottom > top);
    place.current = {
      isAtEnd,
      key: item?.dataset.item ?? "",
      offset: item ? item.getBoundingClientRect().top - top : 0,
    };
    if (isAtEnd) setHasNew(false);
  }, []);
  const keep = useCallback(() => {
    const view = box.current;
    if (!view) return;
    const { isAtEnd, key, offset } = place.current;
    sizes.current = sizeOf(view);
    if (isAtEnd) view.scrollTop = view.scrollHeight;
    else {
      const item = itemOf(key);
      if (!item) return;
      const moved = item.getBoundingClientRect().top - view.getBoundingClientRect().top - offset;
      if (Math.abs(moved) > 1) view.scrollTop += moved;
    }
  }, []);
  const askOlder = () => {
    if (!hasOlder || asked.current === firstKey) return;
    asked.current = firstKey;
    onOlder?.(conversationId);
  };

  useLayoutEffect(() => {
    if (shownId.current !== conversationId) {
      shownId.current = conversationId;
      asked.current = "";
      place.current = { isAtEnd: true, key: "", offset: 0 };
      knownLast.current = lastKey;
      setHasNew(false);
    } else if (knownLast.current !== lastKey) {
      knownLast.current = lastKey;
      const last = itemOf(lastKey)?.getBoundingClientRect();
      const { bottom } = box.current.getBoundingClientRect();
      if (!place.current.isAtEnd && last?.top > bottom - PEEK) setHasNew(true);
    }
    keep();
  }, [conversationId, firstKey, lastKey, children, keep]);

  useLayoutEffect(() => {
    if (!jump?.seq || jump.seq <= jumped.current) return;
    jumped.current = jump.seq;
    const item = itemOf(jump.key);
    place.current = { isAtEnd: !item, key: jump.key, offset: 12 };
    keep();
    if (!item || !jump.is_found) return;
    item.classList.add("is-found");
    const timer = setTimeout(() => item.classList.remove("is-found"), FLASH_MS);
    return () => {
      clearTimeout(timer);
      item.classList.remove("is-found");
    };
  }, [jump?.seq, keep]);

  useEffect(() => {
    // Images and mails in frames grow after they were shown; the editor shrinks us.
    const watcher = new ResizeObserver(keep);
    watcher.observe(inner.current);
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [keep]);

  const toEnd = () => {
    place.current = { isAtEnd: true, key: "", offset: 0 };
    keep();
    setHasNew(false);
  };
  return (
    <div className="timeline-frame">
      <section
        ref={box} id="timeline" className="timeline" aria-label={label} tabIndex={0}
        onScroll={() => {
          if (sizes.current !== sizeOf(box.current)) return keep();
          note();
          if (box.current.scrollTop < NEAR_START && !place.current.isAtEnd) askOlder();
        }}
      >
        <div ref={inner} className="timeline-items">
          {hasOlder && (
            <button type="button" className="button button-quiet button-small timeline-older" onClick={askOlder}>
              {olderLabel}
            </button>
          )}
          {children}
        </div>
      </section>
      {hasNew && (
        <button type="button" className="button button-primary button-small timeline-new" onClick={toEnd}>
          {newIcon}
          {newLabel}
        </button>
      )}
    </div>
  );
}
