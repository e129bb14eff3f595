"""The tables as plain columns: a list of tuples costs a third of objects."""

from sqlmodel import SQLModel

# Importing the models is what fills the metadata.
import inbox_app.models  # noqa: F401

_tables = SQLModel.metadata.tables

activity = _tables["activity"]
agent = _tables["agent"]
attachment = _tables["attachment"]
channel = _tables["channel"]
comment = _tables["comment"]
contact = _tables["contact"]
conversation = _tables["conversation"]
conversation_count = _tables["conversation_count"]
conversation_tag = _tables["conversation_tag"]
delivery = _tables["delivery"]
draft = _tables["draft"]
handle = _tables["handle"]
inbox = _tables["inbox"]
inbox_member = _tables["inbox_member"]
job = _tables["job"]
job_item = _tables["job_item"]
ledger_entry = _tables["ledger_entry"]
mention = _tables["mention"]
message = _tables["message"]
message_body = _tables["message_body"]
notification = _tables["notification"]
notification_choice = _tables["notification_choice"]
participant = _tables["participant"]
read_mark = _tables["conversation_read_mark"]
saved_view = _tables["saved_view"]
search_document = _tables["search_document"]
tag = _tables["tag"]
team = _tables["team"]
team_member = _tables["team_member"]
sender_rule = _tables["sender_rule"]
workspace_rules = _tables["workspace_rules"]
