// The toolbar of the editor: one stop for Tab, arrows inside, and two small pop-overs.
import { useId, useRef, useState } from "react";
import Bold from "lucide-react/dist/esm/icons/bold.mjs";
import Code from "lucide-react/dist/esm/icons/code.mjs";
import Italic from "lucide-react/dist/esm/icons/italic.mjs";
import Link from "lucide-react/dist/esm/icons/link.mjs";
import List from "lucide-react/dist/esm/icons/list.mjs";
import ListOrdered from "lucide-react/dist/esm/icons/list-ordered.mjs";
import Paperclip from "lucide-react/dist/esm/icons/paperclip.mjs";
import Smile from "lucide-react/dist/esm/icons/smile.mjs";
import TextQuote from "lucide-react/dist/esm/icons/text-quote.mjs";
import Underline from "lucide-react/dist/esm/icons/underline.mjs";
import { EMOJI, findEmoji } from "./emoji.js";
import { placeBeside } from "./place.js";

const LOOK = "button button-quiet button-small button-icon";
const COLUMNS = 8;

const MARKS = [
  ["bold", Bold, "bold", (chain) => chain.toggleBold(), "Mod+B"],
  ["italic", Italic, "italic", (chain) => chain.toggleItalic(), "Mod+I"],
  ["underline", Underline, "underline", (chain) => chain.toggleUnderline(), "Mod+U"],
  ["bullets", List, "bulletList", (chain) => chain.toggleBulletList(), ""],
  ["numbers", ListOrdered, "orderedList", (chain) => chain.toggleOrderedList(), ""],
  ["quote", TextQuote, "blockquote", (chain) => chain.toggleBlockquote(), ""],
  ["code", Code, "code", (chain) => chain.toggleCode(), "Mod+E"],
];

export function EditorTools({ editor, text, disabled, linkButton, onFiles, children }) {
  const picker = useRef(null);
  const moved = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.tagName === "INPUT" || event.target.closest("[popover]")) return;
    const buttons = [...event.currentTarget.querySelectorAll("button:not(:disabled)")]
      .filter((button) => !button.closest("[popover]"));
    const at = buttons.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length].focus();
  };

  return (
    <div
      className="editor-tools" role="toolbar" aria-label={text("editor.toolbar")}
      onKeyDown={moved}
    >
      {MARKS.map(([key, Icon, name, run, keys]) => {
        const label = text(`editor.${key}`);
        return (
          <button
            key={key} type="button" className={LOOK} disabled={disabled}
            aria-label={label} title={keys ? `${label} (${sayKeys(keys)})` : label}
            aria-pressed={editor.isActive(name)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => run(editor.chain().focus()).run()}
          >
            <Icon className="icon" />
          </button>
        );
      })}
      <LinkTool editor={editor} text={text} disabled={disabled} button={linkButton} />
      <EmojiTool editor={editor} text={text} disabled={disabled} />
      {onFiles && (
        <>
          <button
            type="button" className={LOOK} disabled={disabled} aria-label={text("editor.attach")}
            title={text("editor.attach")} onClick={() => picker.current.click()}
          >
            <Paperclip className="icon" />
          </button>
          <input
            ref={picker} type="file" multiple hidden aria-hidden="true" tabIndex={-1}
            onChange={(event) => {
              onFiles([...event.target.files]);
              event.target.value = "";
              editor.commands.focus();
            }}
          />
        </>
      )}
      {children}
    </div>
  );
}

function sayKeys(keys) {
  const isApple = /Mac|iP/.test(navigator.platform);
  return keys.replace("Mod+", isApple ? "⌘" : "Ctrl+");
}

