"""The mail to somebody new, or to a third party."""

from inbox_app.components.composer.region import composer

__all__ = ["composer"]
