// A recorded fact, as a sentence in the reader's language; what it changed, and the
// way back, unfold below it.
import { Link } from "react-router";
import { useInboxPlace } from "$/public/external/inbox_app/components/inbox_place/inbox_place.jsx";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";
import { sayMoment } from "$/public/external/inbox_app/ui/parts/time_ago.jsx";

// Beyond any moment that somebody chooses: until they write.
const FAR = "9";

function keyOf(kind, values, actorId) {
  if (kind === "activity.assigned" && actorId && values.after === String(actorId)) {
    return "activity.assigned_self";
  }
  if (kind === "activity.reopened" && !actorId) return "activity.reopened_by_mail";
  return kind;
}

function sayFact(text, fact, value) {
  if (fact === "trashed_at") return text(value ? "common.yes" : "common.no");
  if (!value) return text("common.none");
  if (fact === "status") return text(`fact.status_${value}`);
  if (fact === "priority") return text(`priority.${value}`);
  if (fact === "filtered_reason") return text(`reason.${value}`);
  if (fact !== "snoozed_until") return value;
  if (value.startsWith(FAR)) return text("bulk.snooze.until_reply");
  return sayMoment(text, value, Date.now(), "full").short;
}

export function ActivityText({
  kind, values = {}, actor, actorId, changes = [], canUndo, isUndone, hasJob, moment, onUndo, onUndoJob,
}) {
  const text = useText();
  const reason = values.reason ? text(`filtered.${values.reason}`) : text("filtered.manual");
  const priority = values.priority ? text(`priority.${values.priority}`).toLowerCase() : "";
  const told = { ...values, reason, priority, actor: actor || text("activity.someone") };
  const { list } = useInboxPlace();
  const sentence = text(keyOf(kind, values, actorId), told);
  const line = (
    <>
      {isUndone ? <s>{sentence}</s> : (
        <span>
          {sentence}
          {values.side && <>{" "}<Link to={`${list}/${values.side}`}>{`#${values.side}`}</Link></>}
        </span>
      )}
      {isUndone && <span>({text("activity.is_undone")})</span>}
      <span aria-hidden="true">·</span>
      {moment}
    </>
  );
  if (changes.length === 0 && !canUndo) return line;
  return (
    <details className="activity-more">
      <summary title={text("activity.more")}>{line}</summary>
      <ul>
        {changes.map(({ fact, before, after }) => (
          <li key={fact}>
            {text("activity.change", {
              fact: text(`fact.${fact}`), before: sayFact(text, fact, before), after: sayFact(text, fact, after),
            })}
          </li>
        ))}
      </ul>
      {canUndo && (
        <button type="button" className="button button-small" onClick={() => onUndo?.()}>
          {text("common.undo")}
        </button>
      )}
      {canUndo && hasJob && (
        <button type="button" className="button button-small" onClick={() => onUndoJob?.()}>
          {text("activity.undo_all")}
        </button>
      )}
    </details>
  );
}
