// A number of bytes, as the reader's language writes it.
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";
import { saySize } from "$/public/external/inbox_app/ui/parts/upload.js";

export function FileSize({ bytes = 0 }) {
  const { language } = useText();
  return <span className="attachment-size">{saySize(language, bytes)}</span>;
}
