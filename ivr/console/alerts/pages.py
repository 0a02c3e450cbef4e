"""Alerts that stand and stood: taken, put to rest and noted by supervisors."""

from datetime import datetime, timedelta

from flask import abort, flash

from ivr.accounts import visible_queues
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import NUMBER, form_fields, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import WATCHERS
from ivr.console.session import me
from ivr.reporting.alert_desk import LONGEST_NOTE, AlertMoved, AlertRecord, NoSuchAlert

TEMPLATE = "alerts/alerts.html"
RESTS = {"30": "half an hour", "60": "an hour", "240": "four hours", "1440": "a day"}
"""For how long an alert is put to rest, in minutes."""


class AlertPages(PageGroup):
    """The list of alerts, and the acts on one."""

    @page("/alerts", roles=WATCHERS, nav=Nav("Alerts", 60, group="watch"), template=TEMPLATE)
    def alerts(self) -> Facts:
        """The alerts that stand, and the last that are over."""
        return self._list()

    @page(f"/alerts/{NUMBER}", roles=WATCHERS, methods=("POST",), form_on="alerts", template=TEMPLATE)
    def change_alert(self, number: int) -> Answer:
        """Take an alert or give it back, put it to rest or end its rest, or write a note."""
        given, revision = form_fields(), whole_number(form_fields().get("revision", ""))
        alert = self._seen(number)
        if revision is None:
            abort(400)
        try:
            wrong = self._act(alert, revision, given.get("act", ""), given.get("words", "")[:LONGEST_NOTE])
        except AlertMoved as error:
            return self._list(wrong={number: f"Nothing was changed: {error}."}), 409
        except NoSuchAlert:
            abort(404)
        return (self._list(wrong={number: wrong}), 422) if wrong else back_to("alerts")

    def _act(self, alert: AlertRecord, revision: int, act: str, words: str) -> str:
        """Do what was asked for. Returns what is missing for it, "" for nothing."""
        desk, who = self.ports.alerts, me().name
        if act in ("take", "leave"):
            desk.take(alert.number, revision=revision, who=who, is_taken=act == "take")
        elif act == "rest":
            minutes = form_fields().get("minutes", "")
            if minutes not in RESTS or not words:
                return "Say for how long and why it rests: it stands at the alert."
            until: datetime = self.ports.clock() + timedelta(minutes=int(minutes))
            desk.rest(alert.number, revision=revision, who=who, until=until, why=words)
            flash(f"Nobody is told of it for {RESTS[minutes]}.")
        elif act == "wake":
            desk.rest(alert.number, revision=revision, who=who, until=None, why="")
        elif act == "note":
            if not words:
                return "Write a note first."
            desk.write(alert.number, who=who, words=words)
        else:
            abort(400)
        return ""

    def _seen(self, number: int) -> AlertRecord:
        try:
            found = self.ports.alerts.get(number)
        except NoSuchAlert:
            abort(404)
        return found if self._is_seen(found) else abort(404)

    def _is_seen(self, alert: AlertRecord) -> bool:
        """Whether the user sees an alert: who is bound to queues sees those of them."""
        queues = visible_queues(me(), self.ports.in_force())
        return queues is None or alert.queue in queues

    def _list(self, **facts: object) -> Facts:
        return {
            "standing": list(filter(self._is_seen, self.ports.alerts.standing())),
            "past": list(filter(self._is_seen, self.ports.alerts.past())),
            "rests": RESTS,
            "now": self.ports.clock(),
            "most": LONGEST_NOTE,
            **facts,
        }
