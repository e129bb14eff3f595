// What reaches the reader who looks elsewhere: the title, a desktop notice, a sound.
import { useEffect, useRef, useState } from "react";

const STORE = "inbox.notice";

function lastHeard() {
  try {
    return Number(sessionStorage.getItem(STORE) ?? 0);
  } catch {
    return 0;
  }
}

function playTone() {
  const Context = window.AudioContext;
  if (!Context) return;
  const context = new Context();
  const volume = context.createGain();
  volume.connect(context.destination);
  volume.gain.setValueAtTime(0.06, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.4);
  [660, 880].forEach((pitch, index) => {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(context.currentTime + index * 0.12);
    tone.stop(context.currentTime + 0.4);
  });
  setTimeout(() => context.close(), 1000);
}

export function Notifier({ note, unread = 0, title, desktop, sound, onOpen }) {
  const heard = useRef(null);
  const open = useRef(onOpen);
  open.current = onOpen;

  useEffect(() => {
    if (title) document.title = unread > 0 ? `(${unread}) ${title}` : title;
  }, [title, unread]);

  useEffect(() => {
    heard.current ??= lastHeard();
    if (!note?.seq || note.seq <= heard.current) return;
    heard.current = note.seq;
    try {
      sessionStorage.setItem(STORE, String(note.seq));
    } catch {
      // A reload may then repeat the notice.
    }
    if (sound) playTone();
    const mayShow = desktop && document.hidden && window.Notification?.permission === "granted";
    if (!mayShow) return;
    const shown = new Notification(note.title, { body: note.body, tag: note.target });
    shown.onclick = () => {
      window.focus();
      shown.close();
      open.current?.(note.target);
    };
  }, [note, desktop, sound]);
  return null;
}

// The browser asks only after a click, so this is a button and not a State event.
export function AllowNotices({ words, allowed, refused }) {
  const [state, setState] = useState("default");
  useEffect(() => setState(window.Notification?.permission ?? "denied"), []);
  if (state !== "default") return <span className="field-hint">{state === "granted" ? allowed : refused}</span>;
  return (
    <button
      type="button" className="button"
      onClick={() => Notification.requestPermission().then(setState)}
    >
      {words}
    </button>
  );
}
