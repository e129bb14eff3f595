// Who wrote to whom: one line, and everybody by name and address on demand.
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";

const shortly = (people) => people.map((one) => one.name || one.address).join(", ");

function Row({ label, people }) {
  if (!people?.length) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {people.map((one) => (
          <div key={one.address}>
            {one.name && <b>{one.name} </b>}
            <span>{one.address}</span>
          </div>
        ))}
      </dd>
    </>
  );
}

export function People({ fromName, fromAddress, to = [], cc = [], bcc = [], subject }) {
  const text = useText();
  const others = [...to, ...cc];
  return (
    <details className="message-people grow">
      <summary className="faint meta cut" title={text("thread.details")}>
        {fromAddress} → {shortly(others) || shortly(bcc)}
      </summary>
      <dl className="facts">
        <Row label={text("thread.from")} people={[{ name: fromName, address: fromAddress }]} />
        <Row label={text("thread.to_label")} people={to} />
        <Row label={text("thread.cc")} people={cc} />
        <Row label={text("thread.bcc")} people={bcc} />
        {subject && (
          <>
            <dt>{text("thread.subject")}</dt>
            <dd>{subject}</dd>
          </>
        )}
      </dl>
    </details>
  );
}
