// Tells the server what the reader's attention is on: a conversation counts as read
// after a second in sight, and the tab stays listed as long as it reports.
import { useEffect, useRef } from "react";

const READ_MS = 1000;
const BEAT_MS = 20_000;

export function Attention({ conversationId, position, onRead, onBeat, onStart }) {
  const told = useRef("");
  const call = useRef({});
  call.current = { onRead, onBeat, onStart };

  useEffect(() => {
    const reading = `${conversationId}/${position}`;
    if (!conversationId || !position || told.current === reading) return;
    let timer = null;
    const watch = () => {
      clearTimeout(timer);
      if (document.hidden) return;
      timer = setTimeout(() => {
        told.current = reading;
        document.removeEventListener("visibilitychange", watch);
        call.current.onRead?.(conversationId, position);
      }, READ_MS);
    };
    watch();
    document.addEventListener("visibilitychange", watch);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", watch);
    };
  }, [conversationId, position]);

  useEffect(() => {
    call.current.onStart?.();
    const timer = setInterval(() => call.current.onBeat?.(), BEAT_MS);
    return () => clearInterval(timer);
  }, []);
  return null;
}
