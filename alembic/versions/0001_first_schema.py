"""First schema."""

import sqlalchemy as sa

from alembic import op
from inbox_app.db.schema import create_derived, drop_derived

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "agent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("theme", sa.String(length=10), nullable=False),
        sa.Column("signature_html", sa.String(), nullable=False),
        sa.Column("meeting_url", sa.String(length=500), nullable=False),
        sa.Column("after_close", sa.String(length=8), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "conversation_count",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=16), nullable=False),
        sa.Column("channel_kind", sa.String(length=32), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=False),
        sa.Column("is_snoozed", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "inbox_id", "folder", "channel_kind", "assignee_id", "is_snoozed"
        ),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "log_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=320), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_log_in_failure_subject"), "log_in_failure", ["subject"], unique=False
    )
    op.create_table(
        "snippet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("shortcut", sa.String(length=40), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shortcut"),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("hue", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "workspace_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filters_automatic", sa.Boolean(), nullable=False),
        sa.Column("filters_marketing", sa.Boolean(), nullable=False),
        sa.Column("filters_unsubscribe", sa.Boolean(), nullable=False),
        sa.Column("filters_role", sa.Boolean(), nullable=False),
        sa.Column("trash_days", sa.Integer(), nullable=False),
        sa.Column("filtered_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "agent_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(
        op.f("ix_agent_session_agent_id"), "agent_session", ["agent_id"], unique=False
    )
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["agent.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("from_name", sa.String(length=200), nullable=False),
        sa.Column("signature_html", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("health", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("last_error_step", sa.String(length=80), nullable=False),
        sa.Column("last_synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("backfill_done", sa.Integer(), nullable=False),
        sa.Column("backfill_total", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inbox_id"],
            ["inbox.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_channel_address"), "channel", ["address"], unique=False)
    op.create_index(op.f("ix_channel_inbox_id"), "channel", ["inbox_id"], unique=False)
    op.create_table(
        "handle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "value"),
    )
    op.create_index(
        op.f("ix_handle_contact_id"), "handle", ["contact_id"], unique=False
    )
    op.create_table(
        "inbox_member",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("inbox_id", "agent_id"),
    )
    op.create_index(
        op.f("ix_inbox_member_agent_id"), "inbox_member", ["agent_id"], unique=False
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_job_agent_id"), "job", ["agent_id"], unique=False)
    op.create_index("ix_job_state", "job", ["state", "id"], unique=False)
    op.create_table(
        "library_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=150), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("blob_key", sa.String(length=100), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_library_document_blob_key"),
        "library_document",
        ["blob_key"],
        unique=False,
    )
    op.create_table(
        "notification_choice",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("in_app", sa.Boolean(), nullable=False),
        sa.Column("in_browser", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("agent_id", "kind"),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["created_by"], ["agent.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_saved_view_agent_id"), "saved_view", ["agent_id"], unique=False
    )
    op.create_table(
        "sender_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("pattern", sa.String(length=320), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("pattern"),
    )
    op.create_table(
        "team_member",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "agent_id"),
    )
    op.create_index(
        op.f("ix_team_member_agent_id"), "team_member", ["agent_id"], unique=False
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("channel_kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=998), nullable=False),
        sa.Column("reply_token", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=300), nullable=False),
        sa.Column("contact_address", sa.String(length=320), nullable=False),
        sa.Column("participant_count", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("filtered_reason", sa.String(length=32), nullable=True),
        sa.Column("filtered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column(
            "folder",
            sa.String(length=16),
            sa.Computed(
                "CASE WHEN merged_into_id IS NOT NULL THEN 'merged' WHEN trashed_at IS NOT NULL THEN 'trash' WHEN filtered_reason IS NOT NULL THEN 'filtered' ELSE status END",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.String(length=32), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_message_id", sa.Integer(), nullable=True),
        sa.Column("preview", sa.String(length=300), nullable=False),
        sa.Column("preview_kind", sa.String(length=32), nullable=False),
        sa.Column("preview_by", sa.String(length=200), nullable=False),
        sa.Column("tag_ids", sa.JSON(), nullable=False),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("has_attachments", sa.Boolean(), nullable=False),
        sa.Column("last_position", sa.Integer(), nullable=False),
        sa.Column("last_inbound_position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("continues_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"],
            ["agent.id"],
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["continues_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["inbox_id"],
            ["inbox.id"],
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reply_token"),
    )
    op.create_index(
        "ix_conversation_assignee",
        "conversation",
        ["assignee_id", "folder", "last_message_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_conversation_closed",
        "conversation",
        ["folder", "closed_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_conversation_unread",
        "conversation",
        [
            "assignee_id",
            "folder",
            "last_inbound_position",
            "snoozed_until",
            "inbox_id",
            "id",
        ],
        unique=False,
    )
    op.create_index(
        "ix_conversation_contact",
        "conversation",
        ["contact_id", "last_message_at"],
        unique=False,
    )
    op.create_index(
        "ix_conversation_continues_id",
        "conversation",
        ["continues_id"],
        unique=False,
        sqlite_where=sa.text("continues_id IS NOT NULL"),
        postgresql_where=sa.text("continues_id IS NOT NULL"),
    )
    op.create_index(
        "ix_conversation_filtered_at",
        "conversation",
        ["filtered_at"],
        unique=False,
        sqlite_where=sa.text("filtered_at IS NOT NULL"),
        postgresql_where=sa.text("filtered_at IS NOT NULL"),
    )
    op.create_index(
        "ix_conversation_inbox",
        "conversation",
        ["inbox_id", "folder", "last_message_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_conversation_inbox_closed",
        "conversation",
        ["inbox_id", "folder", "closed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conversation_merged_into_id"),
        "conversation",
        ["merged_into_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conversation_parent_id"), "conversation", ["parent_id"], unique=False
    )
    op.create_index(
        "ix_conversation_place",
        "conversation",
        ["folder", "last_message_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_conversation_snoozed_until",
        "conversation",
        ["snoozed_until"],
        unique=False,
        sqlite_where=sa.text("snoozed_until IS NOT NULL"),
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_conversation_team_id"), "conversation", ["team_id"], unique=False
    )
    op.create_index(
        "ix_conversation_trashed_at",
        "conversation",
        ["trashed_at"],
        unique=False,
        sqlite_where=sa.text("trashed_at IS NOT NULL"),
        postgresql_where=sa.text("trashed_at IS NOT NULL"),
    )
    op.create_table(
        "job_item",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "conversation_id"),
    )
    op.create_table(
        "mailbox_cursor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=255), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("backfill_uid", sa.BigInteger(), nullable=True),
        sa.Column("is_backfilled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel_id", "folder"),
    )
    op.create_table(
        "tombstone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("dedupe_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel_id", "dedupe_key"),
    )
    op.create_index(
        op.f("ix_tombstone_dedupe_key"), "tombstone", ["dedupe_key"], unique=False
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["agent.id"],
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_activity_conversation_id"),
        "activity",
        ["conversation_id"],
        unique=False,
    )
    op.create_index(op.f("ix_activity_job_id"), "activity", ["job_id"], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["agent.id"],
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_comment_conversation_id"), "comment", ["conversation_id"], unique=False
    )
    op.create_table(
        "conversation_read_mark",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", "conversation_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_conversation_read_mark_conversation_id"),
        "conversation_read_mark",
        ["conversation_id"],
        unique=False,
    )
    op.create_table(
        "conversation_tag",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "tag_id"),
    )
    op.create_index(
        op.f("ix_conversation_tag_tag_id"), "conversation_tag", ["tag_id"], unique=False
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("message_id_header", sa.String(length=998), nullable=False),
        sa.Column("dedupe_key", sa.String(length=64), nullable=False),
        sa.Column("automated", sa.String(length=32), nullable=False),
        sa.Column("join_reason", sa.String(length=32), nullable=False),
        sa.Column("join_detail", sa.String(length=998), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["agent.id"],
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel_id", "dedupe_key"),
    )
    op.create_index(
        "ix_message_conversation",
        "message",
        ["conversation_id", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_message_message_id_header"),
        "message",
        ["message_id_header"],
        unique=False,
    )
    op.create_index(
        "ix_message_sent", "message", ["direction", "created_at", "id"], unique=False
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_app", sa.Boolean(), nullable=False),
        sa.Column("in_browser", sa.Boolean(), nullable=False),
        sa.Column("mail_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_notification_agent",
        "notification",
        ["agent_id", "read_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_notification_comment_id"), "notification", ["comment_id"], unique=False
    )
    op.create_index(
        "ix_notification_conversation",
        "notification",
        ["conversation_id", "agent_id"],
        unique=False,
    )
    op.create_index(
        "ix_notification_mail_due",
        "notification",
        ["mail_due_at"],
        unique=False,
        sqlite_where=sa.text("mail_due_at IS NOT NULL"),
        postgresql_where=sa.text("mail_due_at IS NOT NULL"),
    )
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "address"),
    )
    op.create_index(
        op.f("ix_participant_address"), "participant", ["address"], unique=False
    )
    op.create_table(
        "search_document",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_search_document_comment_id"),
        "search_document",
        ["comment_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_search_document_conversation_id"),
        "search_document",
        ["conversation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_search_document_message_id"),
        "search_document",
        ["message_id"],
        unique=False,
    )
    op.create_table(
        "thread_key",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["inbox_id"],
            ["inbox.id"],
        ),
        sa.PrimaryKeyConstraint("inbox_id", "key"),
    )
    op.create_index(
        op.f("ix_thread_key_conversation_id"),
        "thread_key",
        ["conversation_id"],
        unique=False,
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("uploader_id", sa.Integer(), nullable=True),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("draft_kind", sa.String(length=32), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=150), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("blob_key", sa.String(length=100), nullable=False),
        sa.Column("is_inline", sa.Boolean(), nullable=False),
        sa.Column("content_id", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["uploader_id"],
            ["agent.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_attachment_blob_key"), "attachment", ["blob_key"], unique=False
    )
    op.create_index(
        op.f("ix_attachment_conversation_id"),
        "attachment",
        ["conversation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_attachment_message_id"), "attachment", ["message_id"], unique=False
    )
    op.create_index(
        "ix_attachment_upload",
        "attachment",
        ["uploader_id"],
        unique=False,
        sqlite_where=sa.text("message_id IS NULL"),
        postgresql_where=sa.text("message_id IS NULL"),
    )
    op.create_table(
        "delivery",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_filed", sa.Boolean(), nullable=False),
        sa.Column("is_scheduled", sa.Boolean(), nullable=False),
        sa.Column("hold_if_answered", sa.Boolean(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index(
        op.f("ix_delivery_channel_id"), "delivery", ["channel_id"], unique=False
    )
    op.create_index("ix_delivery_due", "delivery", ["state", "due_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=998), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=True),
        sa.Column("forwards", sa.JSON(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("agent_id", "conversation_id", "kind"),
    )
    op.create_index(
        op.f("ix_draft_conversation_id"), "draft", ["conversation_id"], unique=False
    )
    op.create_index(op.f("ix_draft_message_id"), "draft", ["message_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=255), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("message_id_header", sa.String(length=998), nullable=False),
        sa.Column("dedupe_key", sa.String(length=64), nullable=False),
        sa.Column("fate", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("raw_key", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel_id", "folder", "uidvalidity", "uid"),
    )
    op.create_index(
        op.f("ix_ledger_entry_dedupe_key"), "ledger_entry", ["dedupe_key"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_entry_fate"), "ledger_entry", ["fate"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_entry_message_id"), "ledger_entry", ["message_id"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_entry_raw_key"), "ledger_entry", ["raw_key"], unique=False
    )
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_mention_agent",
        "mention",
        ["agent_id", "created_at", "conversation_id"],
        unique=False,
    )
    op.create_index(
        "ix_mention_unread",
        "mention",
        ["agent_id", "conversation_id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index(
        op.f("ix_mention_comment_id"), "mention", ["comment_id"], unique=False
    )
    op.create_index(
        op.f("ix_mention_conversation_id"), "mention", ["conversation_id"], unique=False
    )
    op.create_table(
        "message_body",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=998), nullable=False),
        sa.Column("from_name", sa.String(length=300), nullable=False),
        sa.Column("from_address", sa.String(length=320), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("in_reply_to", sa.String(length=998), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reply_text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("raw_key", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index(
        op.f("ix_message_body_raw_key"), "message_body", ["raw_key"], unique=False
    )
    create_derived(op.get_bind())


def downgrade() -> None:
    """Take back."""
    drop_derived(op.get_bind())
    op.drop_index(op.f("ix_message_body_raw_key"), table_name="message_body")
    op.drop_table("message_body")
    op.drop_index(op.f("ix_mention_conversation_id"), table_name="mention")
    op.drop_index(op.f("ix_mention_comment_id"), table_name="mention")
    op.drop_index("ix_mention_unread", table_name="mention")
    op.drop_index("ix_mention_agent", table_name="mention")
    op.drop_table("mention")
    op.drop_index(op.f("ix_ledger_entry_raw_key"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_message_id"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_fate"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_dedupe_key"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_index(op.f("ix_draft_message_id"), table_name="draft")
    op.drop_index(op.f("ix_draft_conversation_id"), table_name="draft")
    op.drop_table("draft")
    op.drop_index("ix_delivery_due", table_name="delivery")
    op.drop_index(op.f("ix_delivery_channel_id"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_index(op.f("ix_attachment_message_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_conversation_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_blob_key"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_thread_key_conversation_id"), table_name="thread_key")
    op.drop_table("thread_key")
    op.drop_index(op.f("ix_search_document_message_id"), table_name="search_document")
    op.drop_index(
        op.f("ix_search_document_conversation_id"), table_name="search_document"
    )
    op.drop_index(op.f("ix_search_document_comment_id"), table_name="search_document")
    op.drop_table("search_document")
    op.drop_index(op.f("ix_participant_address"), table_name="participant")
    op.drop_table("participant")
    op.drop_index("ix_notification_mail_due", table_name="notification")
    op.drop_index("ix_notification_conversation", table_name="notification")
    op.drop_index(op.f("ix_notification_comment_id"), table_name="notification")
    op.drop_index("ix_notification_agent", table_name="notification")
    op.drop_table("notification")
    op.drop_index("ix_message_sent", table_name="message")
    op.drop_index(op.f("ix_message_message_id_header"), table_name="message")
    op.drop_index("ix_message_conversation", table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_conversation_tag_tag_id"), table_name="conversation_tag")
    op.drop_table("conversation_tag")
    op.drop_index(
        op.f("ix_conversation_read_mark_conversation_id"),
        table_name="conversation_read_mark",
    )
    op.drop_table("conversation_read_mark")
    op.drop_index(op.f("ix_comment_conversation_id"), table_name="comment")
    op.drop_table("comment")
    op.drop_index(op.f("ix_activity_job_id"), table_name="activity")
    op.drop_index(op.f("ix_activity_conversation_id"), table_name="activity")
    op.drop_table("activity")
    op.drop_index(op.f("ix_tombstone_dedupe_key"), table_name="tombstone")
    op.drop_table("tombstone")
    op.drop_table("mailbox_cursor")
    op.drop_table("job_item")
    op.drop_index("ix_conversation_unread", table_name="conversation")
    op.drop_index(
        "ix_conversation_trashed_at",
        table_name="conversation",
        sqlite_where=sa.text("trashed_at IS NOT NULL"),
        postgresql_where=sa.text("trashed_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_conversation_team_id"), table_name="conversation")
    op.drop_index(
        "ix_conversation_snoozed_until",
        table_name="conversation",
        sqlite_where=sa.text("snoozed_until IS NOT NULL"),
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )
    op.drop_index("ix_conversation_place", table_name="conversation")
    op.drop_index(op.f("ix_conversation_parent_id"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_merged_into_id"), table_name="conversation")
    op.drop_index("ix_conversation_inbox_closed", table_name="conversation")
    op.drop_index("ix_conversation_inbox", table_name="conversation")
    op.drop_index(
        "ix_conversation_continues_id",
        table_name="conversation",
        sqlite_where=sa.text("continues_id IS NOT NULL"),
        postgresql_where=sa.text("continues_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_conversation_filtered_at",
        table_name="conversation",
        sqlite_where=sa.text("filtered_at IS NOT NULL"),
        postgresql_where=sa.text("filtered_at IS NOT NULL"),
    )
    op.drop_index("ix_conversation_contact", table_name="conversation")
    op.drop_index("ix_conversation_closed", table_name="conversation")
    op.drop_index("ix_conversation_assignee", table_name="conversation")
    op.drop_table("conversation")
    op.drop_index(op.f("ix_team_member_agent_id"), table_name="team_member")
    op.drop_table("team_member")
    op.drop_table("sender_rule")
    op.drop_index(op.f("ix_saved_view_agent_id"), table_name="saved_view")
    op.drop_table("saved_view")
    op.drop_table("notification_choice")
    op.drop_index(op.f("ix_library_document_blob_key"), table_name="library_document")
    op.drop_table("library_document")
    op.drop_index("ix_job_state", table_name="job")
    op.drop_index(op.f("ix_job_agent_id"), table_name="job")
    op.drop_table("job")
    op.drop_index(op.f("ix_inbox_member_agent_id"), table_name="inbox_member")
    op.drop_table("inbox_member")
    op.drop_index(op.f("ix_handle_contact_id"), table_name="handle")
    op.drop_table("handle")
    op.drop_index(op.f("ix_channel_inbox_id"), table_name="channel")
    op.drop_index(op.f("ix_channel_address"), table_name="channel")
    op.drop_table("channel")
    op.drop_table("article")
    op.drop_index(op.f("ix_agent_session_agent_id"), table_name="agent_session")
    op.drop_table("agent_session")
    op.drop_table("workspace_rules")
    op.drop_table("team")
    op.drop_table("tag")
    op.drop_table("snippet")
    op.drop_index(op.f("ix_log_in_failure_subject"), table_name="log_in_failure")
    op.drop_table("log_in_failure")
    op.drop_table("inbox")
    op.drop_table("conversation_count")
    op.drop_table("contact")
    op.drop_table("agent")
