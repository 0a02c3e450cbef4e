"""Request bodies of the API: shapes and bounds."""

from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from datetime import datetime
from typing import Annotated, Any, TypeVar

from flask import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, create_model, model_validator
from pydantic import Field as Bounds

from ivr.calls import routing_trial
from ivr.reporting.requests import RequestState
from ivr.reporting.work_items import Act
from ivr.web.api.problem_documents import UnreadableRequest
from routing.document_limits import limit_violation, shortened
from routing.validation_messages import complaints

LARGEST_NUMBER = 2**31 - 1
"""The largest version or revision number: the range of the database column."""
LONGEST_SWITCH = 60 * 24 * 31
"""Minutes."""
YEARS = range(2000, 2101)
"""The range of times for trial callers."""

Document = Annotated[Any, Bounds(description="A routing document; its schema is at /api/v1/routing/schema.json.")]
Note = Annotated[str, Bounds(max_length=1000)]
Reason = Annotated[str, Bounds(min_length=1, max_length=1000, pattern=r"\S")]
Name = Annotated[str, Bounds(max_length=128)]
_A_LIST = Bounds(strict=False)
"""Convert JSON lists to tuples."""
Number = Annotated[int, Bounds(ge=0, le=LARGEST_NUMBER)]


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("must be a time as in 2026-12-25T10:00")  # noqa: TRY004 - pydantic tells of ValueErrors alone
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a time as in 2026-12-25T10:00") from None
    if at.year not in YEARS:
        raise ValueError(f"must be between {YEARS[0]} and {YEARS[-1]}")
    return at


Moment = Annotated[datetime, BeforeValidator(_moment)]


class Body(BaseModel):
    """A JSON object with exactly these fields and types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _within_bounds(cls, given: object) -> object:
        if wrong := limit_violation(given):
            raise ValueError(wrong)
        return given

    @property
    def is_personal(self) -> bool:
        """Whether the request concerns a person, which requires an admin."""
        return False


class WithDocument(Body):
    """A document to check."""

    document: Document


class Publication(WithDocument):
    """A document to publish. `based_on` is the version that it was derived from."""

    note: Note = ""
    based_on: Number | None = None


class RollBack(Body):
    """The version to restore, and the reason."""

    number: Number
    note: Reason


class Flip(Body):
    """Turns a switch on for a while, or off. Without `minutes` the document's duration applies."""

    on: bool
    minutes: Annotated[int, Bounds(ge=1, le=LONGEST_SWITCH)] | None = None
    why: Note = ""


class RequestMove(Body):
    """The new state of a caller's request, decided on a revision of it. Without `note`, its note stays."""

    state: RequestState
    revision: Number
    note: Note | None = None


class WorkMove(Body):
    """An act on an item of the work list, decided on a revision of it. Without `note`, its note stays.

    `to` is the user to whom it is handed; `outcome` is how it ended, with the act done.
    """

    act: Act
    revision: Number
    to: Name = ""
    outcome: Name = ""
    note: Note | None = None


_IN_JSON: Mapping[str, Any] = {
    "order_value": (Annotated[int, Bounds(ge=0, le=LARGEST_NUMBER)] | None, None),
    "order_state": (Annotated[tuple[Name, ...], _A_LIST, Bounds(max_length=10)], ()),
    "tried": (Annotated[tuple[Name, ...], _A_LIST, Bounds(max_length=100)], ()),
}
"""Fields of a trial with a type or bounds of their own in JSON, each with its default."""


def _in_json(field: Field[Any]) -> Any:
    return _IN_JSON.get(field.name, (Name if field.type is str else field.type, field.default))


_FIELDS = {field.name: _in_json(field) for field in fields(routing_trial.RoutingTrial)}
_Trial: Any = create_model("_Trial", __base__=Body, **_FIELDS)


class TriedCaller(_Trial):
    """A trial caller. Missing attributes come from the `number`, which requires an admin's token."""

    def trial(self, reader: routing_trial.TrialReader) -> routing_trial.RoutingTrial:
        """The trial caller. Raises UnreadableRequest with the unreadable fields."""
        given = {name: value for name, value in self if value is not None}
        if "order_value" in given:
            given["order_value"] = str(given["order_value"])
        try:
            return reader.read(routing_trial.RoutingTrial(**given))
        except routing_trial.UnfitTrial as error:
            wrong = tuple(f"caller.{name}: {what}" for name, what in error.fields.items())
            raise UnreadableRequest("some of it is not as it should be", wrong) from None


class Trial(Body):
    """A trial caller and the time of the call, by default now. `document` is tried beside the routing in force."""

    caller: TriedCaller = TriedCaller()
    at: Moment | None = None
    document: Document = None

    @property
    def is_personal(self) -> bool:
        """Whether a number is present, which identifies a person."""
        return bool(dict(self.caller)["number"])


BODIES: Mapping[str, type[Body]] = {
    "/check": WithDocument,
    "/diff": WithDocument,
    "/try": Trial,
    "/draft": WithDocument,
    "/publish": Publication,
    "/rollback": RollBack,
    "/switches/<name>": Flip,
}
"""Body models by route."""

B = TypeVar("B", bound=Body)


def body_of(request: Request, kind: type[B]) -> B:
    """The request's body. Raises UnreadableRequest."""
    if not request.is_json:
        raise UnreadableRequest("send a JSON object, with Content-Type: application/json")
    return _validated(lambda: kind.model_validate_json(request.get_data()))


def read_body(kind: type[B], given: Mapping[str, object]) -> B:
    """The parameters of an address, read as a body. Raises UnreadableRequest."""
    return _validated(lambda: kind.model_validate(given))


def _validated(validate: Callable[[], B]) -> B:
    try:
        return validate()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise UnreadableRequest("some of it is not as it should be", shortened(complaints(found))) from None
