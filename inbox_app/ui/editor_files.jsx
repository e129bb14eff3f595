// Files that go with a text: on their way with progress, or already there.
import { useRef, useState } from "react";
import FileIcon from "lucide-react/dist/esm/icons/file.mjs";
import RotateCw from "lucide-react/dist/esm/icons/rotate-cw.mjs";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { saySize, uploadFile } from "./upload.js";

const SMALL = "button button-quiet button-small button-icon";

// Uploads belong to their draft and go on while another one is shown.
export function useUploads({ onDone }) {
  const [list, setList] = useState([]);
  const count = useRef(0);
  const done = useRef(onDone);
  done.current = onDone;

  const patch = (id, change) =>
    setList((old) => old.map((one) => (one.id === id ? { ...one, ...change } : one)));
  const drop = (id) => setList((old) => old.filter((one) => one.id !== id));
  const run = (upload) => {
    const { id, key, address, file, isImage } = upload;
    const task = uploadFile(address, file, (share) => patch(id, { share }));
    patch(id, { task, error: null, share: 0 });
    task.done.then(
      (answer) => {
        drop(id);
        done.current(key, answer, isImage);
      },
      (problem) => (problem.status === -1 ? drop(id) : patch(id, { task: null, error: problem })),
    );
  };
  return {
    of: (key) => list.filter((one) => one.key === key),
    isRunning: (key) => list.some((one) => one.key === key && one.task),
    start: (key, address, file, isImage) => {
      const upload = { id: ++count.current, key, address, file, isImage, share: 0, error: null };
      setList((old) => [...old, upload]);
      run(upload);
    },
    retry: run,
    cancel: (upload) => (upload.task ? upload.task.abort() : drop(upload.id)),
  };
}

export function EditorFiles({ files, uploads, draftKey, text, disabled, onDetach }) {
  const running = uploads.of(draftKey);
  if (files.length === 0 && running.length === 0) return null;
  return (
    <ul className="editor-files" aria-label={text("editor.files")}>
      {files.map((file) => {
        const name = file.filename ?? file.name;
        return (
          <li key={file.id} className="attachment">
            <FileIcon className="icon faint" />
            <span className="grow">
              <span className="attachment-name">{name}</span>
              <span className="attachment-size">{saySize(text.language, file.size)}</span>
            </span>
            <button
              type="button" className={SMALL} disabled={disabled}
              aria-label={text("editor.remove_file", { name })} title={text("editor.remove_file", { name })}
              onClick={() => onDetach?.(draftKey, file.id)}
            >
              <X className="icon icon-small" />
            </button>
          </li>
        );
      })}
      {running.map((upload) => {
        const { name } = upload.file;
        const percent = Math.round(upload.share * 100);
        return (
          <li key={`u${upload.id}`} className={`attachment${upload.error ? " is-failed" : ""}`}>
            <span className="grow">
              <span className="attachment-name">{name}</span>
              {upload.error ? (
                <span className="attachment-size" role="alert">
                  {upload.error.detail
                    || (upload.error.status === 413 ? text("editor.too_large") : text("editor.upload_failed", { name }))}
                </span>
              ) : (
                <progress
                  className="progress" max={100} value={percent}
                  aria-label={text("editor.uploading", { name, percent })}
                />
              )}
            </span>
            {upload.error && upload.error.status !== 413 && (
              <button
                type="button" className={SMALL} aria-label={text("editor.retry_upload", { name })}
                onClick={() => uploads.retry(upload)}
              >
                <RotateCw className="icon icon-small" />
              </button>
            )}
            <button
              type="button" className={SMALL} aria-label={text("editor.cancel_upload", { name })}
              onClick={() => uploads.cancel(upload)}
            >
              <X className="icon icon-small" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
