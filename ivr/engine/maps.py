"""Maps on which supervisors watch calls: one of all flows, and one of each flow with its neighbours."""

from collections.abc import Iterable, Iterator

from ivr.engine.call import C
from ivr.engine.flow import HANG_UP, Flows
from ivr.engine.graph import edges
from ivr.engine.steps import S

ALL = "all"
"""The name of the map that shows flows instead of steps."""

_STYLE = """
  graph [bgcolor=transparent, nodesep=0.14, ranksep=0.45];
  node [shape=box, style=rounded, fontname="sans-serif", fontsize=13, margin="0.08,0.05", height=0.36];
  edge [arrowsize=0.6];"""

Arrow = tuple[str, str]


def maps(flows: Flows[C, S]) -> dict[str, str]:
    """Each map in Graphviz's language by flow name; ALL comes first.

    A node is a step (`main_line.recognise`), a flow (`main_line`) or HANG_UP, and has that name.
    """
    arrows = dict.fromkeys((at, to) for at, _, to in edges(flows))
    names = dict.fromkeys(flow_of(at) for at, _ in flows)
    return {ALL: _drawn(_between(arrows))} | {name: _drawn(_around(name, arrows)) for name in names}


def flow_of(at: str) -> str:
    """The flow of a step; HANG_UP is its own."""
    return at.partition(".")[0]


def _between(arrows: Iterable[Arrow]) -> Iterable[Arrow]:
    ends = ((flow_of(at), flow_of(to)) for at, to in arrows)
    return dict.fromkeys((one, two) for one, two in ends if one != two)


def _around(flow: str, arrows: Iterable[Arrow]) -> Iterable[Arrow]:
    """The edges of one flow. Steps of other flows appear as their flow."""

    def seen(at: str) -> str:
        return at if flow_of(at) == flow else flow_of(at)

    return dict.fromkeys((seen(at), seen(to)) for at, to in arrows if flow in (flow_of(at), flow_of(to)))


def _drawn(arrows: Iterable[Arrow]) -> str:
    lines = [*(_node(name) for name in dict.fromkeys(end for arrow in arrows for end in arrow)), *_lines(arrows)]
    return "\n".join([f"digraph {{{_STYLE}", *lines, "}"]) + "\n"


def _node(name: str) -> str:
    label = name.rpartition(".")[2].replace("_", " ")
    kind = "step" if "." in name else "end" if name == HANG_UP else "flow"
    return f'  "{name}" [label="{label}", class={kind}];'


def _lines(arrows: Iterable[Arrow]) -> Iterator[str]:
    return (f'  "{at}" -> "{to}";' for at, to in arrows)
