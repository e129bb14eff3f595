"""Files as the conversation lists them."""

from inbox_app.queries.reading import AnyRow
from inbox_app.viewmodels.conversation import AttachmentView

# What browsers show by themselves and what cannot run scripts: SVG can.
_PREVIEWS = {
    "image/png": "image",
    "image/jpeg": "image",
    "image/gif": "image",
    "image/webp": "image",
    "image/avif": "image",
    "application/pdf": "pdf",
}


def to_attachment_view(row: AnyRow) -> AttachmentView:
    """Show one file; the row has the columns of `attachment` of these names."""
    return AttachmentView(
        id=row.id,
        filename=row.filename,
        content_type=row.content_type,
        size=row.size,
        url=f"/attachments/{row.id}",
        preview=_PREVIEWS.get(row.content_type.lower(), ""),
    )
