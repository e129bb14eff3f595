// What can be done with the chosen conversations, and how what was begun goes on.
import { useEffect, useState } from "react";
import ArchiveRestore from "lucide-react/dist/esm/icons/archive-restore.mjs";
import Check from "lucide-react/dist/esm/icons/check.mjs";
import Clock from "lucide-react/dist/esm/icons/clock.mjs";
import Ellipsis from "lucide-react/dist/esm/icons/ellipsis.mjs";
import Inbox from "lucide-react/dist/esm/icons/inbox.mjs";
import RotateCcw from "lucide-react/dist/esm/icons/rotate-ccw.mjs";
import ShieldCheck from "lucide-react/dist/esm/icons/shield-check.mjs";
import Tag from "lucide-react/dist/esm/icons/tag.mjs";
import Trash2 from "lucide-react/dist/esm/icons/trash-2.mjs";
import UserRound from "lucide-react/dist/esm/icons/user-round.mjs";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { isTaken, isTyping, lettersAreOn, nameOf, pair } from "$/public/external/inbox_app/ui/parts/keys.js";
import { Menu } from "$/public/external/inbox_app/ui/parts/menu.jsx";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";
import { chooseShown, chooseWhole, clearSelection, describe, shownIds } from "./selection.js";

// The buttons of each view, and what stands in the menu behind them.
const OPEN = [["close", "assign", "snooze", "tag", "move"], ["mark_read", "mark_unread", "spam", "trash"]];
const VIEWS = {
  closed: [["reopen", "assign", "tag", "move"], ["mark_read", "mark_unread", "spam", "trash"]],
  filtered: [["not_spam", "trash"], ["mark_read", "mark_unread", "tag", "move"]],
  trash: [["restore"], ["mark_read", "mark_unread"]],
};
const MIXED = [
  ["close", "reopen", "assign", "tag", "move"],
  ["snooze", "mark_read", "mark_unread", "spam", "not_spam", "trash", "restore"],
];
const OF_OPEN = new Set(["unassigned", "mine", "open", "chat", "email", "forms", "snoozed"]);
const LOOKS = {
  close: [Check, "e"], reopen: [RotateCcw, "E"], assign: [UserRound, "a"], snooze: [Clock, "z"],
  tag: [Tag, "t"], move: [Inbox, "v"], not_spam: [ShieldCheck, "!"], trash: [Trash2, "#"],
  restore: [ArchiveRestore, ""],
};
const KEYS = { mark_unread: "u", spam: "!", trash: "#" };
const ORDER = "order";

export default function BulkPanel({
  selection, place, choices, snapshot, jobs, meId, untilReply, onStart, onLook, onAct, onUndo, onDismiss,
}) {
  const text = useText();
  const size = selection.ids.size;
  const isOn = size > 0;
  useEffect(() => {
    if (isOn) onStart?.();
  }, [isOn]);
  useKeys(isOn);
  const act = (action, values = {}) => {
    onAct?.(action, values, describe(selection));
    clearSelection();
    // A menu gives the focus back to its button first, which is gone by then.
    setTimeout(() => document.querySelector(".rows [role=option][tabindex='0']")?.focus({ preventScroll: true }));
  };
  return (
    <div className="bulk">
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} text={text} onUndo={onUndo} onDismiss={onDismiss} />
      ))}
      {isOn && (
        <section className="bulk-card" data-choosing aria-label={text("bulk.label")}>
          <div className="bulk-line">
            <b className="grow cut" role="status">{text("bulk.chosen", { n: size })}</b>
            <Scope selection={selection} snapshot={snapshot} text={text} onLook={onLook} />
            <button
              type="button" className="button button-quiet button-small button-icon" onClick={() => clearSelection()}
              aria-label={text("bulk.clear")} title={`${text("bulk.clear")} (Esc)`}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </div>
          <Actions {...{ place, choices, meId, untilReply, text, act }} />
        </section>
      )}
    </div>
  );
}

