// The seconds until a message leaves.
import { useEffect, useState } from "react";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";

export function Countdown({ until, textKey, overKey }) {
  const text = useText();
  const secondsLeft = () => Math.ceil((new Date(until) - Date.now()) / 1000);
  const [seconds, setSeconds] = useState(secondsLeft);
  useEffect(() => {
    setSeconds(secondsLeft());
    const timer = setInterval(() => setSeconds(secondsLeft()), 250);
    return () => clearInterval(timer);
  }, [until]);
  return <span className="tabular">{seconds > 0 ? text(textKey, { n: seconds }) : text(overKey)}</span>;
}
