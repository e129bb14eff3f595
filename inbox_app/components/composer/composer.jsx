// A mail that begins something: to somebody new, or passed on to a third party.
//
// It stands above the panes without shutting them off. Shut or not, it clears away
// what this device kept of a text that has been sent or thrown away.
import { useEffect, useRef, useState } from "react";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";
import { forgetSaved, forgetText, keepText, newerText } from "$/public/external/inbox_app/ui/parts/drafts.js";
import { DraftStatus } from "$/public/external/inbox_app/ui/parts/draft_status.jsx";
import { RecipientsField } from "$/public/external/inbox_app/ui/parts/recipients.jsx";
import { ReplyEditor } from "$/public/external/inbox_app/ui/parts/reply_editor.jsx";
import { saySize } from "$/public/external/inbox_app/ui/parts/upload.js";

const PAUSE_MS = 400;
const subjectOf = (key) => `${key}/subject`;
const momentOf = (at) => Date.parse(at ?? "") || 0;

export function Composer(props) {
  const { kind, opening, owner, command } = props;
  useEffect(() => {
    if (command?.kind !== "clear") return;
    forgetText(owner, command.key);
    forgetText(owner, subjectOf(command.key));
  }, [command?.seq]);
  return kind ? <Panel key={opening} {...props} /> : null;
}

function Panel({
  kind, draftKey, owner, initialHtml, initialAt, initialSubject, hasDraft, saved, command,
  recipients, suggestions, channels, channelId, files, messageCount, forwardedFiles, leftOut, busy, problem,
  onDraft, onSubject, onPeople, onQuery, onChannel, onFile, onSend, onAttach, onDetach, onDiscard, onShut,
}) {
  const text = useText();
  const panel = useRef(null);
  const [came] = useState(() => document.activeElement);
  const [isAsking, setAsking] = useState(false);
  const [shown, setShown] = useState(() => ["cc", "bcc"].filter((name) => recipients[name].length > 0));
  const [out, setOut] = useState(leftOut);
  const subject = useSubject({ draftKey, owner, initialAt, initialSubject, hasDraft, saved, onSubject });

  useEffect(() => {
    if (recipients.to.length > 0) panel.current.focus();
    // What had the focus before has it again.
    return () => (came?.isConnected ? came : document.body).focus?.();
  }, []);

  const isForward = kind === "forward";
  const title = text(isForward ? "compose.forward_title" : "compose.title");
  const place = isForward ? `conversation=${parseInt(draftKey, 10)}&draft=forward` : "draft=compose";
  const field = (name) => (
    <RecipientsField
      label={text(`editor.${name}`)} value={recipients[name]} suggestions={suggestions}
      disabled={busy} autoFocus={name === "to" ? recipients.to.length === 0 : shown.includes(name) && recipients[name].length === 0}
      onChange={(people) => onPeople(name, people)} onQuery={onQuery}
    />
  );
  const discard = () => (isAsking ? onDiscard(draftKey) : setAsking(true));
  const choose = (id) => {
    setOut(out.includes(id) ? out.filter((one) => one !== id) : [...out, id]);
    onFile(id);
  };
  const bad = problem?.values?.address;

  return (
    <section
      ref={panel} id="composer" className="composer" role="dialog" aria-label={title} tabIndex={-1}
      onKeyDown={(event) => {
        // The keys of the panes behind have no meaning here.
        event.stopPropagation();
        if (event.key === "Escape" && !event.defaultPrevented) onShut();
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
          event.preventDefault();
          // What stands half typed in a field is taken in when it is left.
          panel.current.focus();
          panel.current.querySelector(".editor-toolbar > .fixed > .button-primary")?.click();
        }
      }}
    >
      <header className="composer-head">
        <h2 className="composer-title cut">{title}</h2>
        <DraftStatus draftKey={draftKey} />
        <button
          type="button" className={`button button-small button-${isAsking ? "danger" : "quiet"}`}
          disabled={busy} onClick={discard} onBlur={() => setAsking(false)}
        >
          {text(isAsking ? "compose.discard_sure" : "compose.discard")}
        </button>
        <button
          type="button" className="button button-quiet button-small button-icon" onClick={() => onShut()}
          aria-label={text("compose.shut")} title={text("compose.shut")}
        >
          <X className="icon" />
        </button>
      </header>
      <div className="composer-fields">
        <div className="line line-top">
          <div className="grow">{field("to")}</div>
          <div className="recipients-choices">
            {["cc", "bcc"].filter((name) => !shown.includes(name)).map((name) => (
              <button
                key={name} type="button" className="link-button" disabled={busy}
                onClick={() => setShown([...shown, name])}
              >
                {text(`editor.add_${name}`)}
              </button>
            ))}
          </div>
        </div>
        {["cc", "bcc"].filter((name) => shown.includes(name)).map((name) => <div key={name}>{field(name)}</div>)}
        <label className="composer-row">
          <span className="recipients-label">{text("compose.from")}</span>
          {channels.length > 0 ? (
            <select
              className="input select composer-from" value={channelId} disabled={busy}
              onChange={(event) => onChannel(Number(event.target.value))}
            >
              {channels.map((one) => (
                <option key={one.id} value={one.id}>{`${one.address} · ${one.inbox_name}`}</option>
              ))}
            </select>
          ) : <span className="field-error">{text("compose.no_channel")}</span>}
        </label>
        <label className="composer-row">
          <span className="recipients-label">{text("compose.subject")}</span>
          <input
            className="recipients-input" type="text" maxLength={900} disabled={busy} autoComplete="off"
            value={subject.value} onChange={(event) => subject.change(event.target.value)} onBlur={subject.flush}
          />
        </label>
      </div>
      <ReplyEditor
        draftKey={draftKey} owner={owner} initialHtml={initialHtml} initialAt={initialAt} hasDraft={hasDraft}
        saved={saved} command={command} label={text("compose.body")} placeholder={text("compose.placeholder")}
        sendLabel={text(isForward ? "compose.forward" : "compose.send")}
        sendTitle={`${text("compose.send")} (Ctrl+Enter)`} files={files} busy={busy} refused={problem}
        uploadUrl={`/api/uploads?${place}`} escapeTo="composer" onDraft={onDraft} onAttach={onAttach} onDetach={onDetach}
        onSend={(key, html) => onSend(key, html, subject.take())}
      />
      {problem?.key && (
        <p className="editor-problem" role="alert">
          {bad ? text("editor.bad_address", { text: bad }) : text(problem.key, problem.values)}
        </p>
      )}
      {isForward && (
        <div className="composer-forwarded">
          <p className="faint meta">{text("compose.forwarded", { n: messageCount })}</p>
          {forwardedFiles.length > 0 && (
            <fieldset className="composer-files" disabled={busy}>
              <legend className="visually-hidden">{text("compose.forwarded_files")}</legend>
              {forwardedFiles.map((file) => (
                <label key={file.id} className="check">
                  <input type="checkbox" checked={!out.includes(file.id)} onChange={() => choose(file.id)} />
                  <span className="cut">{file.filename}</span>
                  <span className="faint meta fixed">{saySize(text.language, file.size)}</span>
                </label>
              ))}
            </fieldset>
          )}
        </div>
      )}
    </section>
  );
}

