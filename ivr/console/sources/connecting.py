"""Connecting a source: choose the platform, make it ready there, give address and secret; tested before it is kept."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from flask import abort, flash

from ivr.console.page import Answer, Facts, PageGroup, page
from ivr.console.ports.sources import SourceUnfit
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor
from ivr.console.sources.answers import cause_text, connected_text
from ivr.console.sources.guides import GUIDES
from ivr.orders.sources.connector import Connector
from ivr.orders.sources.source import Source, SourceKind, SourceRefused, SourceSilent

TEMPLATE = "sources/connect.html"
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")


class ConnectingPages(PageGroup):
    """The choice of a platform, and the form that connects a source."""

    @page("/sources/new", roles=ADMINS, template="sources/platforms.html")
    def platforms(self) -> Facts:
        """The kinds of sources."""
        found = [
            (each, (kind, each.title, GUIDES[kind].about if kind in GUIDES else ""))
            for kind, each in self.ports.sources.connectors.items()
        ]
        return {
            "shops": [shown for each, shown in found if each.shop],
            "services": [shown for each, shown in found if not each.shop and each.webhooks],
            "carriers": [shown for each, shown in found if not each.shop and not each.webhooks],
        }

    @page("/sources/new/<kind>", roles=ADMINS, template=TEMPLATE)
    def connect_source(self, kind: str) -> Facts:
        """What to do at the platform, and the form."""
        self._connector(kind)
        return self._form(kind, {"name": kind})

    @page("/sources/new/<kind>", roles=ADMINS, methods=("POST",), template=TEMPLATE)
    def add_source(self, kind: str) -> Answer:
        """Test a source and keep it. Secrets are never sent back to the browser."""
        given, connector = form_fields(), self._connector(kind)
        if wrong := dict(self._wrong(given, connector)):
            return self._form(kind, given, wrong), 422
        source = _source(kind, given, connector)
        try:
            connected = self.ports.sources.connect(source, actor=as_actor())
        except (SourceRefused, SourceSilent, SourceUnfit) as error:
            return self._form(kind, given, {"": cause_text(error)}), 422
        flash(connected_text(source.name, connected))
        return back_to("source", name=source.name)

    def _connector(self, kind: str) -> Connector:
        connector = self.ports.sources.connectors.get(cast(SourceKind, kind))
        if connector is None:
            abort(404)
        return connector

    def _wrong(self, given: Mapping[str, str], connector: Connector) -> Iterator[tuple[str, str]]:
        name = given.get("name", "")
        if not NAME.fullmatch(name):
            yield "name", "A name is small letters, digits and dashes (32 at most)."
        elif self.ports.sources.find(name):
            yield "name", "There is a source of this name already."
        for each in connector.missing(_source("", given, connector)):
            yield each, "This is needed."

    def _form(self, kind: str, given: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> Facts:
        guide = GUIDES.get(cast(SourceKind, kind))
        return {
            "kind": kind,
            "connector": self._connector(kind),
            "guide": guide,
            "typed": given,
            "wrong": wrong or {},
            "brands": sorted(self.ports.in_force().brands),
            "has_others": bool(self.ports.sources.all()),
        }


def _source(kind: str, given: Mapping[str, str], connector: Connector) -> Source:
    """The source that was typed."""
    return Source(
        name=given.get("name", ""),
        kind=cast(SourceKind, kind),
        brand=given.get("brand", ""),
        address=given.get("address", "") if connector.address else "",
        shop=given.get("shop", ""),
        options={each.name: text for each in connector.options if (text := given.get(f"option-{each.name}"))},
        secrets={each.name: text for each in connector.secrets if (text := given.get(f"secret-{each.name}"))},
    )
