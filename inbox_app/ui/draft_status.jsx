// One line that says where the text being written is safe.
import { useEffect, useState } from "react";
import { setDraftState, useDraftState } from "./drafts.js";
import { useText } from "./text.js";

const PATIENCE_MS = 5000;
const WORDS = { saving: "draft_saving", saved: "draft_saved", local: "draft_local" };

export function DraftStatus({ draftKey }) {
  const text = useText();
  const state = useDraftState(draftKey);
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (state !== "saving") return setLate(false);
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  useEffect(() => {
    if (isLate) setDraftState(draftKey, "local");
  }, [isLate, draftKey]);
  return (
    <span className="editor-status" aria-live="polite">
      {WORDS[state] ? text(`editor.${WORDS[state]}`) : ""}
    </span>
  );
}
