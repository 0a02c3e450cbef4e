"""The maps on which calls are watched: drawn once a process, when the first page asks for them."""

import re
from collections.abc import Callable
from functools import cache

from markupsafe import Markup

from ivr.engine.maps import maps
from ivr.flows import FLOWS

_STYLED_BY_US = re.compile(
    r'<!--.*?-->\n| (?:xml:space|font-\w+|fill|stroke|text-anchor|id|xmlns:xlink)="[^"]*"', re.DOTALL
)
"""Colours, fonts and names that Graphviz writes into a picture, and our style sheet decides."""


@cache
def flow_maps(draw: Callable[[str], str]) -> Markup:
    """A picture of each flow, and one of all flows, as a part of a page. Takes a fifth of a second, once."""
    return Markup("\n").join(_map(name, draw(dot)) for name, dot in maps(FLOWS).items())


def _map(name: str, svg: str) -> Markup:
    bare = _STYLED_BY_US.sub("", svg)
    picture = Markup(bare[bare.index("<svg") :].strip())  # noqa: S704 - drawn from our own flows
    return Markup('<div class="map" data-flow="{}" hidden>{}</div>').format(name, picture)
