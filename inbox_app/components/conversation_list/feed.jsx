// The rows of the list: takes in numbered changes, keeps what the reader points at
// in its place, walks by keys, asks for more at the end.
import { Fragment, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useInboxPlace } from "$/public/external/inbox_app/components/inbox_place/inbox_place.jsx";
import { isTaken, isTyping, lettersAreOn, pair } from "$/public/external/inbox_app/ui/parts/keys.js";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";

const PATIENCE_MS = 180;
const NEAR_TOP = 8;
const FORGOTTEN_MS = 8000;

export function ConversationFeed({
  page, change, isSettled, row, rowInputs, label, skeleton, empty, problem, newIcon, onOpen, onMore,
  onReload,
}) {
  const text = useText();
  const place = useInboxPlace();
  const frame = useRef(null);
  const pointerInside = useRef(false);
  const [feed, setFeed] = useState(() => startOf(page));
  const [cursor, setCursor] = useState("");
  const asked = useRef("");
  const shownList = useRef("");

  const isHolding = () =>
    pointerInside.current ||
    (frame.current?.scrollTop ?? 0) > NEAR_TOP ||
    // A row that has the focus since a click, or by itself, is not being walked from.
    Boolean(frame.current?.querySelector(":focus-visible"));

  useLayoutEffect(() => {
    // The server forgot the tab (a restart): what is shown stays until it is back.
    if (page.generation === 0 || page.generation === feed.generation) return;
    setFeed(startOf(page));
    setCursor("");
    asked.current = "";
    if (frame.current && page.path !== feed.path) frame.current.scrollTop = 0;
  }, [page]);

  useLayoutEffect(() => {
    if (change.generation !== feed.generation || change.number <= feed.number) return;
    if (change.number === feed.number + 1) setFeed(advance(feed, change, isHolding()));
    else if (asked.current !== `lost ${feed.generation}`) {
      // Differences were missed while the line was down.
      asked.current = `lost ${feed.generation}`;
      onReload?.();
    }
  }, [change, feed.generation, feed.number]);

  useEffect(() => {
    if (page.generation !== 0 || feed.generation === 0) return;
    const timer = setTimeout(() => window.location.reload(), FORGOTTEN_MS);
    return () => clearTimeout(timer);
  }, [page.generation, feed.generation]);

  const letGo = () => {
    if (feed.held && !isHolding()) setFeed({ ...feed, held: null, moved: NONE });
  };
  // The link navigates by itself; the server hears of it first, so that it reads
  // the conversation while the page is still changing its address.
  const clicked = (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (event.target.closest("[data-select]")) return;
    const key = event.target.closest("[role=option]")?.dataset.key;
    const item = key && rows.find((row) => row.key === key);
    if (item && String(item.id) !== place.conversation) onOpen?.(item.id);
  };
  const showNew = () => {
    setFeed({ ...feed, held: null, moved: NONE });
    frame.current.scrollTop = 0;
    frame.current.querySelector("[role=option]")?.focus({ preventScroll: true });
  };

  // The end of the loaded rows has come near.
  const end = useRef(null);
  const more = useRef(null);
  more.current = () => {
    const question = `more ${feed.generation} ${feed.rows.length}`;
    if (!feed.hasMore || asked.current === question) return;
    asked.current = question;
    onMore?.(feed.generation);
  };
  useEffect(() => {
    const watcher = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && more.current(),
      { root: frame.current, rootMargin: "600px" },
    );
    if (end.current) watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [feed.rows.length, feed.generation, feed.hasMore]);

  useRowKeys(frame);

  const { rows, fresh } = useMemo(() => arrange(feed), [feed]);
  const first =
    rows.find((item) => item.key === cursor) ??
    rows.find((item) => String(item.id) === place.conversation) ??
    rows[0];
  // Most renders concern something else: the rows are not even looked at then. The
  // function `row` is new each time but draws the same from the same inputs.
  const drawn = useMemo(
    () =>
      rows.map((item) => (
        <Fragment key={item.key}>
          {row(
            item,
            String(item.id) === place.conversation,
            `${place.list}/${item.id}${place.search}`,
            item.key === first.key ? 0 : -1,
          )}
        </Fragment>
      )),
    [rows, first?.key, place.conversation, place.list, place.search, rowInputs],
  );

  // The row that had the focus has left the list: its place takes it.
  const focused = useRef(null);
  useLayoutEffect(() => {
    const last = focused.current;
    if (!last || rows.some((item) => item.key === last.key)) return;
    focused.current = null;
    if (document.activeElement !== document.body) return;
    const options = frame.current?.querySelectorAll("[role=option]") ?? [];
    options[Math.min(last.index, options.length - 1)]?.focus({ preventScroll: true });
  }, [rows]);

  // Another list was asked for and is slow to come: say so, else say nothing.
  const wantedList = place.list + place.search;
  if (isSettled) shownList.current = wantedList;
  const isPending = !isSettled && shownList.current !== wantedList;
  const isSlow = useDelay(isPending, PATIENCE_MS);
  if (feed.generation === 0 || isSlow) return <div className="rows">{skeleton}</div>;
  if (feed.problem) return <div className="rows">{problem}</div>;
  if (feed.rows.length === 0) return <div className="rows">{empty}</div>;

  return (
    <>
      {fresh > 0 && (
        <button type="button" className="button button-primary button-small rows-new" onClick={showNew}>
          {newIcon}
          {text("list.new", { n: fresh })}
        </button>
      )}
      <div
        ref={frame} className="rows" onScroll={letGo}
        onPointerEnter={(event) => (pointerInside.current = event.pointerType === "mouse")}
        onPointerLeave={() => {
          pointerInside.current = false;
          letGo();
        }}
        onFocus={(event) => {
          const key = event.target.closest("[role=option]")?.dataset.key ?? "";
          focused.current = { key, index: rows.findIndex((item) => item.key === key) };
          setCursor(key);
        }}
        onBlur={(event) => {
          if (event.relatedTarget) focused.current = null;
          setTimeout(letGo);
        }}
      >
        <div role="listbox" aria-label={label} onClickCapture={clicked}>
          {drawn}
        </div>
        <div ref={end} className="rows-end">
          {feed.hasMore ? skeleton : rows.length > 12 && <p>{text("list.end")}</p>}
        </div>
      </div>
    </>
  );
}

