// The list under an @: arrows choose, Enter and Tab take, Escape leaves.
import { placeBeside } from "./place.js";

export function mentionPopup(words) {
  return () => {
    let list = null;
    let items = [];
    let at = 0;
    let take = null;
    let editor = null;

    const draw = () => {
      list.replaceChildren(
        ...items.map((item, index) => {
          const row = document.createElement("div");
          row.className = "suggestion";
          row.id = `${list.id}-${index}`;
          row.setAttribute("role", "option");
          row.setAttribute("aria-selected", String(index === at));
          row.textContent = item.label;
          if (item.hint) {
            const hint = document.createElement("span");
            hint.className = "menu-hint";
            hint.textContent = item.hint;
            row.append(" ", hint);
          }
          row.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            take(item);
          });
          return row;
        }),
      );
      list.hidden = items.length === 0;
      const text = editor.view.dom;
      if (items.length > 0) text.setAttribute("aria-activedescendant", `${list.id}-${at}`);
      else text.removeAttribute("aria-activedescendant");
    };
    const show = (props) => {
      ({ items, editor } = props);
      take = (item) => props.command({ id: item.id, label: item.label });
      at = Math.min(at, Math.max(0, items.length - 1));
      draw();
      if (props.clientRect) placeBeside(list, { getBoundingClientRect: props.clientRect });
    };

    return {
      onStart: (props) => {
        list = document.createElement("div");
        list.className = "suggestions";
        list.id = `mentions-${Date.now()}`;
        list.setAttribute("role", "listbox");
        list.setAttribute("aria-label", words());
        list.setAttribute("popover", "manual");
        // Inside the editor's region, so that it belongs to a landmark.
        (props.editor.view.dom.closest("section, dialog, main") ?? document.body).append(list);
        list.showPopover();
        props.editor.view.dom.setAttribute("aria-controls", list.id);
        at = 0;
        show(props);
      },
      onUpdate: show,
      onKeyDown: ({ event }) => {
        if (items.length === 0) return false;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
          at = (at + step + items.length) % items.length;
          draw();
          return true;
        }
        if (event.key === "Enter" || event.key === "Tab") {
          take(items[at]);
          return true;
        }
        if (event.key === "Escape") {
          items = [];
          draw();
          event.stopPropagation();
          return true;
        }
        return false;
      },
      onExit: () => {
        for (const name of ["aria-activedescendant", "aria-controls"])
          editor?.view.dom.removeAttribute(name);
        list?.remove();
        list = null;
      },
    };
  };
}
