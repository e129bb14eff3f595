// Whose a conversation is, and how it is sorted: menus, chips and the dialogs that
// ask for more than a menu can. Loaded with the first conversation that is opened.
import { useEffect, useRef, useState } from "react";
import AlarmClock from "lucide-react/dist/esm/icons/alarm-clock.mjs";
import ArrowDown from "lucide-react/dist/esm/icons/arrow-down.mjs";
import ArrowUp from "lucide-react/dist/esm/icons/arrow-up.mjs";
import Check from "lucide-react/dist/esm/icons/check.mjs";
import ChevronDown from "lucide-react/dist/esm/icons/chevron-down.mjs";
import CircleAlert from "lucide-react/dist/esm/icons/circle-alert.mjs";
import Minus from "lucide-react/dist/esm/icons/minus.mjs";
import Plus from "lucide-react/dist/esm/icons/plus.mjs";
import SignalHigh from "lucide-react/dist/esm/icons/signal-high.mjs";
import TagIcon from "lucide-react/dist/esm/icons/tag.mjs";
import UserCheck from "lucide-react/dist/esm/icons/user-check.mjs";
import UserX from "lucide-react/dist/esm/icons/user-x.mjs";
import UsersRound from "lucide-react/dist/esm/icons/users-round.mjs";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { Avatar } from "$/public/external/inbox_app/ui/parts/avatar.jsx";
import { Dialog } from "$/public/external/inbox_app/ui/parts/dialog.jsx";
import { Menu, fold } from "$/public/external/inbox_app/ui/parts/menu.jsx";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";
import { TimeAgo } from "$/public/external/inbox_app/ui/parts/time_ago.jsx";

const PRIORITIES = { urgent: CircleAlert, high: ArrowUp, normal: Minus, low: ArrowDown };
const SQUARE = "button button-quiet button-small button-icon";

export function TriageBar({
  head, meId, agents = [], choices, dialog, targets = [], children, onChoices, onAssign, onTeam, onSnooze,
  onWake, onPriority, onTag, onNewTag, onMove, onFind, onMerge, onDialog, onDialogClose,
}) {
  const text = useText();
  const { id } = head;
  const isShut = !head.is_member;
  const [meta, ...buttons] = Array.isArray(children) ? children : [children];
  return (
    <>
      <div className="line">
        <AssignMenu {...{ text, head, meId, agents, isShut, onChoices, onAssign, onTeam }} teams={choices.teams} />
        {meta}
        <SnoozeMenu {...{ text, head, isShut, onChoices, onSnooze, onWake, onDialog }} snoozes={choices.snoozes} />
        <TagMenu {...{ text, head, isShut, onChoices, onTag, onNewTag }} tags={choices.tags} />
        <PriorityMenu {...{ text, head, isShut, onPriority }} />
        {buttons}
      </div>
      <Chips {...{ text, head, isShut, onWake, onTag }} />
      {dialog === "snooze" && (
        <SnoozeDialog text={text} onClose={onDialogClose} onChoose={(until) => onSnooze(id, until)} />
      )}
      {dialog === "move" && (
        <MoveDialog
          text={text} onClose={onDialogClose} onChoose={(target) => onMove(id, target)}
          inboxes={choices.inboxes.filter((one) => one.id !== head.inbox_id)}
        />
      )}
      {dialog === "merge" && (
        <MergeDialog
          text={text} targets={targets} onClose={onDialogClose} onFind={(words) => onFind(id, words)}
          onChoose={(source) => onMerge(id, source)}
        />
      )}
    </>
  );
}

function Item({ icon: Icon, words, hint, isChosen, onClick, ...others }) {
  const isChoice = isChosen !== undefined;
  return (
    <button
      type="button" className="menu-item" tabIndex={-1} onClick={onClick}
      role={isChoice ? "menuitemradio" : "menuitem"} aria-checked={isChosen} {...others}
    >
      {Icon && <Icon className="icon" />}
      <span className="grow cut">{words}</span>
      {hint && <span className="menu-hint">{hint}</span>}
      {isChoice && <Check className="icon menu-check" />}
    </button>
  );
}

