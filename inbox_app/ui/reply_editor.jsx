// The editor of replies and comments.
//
// It owns its text. The server hands it a start (`initialHtml`) for each draft and
// then speaks only by numbered commands; the editor reports the text with the key of
// its draft, so that a late report never lands in another one. At each change the
// text is kept on this device too, and whichever of the two is newer wins when a
// draft is opened: a reload, a lost line or a failed send costs no word.
import { useEffect, useRef, useState } from "react";
import { EditorContent, useEditor } from "@tiptap/react";
import { Extension } from "@tiptap/core";
import { EditorState, PluginKey } from "@tiptap/pm/state";
import Suggestion from "@tiptap/suggestion";
import StarterKit from "@tiptap/starter-kit";
import Image from "@tiptap/extension-image";
import Mention from "@tiptap/extension-mention";
import ChevronDown from "lucide-react/dist/esm/icons/chevron-down.mjs";
import LoaderCircle from "lucide-react/dist/esm/icons/loader-circle.mjs";
import { EditorFiles, useUploads } from "./editor_files.jsx";
import { EditorTools } from "./editor_tools.jsx";
import { forgetText, keepText, newerText, setDraftState } from "./drafts.js";
import { mentionPopup } from "./mention_popup.js";
import { Menu } from "./menu.jsx";
import { ScheduleDialog } from "./schedule_dialog.jsx";
import { cleanPasted, hasText, imagesIn } from "./paste.js";
import { useText } from "./text.js";

const PAUSE_MS = 600;
const TYPING_MS = 4000;
const SEND_LOCK_MS = 1000;
const COMMAND_STORE = "inbox.editor";

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const momentOf = (at) => Date.parse(at ?? "") || 0;
const isFocused = () => document.activeElement !== document.body;
const htmlOf = (editor) => (editor.isEmpty ? "" : editor.getHTML());

function lastCommand() {
  try {
    return Number(sessionStorage.getItem(COMMAND_STORE) ?? 0);
  } catch {
    return 0;
  }
}
// Outlives the editor: a command met once must not run again when it is mounted anew.
let doneCommand = null;

function markDone(seq) {
  doneCommand = seq;
  try {
    sessionStorage.setItem(COMMAND_STORE, String(seq));
  } catch {
    // Without storage the number lives as long as the page.
  }
}

function editorOptions(live, { changed, flush, add, openLink }) {
  const matches = (name, wanted) =>
    fold(name).startsWith(wanted) || fold(name).split(" ").some((word) => word.startsWith(wanted));
  const mention = Mention.configure({
    HTMLAttributes: { class: "mention" },
    deleteTriggerWithBackspace: true,
    suggestion: {
      // Its own name would give the typed text the looks of a row of the list.
      decorationClass: "mention-typed",
      allow: () => Boolean(live.current.isComment),
      items: ({ query }) => live.current.members
        .map((member) => ({
          id: String(member.id), label: member.label ?? member.name,
          hint: member.is_team ? live.current.text("editor.team") : "",
        }))
        .filter((member) => matches(member.label, fold(query)))
        .slice(0, 7),
      render: mentionPopup(() => live.current.text("editor.mention")),
    },
  });
  const shortcuts = Extension.create({
    name: "shortcuts",
    addProseMirrorPlugins() {
      return [Suggestion({
        editor: this.editor,
        char: "#",
        pluginKey: new PluginKey("shortcuts"),
        decorationClass: "mention-typed",
        allow: () => live.current.shortcuts.length > 0,
        items: ({ query }) => live.current.shortcuts
          .map(({ id, label, hint }) => ({ id: String(id), hint, label: `#${hint} · ${label}` }))
          .filter((one) => one.hint.startsWith(fold(query)) || matches(one.label, fold(query)))
          .slice(0, 7),
        command: ({ editor, range, props }) => {
          editor.chain().focus().deleteRange(range).run();
          live.current.onShortcut?.(live.current.draftKey, "snippet", Number(props.id));
        },
        render: mentionPopup(() => live.current.text("insert.snippets")),
      })];
    },
  });
  const starter = StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    link: {
      openOnClick: false, autolink: true, defaultProtocol: "https",
      // A mail needs neither; the server adds what a page needs.
      HTMLAttributes: { target: null, rel: null },
    },
  });
  return {
    immediatelyRender: false,
    shouldRerenderOnTransaction: true,
    extensions: [starter, Image.configure({ inline: true, allowBase64: false }), mention, shortcuts],
    onUpdate: ({ editor }) => changed(editor),
    onBlur: ({ editor }) => flush(editor),
    editorProps: {
      attributes: () => ({
        role: "textbox", "aria-multiline": "true", class: "prose",
        "aria-label": live.current.label ?? "",
      }),
      transformPastedHTML: cleanPasted,
      handleKeyDown: (view, event) => {
        const isChoosing = view.dom.hasAttribute("aria-activedescendant");
        if (event.key === "Escape" && !isChoosing) {
          view.dom.blur();
          document.getElementById(live.current.escapeTo)?.focus();
          return true;
        }
        if (!event.ctrlKey && !event.metaKey) return false;
        if (event.key === "Enter") {
          live.current.send(event.shiftKey);
          return true;
        }
        if (event.shiftKey || event.key.toLowerCase() !== "k") return false;
        event.preventDefault();
        event.stopPropagation();
        openLink();
        return true;
      },
      handlePaste: (view, event) => {
        const pasted = [...(event.clipboardData?.files ?? [])];
        const html = event.clipboardData?.getData("text/html") ?? "";
        // Office programs put a picture of the text beside the text itself.
        if (pasted.length > 0 && !hasText(html)) {
          add(pasted);
          return true;
        }
        add(imagesIn(html));
        return false;
      },
      handleDrop: (view, event) => event.dataTransfer?.files?.length > 0,
    },
  };
}

