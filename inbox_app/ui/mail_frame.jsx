// A mail as its sender made it, in a frame that can do nothing; as tall as its text.
import { useEffect, useRef, useState } from "react";

const SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const TALLEST = 20_000;

export function MailFrame({ src, title, onLoad }) {
  const frame = useRef(null);
  const watcher = useRef(null);
  const [height, setHeight] = useState(48);

  const measure = () => {
    const page = frame.current?.contentDocument;
    if (!page?.body) return;
    const tall = Math.max(page.body.scrollHeight, page.body.offsetHeight);
    const bar = page.documentElement.scrollWidth > frame.current.clientWidth ? 16 : 0;
    setHeight(Math.min(Math.ceil(tall) + bar, TALLEST));
  };
  const loaded = () => {
    const page = frame.current?.contentDocument;
    if (!page?.body) return;
    watcher.current?.disconnect();
    // In the next frame: the timeline around it watches its own size as well, and
    // the browser reports an error when one observer sets off another.
    watcher.current = new ResizeObserver(() => requestAnimationFrame(measure));
    watcher.current.observe(page.body);
    measure();
    // Keys pressed after a click into the mail still belong to the page.
    page.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { key, shiftKey } = event;
      const again = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
      if (!frame.current.dispatchEvent(again)) event.preventDefault();
    });
    onLoad?.();
  };
  useEffect(() => {
    // The frame may have loaded before React listened.
    if (frame.current?.contentDocument?.readyState === "complete") loaded();
    return () => watcher.current?.disconnect();
  }, [src]);

  return (
    <iframe
      ref={frame} className="mail-frame" src={src} title={title} sandbox={SANDBOX}
      referrerPolicy="no-referrer" style={{ height }} onLoad={loaded}
    />
  );
}