function AssignMenu({ text, head, meId, agents, teams, isShut, onChoices, onAssign, onTeam }) {
  const owner = head.assignee_id ? head.assignee_name : head.team_name;
  const shown = owner || text("thread.unassigned");
  const assign = (agentId) => () => onAssign(head.id, agentId);
  return (
    <Menu
      label={text("conversation.assignee", { name: shown })} look="button button-secondary button-small"
      filter={text("thread.search_people")} disabled={isShut} testId="assignee" onOpen={onChoices}
      trigger={
        <>
          {head.assignee_id ? (
            <Avatar name={owner} initials={head.assignee_initials} seed={owner} size="small" decorative />
          ) : owner ? <UsersRound className="icon" /> : <UserX className="icon" />}
          <span className="cut">{shown}</span>
          <ChevronDown className="icon icon-small" />
        </>
      }
    >
      <Item icon={UserX} words={text("common.nobody")} isChosen={!head.assignee_id} onClick={assign(0)} />
      <Item
        icon={UserCheck} words={text("thread.assign_to_me")} hint="I"
        isChosen={head.assignee_id === meId} onClick={assign(meId)}
      />
      <div className="menu-separator" role="separator" />
      {agents.map((one) => (
        <Item key={one.id} words={one.name} isChosen={head.assignee_id === one.id} onClick={assign(one.id)} />
      ))}
      {teams.length > 0 && (
        <>
          <div className="menu-title" role="presentation">{text("triage.teams")}</div>
          {head.team_id > 0 && <Item icon={X} words={text("triage.no_team")} onClick={() => onTeam(head.id, 0)} />}
          {teams.map((one) => (
            <Item
              key={one.id} icon={UsersRound} words={one.name} isChosen={head.team_id === one.id}
              onClick={() => onTeam(head.id, one.id)}
            />
          ))}
        </>
      )}
    </Menu>
  );
}

function SnoozeMenu({ text, head, snoozes, isShut, onChoices, onSnooze, onWake, onDialog }) {
  const label = text("thread.snooze");
  return (
    <Menu
      label={label} title={label} look={SQUARE} align="end" testId="snooze" onOpen={onChoices}
      disabled={isShut || head.folder !== "open"} trigger={<AlarmClock className="icon" />}
    >
      {snoozes.map((one) => (
        <Item
          key={one.name} words={text(`snooze.${one.name}`)} hint={<TimeAgo value={one.at} look="clock" />}
          onClick={() => onSnooze(head.id, one.at)}
        />
      ))}
      <Item words={text("snooze.until_reply")} onClick={() => onSnooze(head.id, "reply")} />
      <Item words={text("snooze.choose")} onClick={() => onDialog("snooze")} />
      {head.snoozed_until && (
        <>
          <div className="menu-separator" role="separator" />
          <Item words={text("snooze.wake")} onClick={() => onWake(head.id)} />
        </>
      )}
    </Menu>
  );
}

function TagMenu({ text, head, tags, isShut, onChoices, onTag, onNewTag }) {
  const [typed, setTyped] = useState("");
  const carried = new Set(head.tags.map((one) => one.id));
  const name = typed.trim();
  const isKnown = tags.some((one) => fold(one.name) === fold(name));
  const label = text("triage.tags");
  return (
    <Menu
      label={label} title={label} look={SQUARE} align="end" testId="tags" disabled={isShut}
      filter={text("triage.find_tag")} onFilter={setTyped} onOpen={onChoices}
      trigger={<TagIcon className="icon" />}
    >
      {tags.map((one) => (
        <Item
          key={one.id} words={<span className={`tag tag-${one.hue}`}>{one.name}</span>}
          role="menuitemcheckbox" isChosen={carried.has(one.id)} data-stays=""
          onClick={() => onTag(head.id, one.id, !carried.has(one.id))}
        />
      ))}
      {name && !isKnown && (
        <Item
          icon={Plus} words={text("triage.create_tag", { name })} data-always=""
          onClick={() => onNewTag(head.id, name)}
        />
      )}
      {!name && tags.length === 0 && <p className="menu-title">{text("triage.no_tags")}</p>}
    </Menu>
  );
}

function PriorityMenu({ text, head, isShut, onPriority }) {
  const label = text("triage.priority_is", { name: text(`priority.${head.priority}`) });
  const Now = head.priority === "normal" ? SignalHigh : PRIORITIES[head.priority];
  return (
    <Menu
      label={label} title={label} look={SQUARE} align="end" testId="priority" disabled={isShut}
      trigger={<Now className="icon" />}
    >
      {Object.entries(PRIORITIES).map(([one, Icon]) => (
        <Item
          key={one} icon={Icon} words={text(`priority.${one}`)} isChosen={head.priority === one}
          onClick={() => onPriority(head.id, one)}
        />
      ))}
    </Menu>
  );
}

const TONES = { urgent: "badge-danger", high: "badge-warn", low: "badge-neutral" };

