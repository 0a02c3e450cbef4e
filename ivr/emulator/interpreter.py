"""Runs documents on a leg: fetch, perform verb after verb, and fall back when that fails."""

from urllib.parse import urldefrag, urljoin

from ivr.emulator.call import NOTHING
from ivr.emulator.events import Turn
from ivr.emulator.leaving import HungUp, Moved
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.twiml import CALL, Document, Place, TwimlError, document_of, parse
from ivr.emulator.twiml import verbs as v
from ivr.emulator.webhooks import WebhookFailed

APPLICATION_ERROR = "We are sorry, an application error has occurred. Goodbye."
MOST_DOCUMENTS_WITHOUT_A_WAIT = 50
ENDLESS = 12400
UNANSWERED = (v.Reject, v.Pause)
"""Verbs that leave an inbound call ringing."""


def conduct(leg: Leg, first: Turn) -> Waiting[None]:
    """A call's documents from the first to its end, through redirection by REST and the fallback URL.

    A call that no verb answered, as in an empty document, is answered and over at once.
    """
    following: Turn | None = first
    while following is not None:
        try:
            yield from run(leg, following, CALL)
            following = None
        except Moved as moved:
            following = moved.turn
        except (WebhookFailed, TwimlError) as error:
            following = _fall_back(leg, error)
    leg.answers()


def run(leg: Leg, first: Turn, place: Place) -> Waiting[None]:
    """Documents that run in `place`, until one of them runs out of verbs."""
    following: Turn | None = first
    while following is not None:
        document = fetch(leg, following, place)
        following = yield from perform(leg, document)


def perform(leg: Leg, document: Document) -> Waiting[Turn | None]:
    """Verb after verb until one of them leads to another document."""
    for verb in document.verbs:
        if not isinstance(verb, UNANSWERED):
            leg.answers()
        following = yield from leg.switchboard.verbs[type(verb)](leg, verb)
        if following is not None:
            return following
    return None


def fetch(leg: Leg, turn: Turn, place: Place) -> Document:
    """Raises WebhookFailed or TwimlError; what Twilio only warns of becomes an alert."""
    _count(leg)
    document = parse(turn.twiml.encode(), place) if turn.twiml else _ask(leg, turn, place)
    for flaw in document.warnings:
        leg.alert(flaw.code, flaw.message, is_warning=True)
    return document


def _ask(leg: Leg, turn: Turn, place: Place) -> Document:
    url = urljoin(leg.document_url, turn.url)
    fetched = leg.switchboard.webhooks.ask(
        url, method=turn.method, standard=leg.standard(), extra=turn.params, cookies=leg.cookies
    )
    # The fragment stays with the document: asking for it again asks with the same overrides.
    leg.document_url = url if urldefrag(url).url == fetched.url else fetched.url
    content_type = fetched.answer.headers.get("content-type", "")
    return document_of(fetched.answer.body, content_type, fetched.url, place)


def _count(leg: Leg) -> None:
    leg.documents += 1
    leg.documents_since_wait += 1
    if leg.documents_since_wait > MOST_DOCUMENTS_WITHOUT_A_WAIT:
        leg.alert(ENDLESS, f"{MOST_DOCUMENTS_WITHOUT_A_WAIT} documents without a word or a wait")
        raise HungUp


def _fall_back(leg: Leg, error: WebhookFailed | TwimlError) -> Turn | None:
    failed = error.url if isinstance(error, WebhookFailed) else urldefrag(leg.document_url).url
    leg.alert(error.code, str(error), url=failed)
    fallback = leg.fallback
    if fallback is None or urldefrag(fallback.url).url == failed:
        leg.hears(APPLICATION_ERROR)
        return None
    return Turn(fallback.url, fallback.method, {"ErrorCode": str(error.code), "ErrorUrl": failed})


def turn_after(action: str | None, method: str, params: dict[str, str] | None = None) -> Turn | None:
    """Where a verb with this action goes next; without an action, to the next verb."""
    return None if action is None else Turn(action, method, params or NOTHING)
