"""Runs documents on a leg: fetch, handle verb after verb, and fall back when that fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin

from ivr.emulator.account import EmulatedAccount
from ivr.emulator.emulated_call import NOTHING
from ivr.emulator.leaving import HungUp, Moved
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Ended, NextDocument
from ivr.emulator.twiml import CALL, Document, DocumentKind, TwimlError, document_of, parse
from ivr.emulator.twiml import verbs as v
from ivr.emulator.webhooks import WebhookFailed

APPLICATION_ERROR = "We are sorry, an application error has occurred. Goodbye."
MOST_DOCUMENTS_WITHOUT_A_WAIT = 50
ENDLESS = 12400
UNANSWERED = (v.Reject, v.Pause)
"""Verbs that leave an inbound call ringing."""

Handler = Callable[["Interpreter", Leg, Any], Waiting[NextDocument | None]]
"""Carries out a verb on a leg; gives the next document, or None to go on with the next verb."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Runs documents on the legs of `account`; `handlers` carry out the verbs, by their type."""

    account: EmulatedAccount
    handlers: Mapping[type[v.Verb], Handler]

    def call(self, leg: Leg, first: NextDocument, *, timeout: float) -> Waiting[None]:
        """A call made by REST: ring, then the application's documents."""
        yield from leg.ring(timeout)
        yield from self.conduct(leg, first)

    def until_redirected(self, leg: Leg, script: Waiting[None]) -> Waiting[None]:
        """A script that is no document of the call's own, until REST redirects the call to one.

        The Dial that called the leg is over for it then, as if the leg had hung up.
        """
        try:
            yield from script
        except Moved as moved:
            if leg.parent is not None:
                leg.parent.post(Ended(leg.call.sid))
                leg.parent = None
            yield from self.conduct(leg, moved.document)

    def conduct(self, leg: Leg, first: NextDocument) -> Waiting[None]:
        """A call's documents from the first to its end, through redirection by REST and the fallback URL.

        A call that no verb answered, as in an empty document, is answered and over at once.
        """
        following: NextDocument | None = first
        while following is not None:
            try:
                yield from self.run(leg, following, CALL)
                following = None
            except Moved as moved:
                following = moved.document
            except (WebhookFailed, TwimlError) as error:
                following = _fall_back(leg, error)
        leg.answers()

    def run(self, leg: Leg, first: NextDocument, kind: DocumentKind) -> Waiting[None]:
        """Documents of one kind, until one of them runs out of verbs."""
        following: NextDocument | None = first
        while following is not None:
            document = _fetch(leg, following, kind)
            following = yield from self.perform(leg, document)

    def run_beside(self, leg: Leg, first: NextDocument, kind: DocumentKind) -> Waiting[None]:
        """Documents beside the call's own, whose URL stays the base of relative URLs."""
        own_url = leg.document_url
        try:
            yield from self.run(leg, first, kind)
        finally:
            leg.document_url = own_url

    def perform(self, leg: Leg, document: Document) -> Waiting[NextDocument | None]:
        """Verb after verb until one of them leads to another document."""
        for verb in document.verbs:
            if not isinstance(verb, UNANSWERED):
                leg.answers()
            following = yield from self.handlers[type(verb)](self, leg, verb)
            if following is not None:
                return following
        return None


def _fetch(leg: Leg, wanted: NextDocument, kind: DocumentKind) -> Document:
    """Raises WebhookFailed or TwimlError; a flaw that Twilio only warns of becomes an alert."""
    _count(leg)
    document = parse(wanted.twiml.encode(), kind) if wanted.twiml else _ask(leg, wanted, kind)
    for flaw in document.warnings:
        leg.alert(flaw.code, flaw.message, is_warning=True)
    return document


def _ask(leg: Leg, wanted: NextDocument, kind: DocumentKind) -> Document:
    url = urljoin(leg.document_url, wanted.url)
    fetched = leg.runtime.webhooks.ask(
        url, method=wanted.method, standard=leg.standard(), extra=wanted.params, cookies=leg.cookies
    )
    # The fragment stays with the document: asking for it again asks with the same overrides.
    leg.document_url = url if urldefrag(url).url == fetched.url else fetched.url
    content_type = fetched.answer.headers.get("content-type", "")
    return document_of(fetched.answer.body, content_type, fetched.url, kind)


def _count(leg: Leg) -> None:
    leg.documents += 1
    leg.documents_since_wait += 1
    if leg.documents_since_wait > MOST_DOCUMENTS_WITHOUT_A_WAIT:
        leg.alert(ENDLESS, f"{MOST_DOCUMENTS_WITHOUT_A_WAIT} documents without a word or a wait")
        raise HungUp


def _fall_back(leg: Leg, error: WebhookFailed | TwimlError) -> NextDocument | None:
    failed = error.url if isinstance(error, WebhookFailed) else urldefrag(leg.document_url).url
    leg.alert(error.code, str(error), url=failed)
    fallback = leg.fallback
    if fallback is None or urldefrag(fallback.url).url == failed:
        leg.hears(APPLICATION_ERROR)
        return None
    return NextDocument(fallback.url, fallback.method, {"ErrorCode": str(error.code), "ErrorUrl": failed})


def document_after(action: str | None, method: str, params: dict[str, str] | None = None) -> NextDocument | None:
    """The document that a verb's action leads to; None, the next verb, if it has no action."""
    return None if action is None else NextDocument(action, method, params or NOTHING)