// First all on screen; then the server counts, and the rest of the view is offered.
function Scope({ selection, snapshot, text, onLook }) {
  const [asked, setAsked] = useState(0);
  const isShown = shownIds().every((id) => selection.ids.has(id));
  if (selection.snapshot) return null;
  if (!isShown || !asked) {
    return (
      <button
        type="button" className="button button-quiet button-small button-accent"
        onClick={() => {
          chooseShown();
          setAsked(snapshot.number + 1);
          onLook?.();
        }}
      >
        {text("bulk.all_shown")}
      </button>
    );
  }
  const isFresh = snapshot.number >= asked;
  if (!isFresh || snapshot.ids.length <= selection.ids.size) return null;
  return (
    <button
      type="button" className="button button-quiet button-small button-accent"
      onClick={() => chooseWhole(snapshot)}
    >
      {text("bulk.all_of_view", { n: snapshot.ids.length })}
    </button>
  );
}

function Actions({ place, choices, meId, untilReply, text, act }) {
  const query = new URLSearchParams(place.search);
  query.delete(ORDER);
  const isNarrowed = [...query.keys()].length > 0;
  const [buttons, more] = isNarrowed ? MIXED : VIEWS[place.view] ?? (OF_OPEN.has(place.view) ? OPEN : MIXED);
  const menus = {
    assign: () => people(choices, meId, text, act),
    snooze: () => rests(untilReply, text, act),
    tag: () => tags(choices, text, act),
    move: () => places(choices, act),
  };
  return (
    <div className="bulk-line" role="toolbar" aria-label={text("bulk.toolbar")}>
      {buttons.map((name, index) => {
        const [Icon, key] = LOOKS[name];
        const label = text(`bulk.action.${name}`);
        const title = key ? `${label} (${key})` : label;
        if (menus[name]) {
          return (
            <span key={name} data-bulk-key={key} title={title}>
              <Menu
                label={label} look="button button-quiet button-small button-icon" align="start"
                trigger={<Icon size={16} aria-hidden="true" />}
                filter={name === "snooze" ? "" : text("bulk.find")}
              >
                {menus[name]()}
              </Menu>
            </span>
          );
        }
        return (
          <span key={name} data-bulk-key={key}>
            <button
              type="button" title={title} onClick={() => act(name)}
              className={`button button-small ${index === 0 ? "button-primary" : "button-quiet button-icon"}`}
              aria-label={label}
            >
              <Icon size={16} aria-hidden="true" />
              {index === 0 && label}
            </button>
          </span>
        );
      })}
      <span className="grow" />
      <Menu
        label={text("bulk.more")} look="button button-quiet button-small button-icon" align="end"
        trigger={<Ellipsis size={16} aria-hidden="true" />}
      >
        {more.map((name) =>
          name === "snooze" ? rests(untilReply, text, act, true) : (
            <Item
              key={name} bulkKey={KEYS[name]} hint={KEYS[name]} onClick={() => act(name)}
              isDanger={name === "trash"} words={text(`bulk.action.${name}`)}
            />
          ),
        )}
      </Menu>
    </div>
  );
}

function Item({ words, hint, bulkKey, isDanger, onClick }) {
  return (
    <button
      type="button" role="menuitem" tabIndex={-1} data-bulk-key={bulkKey} onClick={onClick}
      className={`menu-item ${isDanger ? "menu-item-danger" : ""}`}
    >
      <span className="grow cut">{words}</span>
      {hint && <span className="menu-hint">{hint}</span>}
    </button>
  );
}

function people(choices, meId, text, act) {
  const mine = choices.agents.filter((one) => one.id === meId);
  const others = choices.agents.filter((one) => one.id !== meId);
  return [
    ...mine.map((one) => (
      <Item
        key="me" bulkKey="i" hint="i" words={text("bulk.to_me")}
        onClick={() => act("assign", { assignee_id: one.id })}
      />
    )),
    ...others.map((one) => (
      <Item key={one.id} words={one.name} onClick={() => act("assign", { assignee_id: one.id })} />
    )),
    <Item key="nobody" words={text("common.nobody")} onClick={() => act("assign", { assignee_id: null })} />,
    ...(choices.teams.length > 0
      ? [
          <div key="teams" className="menu-title" role="presentation">{text("bulk.teams")}</div>,
          ...choices.teams.map((one) => (
            <Item key={`t${one.id}`} words={one.name} onClick={() => act("assign_team", { team_id: one.id })} />
          )),
          <Item key="no-team" words={text("bulk.no_team")} onClick={() => act("assign_team", { team_id: null })} />,
        ]
      : []),
  ];
}

