"""The flows as a graph: checks and drawings."""

from collections.abc import Iterable, Iterator

from ivr.engine.call import C
from ivr.engine.flow import HANG_UP, Flows
from ivr.engine.runner import STEP_LIMIT
from ivr.engine.steps import Question, S, Step, Waiting

_STYLE = (
    '  graph [rankdir=LR, fontname="sans-serif", color="#8a8f98"];',
    '  node [shape=box, style="rounded,filled", fillcolor="#f4f4f2", fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9, color="#5b6470"];',
    f'  "{HANG_UP}" [label="hang up", shape=doublecircle];',
)


def check(flows: Flows[C, S]) -> list[str]:
    """The faults of the graph as sentences: unreachable steps, and cycles that never wait for the caller."""
    return [*_unreached(flows), *_endless(flows)]


def wanted_prompts(flows: Flows[C, S]) -> dict[str, frozenset[str]]:
    """All prompts that steps say by name, with the facts they get."""
    return {prompt: facts for _, step in flows for prompt, facts in step.prompts.items()}


def unbroken(flows: Flows[C, S]) -> set[tuple[str, ...]]:
    """Sequences of prompts during which no key can be pressed: up to a hand-off, a recording or the end.

    They include prompts that steps say by name, but not those that decisions prepare. A question can be answered while
    it is asked.
    """
    asked = {to for at, step in flows if isinstance(step, Waiting) for to in flows.edges(at).values()}
    return {chain for at in {flows.start, *asked} for chain in _chains(flows, at, frozenset())}


def _chains(flows: Flows[C, S], at: str, passed: frozenset[str]) -> set[tuple[str, ...]]:
    if at == HANG_UP:
        return {()}
    step = flows.step(at)
    own = step.unbroken
    if isinstance(step, Waiting):
        return set() if isinstance(step, Question) else {own}
    onward = set(flows.edges(at).values()) - passed
    return {(*own, *chain) for to in onward for chain in _chains(flows, to, passed | {at})}


def mermaid(flows: Flows[C, S]) -> str:
    """The graph in Mermaid's flowchart language, one subgraph a flow."""
    return "\n".join(["flowchart TD", *_nodes(flows), *_arrows(flows)]) + "\n"


def dot(flows: Flows[C, S]) -> str:
    """The graph in Graphviz's language, one cluster a flow."""
    return "\n".join(["digraph line {", *_STYLE, *_clusters(flows), *_dot_arrows(flows), "}"]) + "\n"


def edges(flows: Flows[C, S]) -> Iterator[tuple[str, str, str]]:
    """Every edge: from place, outcome, to place (or HANG_UP)."""
    for at, _ in flows:
        for outcome, to in flows.edges(at).items():
            yield at, outcome, to


def _unreached(flows: Flows[C, S]) -> Iterator[str]:
    reached = _reach(flows, set(flows.entrances))
    return (f"{at}: no edge leads here" for at, _ in flows if at not in reached)


def _reach(flows: Flows[C, S], places: set[str]) -> set[str]:
    found: set[str] = set()
    while places:
        found |= places
        places = {to for at in places for to in flows.edges(at).values() if to != HANG_UP} - found
    return found


def _endless(flows: Flows[C, S]) -> Iterator[str]:
    """Steps from which all paths form cycles that never wait for the caller."""
    resting = {at for at, step in flows if isinstance(step, Waiting)} | {HANG_UP}
    grown = True
    while grown:
        more = {at for at, _ in flows if at not in resting and resting & set(flows.edges(at).values())}
        grown = bool(more)
        resting |= more
    return (
        f"{at}: goes round without asking the caller (limit {STEP_LIMIT} steps)" for at, _ in flows if at not in resting
    )


def _clusters(flows: Flows[C, S]) -> Iterator[str]:
    for flow, places in _by_flow(flows).items():
        nodes = " ".join(f'"{at}" [label="{step.name}"{step.look.dot}];' for at, step in places)
        yield f'  subgraph "cluster_{flow}" {{ label="{flow}"; {nodes} }}'


def _dot_arrows(flows: Flows[C, S]) -> Iterable[str]:
    return (f'  "{at}" -> "{to}" [label="{outcome}"];' for at, outcome, to in edges(flows))


def _nodes(flows: Flows[C, S]) -> Iterator[str]:
    for flow, places in _by_flow(flows).items():
        yield f"  subgraph {flow}"
        yield from (f"    {_node(at, step)}" for at, step in places)
        yield "  end"
    yield f"  {HANG_UP}((hang up))"


def _by_flow(flows: Flows[C, S]) -> dict[str, list[tuple[str, Step[C, S]]]]:
    found: dict[str, list[tuple[str, Step[C, S]]]] = {}
    for at, step in flows:
        found.setdefault(at.partition(".")[0], []).append((at, step))
    return found


def _node(at: str, step: Step[C, S]) -> str:
    left, right = step.look.mermaid
    return f'{_identifier(at)}{left}"{step.name}"{right}'


def _arrows(flows: Flows[C, S]) -> Iterable[str]:
    return (f'  {_identifier(at)} -- "{outcome}" --> {_identifier(to)}' for at, outcome, to in edges(flows))


def _identifier(at: str) -> str:
    return at.replace(".", "__")