function LinkTool({ editor, text, disabled, button }) {
  const id = useId();
  const panel = useRef(null);
  const input = useRef(null);
  const [problem, setProblem] = useState("");
  const isLink = editor.isActive("link");

  const opened = (event) => {
    if (event.newState !== "open") return;
    setProblem("");
    input.current.value = editor.getAttributes("link").href ?? "";
    placeBeside(panel.current, button.current);
    input.current.select();
    input.current.focus();
  };
  const close = () => {
    panel.current.hidePopover();
    editor.commands.focus();
  };
  const apply = () => {
    const href = cleanAddress(input.current.value);
    if (!href) return setProblem(text("editor.link_bad"));
    const chain = editor.chain().focus();
    if (editor.state.selection.empty && !isLink) {
      const mark = { type: "link", attrs: { href } };
      chain.insertContent([{ type: "text", text: href, marks: [mark] }, { type: "text", text: " " }]);
    } else chain.extendMarkRange("link").setLink({ href });
    chain.run();
    close();
  };
  const remove = () => {
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
    close();
  };

  const label = text("editor.link");
  return (
    <>
      <button
        ref={button} type="button" className={LOOK} disabled={disabled} aria-label={label}
        title={`${label} (${sayKeys("Mod+K")})`} aria-haspopup="dialog" aria-pressed={isLink}
        popoverTarget={id}
      >
        <Link className="icon" />
      </button>
      <div
        ref={panel} id={id} popover="auto" className="menu link-panel" role="dialog"
        aria-label={label} onToggle={opened}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter" && event.target === input.current) {
            event.preventDefault();
            apply();
          }
          if (event.key === "Escape") {
            event.preventDefault();
            close();
          }
        }}
      >
        <div className="field">
          <input
            ref={input} className="input" type="url" inputMode="url" autoComplete="off"
            aria-label={text("editor.link_address")} placeholder="https://"
            aria-invalid={Boolean(problem)}
          />
          {problem && <span className="field-error" role="alert">{problem}</span>}
          <div className="line">
            <button type="button" className="button button-primary button-small" onClick={apply}>
              {text("editor.link_apply")}
            </button>
            {isLink && (
              <button type="button" className="button button-quiet button-small" onClick={remove}>
                {text("editor.link_remove")}
              </button>
            )}
          </div>
        </div>
      </div>
    </>
  );
}

export function cleanAddress(typed) {
  const text = typed.trim();
  if (/^[^\s@/:]+@[^\s@]+\.[^\s@]+$/.test(text)) return `mailto:${text}`;
  if (/^(https?:\/\/[^\s/]+|mailto:[^\s]+@|tel:[+\d])/i.test(text)) return text;
  return /^[^\s/:]+\.[^\s/]{2,}(\/\S*)?$/.test(text) ? `https://${text}` : "";
}

function EmojiTool({ editor, text, disabled }) {
  const id = useId();
  const button = useRef(null);
  const panel = useRef(null);
  const input = useRef(null);
  const [shown, setShown] = useState(null);

  const opened = (event) => {
    if (event.newState !== "open") return setShown(null);
    setShown(EMOJI);
    // The list is drawn after this, and the place depends on its height.
    requestAnimationFrame(() => {
      placeBeside(panel.current, button.current);
      input.current.value = "";
      input.current.focus();
    });
  };
  const take = (sign) => {
    panel.current.hidePopover();
    editor.chain().focus().insertContent(sign).run();
  };
  const pressed = (event) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      panel.current.hidePopover();
      editor.commands.focus();
      return;
    }
    const signs = [...panel.current.querySelectorAll(".emoji")];
    const at = signs.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (event.key === "Enter" && at < 0) {
      event.preventDefault();
      signs[0]?.click();
    } else if (step && (at >= 0 || event.key === "ArrowDown")) {
      event.preventDefault();
      if (at + step < 0) input.current.focus();
      else signs[at < 0 ? 0 : Math.min(at + step, signs.length - 1)]?.focus();
    }
  };

  const label = text("editor.emoji");
  return (
    <>
      <button
        ref={button} type="button" className={LOOK} disabled={disabled} aria-label={label}
        title={label} aria-haspopup="dialog" popoverTarget={id}
      >
        <Smile className="icon" />
      </button>
      <div
        ref={panel} id={id} popover="auto" className="menu emoji-panel" role="dialog"
        aria-label={label} onToggle={opened} onKeyDown={pressed}
      >
        <input
          ref={input} type="text" className="input" placeholder={text("editor.emoji_search")}
          aria-label={text("editor.emoji_search")} autoComplete="off"
          onInput={(event) => setShown(findEmoji(event.target.value))}
        />
        <div className="emoji-grid">
          {shown?.map(({ sign, names }, index) => (
            <button
              key={sign} type="button" className="emoji" tabIndex={index ? -1 : 0}
              aria-label={names[text.language]} title={names[text.language]}
              onClick={() => take(sign)}
            >
              {sign}
            </button>
          ))}
        </div>
        {shown?.length === 0 && <p className="faint small">{text("editor.emoji_none")}</p>}
      </div>
    </>
  );
}