function rests(untilReply, text, act) {
  const morning = (days) => {
    const day = new Date();
    day.setDate(day.getDate() + days);
    day.setHours(9, 0, 0, 0);
    return day.toISOString();
  };
  const monday = (8 - new Date().getDay()) % 7 || 7;
  const times = {
    later: () => new Date(Date.now() + 3 * 3600_000).toISOString(),
    tomorrow: () => morning(1),
    monday: () => morning(monday),
    until_reply: () => untilReply,
  };
  return Object.entries(times).map(([name, at]) => (
    <Item key={name} words={text(`bulk.snooze.${name}`)} onClick={() => act("snooze", { until: at() })} />
  ));
}

function tags(choices, text, act) {
  if (choices.tags.length === 0) return <p className="menu-title">{text("bulk.no_tags")}</p>;
  return choices.tags.flatMap((one) => [
    <Item key={one.id} words={one.name} onClick={() => act("tag", { tag_id: one.id })} />,
    <Item key={`-${one.id}`} words={text("bulk.untag", { name: one.name })} onClick={() => act("untag", { tag_id: one.id })} />,
  ]);
}

function places(choices, act) {
  return choices.inboxes.map((one) => (
    <Item key={one.id} words={one.name} onClick={() => act("move", { inbox_id: one.id })} />
  ));
}

// While something is chosen, the keys of the open conversation mean all of it.
function useKeys(isOn) {
  useEffect(() => {
    if (!isOn) return;
    const pressed = (event) => {
      if (isTaken(event) || isTyping(event.target) || pair.first || !lettersAreOn()) return;
      const key = nameOf(event);
      if (!key || !"eEa!#uitzv".includes(key)) return;
      // What does not fit this view must not reach the open conversation either.
      event.preventDefault();
      event.stopImmediatePropagation();
      const found = document.querySelector(`.bulk [data-bulk-key="${key}"]`);
      (found?.matches("button") ? found : found?.querySelector("button"))?.click();
    };
    window.addEventListener("keydown", pressed, true);
    return () => window.removeEventListener("keydown", pressed, true);
  }, [isOn]);
}

function JobCard({ job, text, onUndo, onDismiss }) {
  const gone = job.done + job.failed;
  const isDone = job.state === "done" || job.state === "undone";
  const values = { n: job.total, done: gone, total: job.total, failed: job.failed };
  const what = text(`bulk.action.${job.action}`);
  if (!isDone) {
    return (
      <section className="bulk-card" role="status" aria-label={what}>
        <div className="bulk-line">
          <b className="grow cut">{what}</b>
          <span className="faint numbers">{text("bulk.progress", values)}</span>
        </div>
        <progress max={job.total} value={gone} aria-label={what} />
      </section>
    );
  }
  const reasons = new Map();
  for (const one of job.failures) {
    if (!reasons.has(one.error)) reasons.set(one.error, []);
    reasons.get(one.error).push(one);
  }
  return (
    <section className="bulk-card" aria-label={text("bulk.report")}>
      <div className="bulk-line">
        <b className="grow">{what} · {text("bulk.failed", { n: job.failed, done: job.done })}</b>
        {job.can_undo && (
          <button type="button" className="button button-quiet button-small button-accent" onClick={() => onUndo?.(job.id)}>
            {text("common.undo")}
          </button>
        )}
        <button
          type="button" className="button button-quiet button-small button-icon"
          aria-label={text("common.dismiss")} onClick={() => onDismiss?.(job.id)}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </div>
      <ul className="bulk-reasons">
        {[...reasons].map(([error, some]) => (
          <li key={error}>
            {text(`error.${error}`)}
            <span className="faint"> {some.slice(0, 3).map((one) => one.subject || `#${one.conversation_id}`).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