const NONE = new Set();

function startOf(page) {
  return {
    generation: page.generation, path: page.path, problem: page.problem, number: 0,
    rows: page.rows, hasMore: page.has_more, held: null, moved: NONE,
  };
}

function advance(feed, change, isHolding) {
  const dropped = new Set(change.dropped);
  const known = new Map(feed.rows.map((item) => [item.key, item]));
  const moved = new Set(feed.moved);
  const shown = feed.held ?? feed.rows.map((item) => item.key);
  const held = [...shown];
  let rows = feed.rows.filter((item) => !dropped.has(item.key));
  for (const { row, after } of change.placed) {
    const old = known.get(row.key);
    const isAtEnd = after !== "" && after === rows[rows.length - 1]?.key;
    if (old && old.sort_at === row.sort_at) {
      rows = rows.map((item) => (item.key === row.key ? row : item));
      continue;
    }
    rows = rows.filter((item) => item.key !== row.key);
    const index = after === "" ? 0 : rows.findIndex((item) => item.key === after) + 1;
    rows.splice(index, 0, row);
    if (old) moved.add(row.key);
    else if (isAtEnd) held.push(row.key);
  }
  const order = rows.map((item) => item.key);
  const isSame = held.filter((key) => !dropped.has(key)).join() === order.join();
  const keeps = isHolding && feed.rows.length > 0 && !isSame;
  return {
    ...feed, number: change.number, rows, hasMore: change.has_more,
    held: keeps ? held : null, moved: keeps ? moved : NONE,
  };
}

// The rows in the order they are shown, and how many wait above.
function arrange(feed) {
  if (!feed.held) return { rows: feed.rows, fresh: 0 };
  const byKey = new Map(feed.rows.map((item) => [item.key, item]));
  const rows = feed.held.map((key) => byKey.get(key)).filter(Boolean);
  if (rows.length === 0) return { rows: feed.rows, fresh: 0 };
  const shown = new Set(feed.held);
  const unseen = feed.rows.filter((item) => !shown.has(item.key)).length;
  const moved = [...feed.moved].filter((key) => byKey.has(key)).length;
  return { rows, fresh: unseen + moved };
}

function useDelay(isOn, ms) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isOn) {
      setLong(false);
      return;
    }
    const timer = setTimeout(() => setLong(true), ms);
    return () => clearTimeout(timer);
  }, [isOn, ms]);
  return isOn && isLong;
}

// j and k from anywhere, arrows inside the list; Enter opens the link that has focus.
function useRowKeys(frame) {
  useEffect(() => {
    const pressed = (event) => {
      if (isTaken(event) || isTyping(event.target) || pair.first || !frame.current) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.length === 1 && !lettersAreOn()) return;
      const options = [...frame.current.querySelectorAll("[role=option]")];
      const focused = options.indexOf(document.activeElement?.closest("[role=option]"));
      const start = focused >= 0 ? focused : options.findIndex((option) => option.tabIndex === 0);
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const isInside = frame.current.contains(document.activeElement);
      let next = -1;
      if (key === "j" || (isInside && key === "ArrowDown")) next = focused < 0 ? start : start + 1;
      else if (key === "k" || (isInside && key === "ArrowUp")) next = focused < 0 ? start : start - 1;
      else if (isInside && key === "Home") next = 0;
      else if (isInside && key === "End") next = options.length - 1;
      else if (key === "o" && !event.shiftKey && focused >= 0) {
        event.preventDefault();
        options[focused].click();
        return;
      } else return;
      event.preventDefault();
      const option = options[Math.max(0, Math.min(next, options.length - 1))];
      option?.focus();
      option?.scrollIntoView({ block: "nearest" });
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [frame]);
}
