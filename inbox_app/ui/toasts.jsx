// Short notices at the foot of the page; each is shown once, by its number.
import { useEffect, useRef, useState } from "react";
import { useText } from "./text.js";

const STORE = "inbox.toast";
const SECONDS = 6;
const SHOWN_AT_ONCE = 3;

function lastShown() {
  try {
    return Number(sessionStorage.getItem(STORE) ?? 0);
  } catch {
    return 0;
  }
}

export function Toasts({ notices = [], icons, closeIcon, onAction }) {
  const text = useText();
  const [shown, setShown] = useState([]);
  const done = useRef(null);

  useEffect(() => {
    done.current ??= lastShown();
    const fresh = notices.filter((notice) => notice.seq > done.current);
    if (fresh.length === 0) return;
    done.current = Math.max(...fresh.map((notice) => notice.seq));
    try {
      sessionStorage.setItem(STORE, String(done.current));
    } catch {
      // Without storage a reload may show the last notice again.
    }
    setShown((old) => [...old, ...fresh].slice(-SHOWN_AT_ONCE));
  }, [notices]);

  const drop = (seq) => setShown((old) => old.filter((notice) => notice.seq !== seq));
  return (
    <section className="toasts" aria-label={text("toast.region")} aria-live="polite">
      {shown.map((notice) => (
        <Toast
          key={notice.seq} notice={notice} icons={icons} closeIcon={closeIcon} text={text}
          onDrop={() => drop(notice.seq)}
          onAction={() => {
            onAction?.(notice.action_id);
            drop(notice.seq);
          }}
        />
      ))}
    </section>
  );
}

function Toast({ notice, icons, closeIcon, text, onDrop, onAction }) {
  const left = useRef((notice.seconds || SECONDS) * 1000);
  const [isHeld, setHeld] = useState(false);
  const drop = useRef(onDrop);
  drop.current = onDrop;

  useEffect(() => {
    if (isHeld) return;
    const since = Date.now();
    const timer = setTimeout(() => drop.current(), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(1500, left.current - (Date.now() - since));
    };
  }, [isHeld]);

  const tone = notice.tone || "neutral";
  return (
    <div
      className={`toast toast-${tone}`} role={tone === "danger" ? "alert" : "status"}
      onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}
    >
      {icons?.[tone]}
      <span className="toast-text grow">
        {notice.key ? text(notice.key, notice.values) : notice.text}
      </span>
      {notice.action_id && (
        <button type="button" className="button button-quiet button-small button-accent" onClick={onAction}>
          {notice.action_text || text(notice.action_key || "common.undo")}
        </button>
      )}
      <button
        type="button" className="button button-quiet button-small button-icon"
        aria-label={text("common.dismiss")} onClick={onDrop}
      >
        {closeIcon}
      </button>
    </div>
  );
}
