// Follows the language and the theme the server knows for this reader.
import { useContext, useEffect } from "react";
import { ColorModeContext } from "$/utils/context";
import { setLanguage, useText } from "./text.js";

export function Language({ code }) {
  const text = useText();
  useEffect(() => {
    if (code) setLanguage(code);
    else document.documentElement.lang = text.language;
  }, [code, text]);
  return null;
}

// What was chosen in another browser holds in this one too.
export function Theme({ name }) {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  useEffect(() => {
    if (name && name !== rawColorMode) setColorMode(name);
  }, [name]);
  return null;
}
