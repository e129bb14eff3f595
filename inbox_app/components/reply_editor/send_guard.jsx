// Asks before a reply leaves that looks odd; going back is what Enter does first.
import { useEffect, useRef } from "react";
import { Dialog } from "$/public/external/inbox_app/ui/parts/dialog.jsx";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";

export function SendGuard({ cautions, icon, closeIcon, onAnyway, onBack }) {
  const text = useText();
  const back = useRef(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <Dialog
      open title={text("guard.title")} closeLabel={text("common.close")} closeIcon={closeIcon}
      onClose={onBack}
      foot={
        <>
          <button ref={back} type="button" className="button button-secondary" onClick={() => onBack?.()}>
            {text("guard.back")}
          </button>
          <button type="button" className="button button-primary" onClick={() => onAnyway?.()}>
            {text("guard.anyway")}
          </button>
        </>
      }
    >
      <ul className="guard-reasons">
        {cautions.map(({ kind, name }) => (
          <li key={kind + name} className="line line-top">
            {icon}
            <span className="grow">{text(`guard.${kind}`, { name })}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
