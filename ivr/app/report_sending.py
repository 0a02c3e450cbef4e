"""Reports on a schedule, composed for this line: read with the rights of their maker, mailed or posted, once each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import orjson
import structlog

from ivr.accounts import UnknownUser, User
from ivr.adapters.signed_webhook import NotSent, SignedWebhook
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.event_webhooks.store import SqlEventWebhooks
from ivr.adapters.sql.kept_reports import ReportClaim, SqlKeptReports
from ivr.adapters.sql.sources.sealing import SecretsUnreadable
from ivr.adapters.sql.users import SqlUsers
from ivr.app.event_webhooks import event_webhooks_of
from ivr.app.history import history_of
from ivr.app.mailing import mailer_of
from ivr.app.parts import Stores
from ivr.console.history.history_form import history_form
from ivr.console.history.key_titles import KeyTitles
from ivr.console.history.reading import seen_of
from ivr.console.roles import HISTORY_READERS
from ivr.reporting.event_webhook import NoSuchWebhook
from ivr.reporting.history_figures import HistoryFigure, history_figures
from ivr.reporting.history_report import HistoryReader, HistoryReport, is_known_by
from ivr.reporting.kept_report import HOOK, KeptReport
from ivr.reporting.kpis import ServiceLevelRule
from ivr.reporting.mail import Mailer, MailFailed
from ivr.reporting.period_counts import History
from ivr.reporting.report_letter import report_body, report_letter
from ivr.settings import Settings
from routing.model import Routing

LONGEST_SENDING = 60.0
"""Seconds after which a run begins no other report."""

log = structlog.get_logger()


class NobodysReport(Exception):
    """The maker of a report is gone, or may read no figures any more."""


@dataclass(frozen=True, slots=True)
class ReportSending:
    """Sends the reports that are due. `clock` is the shop's, `agents` names agents by id."""

    reports: SqlKeptReports
    history: History
    figures: dict[str, HistoryFigure]
    user: Callable[[str], User]
    agents: Callable[[], dict[str, str]]
    routing: Callable[[], Routing]
    mail: Mailer | None
    webhooks: SqlEventWebhooks
    settings: Settings
    clock: Callable[[], datetime]
    page: str
    """The address of the history's page."""

    def run(self) -> dict[str, int]:
        """Send what is due. Returns counts."""
        began, counts = self.clock(), {"sent": 0, "put_off": 0, "failed": 0}
        while (self.clock() - began).total_seconds() < LONGEST_SENDING:
            claim = self.reports.claim()
            if claim is None:
                break
            counts[self._send(self.reports.begin(claim))] += 1
        return counts

    def _send(self, claim: ReportClaim) -> str:
        """Send a report to all who are left. Returns sent, put_off or failed."""
        if claim.was_cut_off:
            told = "The sender was cut off while it sent this; it was not sent again to that recipient."
            claim = self.reports.handed(claim, "unsure", told)
        try:
            report, figures = self.read(claim.report)
        except NobodysReport as error:
            while claim.report.left:
                claim = self.reports.handed(claim, "failed", str(error))
            self.reports.finish(claim)
            return "failed"
        return self._hand_out(claim, report, figures)

    def _hand_out(self, claim: ReportClaim, report: HistoryReport, figures: dict[str, HistoryFigure]) -> str:
        """Hand a report to each who is left. Returns sent, put_off or failed."""
        trouble = ""
        for to in claim.report.left:
            if not self.reports.hand(claim):
                return "put_off"
            try:
                self._deliver(claim.report, to, report, figures)
            except (MailFailed, NotSent) as error:
                trouble = str(error)
                log.warning("a report was not sent", report=claim.report.id, cause=trouble)
                claim = self.reports.skip(claim)
            else:
                claim = self.reports.handed(claim, "sent")
        if trouble:
            self.reports.put_off(claim, trouble)
            return "put_off"
        self.reports.finish(claim)
        return "sent" if claim.report.outcome == "sent" else "failed"

    def read(self, kept: KeptReport) -> tuple[HistoryReport, dict[str, HistoryFigure]]:
        """The figures of a report at the time that it was due, as its maker may see them. Raises NobodysReport."""
        user, routing = self._maker(kept), self.routing()
        at = kept.due_at.astimezone(self.clock().tzinfo)
        queues, vendors = seen_of(user, routing)
        form = history_form(kept.fields, now=at, figures=self.figures, queues=queues, vendors=vendors)
        asked = form.question
        known = {
            key: figure
            for key, figure in self.figures.items()
            if is_known_by(figure, asked.by, is_limited=asked.is_limited)
        }
        reader = HistoryReader(self.history, self.figures, KeyTitles(routing, self.agents).title, lambda: at)
        return reader.read(asked), known

    def _maker(self, kept: KeptReport) -> User:
        try:
            user = self.user(kept.made_by)
        except UnknownUser:
            raise NobodysReport("Its maker has no account any more. Make it anew.") from None
        if user.role not in HISTORY_READERS:
            raise NobodysReport("Its maker may read no figures any more. Make it anew.")
        return user

    def _deliver(self, kept: KeptReport, to: str, report: HistoryReport, figures: dict[str, HistoryFigure]) -> None:
        """Mail or post a report. Raises MailFailed and NotSent."""
        if to.startswith(HOOK):
            self._post(kept, to.removeprefix(HOOK), report, figures)
            return
        if self.mail is None:
            raise MailFailed("no mail server is set (WISMO_SMTP_URL)")
        asked = report.question
        days = {
            "span": "between",
            "since": f"{asked.period.since:%Y-%m-%d}",
            "until": f"{asked.period.last_day:%Y-%m-%d}",
        }
        address = f"{self.page}?{urlencode({**kept.fields, **days})}"
        self.mail.send(report_letter(kept, report, figures, to=to, address=address))

    def _post(self, kept: KeptReport, hook: str, report: HistoryReport, figures: dict[str, HistoryFigure]) -> None:
        """Post to a webhook of events, signed by its secrets, under an id that stays the same for an occurrence."""
        try:
            webhook, secrets = self.webhooks.get(hook), self.webhooks.secrets(hook)
        except NoSuchWebhook:
            raise NotSent("the webhook was removed") from None
        except SecretsUnreadable:
            raise NotSent("its secret was sealed with another SECRET_KEY: make a new one") from None
        there = SignedWebhook(webhook.url, secrets[0], self.settings.requests_networks, also_secrets=secrets[1:])
        name = f"{kept.id}-{int(kept.due_at.timestamp())}"
        body = orjson.dumps(report_body(kept, report, figures, self.clock()))
        reply = there.send(name, body, int(self.clock().timestamp()))
        if reply.status not in range(200, 300):
            raise NotSent(f"HTTP {reply.status}")


def report_sending_of(
    settings: Settings, stores: Stores, clock: Callable[[], datetime], routing: Callable[[], Routing]
) -> ReportSending:
    """What sends the reports of this line; `clock` is the shop's."""
    engine, key = stores.engine, settings.secret_key.get_secret_value().encode()
    agents = SqlAgents(engine, stores.reader, stores.redis, key)
    rule = ServiceLevelRule(settings.service_level_formula, settings.short_abandon_seconds)
    return ReportSending(
        reports=SqlKeptReports(engine, clock),
        history=history_of(settings, engine),
        figures=history_figures(rule),
        user=SqlUsers(engine, clock=clock, key=key).find,
        agents=lambda: {each.id: each.name for each in agents.all()},
        routing=routing,
        mail=mailer_of(settings),
        webhooks=event_webhooks_of(settings, stores, clock),
        settings=settings,
        clock=clock,
        page=f"{settings.console_url}/console/history",
    )
