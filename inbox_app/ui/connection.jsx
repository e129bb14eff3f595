// The line to the server: says when it is down, and leaves when the session is over.
import { useEffect, useRef, useState } from "react";
import { useText } from "./text.js";

const PATIENCE_MS = 1200;
const BACK_MS = 2500;

export function ConnectionBanner({ errors, lostIcon, backIcon }) {
  const text = useText();
  const [state, setState] = useState("up");
  const isOffline = useOffline();
  const isDown = errors > 0 || isOffline;

  useEffect(() => {
    if (isDown) {
      // A deploy or a short gap heals by itself before anyone need read of it.
      const timer = setTimeout(() => setState("down"), PATIENCE_MS);
      return () => clearTimeout(timer);
    }
    setState((old) => (old === "down" ? "back" : old));
  }, [isDown]);
  useEffect(() => {
    if (state !== "back") return;
    const timer = setTimeout(() => setState("up"), BACK_MS);
    return () => clearTimeout(timer);
  }, [state]);

  return (
    <div role="status" aria-live="polite">
      {state === "down" && (
        <div className="banner banner-warn banner-floating">
          {lostIcon}
          <span>
            <b className="strong">{text("connection.lost")}</b> {text("connection.lost_hint")}
          </span>
        </div>
      )}
      {state === "back" && (
        <div className="banner banner-ok banner-floating">
          {backIcon}
          {text("connection.back")}
        </div>
      )}
    </div>
  );
}

function useOffline() {
  const [isOffline, setOffline] = useState(false);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    look();
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return isOffline;
}

export function Guard({ signedOut, errors, login, probe }) {
  const leaving = useRef(false);
  const leave = () => {
    if (leaving.current) return;
    leaving.current = true;
    const here = window.location.pathname + window.location.search;
    window.location.assign(`${login}?next=${encodeURIComponent(here)}`);
  };
  useEffect(() => {
    if (signedOut) leave();
  }, [signedOut]);
  useEffect(() => {
    if (!errors) return;
    // Refused or unreachable? Only the first sends the reader to the log-in page.
    fetch(probe, { cache: "no-store" })
      .then((answer) => {
        if (answer.status === 401) leave();
      })
      .catch(() => undefined);
  }, [errors, probe]);
  return null;
}
