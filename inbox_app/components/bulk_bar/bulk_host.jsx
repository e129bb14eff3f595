// Loads the bar when there is something for it to show; listens to x until then.
import { Suspense, lazy, useEffect } from "react";
import { useInboxPlace } from "$/public/external/inbox_app/components/inbox_place/inbox_place.jsx";
import { isTaken, isTyping, lettersAreOn, pair } from "$/public/external/inbox_app/ui/parts/keys.js";
import { choose, chooseShown, clearSelection, hasSelection, useSelection } from "./selection.js";

const Bar = lazy(() => import("./bulk_panel.jsx"));

export function BulkBar(props) {
  const selection = useSelection();
  const place = useInboxPlace();
  // Another list begins with nothing chosen.
  useEffect(clearSelection, [place.list, place.search]);
  useEffect(() => {
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
  if (selection.ids.size === 0 && props.jobs.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <Bar {...props} selection={selection} place={place} />
    </Suspense>
  );
}

function pressed(event) {
  const { target } = event;
  if (isTaken(event) || isTyping(target) || event.altKey) return;
  const isMod = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const isInside = target instanceof Element && Boolean(target.closest(".rows, .bulk"));
  if (key === "escape" && hasSelection()) clearSelection();
  else if (key === "a" && isMod && isInside) chooseShown();
  else if (key === "x" && !isMod && !pair.first && lettersAreOn()) {
    const row =
      document.activeElement?.closest("[role=option]") ??
      document.querySelector(".rows [role=option][tabindex='0']");
    const box = row?.querySelector("[data-select]");
    if (!box) return;
    row.focus();
    choose(Number(box.dataset.select), event.shiftKey);
  } else return;
  event.preventDefault();
}
