// What the browser knows and the server does not: the zone it is in, and the inbox
// that was looked at last, to which a bare /inbox leads.
import { useEffect } from "react";
import { useNavigate } from "react-router";
import { useInboxPlace } from "$/public/external/inbox_app/components/inbox_place/inbox_place.jsx";

const STORE = "inbox.last";

export function BrowserMemory({ onTimeZone }) {
  const { inbox, view } = useInboxPlace();
  const navigate = useNavigate();

  useEffect(() => {
    onTimeZone?.(Intl.DateTimeFormat().resolvedOptions().timeZone);
  }, []);
  useEffect(() => {
    try {
      if (view) localStorage.setItem(STORE, inbox);
      else {
        const last = localStorage.getItem(STORE);
        if (/^\d{1,9}$/.test(last)) navigate(`/inbox/${last}`, { replace: true });
      }
    } catch {
      // Without storage a bare /inbox leads to all inboxes.
    }
  }, [inbox, view, navigate]);
  return null;
}
