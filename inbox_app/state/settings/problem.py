"""What is wrong with a form, told beside the field that it is about."""

from typing import TypedDict

from inbox_app.domain.errors import InboxError
from inbox_app.state.toasts import error_key


class FieldProblem(TypedDict):
    """A refusal and the field it names; both empty when all is well."""

    field: str
    key: str
    values: dict[str, str | int]


def no_problem() -> FieldProblem:
    """Find nothing wrong."""
    return FieldProblem(field="", key="", values={})


def problem_of(error: InboxError, fallback: str) -> FieldProblem:
    """Turn a refusal into a problem; one that names no field goes to `fallback`."""
    return FieldProblem(
        field=str(error.values.get("field", fallback)),
        key=error_key(error),
        values=dict(error.values),
    )
