"""Makes a request: something that a caller asks of the shop without a person. People of the shop settle it later."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Literal, get_args

from ivr.engine.call import C, Call
from ivr.engine.effects import Change, Effect, RecordEntry, TurnInfo
from ivr.engine.flow import Flow
from ivr.engine.steps import Entered, S, Step, StepLook

RequestKind = Literal[
    "cancel_order",
    "change_address",
    "start_return",
    "missing_points",
    "invoice_copy",
    "call_back_at",
    "claim",
    "trace",
]
"""What can be asked for. A claim is about a delivered parcel that is not there, a trace about one without news."""
KINDS: tuple[RequestKind, ...] = get_args(RequestKind)


@dataclass(frozen=True, slots=True)
class Request(RecordEntry):
    """A request as it was made. `id` depends on call, kind and order alone: asked for twice in a call, it is one.

    `order` is an order number, empty for none, and `shop` the name in front of it, if it has one; `caller` is a number
    (E.164) or empty; `level` is how well the caller was known (0 to 2); `answers` are what was asked and answered.
    `line` is the number dialled.
    """

    id: str
    kind: RequestKind
    order: str
    shop: str
    caller: str
    language: str
    level: int
    answers: Mapping[str, str]
    line: str


@dataclass(frozen=True, slots=True)
class Requested(Change):
    """A request was made. Its data are in the event of the turn; the caller hears of it once that is stored."""

    must_be_stored: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class MakeRequest(Effect):
    """Make a request; the fields are those of Request."""

    kind: RequestKind
    order: str
    shop: str
    caller: str
    language: str
    level: int
    answers: Mapping[str, str]

    def entries(self, info: TurnInfo, _place: int) -> Iterable[RecordEntry]:
        """The request."""
        name = request_id(info.sid, self.kind, shop=self.shop, order=self.order)
        values = (self.kind, self.order, self.shop, self.caller, self.language, self.level, self.answers)
        return [Request(name, *values, line=info.dnis)]

    def changes(self, _info: TurnInfo) -> Iterable[Change]:
        """That it was made."""
        return [Requested()]


def request_id(sid: str, kind: RequestKind, *, shop: str, order: str) -> str:
    """The id of a call's request of one kind for one order. It does not tell the order."""
    return f"rq_{sha256(chr(0).join((sid, kind, shop, order)).encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeRequestStep(Step[C, S]):
    """Make the request described by the call, and continue."""

    made_of: Callable[[Call[C]], MakeRequest]

    look: ClassVar[StepLook] = StepLook((">", "]"))

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The request, and the next step."""
        return Entered((self.made_of(call),), "then")


def make_request(flow: Flow[C, S], name: str, *, made_of: Callable[[Call[C]], MakeRequest], then: str) -> None:
    """Declare a request."""
    flow.add(MakeRequestStep(name=name, edges={"then": then}, made_of=made_of))
