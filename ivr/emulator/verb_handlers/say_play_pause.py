"""Say, Play and Pause, alone or within a Gather."""

from urllib.parse import urljoin, urlsplit

from ivr.emulator import pace
from ivr.emulator.interpreter import Interpreter
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Ear, Event, NextDocument
from ivr.emulator.twiml import verbs as v
from ivr.emulator.webhooks import WebhookFailed

ENDLESS_LOOPS = 1000
"""`loop="0"` means this many (Twilio: Say, Play)."""


def speak(interpreter: Interpreter, leg: Leg, verb: v.Prompt) -> Waiting[NextDocument | None]:
    yield from speak_until_input(interpreter, leg, verb, None)
    return None


def speak_until_input(interpreter: Interpreter, leg: Leg, verb: v.Prompt, ear: Ear | None) -> Waiting[Event | None]:
    """The input that the party gave while it was spoken to, or None if it listened to the end."""
    if isinstance(verb, v.Pause):
        return (yield from leg.wait(verb.length, state="pause", ear=ear))
    seconds = _duration(leg, verb)
    if verb.loop == 0:
        _let_hear(interpreter, leg, verb)
        return (yield from leg.wait(seconds * ENDLESS_LOOPS, state="listening", ear=ear, rests=True))
    for _ in range(verb.loop):
        _let_hear(interpreter, leg, verb)
        event = yield from leg.wait(seconds, state="listening", ear=ear)
        if event is not None:
            return event
    return None


def _let_hear(interpreter: Interpreter, leg: Leg, verb: v.Say | v.Play) -> None:
    if isinstance(verb, v.Say):
        leg.hears(verb.words, voice=verb.voice, language=verb.spoken_language)
    elif verb.digits:
        leg.hears(verb.digits, kind="play")
    else:
        _play(interpreter, leg, urljoin(leg.document_url, verb.url))


def _play(interpreter: Interpreter, leg: Leg, url: str) -> None:
    """Audio with a caption is heard as the words of the caption."""
    caption = interpreter.account.captions(url)
    if caption:
        leg.hears(caption)
    else:
        leg.hears(urlsplit(url).path.rpartition("/")[2] or url, kind="play")


def _duration(leg: Leg, verb: v.Say | v.Play) -> float:
    if isinstance(verb, v.Say):
        return pace.speaking(verb.words)
    return pace.playing(0 if verb.digits else _content_length(leg, verb.url))


def _content_length(leg: Leg, url: str) -> int:
    """The bytes of audio, fetched if it comes from the document's host, else 0: other audio is taken to exist."""
    address = urljoin(leg.document_url, url)
    if urlsplit(address).netloc != urlsplit(leg.document_url).netloc:
        return 0
    try:
        fetched = leg.runtime.webhooks.ask(address, method="GET", standard={})
    except WebhookFailed as error:
        leg.alert(error.code, str(error), url=address)
        return 0
    return len(fetched.answer.body)
