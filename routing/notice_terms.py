"""When and to whom the line sends a text before a customer calls, as parts of a routing document."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from routing.desk_terms import CountryCode
from routing.field_types import DocumentPart, Locale, Span, Whole
from routing.return_terms import Tag

NoticeEvent = Literal["cancelled", "ready_for_pickup", "attempted", "late"]
"""What customers are told of before they call; of several that hold, the first is told."""
NoticeChannel = Literal["sms", "whatsapp", "rcs"]
Place = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""A country, or a country and its part (ISO 3166)."""
ContentSid = Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$", description="A content template at Twilio.")]

_LISTS = "two public lists of state rules (referrizer, dropcowboy), second-hand"
_READ = date(2025, 11, 30)


class SendingWindow(DocumentPart):
    """The hours in which texts may be sent to a place, on the recipient's clock: as in opening hours.

    `holidays` says whether public holidays of the place are closed. `source` and `as_of` say where the rule was read.
    """

    open: Mapping[str, Span | tuple[Span, ...]] = Field(min_length=1)
    holidays: bool = True
    source: Annotated[str, Field(max_length=200)] = ""
    as_of: date | None = None


def _listed(open_: Mapping[str, str], *, holidays: bool = False) -> SendingWindow:
    return SendingWindow(open=open_, holidays=holidays, source=_LISTS, as_of=_READ)


USUAL_WINDOW = SendingWindow(
    open={"mon-fri": "10:00-18:00"}, source="inside every rule of the lists below", as_of=date(2026, 11, 30)
)
"""For every place without a window of its own."""
_UNTIL_EIGHT = _listed({"mon-sun": "08:00-20:00"})
_BUT_SUNDAY = _listed({"mon-sat": "08:00-20:00"}, holidays=True)
_FROM_NINE = _listed({"mon-sun": "09:00-21:00"})
WINDOWS: Mapping[str, SendingWindow] = {
    **dict.fromkeys(("US-FL", "US-MA", "US-MD", "US-NJ", "US-OK"), _UNTIL_EIGHT),
    **dict.fromkeys(("US-AL", "US-LA", "US-MS"), _BUT_SUNDAY),
    **dict.fromkeys(("US-MI", "US-MN", "US-NM"), _FROM_NINE),
    "US-CT": _listed({"mon-sun": "09:00-20:00"}),
    "US-KY": _listed({"mon-sun": "10:00-21:00"}),
    "US-NV": _listed({"mon-sun": "09:00-20:00"}),
    "US-RI": _listed({"mon-fri": "09:00-18:00", "sat-sun": "10:00-17:00"}),
    "US-TX": _listed({"mon-sat": "09:00-21:00", "sun": "12:00-21:00"}),
}
"""States with rules that were read. They are made for solicitations; texts about an order keep them all the same."""


class ContentTemplate(DocumentPart):
    """Approved templates at Twilio of one event, by language, for WhatsApp and RCS.

    Their variables are 1 the shop, 2 the order number, 3 the carrier, 4 the new window, 5 the link; unknown is empty.
    """

    channel: NoticeChannel = "whatsapp"
    templates: Mapping[Locale, ContentSid] = Field(min_length=1)


class NoticeTerms(DocumentPart):
    """Texts that tell customers of trouble with an order before they call. Without `events` none is sent.

    `wait_minutes` is how long news stands before a text goes, in which it may be repaired. `held_back` is the share of
    orders, in percent, that gets none, so that the others can be compared with them. `number_day` and `line_day` are
    the most texts a day to a number and of the whole line; each order gets one for each event. `countries` limits the
    destinations further than the settings do. `without_tags` are tags of orders whose customers do not want any.
    `usual_window` holds where `windows` names neither the place nor its country. For `first_days` a caller who was
    texted hears of that order first. `content` is sent in place of a text where it is set.
    """

    events: tuple[NoticeEvent, ...] = ()
    wait_minutes: Whole = Field(default=10, ge=0, le=1440)
    held_back: Whole = Field(default=10, ge=0, le=50)
    number_day: Whole = Field(default=2, ge=1, le=5)
    line_day: Whole = Field(default=2000, ge=1, le=1_000_000)
    countries: tuple[CountryCode, ...] = ()
    without_tags: tuple[Tag, ...] = ("no-texts", "no-sms")
    usual_window: SendingWindow = USUAL_WINDOW
    windows: Mapping[Place, SendingWindow] = WINDOWS
    first_days: Whole = Field(default=3, ge=0, le=14)
    content: Mapping[NoticeEvent, ContentTemplate] = {}