// The subject is kept on this device at each key, as the text is.
function useSubject({ draftKey, owner, initialAt, initialSubject, hasDraft, saved, onSubject }) {
  const name = subjectOf(draftKey);
  const base = useRef(momentOf(initialAt));
  const timer = useRef(null);
  const [value, setValue] = useState(() => {
    if (!hasDraft) [draftKey, name].forEach((one) => forgetSaved(owner, one));
    return newerText(owner, name, base.current) ?? initialSubject ?? "";
  });
  const last = useRef(value);
  last.current = value;
  const flush = () => {
    if (!timer.current) return;
    clearTimeout(timer.current);
    timer.current = null;
    onSubject(draftKey, last.current);
  };
  useEffect(() => {
    if (value !== (initialSubject ?? "")) onSubject(draftKey, value);
    return flush;
  }, []);
  useEffect(() => {
    if (saved?.key !== draftKey) return;
    base.current = Math.max(base.current, momentOf(saved.at));
    if (!timer.current) keepText(owner, name, last.current, base.current, true);
  }, [saved]);
  return {
    value,
    flush,
    take: () => {
      clearTimeout(timer.current);
      timer.current = null;
      return last.current;
    },
    change: (next) => {
      last.current = next;
      setValue(next);
      keepText(owner, name, next, base.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, PAUSE_MS);
    },
  };
}
