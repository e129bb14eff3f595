// Asks whom to block, and whether what they wrote before goes along.
import { useEffect, useState } from "react";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { Dialog } from "$/public/external/inbox_app/ui/parts/dialog.jsx";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";

export function BlockDialog({ choices, onBlock, onClose }) {
  const text = useText();
  const [scope, setScope] = useState("address");
  const [takesEarlier, setTakesEarlier] = useState(false);
  const id = choices.conversation_id;
  useEffect(() => {
    setScope(choices.address.refusal && !choices.domain.refusal ? "domain" : "address");
    setTakesEarlier(false);
  }, [id]);

  const chosen = choices[scope];
  const option = (name, words) => {
    const { pattern, refusal } = choices[name];
    return (
      <div>
        <label className="check">
          <input
            type="radio" name="block-scope" checked={scope === name} disabled={!!refusal}
            onChange={() => setScope(name)} aria-describedby={refusal ? `block-${name}` : undefined}
          />
          <span>{text(words, { name: pattern })}</span>
        </label>
        {refusal && (
          <p id={`block-${name}`} className="small muted">
            {text(refusal, { domain: pattern, pattern })}
          </p>
        )}
      </div>
    );
  };
  return (
    <Dialog
      open={id !== 0} title={text("block.title")} closeLabel={text("common.close")}
      closeIcon={<X className="icon" />} onClose={onClose}
      foot={
        <>
          <button type="button" className="button button-secondary" onClick={onClose}>
            {text("common.cancel")}
          </button>
          <button
            type="button" className="button button-danger" disabled={!!chosen.refusal}
            onClick={() => onBlock?.(id, scope, takesEarlier)}
          >
            {text("block.confirm")}
          </button>
        </>
      }
    >
      <div className="stack-loose">
        <p>{text("block.hint")}</p>
        <fieldset className="stack">
          <legend className="visually-hidden">{text("block.title")}</legend>
          {option("address", "block.address")}
          {option("domain", "block.domain")}
        </fieldset>
        {chosen.earlier > 0 && (
          <label className="check">
            <input
              type="checkbox" checked={takesEarlier}
              onChange={(event) => setTakesEarlier(event.target.checked)}
            />
            <span>{text("block.earlier", { n: chosen.earlier })}</span>
          </label>
        )}
      </div>
    </Dialog>
  );
}
