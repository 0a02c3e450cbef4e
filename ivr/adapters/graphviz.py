"""Pictures of graphs, by Graphviz."""

import threading

_ONE_AT_A_TIME = threading.Lock()
"""Graphviz keeps state of its own for the whole process."""


def svg(dot: str) -> str:
    """The graph, given in Graphviz's language, as an SVG document."""
    import pygraphviz  # 13 MB, for the few processes that draw

    with _ONE_AT_A_TIME:
        picture: bytes = pygraphviz.AGraph(dot).draw(format="svg", prog="dot")
    return picture.decode()
