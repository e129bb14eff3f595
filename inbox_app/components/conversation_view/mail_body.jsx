// A mail in HTML, with the images of other servers on request.
import { useState } from "react";
import { MailFrame } from "$/public/external/inbox_app/ui/parts/mail_frame.jsx";

export function MailBody({ src, title, hasRemoteImages, blockedLabel, showLabel, icon }) {
  const [showsImages, setShowsImages] = useState(false);
  return (
    <div className="message-body">
      {hasRemoteImages && !showsImages && (
        <div className="message-blocked faint meta">
          {icon}
          <span>{blockedLabel}</span>
          <button type="button" className="link-button" onClick={() => setShowsImages(true)}>
            {showLabel}
          </button>
        </div>
      )}
      <MailFrame src={showsImages ? `${src}?images=1` : src} title={title} />
    </div>
  );
}
