"""The sources of orders: how they are doing, and what admins do with them."""

from collections.abc import Callable, Mapping

from flask import abort, flash

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.ports.sources import SecretsUnreadable, SourceReport, SourceUnfit
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS, WATCHERS
from ivr.console.session import as_actor
from ivr.console.sources.answers import access_text, cause_text, connected_text
from ivr.console.sources.guides import GUIDES
from ivr.console.sources.health import Health, health
from ivr.orders.order_source import Unavailable
from ivr.orders.sources.source import SourceRefused, SourceSilent

TEMPLATE = "sources/source.html"


class SourcePages(PageGroup):
    """The list of sources, and the page of one."""

    @page("/sources", roles=WATCHERS, nav=Nav("Sources", 30, group="set_up"), template="sources/sources.html")
    def sources(self) -> Facts:
        """All sources with their health and figures."""
        try:
            found = self.ports.sources.all()
        except SecretsUnreadable as error:
            return {"rows": (), "wrong": f"{error}."}
        return {
            "rows": [(each, self._health(each), self._title(each)) for each in found],
            "wrong": "",
            "now": self.ports.clock(),
        }

    @page("/sources/of/<name>", roles=WATCHERS, template=TEMPLATE)
    def source(self, name: str) -> Facts:
        """A source: its health, its first orders, and what can be done."""
        return self._page(self._found(name))

    @page("/sources/of/<name>", roles=ADMINS, methods=("POST",), form_on="source", template=TEMPLATE)
    def change_source(self, name: str) -> Answer:
        """Test a source, read it now, pause it, change its secrets, or remove it."""
        given, report = form_fields(), self._found(name)
        acts: Mapping[str, Callable[[SourceReport, Mapping[str, str]], Answer]] = {
            "test": self._test, "read": self._read, "pause": self._pause, "resume": self._pause,
            "secrets": self._secrets, "remove": self._remove,
        }  # fmt: skip
        act = acts.get(given.get("act", ""))
        if act is None:
            abort(400)
        try:
            return act(report, given)
        except (SourceRefused, SourceSilent, SourceUnfit) as error:
            return {**self._page(report), "wrong": cause_text(error)}, 422

    def _test(self, report: SourceReport, _given: Mapping[str, str]) -> Answer:
        name = report.source.name
        flash(access_text(name, self.ports.sources.test(name)))
        return back_to("source", name=name)

    def _read(self, report: SourceReport, _given: Mapping[str, str]) -> Answer:
        self.ports.sources.read_anew(report.source.name)
        flash("What changed is read within a minute.")
        return back_to("source", name=report.source.name)

    def _pause(self, report: SourceReport, given: Mapping[str, str]) -> Answer:
        paused = given["act"] == "pause"
        self.ports.sources.pause(report.source.name, paused=paused, actor=as_actor())
        flash(f"{report.source.name} is {'paused' if paused else 'listened to again'}.")
        return back_to("source", name=report.source.name)

    def _secrets(self, report: SourceReport, given: Mapping[str, str]) -> Answer:
        asked = self.ports.sources.connectors[report.source.kind].secrets
        typed = {each.name: given[f"secret-{each.name}"] for each in asked if given.get(f"secret-{each.name}")}
        if not typed:
            return {**self._page(report), "wrong": "Type the secret that changes."}, 422
        done = self.ports.sources.change_secrets(report.source.name, typed, actor=as_actor())
        flash(connected_text(report.source.name, done))
        return back_to("source", name=report.source.name)

    def _remove(self, report: SourceReport, given: Mapping[str, str]) -> Answer:
        if given.get("sure") != report.source.name:
            return {**self._page(report), "wrong_sure": "Not removed: type the name of the source."}, 422
        self.ports.sources.remove(report.source.name, actor=as_actor())
        flash(f"{report.source.name} is removed, with its secrets. Its orders stay until they are too old.")
        return back_to("sources")

    def _found(self, name: str) -> SourceReport:
        try:
            found = self.ports.sources.find(name)
        except SecretsUnreadable:
            found = None  # the list says so
        if found is None:
            abort(404)
        return found

    def _page(self, report: SourceReport) -> Facts:
        source = report.source
        try:
            first = self.ports.sources.first_orders(source.name)
        except Unavailable:
            first = ()
        return {
            "report": report,
            "now": self.ports.clock(),
            "health": self._health(report),
            "title_of_kind": self._title(report),
            "connector": self.ports.sources.connectors.get(source.kind),
            "guide": GUIDES.get(source.kind),
            "webhooks_at": self.ports.sources.webhook_address(source.name),
            "first": first,
            "heard": self.ports.orders.spoken(first[0].order) if first else (),
        }

    def _health(self, report: SourceReport) -> Health:
        connector = self.ports.sources.connectors.get(report.source.kind)
        return health(report, self.ports.clock(), is_shop=bool(connector and connector.shop))

    def _title(self, report: SourceReport) -> str:
        connector = self.ports.sources.connectors.get(report.source.kind)
        return connector.title if connector else report.source.kind
