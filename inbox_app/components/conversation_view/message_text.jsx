// The text of a plain mail: addresses become links, quotes fold behind a button.
import { Fragment, useId, useState } from "react";

// Trailing punctuation belongs to the sentence, not to the address.
const LINK = /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b/gu;

function linked(text) {
  const pieces = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const words = found[0];
    const isWeb = words.startsWith("http");
    pieces.push(text.slice(end, found.index));
    pieces.push(
      <a
        key={found.index} href={isWeb ? words : `mailto:${words}`} rel="noopener noreferrer nofollow"
        {...(isWeb ? { target: "_blank" } : {})}
      >
        {words}
      </a>,
    );
    end = found.index + words.length;
  }
  pieces.push(text.slice(end));
  return pieces;
}

function Quote({ text, showLabel, hideLabel, icon }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button" className="quote-toggle" aria-expanded={isOpen} aria-controls={id}
        aria-label={isOpen ? hideLabel : showLabel} title={isOpen ? hideLabel : showLabel}
        onClick={() => setOpen(!isOpen)}
      >
        {icon}
      </button>
      <blockquote id={id} className="message-quote pre" hidden={!isOpen}>
        {isOpen && linked(text)}
      </blockquote>
    </>
  );
}

export function MessageText({ parts = [], showLabel, hideLabel, icon }) {
  return (
    <div className="message-body">
      {parts.map((part, index) => (
        <Fragment key={index}>
          {part.is_quote ? (
            <Quote text={part.text} showLabel={showLabel} hideLabel={hideLabel} icon={icon} />
          ) : (
            <div className="pre" dir="auto">{linked(part.text)}</div>
          )}
        </Fragment>
      ))}
    </div>
  );
}
