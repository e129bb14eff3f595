// A recorded fact, as a sentence in the reader's language.
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";

function keyOf(kind, values, actorId) {
  if (kind === "activity.assigned" && actorId && values.after === String(actorId)) {
    return "activity.assigned_self";
  }
  if (kind === "activity.reopened" && !actorId) return "activity.reopened_by_mail";
  return kind;
}

export function ActivityText({ kind, values = {}, actor, actorId }) {
  const text = useText();
  const reason = values.reason ? text(`filtered.${values.reason}`) : text("filtered.manual");
  const priority = values.priority ? text(`priority.${values.priority}`).toLowerCase() : "";
  const told = { ...values, reason, priority, actor: actor || text("activity.someone") };
  return <span>{text(keyOf(kind, values, actorId), told)}</span>;
}
