"""What pages and files show of an item of the work list."""

from collections.abc import Iterable, Iterator, Mapping

from ivr.accounts import User
from ivr.reporting.work_items import KIND_NAMES, WorkItem


def caller_of(item: WorkItem, user: User) -> str:
    """The caller's number: in full for users with the right, while something is owed."""
    if item.number and user.sees_numbers and item.state != "done":
        return item.number
    return f"number ending in {item.hint}" if item.hint else "number withheld"


def table_rows(items: Iterable[WorkItem], user: User, queues: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    """Items as rows of a file, after a heading."""
    yield (
        "item", "kind", "about", "queue", "language", "caller", "call", "made_at", "due_at", "state", "taken_by",
        "tries", "outcome", "note",
    )  # fmt: skip
    for each in items:
        yield (
            each.id, KIND_NAMES[each.kind], each.about, queues.get(each.queue, each.queue), each.language,
            caller_of(each, user), each.call_sid, each.made_at.isoformat(), each.due_at.isoformat(), each.state,
            each.taken_by, each.tries, each.outcome_name, each.note,
        )  # fmt: skip
