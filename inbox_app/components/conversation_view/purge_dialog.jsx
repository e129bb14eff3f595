// Asks to type what is about to be deleted for ever.
import { useEffect, useRef, useState } from "react";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { Dialog } from "$/public/external/inbox_app/ui/parts/dialog.jsx";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";

export function PurgeDialog({ question, isBusy, done, onConfirm, onClose }) {
  const text = useText();
  const [typed, setTyped] = useState("");
  const { kind, id, expected } = question;
  const field = useRef(null);
  useEffect(() => {
    setTyped("");
    // The dialog, whose effect ran before this one, has put the focus on its cross.
    field.current?.focus();
  }, [kind, id]);
  const isRight = typed.trim().toLowerCase() === expected.trim().toLowerCase();
  const about = kind === "trash" ? "trash" : "conversation";
  const submit = (event) => {
    event.preventDefault();
    if (isRight && !isBusy) onConfirm?.(typed);
  };
  return (
    <Dialog
      open={kind !== ""} title={text(`purge.title_${about}`, { name: expected })}
      closeLabel={text("common.close")} closeIcon={<X className="icon" />} onClose={onClose}
      foot={
        <>
          <button type="button" className="button button-secondary" onClick={onClose}>
            {text("common.cancel")}
          </button>
          <button
            type="submit" form="purge-form" className="button button-danger"
            disabled={!isRight || isBusy}
          >
            {text("thread.delete_forever")}
          </button>
        </>
      }
    >
      <form id="purge-form" className="stack-loose" onSubmit={submit}>
        <p>{text(`purge.hint_${about}`)}</p>
        <div className="field">
          <label className="field-label" htmlFor="purge-typed">
            {text("purge.type", { name: expected })}
          </label>
          <input
            ref={field} id="purge-typed" className="input" autoComplete="off" value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        {isBusy && <p role="status">{text("purge.progress", { n: done })}</p>}
      </form>
    </Dialog>
  );
}
