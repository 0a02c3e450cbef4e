"""Composes what the line does with texts: answers to those that come in, and who gets none."""

from contextlib import suppress

import redis

from ivr.adapters.redis.notices import RedisNotices
from ivr.adapters.sql.notices.book import SqlNotices
from ivr.adapters.sql.notices.opt_outs import SqlOptOuts
from ivr.adapters.sql.survey.replies import SqlSurveyReplies
from ivr.adapters.twilio.incoming import TextStatus
from ivr.app.parts import Parts
from ivr.calls.text_errors import text_error
from ivr.calls.text_replies import IncomingText, TextReplies, TextTaker
from ivr.engine.spoken import Spoken, VoiceProfile
from prompts.facts import Line, Text
from routing.brands import name_at


def opt_outs_of(parts: Parts) -> SqlOptOuts:
    """The numbers that get no texts."""
    return SqlOptOuts(parts.stores.engine, parts.key)


def replies_of(parts: Parts) -> TextReplies:
    """The answers to texts that come in."""
    return TextReplies(opt_outs_of(parts), takers_of(parts), _Words(parts), parts.clock)


def text_status_changed(parts: Parts, changed: TextStatus) -> None:
    """Keep what became of a text that the line sent."""
    now = parts.clock()
    failed = SqlNotices(parts.stores.engine).status_changed(changed.sid, changed.status, changed.code, now)
    if failed is None:
        return
    error = text_error(changed.code)
    if error.act == "opt_out":
        opt_outs_of(parts).add_key(failed.number_key, failed.number_hint, way="twilio", at=now)
    with suppress(redis.RedisError):
        RedisNotices(parts.stores.redis, parts.key).failed(error)


def takers_of(parts: Parts) -> tuple[TextTaker, ...]:
    """Who takes the answers to what the line asks by text, in this order."""
    return (SqlSurveyReplies(parts.stores.engine, parts.key, parts.clock),)


class _Words:
    """The words of answers, in the language of the text if the line has it, else in that of the number texted to."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __call__(self, prompt: str, language: str, text: IncomingText) -> str:
        facts = {"brand": Text(name_at(self._parts.floor.routing, text.line)), "line": Text(text.line)}
        wanted = {name: facts[name] for name in (("brand", "line") if prompt == "text_reply.help" else ("brand",))}
        line = Line(prompt, wanted)
        return self._parts.wordings.words(Spoken(line, self._locale(language, text.line), VoiceProfile(text.line)))

    def _locale(self, language: str, dialled: str) -> str:
        number, spoken = self._parts.floor.routing.numbers.get(dialled), self._parts.settings.languages
        own = number.language if number else self._parts.settings.language
        alike = [each for each in (own, *spoken) if language and each.partition("-")[0] == language]
        return next(iter(alike), own)
