"""The interface kit: what every region is built from; knows no State.

See docs/design.md for the tokens and class names. Every function returns a
component and takes plain values or Vars. `Text` is `str | Var[str]`, `Flag` is
`bool | Var[bool]`; `**attributes` go to the element: `id, key, class_name, title,
on_click, aria_* …`.

language    t(key, **values) -> Var[str]; language_source(code)
icons       icon(name, size=); icon_for(var, {"email": "mail"}, default=)
controls    button(*children, variant=, size=, icon=, icon_after=, disabled=,
            busy=, submits=); icon_button(icon, label=, variant=, size=);
            link_button(*children); split_button(main, menu);
            chip(*children, on_remove=, remove_label=, tone=);
            field(control, label=, control_id=, hint=, error=);
            text_field(label=, name=, kind=, value=|default_value=, error=, hint=,
            on_change=, on_blur=); text_area(...); select(label=, name=,
            options=[(value, words)], value=, on_change=); checkbox(*children,
            name=, checked=, on_change=); switch(label=, is_on=, on_click=);
            search_field(label=, value=, on_change=, shortcut=, on_clear=);
            kbd(keys)
display     avatar(name, seed=, size=, src=, channel=icon, is_decorative=);
            badge(*children, tone=, icon=); dot(tone, label=);
            skeleton(width=, shape=); skeleton_rows(count); progress(value|None,
            label=); banner(*children, tone=, icon=, is_live=);
            empty_state(title, *children, hint=, icon=); visually_hidden(*children)
menu        menu(*items, label=, trigger=|icon=, variant=, size=, align=,
            filter_label=, on_open=); menu_item(*children, icon=, hint=, tone=,
            checked=, disabled=, on_click=); menu_link(*children, href=, icon=,
            leaves_app=); menu_title(words); menu_separator()
dialog      dialog(*children, is_open=, title=, on_close=, foot=, width=);
            confirm_dialog(*children, is_open=, title=, confirm=, on_confirm=,
            on_close=, variant=)
tabs        tabs(*items, label=); tab(*children, is_selected=, on_select=, icon=)
toasts      toasts(notices, on_action=)
time_ago    time_ago(iso, look="ago"|"clock"|"date"|"full")
live        hotkeys(keys, on_key=); notifier(note=, unread=, title=, on_open=);
            allow_notices(...); connection_banner(); guard(signed_out=, login=,
            probe=)
mail_frame  mail_frame(src, title=)
recipients  recipients_field(label=, value=, on_change=, suggestions=, on_query=)
reply_editor  reply_editor(draft_key=, owner=, initial_html=, …); draft_status(key)
"""
