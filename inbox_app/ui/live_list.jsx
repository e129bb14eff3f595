// A long list that changes while it is read.
//
// The server sends a page, then numbered differences to it; a gap in the numbers asks
// for the page again. What lies under the reader's eyes stays there: when rows come,
// go or move above it, the list scrolls by as much. Rows that arrived out of sight
// are counted on a button that leads up to them.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import ArrowUp from "lucide-react/dist/esm/icons/arrow-up.mjs";
import { useText } from "./text.js";

const AT_TOP = 8;
const AHEAD = "600px";
const CANDIDATES = 20;

function applyChange(rows, change) {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  change.dropped.forEach((key) => byKey.delete(key));
  const order = rows.map((row) => row.key).filter((key) => byKey.has(key));
  for (const { row, after } of change.placed) {
    const known = order.indexOf(row.key);
    const place = after === "" ? 0 : order.indexOf(after) + 1;
    // In its place already: nothing moves.
    if (known >= 0 && (known === place || (known === place - 1 && after === row.key))) {
      byKey.set(row.key, row);
      continue;
    }
    if (known >= 0) order.splice(known, 1);
    order.splice(after === "" ? 0 : order.indexOf(after) + 1, 0, row.key);
    byKey.set(row.key, row);
  }
  return order.map((key) => byKey.get(key));
}

// The rows of `page` with every difference since, and whether one was missed.
function useRows(page, change, onGap) {
  const [state, setState] = useState({ generation: 0, number: 0, rows: [], hasMore: false });
  const gap = useRef(onGap);
  gap.current = onGap;
  useLayoutEffect(() => {
    setState((old) => {
      if (page.generation === old.generation) return old;
      return { generation: page.generation, number: 0, rows: page.rows, hasMore: page.has_more };
    });
  }, [page]);
  useLayoutEffect(() => {
    setState((old) => {
      const isCurrent = change?.generation === old.generation && change.number > old.number;
      if (!isCurrent) return old;
      if (change.number > old.number + 1) return { ...old, isBroken: true };
      const rows = applyChange(old.rows, change);
      return { ...old, number: change.number, rows, hasMore: change.has_more };
    });
  }, [change, page]);
  useEffect(() => {
    if (state.isBroken) gap.current?.();
  }, [state.isBroken]);
  return state;
}

// The first held row that stayed where it was among the others; a row that jumped to
// the top is let go, and the one below it stays instead.
function findAnchor(held, before, now) {
  const places = new Map(now.map((key, index) => [key, index]));
  const alive = held.filter(([key]) => places.has(key));
  const stayed = alive.find(([key]) => {
    const place = before.indexOf(key);
    const dropped = before.slice(0, place).filter((other) => !places.has(other)).length;
    return places.get(key) >= place - dropped;
  });
  return stayed ?? alive[0];
}

function rowAt(frame) {
  for (const depth of [2, 40, 90]) {
    const found = document.elementFromPoint(frame.left + 8, frame.top + depth)?.closest("[data-row]");
    if (found) return found;
  }
  return null;
}

export function LiveList({ page, change, row, label, selectedKey, skeleton, onMore, onGap }) {
  const text = useText();
  const { generation, rows, hasMore } = useRows(page, change, onGap);
  const box = useRef(null);
  const end = useRef(null);
  const asked = useRef("");
  const pointer = useRef(null);
  // Rows from the one that must not move downwards, with their tops in the window.
  const held = useRef([]);
  const order = useRef([]);
  const shownGeneration = useRef(0);
  const [fresh, setFresh] = useState(() => new Set());

  const choose = () => {
    const view = box.current;
    if (!view) return;
    const frame = view.getBoundingClientRect();
    if (view.scrollTop <= AT_TOP) setFresh((old) => (old.size ? new Set() : old));
    const isFree = view.scrollTop <= AT_TOP && !pointer.current;
    const under = pointer.current?.isConnected ? pointer.current : null;
    let element = isFree ? null : under ?? rowAt(frame);
    held.current = [];
    while (element?.dataset.row && held.current.length < CANDIDATES) {
      held.current.push([element.dataset.row, element.getBoundingClientRect().top - frame.top]);
      element = element.nextElementSibling;
    }
  };

  useLayoutEffect(() => {
    const view = box.current;
    const now = rows.map((one) => one.key);
    if (shownGeneration.current !== generation) {
      shownGeneration.current = generation;
      view.scrollTop = 0;
      asked.current = "";
      setFresh(new Set());
    } else {
      const anchor = findAnchor(held.current, order.current, now);
      if (anchor) {
        const element = view.querySelector(`[data-row="${CSS.escape(anchor[0])}"]`);
        const top = element.getBoundingClientRect().top - view.getBoundingClientRect().top;
        view.scrollTop += top - anchor[1];
        const wereAbove = new Set(order.current.slice(0, order.current.indexOf(anchor[0])));
        const arrived = now.slice(0, now.indexOf(anchor[0])).filter((key) => !wereAbove.has(key));
        if (arrived.length > 0 && view.scrollTop > AT_TOP)
          setFresh((old) => new Set([...old, ...arrived]));
      }
    }
    order.current = now;
    choose();
  }, [rows, generation]);

  const ask = useCallback(() => {
    const mark = `${generation}/${rows.length}`;
    if (!hasMore || asked.current === mark) return;
    asked.current = mark;
    onMore?.(generation);
  }, [generation, rows.length, hasMore, onMore]);
  useEffect(() => {
    const watcher = new IntersectionObserver((seen) => seen[0].isIntersecting && ask(), {
      root: box.current, rootMargin: AHEAD,
    });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [ask]);

  useEffect(() => {
    // The chosen row comes into view, and only then.
    if (!selectedKey) return;
    const element = box.current.querySelector(`[data-row="${CSS.escape(selectedKey)}"]`);
    element?.scrollIntoView({ block: "nearest" });
  }, [selectedKey, generation]);

  const shown = [...fresh].filter((key) => rows.some((one) => one.key === key)).length;
  return (
    <>
      {shown > 0 && (
        <button
          type="button" className="button button-primary button-small rows-new"
          onClick={() => {
            box.current.scrollTop = 0;
            pointer.current = null;
            choose();
          }}
        >
          <ArrowUp className="icon icon-small" />
          {text("list.new", { n: shown })}
        </button>
      )}
      <div
        ref={box} className="rows" role="list" aria-label={label} tabIndex={-1}
        onScroll={choose}
        onPointerMove={(event) => {
          const over = event.target.closest?.("[data-row]");
          if (over === pointer.current) return;
          pointer.current = over;
          choose();
        }}
        onPointerLeave={() => {
          pointer.current = null;
          choose();
        }}
      >
        {rows.map((one) => (
          <div key={one.key} role="listitem" data-row={one.key}>
            {row(one)}
          </div>
        ))}
        <div ref={end} className="rows-end" aria-hidden="true">
          {hasMore && skeleton}
        </div>
      </div>
    </>
  );
}
