// The search field (`/` leads there): asks after a pause or at Enter; the URL may change its words.
import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 250;

export function SearchBox({ words, label, clearLabel, searchIcon, clearIcon, onSearch }) {
  const [text, setText] = useState(words);
  const asked = useRef(words);
  const timer = useRef(null);
  const input = useRef(null);

  useEffect(() => {
    // What was asked from here comes back as the words of the URL: not news.
    if (words === asked.current) return;
    asked.current = words;
    setText(words);
  }, [words]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const ask = (wanted) => {
    clearTimeout(timer.current);
    if (wanted.trim() === asked.current) return;
    asked.current = wanted.trim();
    onSearch?.(wanted.trim());
  };
  const typed = (wanted) => {
    setText(wanted);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(wanted), PAUSE_MS);
  };
  const clear = () => {
    setText("");
    ask("");
  };

  return (
    <div className="search" role="search">
      {searchIcon}
      <input
        ref={input} id="search" type="search" value={text} placeholder={label} aria-label={label}
        autoComplete="off" spellCheck={false} maxLength={300} enterKeyHint="search"
        onChange={(event) => typed(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") ask(text);
          else if (event.key === "Escape") {
            event.stopPropagation();
            if (text) clear();
            else input.current.blur();
          } else return;
          event.preventDefault();
        }}
      />
      {text ? (
        <button
          type="button" className="button button-quiet button-small button-icon search-clear"
          aria-label={clearLabel} title={clearLabel}
          onClick={() => {
            clear();
            input.current.focus();
          }}
        >
          {clearIcon}
        </button>
      ) : (
        <kbd aria-hidden="true">/</kbd>
      )}
    </div>
  );
}