export function ReplyEditor({
  draftKey, owner, initialHtml = "", initialAt, hasDraft, saved, command, members = [], shortcuts = [],
  files = [],
  isComment, busy, refused, disabled, label, placeholder, sendLabel, sendCloseLabel, sendTitle,
  uploadUrl, escapeTo, tools, onDraft, onSend, onSchedule, onShortcut, onAttach,
  onDetach, onTyping,
}) {
  const text = useText();
  const [notice, setNotice] = useState("");
  const [isDropping, setDropping] = useState(false);
  const [isScheduling, setScheduling] = useState(false);
  const linkButton = useRef(null);
  const live = useRef({});
  Object.assign(live.current, {
    draftKey, owner, members, shortcuts, onShortcut, isComment, uploadUrl, escapeTo, onDraft, onSend, onTyping, text, busy, label,
    placeholder,
  });
  const timer = useRef(null);
  const shown = useRef(null);
  const typedAt = useRef(0);
  const base = useRef(0);
  const lockedUntil = useRef(0);
  const wasBusy = useRef(false);

  const flush = (editor) => {
    if (!timer.current) return;
    clearTimeout(timer.current);
    timer.current = null;
    live.current.onDraft?.(shown.current, htmlOf(editor));
  };
  const changed = (editor) => {
    const key = shown.current;
    if (!key) return;
    keepText(live.current.owner, key, htmlOf(editor), base.current);
    setDraftState(key, "saving");
    setNotice("");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => flush(editor), PAUSE_MS);
    if (Date.now() - typedAt.current > TYPING_MS && !editor.isEmpty) {
      typedAt.current = Date.now();
      live.current.onTyping?.(key);
    }
  };

  const uploads = useUploads({ text, onDone: (key, file, isImage) => {
    onAttach?.(key, file);
    const editor = live.current.editor;
    if (!isImage || key !== shown.current || !editor) return;
    // With a paragraph after it, else the picture stays selected and the next key
    // typed replaces it.
    editor.chain().focus()
      .insertContent([{ type: "image", attrs: { src: file.url, alt: file.name } }, { type: "text", text: " " }])
      .run();
  } });
  const add = (list, asImages) => {
    if (!live.current.uploadUrl) return;
    for (const file of list)
      uploads.start(shown.current, live.current.uploadUrl, file, asImages && file.type.startsWith("image/"));
  };

  // Made once: options that differ from the last ones would be set at every key.
  const options = useRef(null);
  options.current ??= editorOptions(live, {
    changed, flush, add: (list) => live.current.add(list, true), openLink: () => linkButton.current?.click(),
  });
  const editor = useEditor(options.current);
  live.current.editor = editor;
  live.current.add = add;

  live.current.send = (andClose) => leave(() => onSend?.(shown.current, htmlOf(editor), Boolean(andClose)));
  const leave = (send) => {
    if (!editor || live.current.busy || disabled || Date.now() < lockedUntil.current) return;
    if (uploads.isRunning(shown.current)) return setNotice(text("editor.upload_running"));
    lockedUntil.current = Date.now() + SEND_LOCK_MS;
    clearTimeout(timer.current);
    timer.current = null;
    keepText(owner, shown.current, htmlOf(editor), base.current);
    send();
  };

  // Puts another text in, with a history of its own: undo must not bring back what
  // was written to somebody else.
  const load = (html) => {
    editor.commands.setContent(html, { emitUpdate: false });
    const { doc, plugins } = editor.state;
    editor.view.updateState(EditorState.create({ doc, plugins }));
  };

  useEffect(() => {
    if (!editor || shown.current === draftKey) return;
    flush(editor);
    shown.current = draftKey;
    typedAt.current = 0;
    setNotice("");
    const serverAt = momentOf(initialAt);
    base.current = serverAt;
    const kept = newerText(owner, draftKey, serverAt);
    load(kept ?? initialHtml ?? "");
    if (kept !== null && kept !== initialHtml) {
      setDraftState(draftKey, "saving");
      onDraft?.(draftKey, htmlOf(editor));
    } else setDraftState(draftKey, hasDraft ? "saved" : "");
  }, [editor, draftKey, initialHtml, initialAt, owner]);

  useEffect(() => {
    // The server says which text it has; anything typed since is still on its way.
    if (!editor || !saved?.key || saved.key !== shown.current) return;
    base.current = Math.max(base.current, momentOf(saved.at));
    if (timer.current) return;
    keepText(owner, saved.key, htmlOf(editor), base.current, true);
    setDraftState(saved.key, editor.isEmpty ? "" : "saved");
  }, [editor, saved, owner]);

  useEffect(() => {
    doneCommand ??= lastCommand();
    if (!editor || !command?.seq || command.seq <= doneCommand) return;
    if (command.key !== draftKey) {
      if (command.kind === "clear") forgetText(owner, command.key);
      if (command.kind !== "focus") markDone(command.seq);
      return;
    }
    if (shown.current !== draftKey) return;
    markDone(command.seq);
    if (command.kind === "insert") editor.chain().focus().insertContent(command.html).run();
    if (command.kind === "focus") editor.commands.focus();
    if (command.kind === "clear" || command.kind === "set") {
      clearTimeout(timer.current);
      timer.current = null;
      lockedUntil.current = 0;
      load(command.html ?? "");
      // An empty text is kept too: a start that the server gave before the clearing
      // must not bring the old text back.
      base.current = Math.max(base.current, momentOf(command.at));
      keepText(owner, draftKey, htmlOf(editor), base.current, command.kind === "clear" && Boolean(command.at));
      setDraftState(draftKey, "");
      // The button that sent it was shut meanwhile: the keyboard must be somewhere.
      if (command.kind === "clear" && !isFocused()) document.getElementById(escapeTo)?.focus();
      if (command.kind === "set") editor.commands.focus("end");
    }
  }, [editor, command, draftKey, owner]);

  useEffect(() => {
    editor?.setEditable(!busy && !disabled, false);
    if (busy) return;
    lockedUntil.current = 0;
    if (wasBusy.current && !isFocused()) editor?.commands.focus();
  }, [editor, busy, disabled]);
  useEffect(() => {
    wasBusy.current = Boolean(busy);
  }, [busy]);

  useEffect(() => {
    // The name of the field is read from `live`; this makes the view look again.
    if (editor) editor.view.updateState(editor.state);
  }, [editor, label, placeholder]);

  useEffect(() => {
    if (!editor) return;
    const leave = () => flush(editor);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [editor]);

  if (!editor) return <div className="editor-text" aria-busy="true" />;
  const isShut = Boolean(busy || disabled);
  const isEmpty = editor.isEmpty;
  const inside = isEmpty ? "" : editor.getHTML();
  const apart = files.filter((file) => !inside.includes(`"/attachments/${file.id}`));
  const hasFilesIn = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  return (
    <div
      className={`editor-body${isDropping ? " is-dropping" : ""}`}
      onDragOver={(event) => {
        if (!uploadUrl || !hasFilesIn(event)) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setDropping(false);
      }}
      onDrop={(event) => {
        if (!uploadUrl || !hasFilesIn(event)) return;
        event.preventDefault();
        setDropping(false);
        add([...event.dataTransfer.files], false);
      }}
    >
      <div className="editor-text" onClick={(event) => {
        if (event.target === event.currentTarget) editor.commands.focus("end");
      }}>
        {isEmpty && <div className="editor-placeholder" aria-hidden="true">{placeholder}</div>}
        <EditorContent editor={editor} />
      </div>
      {isDropping && <div className="editor-drop">{text("editor.drop")}</div>}
      <EditorFiles
        files={apart} uploads={uploads} draftKey={draftKey} text={text} disabled={isShut}
        onDetach={onDetach}
      />
      {notice && <p className="editor-notice field-error" role="alert">{notice}</p>}
      <div className="editor-toolbar">
        <EditorTools
          editor={editor} text={text} disabled={isShut} linkButton={linkButton}
          onFiles={uploadUrl ? (list) => add(list, false) : null}
        >
          {tools}
        </EditorTools>
        <span className={sendCloseLabel ? "split" : "fixed"}>
          <button
            type="button" className={`button button-primary${busy ? " button-busy" : ""}`}
            disabled={isShut} title={sendTitle} onMouseDown={(event) => event.preventDefault()}
            onClick={() => live.current.send(false)}
          >
            {busy && <LoaderCircle className="icon icon-busy" />}
            {busy ? text("editor.sending") : sendLabel}
          </button>
          {sendCloseLabel && (
            <Menu
              label={text("editor.send_options")} look="button button-primary" align="end"
              disabled={isShut} trigger={<ChevronDown className="icon icon-small" />}
            >
              <button
                type="button" role="menuitem" tabIndex={-1} className="menu-item"
                onClick={() => live.current.send(true)}
              >
                <span className="grow cut">{sendCloseLabel}</span>
              </button>
              {onSchedule && (
                <button
                  type="button" role="menuitem" tabIndex={-1} className="menu-item"
                  onClick={() => setScheduling(true)}
                >
                  <span className="grow cut">{text("schedule.menu")}</span>
                </button>
              )}
            </Menu>
          )}
        </span>
      </div>
      {onSchedule && (
        <ScheduleDialog
          open={isScheduling} canClose onClose={() => setScheduling(false)}
          onPick={(wish) => {
            setScheduling(false);
            leave(() => onSchedule(shown.current, htmlOf(editor), wish));
          }}
        />
      )}
    </div>
  );
}
