"""Alerts composed for this line: the record and the teams in SQL, messages by mail, webhook and chat."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Engine

from ivr.adapters.signed_webhook import NotSent, SignedWebhook
from ivr.adapters.sql.alerting.outbox import AlertOutbox
from ivr.adapters.sql.alerting.store import SqlAlerts
from ivr.adapters.sql.sources.sealing import SecretsUnreadable
from ivr.app.mailing import mailer_of
from ivr.app.parts import Clock
from ivr.reporting.alert_desk import AlertDelivery, AlertTeam, NoSuchAlert
from ivr.reporting.mail import Letter, Mailer, MailFailed, is_mail_address
from ivr.settings import Settings

HEADINGS = {"raised": "Alert", "escalated": "Nobody has taken this alert", "cleared": "Over", "test": "Test"}
_NETWORKS = "WISMO_ALERT_NETWORKS"


class LineAlerts(SqlAlerts):
    """Implements ivr.reporting.alert_desk.AlertDesk."""

    def __init__(self, engine: Engine, clock: Clock, settings: Settings) -> None:
        super().__init__(engine, clock, settings.secret_key.get_secret_value().encode())
        self._outbox = AlertOutbox(engine, self, clock)
        self._teller = AlertTeller(self, settings, mailer_of(settings), clock)

    def tell_due(self) -> dict[str, int]:
        """Store what has to be told now, and send what is due."""
        self._outbox.plan()
        return self._outbox.send_due(self._teller.tell)

    def send_test(self, number: int, *, who: str) -> AlertDelivery:
        """Send a test by a channel at once, and return how it went. Raises NoSuchAlert."""
        self.target(number)
        return self._outbox.send_test(number, who=who, tell=self._teller.tell)

    def deliveries(self) -> Sequence[AlertDelivery]:
        """The last messages, the newest first."""
        return self._outbox.newest()


@dataclass(frozen=True, slots=True)
class AlertTeller:
    """Sends messages about alerts by the channels of teams."""

    store: SqlAlerts
    settings: Settings
    mailer: Mailer | None
    clock: Clock

    def tell(self, delivery: AlertDelivery) -> str:
        """Send a message. Returns what went wrong, without target and secret; "" if nothing did."""
        try:
            channel, target, secret = self.store.target(delivery.channel)
        except NoSuchAlert:
            return "the channel was removed"
        except SecretsUnreadable as error:
            return str(error)
        if channel.kind == "mail":
            team = next((each for each in self.store.teams() if each.number == channel.team), None)
            return self._mail(delivery, target, team)
        body = self._chat(delivery) if channel.kind == "chat" else self._event(delivery)
        webhook = SignedWebhook(target, secret, self.settings.alert_networks, setting=_NETWORKS)
        name = f"alert-{delivery.alert}-{delivery.event}-{delivery.channel}-{int(delivery.at.timestamp())}"
        try:
            status = webhook.send(name, body, int(self.clock().timestamp())).status
        except NotSent as error:
            return str(error)
        return "" if 200 <= status < 300 else f"it answered with {status}"

    def _mail(self, delivery: AlertDelivery, target: str, team: AlertTeam | None) -> str:
        if self.mailer is None:
            return "there is no mail server: set WISMO_SMTP_URL"
        named = [name for name in (team.users if team else ()) if is_mail_address(name)]
        to = target.split() or named
        if not to:
            return "nobody of the team has a mail address as name, and the channel names none"
        text = f"{delivery.words}\n\n{self.settings.console_url}/console/alerts\n"
        try:
            self.mailer.send(Letter(to, f"{HEADINGS[delivery.event]}: {delivery.words}"[:150], text))
        except MailFailed as error:
            return str(error)
        return ""

    def _chat(self, delivery: AlertDelivery) -> bytes:
        """A message as Slack, Mattermost and Teams take it at an incoming webhook."""
        address = f"{self.settings.console_url}/console/alerts"
        return orjson.dumps({"text": f"{HEADINGS[delivery.event]}: {delivery.words} {address}"})

    def _event(self, delivery: AlertDelivery) -> bytes:
        told = {"alert": delivery.alert, "event": delivery.event, "words": delivery.words}
        return orjson.dumps({**told, "at": delivery.at.timestamp(), "channel": delivery.channel})
