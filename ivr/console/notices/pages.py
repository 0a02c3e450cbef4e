"""Texts before customers call: figures, a list, their words to be read and tried, and the numbers that get none."""

from datetime import datetime, timedelta

from flask import Response, flash, request

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to, csv_file
from ivr.console.roles import ADMINS, READERS
from ivr.console.session import as_actor
from ivr.reporting.notice_desk import EVENT_NAMES, NOTICE_HEADING, event_name, notice_rows
from ivr.reporting.notice_effect import calls_saved, effect_kpis, whole_effect
from routing.notice_terms import NoticeEvent

TEMPLATE = "notices/notices.html"
PERIODS = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "a year"}
"""The periods that are shown, in days."""
WAYS = {
    "keyword": "texted a word that stops",
    "sentence": "asked in a sentence",
    "twilio": "reported by Twilio",
    "console": "by an admin",
}
STATES = {
    "due": "waits",
    "sending": "is being sent",
    "sent": "sent",
    "delivered": "delivered",
    "failed": "failed",
    "refused": "not sent",
    "repaired": "not sent: the trouble was over",
    "held_back": "held back to compare",
}


class NoticePages(PageGroup):
    """The page of notices, and what can be done on it."""

    @page("/notices", roles=READERS, nav=Nav("Notices", 50, group="figures"), template=TEMPLATE)
    def notices(self) -> Facts:
        """The figures of a period, the last texts, and the words of an event in a language."""
        return self._facts()

    @page("/notices.csv", roles=READERS)
    def notices_file(self) -> Response:
        """The figures of each event, for other programs."""
        since, until = self._period()
        desk = self.ports.notices
        rows = notice_rows(desk.counts(since, until), desk.effects(since, until))
        return csv_file("notices.csv", [NOTICE_HEADING, *rows])

    @page("/notices/try", roles=ADMINS, methods=("POST",), form_on="notices", template=TEMPLATE)
    def try_notice(self) -> Answer:
        """Send a text about a made-up order to a number."""
        given = form_fields()
        event, language, brand = self._wording(
            given.get("event", ""), given.get("language", ""), given.get("brand", "")
        )
        wrong = self.ports.notices.try_out(event, language, brand, given.get("number", ""), actor=as_actor())
        if wrong:
            return self._facts(wrong_try=wrong, typed=given), 422
        flash("The text is on its way.")
        return back_to("notices", event=event, language=language, brand=brand)

    @page("/notices/stopped", roles=ADMINS, methods=("POST",), form_on="notices", template=TEMPLATE)
    def stop_number(self) -> Answer:
        """Send no texts to a number any more, or send again."""
        given, desk = form_fields(), self.ports.notices
        if given.get("act") == "start":
            is_done = desk.start(given.get("key", ""), actor=as_actor())
            flash("The number gets texts again." if is_done else "The number gets texts already.")
        elif not desk.stop(given.get("stop-number", ""), actor=as_actor()):
            return self._facts(wrong_stop="Give a mobile number in a country that gets texts, as in +14155550100."), 422
        else:
            flash("The number gets no texts any more.")
        return back_to("notices")

    @page("/notices/go-on", roles=ADMINS, methods=("POST",), form_on="notices")
    def go_on_with_notices(self) -> Answer:
        """Send again after sending was stopped."""
        self.ports.notices.go_on(actor=as_actor())
        flash("Texts are sent again.")
        return back_to("notices")

    def _facts(self, **facts: object) -> Facts:
        desk, (since, until) = self.ports.notices, self._period()
        counts, effects = desk.counts(since, until), desk.effects(since, until)
        whole = whole_effect(effects)
        asked = request.values
        event, language, brand = self._wording(*(asked.get(name, "") for name in ("event", "language", "brand")))
        return {
            "counts": counts,
            "effects": [(event_name(each.event), each, calls_saved(each)) for each in effects],
            "whole": whole,
            "saved": calls_saved(whole),
            "kpis": effect_kpis(whole),
            "newest": desk.newest(),
            "stopped": desk.stopped_numbers(),
            "trouble": desk.trouble(),
            "terms": self.ports.in_force().notices,
            "preview": desk.preview(event, language, brand),
            "chosen": {"event": event, "language": language, "brand": brand},
            "brands": {key: each.name for key, each in self.ports.in_force().brands.items()},
            "languages": self.ports.languages,
            "events": EVENT_NAMES,
            "named": event_name,
            "ways": WAYS,
            "states": STATES,
            "periods": PERIODS,
            "days": self._days(),
            **facts,
        }

    def _wording(self, event: str, language: str, brand: str) -> tuple[NoticeEvent, str, str]:
        """The event, language and brand that were asked for; the usual ones in place of those that are not there."""
        known = next((each for each in EVENT_NAMES if each == event), next(iter(EVENT_NAMES)))
        spoken = language if language in self.ports.languages else self.ports.languages[0]
        return known, spoken, brand if brand in self.ports.in_force().brands else ""

    def _period(self) -> tuple[datetime, datetime]:
        now = self.ports.clock()
        return now - timedelta(days=int(self._days())), now

    def _days(self) -> str:
        asked = request.args.get("days", "")
        return asked if asked in PERIODS else "30"
