// The dialog that makes a saved view, or changes how one is called and shown.
import { useEffect, useId, useRef, useState } from "react";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { Dialog } from "$/public/external/inbox_app/ui/parts/dialog.jsx";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";
import { ViewIcon } from "./view_icons.jsx";

export function ViewDialog({ form, icons, mayShare, onSave, onDelete, onClose }) {
  const text = useText();
  return (
    <Dialog
      open title={text(form.id ? "views.edit" : "views.new")} closeLabel={text("common.close")}
      closeIcon={<X className="icon" />} onClose={onClose}
    >
      <Fields key={form.number} {...{ form, icons, mayShare, text, onSave, onDelete, onClose }} />
    </Dialog>
  );
}

function Fields({ form, icons, mayShare, text, onSave, onDelete, onClose }) {
  const id = useId();
  const first = useRef(null);
  // Before the dialog is shown, which then begins here.
  useEffect(() => first.current.setAttribute("autofocus", ""), []);
  const [name, setName] = useState(form.name);
  const [icon, setIcon] = useState(form.icon);
  const [isOfTeam, setOfTeam] = useState(form.is_of_team);
  return (
    <form
      className="stack" noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave?.(name, icon, isOfTeam);
      }}
    >
      <div className="field">
        <label className="field-label" htmlFor={`${id}-name`}>{text("views.name")}</label>
        <input
          id={`${id}-name`} ref={first} className="input" type="text" value={name} maxLength={60}
          autoComplete="off" aria-invalid={Boolean(form.problem)}
          aria-describedby={form.problem ? `${id}-problem` : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        {form.problem && (
          <p id={`${id}-problem`} className="field-error" role="alert">{text(form.problem, { limit: 50 })}</p>
        )}
      </div>
      <fieldset className="view-icons">
        <legend className="field-label">{text("views.icon")}</legend>
        {icons.map((one) => (
          <label key={one} className="view-icon" title={text(`views.icon_${one}`)}>
            <input
              type="radio" name={`${id}-icon`} className="visually-hidden" value={one} checked={icon === one}
              aria-label={text(`views.icon_${one}`)} onChange={() => setIcon(one)}
            />
            <ViewIcon name={one} />
          </label>
        ))}
      </fieldset>
      {mayShare && (
        <label className="check">
          <input type="checkbox" checked={isOfTeam} onChange={(event) => setOfTeam(event.target.checked)} />
          <span>
            {text("views.for_team")}
            <small className="field-hint">{text("views.for_team_hint")}</small>
          </span>
        </label>
      )}
      <div className="line">
        {form.id > 0 && (
          <button type="button" className="button button-danger" onClick={() => onDelete?.(form.id)}>
            {text("views.delete")}
          </button>
        )}
        <span className="grow" />
        <button type="button" className="button" onClick={() => onClose?.()}>{text("common.cancel")}</button>
        <button type="submit" className="button button-primary">{text("common.save")}</button>
      </div>
    </form>
  );
}
