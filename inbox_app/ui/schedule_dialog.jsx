// Asks for a time to come: two presets or a date. What is chosen goes out as it was
// said, with the zone; the moment itself is worked out by the server's clock.
import { useEffect, useId, useRef, useState } from "react";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { Dialog } from "./dialog.jsx";
import { useText } from "./text.js";

const MORNING = 9;

function morningIn(days) {
  const day = new Date();
  day.setDate(day.getDate() + days);
  day.setHours(MORNING, 0, 0, 0);
  return day;
}

function localInput(day) {
  return new Date(day - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function ScheduleDialog({ open, at, holds = true, canClose, onPick, onClose }) {
  const text = useText();
  const id = useId();
  const first = useRef(null);
  const other = useRef(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    if (!open) return;
    setProblem("");
    first.current?.focus();
  }, [open]);

  const toMonday = 8 - (new Date().getDay() || 7);
  const presets = [["tomorrow", morningIn(1)], ...(toMonday > 1 ? [["monday", morningIn(toMonday)]] : [])];
  const say = (day) => new Intl.DateTimeFormat(text.language, {
    weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit",
  }).format(day);
  const submit = (event) => {
    event.preventDefault();
    event.stopPropagation();
    const values = new FormData(event.currentTarget);
    const day = values.get("day");
    const isOther = values.get("when") === "other";
    if (isOther && !(new Date(day) > new Date())) {
      setProblem(text("schedule.past"));
      event.currentTarget.elements.namedItem("day").focus();
      return;
    }
    onPick?.({
      when: isOther ? day : values.get("when"),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      hold: values.has("hold"),
      close: values.has("close"),
    });
  };

  return (
    <Dialog
      open={open} title={text("schedule.title")} closeLabel={text("common.close")}
      closeIcon={<X className="icon" />} onClose={onClose}
      foot={
        <>
          <button type="button" className="button button-secondary" onClick={() => onClose?.()}>
            {text("common.cancel")}
          </button>
          <button type="submit" form={id} className="button button-primary">
            {text("schedule.submit")}
          </button>
        </>
      }
    >
      <form id={id} className="schedule" onSubmit={submit} noValidate>
        <fieldset>
          <legend className="field-label">{text("schedule.when")}</legend>
          {presets.map(([when, day], index) => (
            <label key={when} className="check">
              <input
                ref={index ? null : first} type="radio" name="when" value={when}
                defaultChecked={index === 0 && !at}
              />
              <span className="grow">{text(`schedule.${when}`)}</span>
              <span className="faint tabular">{say(day)}</span>
            </label>
          ))}
          <div className="line wrap-line">
            <label className="check grow">
              <input ref={other} type="radio" name="when" value="other" defaultChecked={Boolean(at)} />
              <span>{text("schedule.other")}</span>
            </label>
            <input
              type="datetime-local" name="day" className="input" aria-label={text("schedule.other")}
              defaultValue={localInput(at ? new Date(at) : morningIn(1))} min={localInput(new Date())}
              aria-invalid={Boolean(problem)}
              onFocus={() => {
                other.current.checked = true;
              }}
            />
          </div>
          {problem && <span className="field-error" role="alert">{problem}</span>}
        </fieldset>
        <label className="check">
          <input type="checkbox" name="hold" defaultChecked={holds} />
          <span>{text("schedule.hold")}</span>
        </label>
        {canClose && (
          <label className="check">
            <input type="checkbox" name="close" />
            <span>{text("schedule.close")}</span>
          </label>
        )}
      </form>
    </Dialog>
  );
}
