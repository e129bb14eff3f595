// The saved views: links with counts and a menu each. They are put in order by
// dragging, by Alt with the arrow keys, or from the menu.
import { useRef, useState } from "react";
import { Link } from "react-router";
import Ellipsis from "lucide-react/dist/esm/icons/ellipsis.mjs";
import { Menu } from "$/public/external/inbox_app/ui/parts/menu.jsx";
import { useText } from "$/public/external/inbox_app/ui/parts/text.js";
import { ViewIcon } from "./view_icons.jsx";

const SHOWN_AT_MOST = 999;

export function SavedViews({ views, counts = {}, inbox, here, onEdit, onDelete, onPlace }) {
  const text = useText();
  const groups = [
    ["nav.team_views", views.filter((view) => view.is_of_team)],
    ["nav.my_views", views.filter((view) => !view.is_of_team)],
  ];
  return groups.filter(([, list]) => list.length > 0).map(([key, list]) => (
    <ViewGroup key={key} title={text(key)} {...{ list, counts, inbox, here, text, onEdit, onDelete, onPlace }} />
  ));
}

function ViewGroup({ title, list, counts, inbox, here, text, onEdit, onDelete, onPlace }) {
  const box = useRef(null);
  const [dragged, setDragged] = useState(null);
  const [over, setOver] = useState(null);

  const move = (view, index) => {
    if (!view.may_change || index < 0 || index >= list.length) return;
    onPlace?.(view.id, index);
  };
  const pressed = (event, view, index) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    move(view, index + step);
  };
  return (
    <div ref={box} role="group" aria-label={title}>
      <h2 className="nav-section">{title}</h2>
      {list.map((view, index) => {
        const address = `v${view.id}`;
        const count = counts[view.id] ?? 0;
        const shown = count > SHOWN_AT_MOST ? `${SHOWN_AT_MOST}+` : String(count);
        return (
          <div
            key={view.id} className={`nav-saved${over === view.id ? " is-over" : ""}`}
            draggable={view.may_change}
            onDragStart={() => setDragged(view)}
            onDragEnd={() => { setDragged(null); setOver(null); }}
            onDragOver={(event) => {
              if (!dragged) return;
              event.preventDefault();
              setOver(view.id);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged && dragged.id !== view.id) move(dragged, index);
            }}
          >
            <Link
              to={`/inbox/${view.inbox_id || inbox}/${address}`} className="nav-item" draggable={false}
              title={view.name} aria-current={here === address ? "page" : "false"}
              onKeyDown={(event) => pressed(event, view, index)}
            >
              <ViewIcon name={view.icon} />
              <span className="nav-label cut">{view.name}</span>
              {count > 0 && (
                <span className="nav-count">
                  <span aria-hidden="true">{shown}</span>
                  <span className="visually-hidden">{text("nav.count", { n: count })}</span>
                </span>
              )}
            </Link>
            {view.may_change && (
              <Menu
                label={text("views.menu", { name: view.name })} align="end"
                look="button button-quiet button-small button-icon nav-saved-menu"
                trigger={<Ellipsis className="icon" />}
              >
                <Item words={text("views.edit")} onClick={() => onEdit?.(view.id)} />
                <Item words={text("views.move_up")} disabled={index === 0} onClick={() => move(view, index - 1)} />
                <Item
                  words={text("views.move_down")} disabled={index === list.length - 1}
                  onClick={() => move(view, index + 1)}
                />
                <Item words={text("views.delete")} look=" menu-item-danger" onClick={() => onDelete?.(view.id)} />
              </Menu>
            )}
          </div>
        );
      })}
    </div>
  );
}

function Item({ words, look = "", disabled, onClick }) {
  return (
    <button
      type="button" role="menuitem" tabIndex={-1} className={`menu-item${look}`} disabled={disabled}
      onClick={onClick}
    >
      <span className="grow cut">{words}</span>
    </button>
  );
}
