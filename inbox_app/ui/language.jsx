// Follows the language the server knows for this reader.
import { useEffect } from "react";
import { setLanguage, useText } from "./text.js";

export function Language({ code }) {
  const text = useText();
  useEffect(() => {
    if (code) setLanguage(code);
    else document.documentElement.lang = text.language;
  }, [code, text]);
  return null;
}