function Chips({ text, head, isShut, onWake, onTag }) {
  const { priority, snoozed_until: until, tags } = head;
  const hasTeam = head.team_id > 0 && head.assignee_id > 0;
  if (priority === "normal" && !until && !tags.length && !hasTeam) return null;
  const Priority = PRIORITIES[priority];
  return (
    <ul className="triage-chips" aria-label={text("triage.label")}>
      {until && (
        <li className="badge badge-accent">
          <AlarmClock className="icon icon-small" />
          <span className="cut"><SnoozedUntil text={text} until={until} /></span>
          <Remove label={text("snooze.wake")} isShut={isShut} onClick={() => onWake(head.id)} />
        </li>
      )}
      {priority !== "normal" && (
        <li className={`badge ${TONES[priority]}`}>
          <Priority className="icon icon-small" />
          {text(`priority.${priority}`)}
        </li>
      )}
      {hasTeam && (
        <li className="badge">
          <UsersRound className="icon icon-small" />
          <span className="cut">{head.team_name}</span>
        </li>
      )}
      {tags.map((one) => (
        <li key={one.id} className={`tag tag-${one.hue}`}>
          <span className="cut">{one.name}</span>
          <Remove
            label={text("triage.remove_tag", { name: one.name })} isShut={isShut}
            onClick={() => onTag(head.id, one.id, false)}
          />
        </li>
      ))}
    </ul>
  );
}

function SnoozedUntil({ text, until }) {
  if (until === "reply") return text("snooze.rests_until_reply");
  return <>{text("snooze.rests_until")} <TimeAgo value={until} look="clock" /></>;
}

function Remove({ label, isShut, onClick }) {
  if (isShut) return null;
  return (
    <button type="button" className="tag-remove" aria-label={label} title={label} onClick={onClick}>
      <X className="icon icon-small" />
    </button>
  );
}

function SnoozeDialog({ text, onClose, onChoose }) {
  return (
    <AskDialog text={text} title={text("snooze.choose_title")} confirm={text("thread.snooze")} {...{ onClose, onChoose }}>
      <div className="field">
        <label className="field-label" htmlFor="snooze-until">{text("snooze.when")}</label>
        <input
          id="snooze-until" name="value" type="datetime-local" className="input" required autoFocus
          min={localMoment(new Date())} defaultValue={localMoment(tomorrowAtNine())}
        />
      </div>
    </AskDialog>
  );
}

function MoveDialog({ text, inboxes, onClose, onChoose }) {
  if (inboxes.length === 0) {
    return (
      <AskDialog text={text} title={text("triage.move_title")} onClose={onClose}>
        <p>{text("triage.no_other_inbox")}</p>
      </AskDialog>
    );
  }
  return (
    <AskDialog
      text={text} title={text("triage.move_title")} confirm={text("triage.move_confirm")}
      onClose={onClose} onChoose={(value) => onChoose(Number(value))}
    >
      <p className="muted">{text("triage.move_hint")}</p>
      <div className="field">
        <label className="field-label" htmlFor="move-to">{text("triage.move_to")}</label>
        <select id="move-to" name="value" className="input select" autoFocus>
          {inboxes.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
        </select>
      </div>
    </AskDialog>
  );
}

const FIND_MS = 200;

function MergeDialog({ text, targets, onClose, onFind, onChoose }) {
  const timer = useRef(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  const find = (event) => {
    const words = event.target.value;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onFind(words), FIND_MS);
  };
  return (
    <AskDialog
      text={text} title={text("triage.merge_title")} onClose={onClose}
      confirm={targets.length > 0 && text("triage.merge_confirm")}
      onChoose={(value) => onChoose(Number(value))}
    >
      <p className="muted">{text("triage.merge_hint")}</p>
      <input
        type="search" className="input" autoFocus onChange={find} autoComplete="off"
        placeholder={text("triage.merge_find")} aria-label={text("triage.merge_find")}
        onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
      />
      <fieldset className="triage-targets">
        <legend className="visually-hidden">{text("triage.merge_found")}</legend>
        {targets.map((one) => (
          <label key={one.id} className="check">
            <input type="radio" name="value" value={one.id} required />
            <span className="grow">
              <span className="strong">{one.name} · {one.subject || text("list.no_subject")}</span>
              <span className="meta faint triage-target-more">
                #{one.id} · <TimeAgo value={one.at} look="date" /> · {one.preview}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {targets.length === 0 && <p className="muted" role="status">{text("triage.merge_none")}</p>}
    </AskDialog>
  );
}

// A dialog with one field called "value", and a button that says what becomes of it.
function AskDialog({ text, title, confirm, children, onClose, onChoose }) {
  const form = "triage-ask";
  return (
    <Dialog
      open title={title} closeLabel={text("common.close")} closeIcon={<X className="icon" />} onClose={onClose}
      foot={
        <>
          <button type="button" className="button button-secondary" onClick={onClose}>{text("common.cancel")}</button>
          {confirm && (
            <button type="submit" form={form} className="button button-primary">{confirm}</button>
          )}
        </>
      }
    >
      <form
        id={form} className="stack-loose"
        onSubmit={(event) => {
          event.preventDefault();
          onChoose?.(String(new FormData(event.target).get("value")));
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}

function tomorrowAtNine() {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  day.setHours(9, 0, 0, 0);
  return day;
}

function localMoment(day) {
  const shifted = new Date(day.getTime() - day.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
