// A form that hands over what is in its fields, the pressed button among them, and
// leads to the field that was refused. Its fields keep their own text: what is typed
// into a password goes nowhere before the form is sent.
import { useEffect, useRef } from "react";

export function ValuesForm({ label, className, wrong, onSubmit, children }) {
  const form = useRef(null);
  useEffect(() => {
    if (wrong) form.current?.elements.namedItem(wrong)?.focus?.();
  }, [wrong]);
  const submit = (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    const button = event.nativeEvent.submitter;
    if (button?.name) values[button.name] = button.value;
    onSubmit?.(values);
  };
  return (
    <form ref={form} className={className} aria-label={label} onSubmit={submit} noValidate>
      {children}
    </form>
  );
}
