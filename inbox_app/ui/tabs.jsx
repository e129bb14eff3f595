// A row of tabs: one stop for Tab, arrows move and choose.
export function Tabs({ label, children }) {
  const pressed = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...event.currentTarget.querySelectorAll("[role=tab]:not(:disabled)")];
    const at = tabs.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    const next = tabs[(at + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} onKeyDown={pressed}>
      {children}
    </div>
  );
}
