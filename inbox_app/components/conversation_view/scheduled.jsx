// When a message will leave, and the ways to change that.
import { useState } from "react";
import { ScheduleDialog } from "$/public/external/inbox_app/ui/parts/schedule_dialog.jsx";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";
import { sayMoment } from "$/public/external/inbox_app/ui/parts/time_ago.jsx";

export function ScheduledLine({ at, holds, isHeld, icon, heldIcon, onNow, onChange, onCancel }) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const leaves = text("schedule.leaves", { at: sayMoment(text, at, Date.now(), "full").full });
  const choices = [["send_now", onNow], ["change", () => setAsking(true)], ["cancel", onCancel]];
  return (
    <>
      <div className={`message-status${isHeld ? " is-held" : ""}`} role={isHeld ? "alert" : undefined}>
        {isHeld ? heldIcon : icon}
        <span>
          {isHeld ? text("schedule.held") : leaves}
          {!isHeld && holds && `, ${text("schedule.holds")}`}
        </span>
      </div>
      <div className="line wrap message-choices">
        {choices.map(([name, act]) => (
          <button
            key={name} type="button" className="button button-secondary button-small"
            onClick={() => act?.()}
          >
            {text(`schedule.${name}`)}
          </button>
        ))}
      </div>
      <ScheduleDialog
        open={isAsking} at={new Date(at) > new Date() ? at : undefined} holds={holds && !isHeld}
        onClose={() => setAsking(false)}
        onPick={(wish) => {
          setAsking(false);
          onChange?.(wish);
        }}
      />
    </>
  );
}
