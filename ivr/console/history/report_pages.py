"""Reports on a schedule: what is sent, to whom, when, and how it went; made and removed here."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import flash, request

from ivr.accounts import User, visible_queues
from ivr.console.history.history_form import COMPARED, FIRST_BY, FIRST_FIGURE, history_fields
from ivr.console.history.key_titles import BY
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import REPORTERS
from ivr.console.session import as_actor, me
from ivr.reporting.history_figures import history_figures
from ivr.reporting.history_spans import SPANS
from ivr.reporting.kept_report import (
    EVERY,
    HOOK,
    LONGEST_REPORT_NAME,
    MOST_ADDRESSES,
    KeptReport,
    TooManyReports,
)
from ivr.reporting.mail import is_mail_address
from ivr.reporting.period_counts import PeriodCounts

TEMPLATE = "history/reports.html"
KEPT = ("span", "by", "figure", "compare", "key")
"""The fields of the history that a report keeps."""
SENT_SPANS = {key: words for key, words in SPANS.items() if key != "between"}
USUAL = {"every": "week", "hour": "7", "span": "last_week", "by": FIRST_BY, "figure": FIRST_FIGURE, "compare": "before"}


class ReportPages(PageGroup):
    """The list, and the form that makes a report."""

    @page("/reports", roles=REPORTERS, nav=Nav("Scheduled reports", 70, group="figures"), template=TEMPLATE)
    def reports(self) -> Facts:
        """The reports that the user may see; the form is filled with the history that leads here."""
        given = {name: value for name, value in history_fields(request.args).items() if name in KEPT}
        return self._facts({**USUAL, **given})

    @page("/reports", roles=REPORTERS, methods=("POST",), template=TEMPLATE)
    def make_report(self) -> Answer:
        """Keep a report."""
        given = form_fields()
        wrong, recipients = self._wrong(given), self._recipients(given)
        every = next((each for each in EVERY if each == given.get("every")), None)
        if wrong or every is None:
            return self._facts(given, wrong), 422
        fields = {name: value for name, value in history_fields(given).items() if name in KEPT}
        try:
            self.ports.kept_reports.make(
                given["name"], fields, recipients, every=every, hour=int(given["hour"]), actor=as_actor()
            )
        except TooManyReports as error:
            return self._facts(given, {"name": str(error)}), 422
        flash("The report is kept. It is sent at its hour, with what you may see.")
        return back_to("reports")

    @page("/reports/remove", roles=REPORTERS, methods=("POST",), form_on="reports")
    def remove_report(self) -> Answer:
        """Remove a report."""
        wanted = form_fields().get("report", "")
        if wanted in {each.id for each in self._mine()}:
            self.ports.kept_reports.remove(wanted, actor=as_actor())
            flash("The report is removed.")
        return back_to("reports")

    def _wrong(self, given: Mapping[str, str]) -> dict[str, str]:
        wrong, name = dict[str, str](), given.get("name", "")
        mails = _addresses(given)
        if not name.isprintable() or not 0 < len(name) <= LONGEST_REPORT_NAME:
            wrong["name"] = f"Name the report, with {LONGEST_REPORT_NAME} characters at most."
        if given.get("every") not in EVERY:
            wrong["every"] = "Choose from the list."
        if not (hour := given.get("hour", "")).isdecimal() or int(hour) > 23:
            wrong["hour"] = "Write an hour from 0 to 23, as in 7."
        if given.get("span") not in SENT_SPANS:
            wrong["span"] = "Choose from the list."
        if bad := [each for each in mails if not is_mail_address(each)]:
            wrong["mails"] = f"{bad[0]} is no mail address. Write them as ada@example.com, one a line."
        elif len(mails) > MOST_ADDRESSES:
            wrong["mails"] = f"Write {MOST_ADDRESSES} addresses at most."
        elif mails and self.ports.mail is None:
            wrong["mails"] = "No mail server is set: WISMO_SMTP_URL names one."
        elif not self._recipients(given):
            wrong["mails"] = "Write at least one address, or choose a webhook."
        return wrong

    def _recipients(self, given: Mapping[str, str]) -> tuple[str, ...]:
        hook = given.get("webhook", "")
        hooks = (f"{HOOK}{hook}",) if hook in self._hooks() else ()
        return (*dict.fromkeys(_addresses(given)), *hooks)

    def _hooks(self) -> dict[str, str]:
        """The webhooks of events that may get a report, by id, with their hosts; admins send to them alone."""
        if me().role != "admin":
            return {}
        return {each.id: urlsplit(each.url).hostname or each.url for each in self.ports.event_webhooks.all()}

    def _mine(self) -> list[KeptReport]:
        """The reports that the user may see and remove: all for who sees all, those of one's vendor, one's own."""
        reports, user = self.ports.kept_reports.all(), me()
        if user.role == "vendor":
            same = {each.name for each in self.ports.users.all() if _is_colleague(each, user)}
            return [each for each in reports if each.made_by in same]
        is_bound = visible_queues(user, self.ports.in_force()) is not None
        return [each for each in reports if not is_bound or each.made_by == user.name]

    def _facts(self, typed: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> Facts:
        figures = history_figures(self.ports.service_level_rule)
        return {
            "reports": self._mine(),
            "choices": {
                "every": EVERY,
                "span": SENT_SPANS,
                "by": BY,
                "figure": {key: figure.of(PeriodCounts()).name for key, figure in figures.items()},
                "compare": {key: words for key, words in COMPARED.items() if key != "other"},
                "webhook": self._hooks(),
            },
            "hook": HOOK,
            "typed": typed,
            "wrong": wrong or {},
        }


def _addresses(given: Mapping[str, str]) -> list[str]:
    return [each for each in given.get("mails", "").replace(",", " ").split() if each]


def _is_colleague(other: User, user: User) -> bool:
    """Whether another user of the same vendor sees the same queues, or fewer."""
    is_same = other.role == "vendor" and other.vendor == user.vendor
    return is_same and (not user.queues or bool(other.queues and set(other.queues) <= set(user.queues)))
