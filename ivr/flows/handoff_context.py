"""The story of a call: the whisper for the agent, so that callers need not repeat themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from ivr.flows.context import LineCall
from prompts.facts import Code, Count, Facts, Line, Term, Text
from routing.issues import LATE


def story(call: LineCall) -> dict[str, str]:
    """Language, issue, kind of delivery problem, order, days late, number of the try. Empty parts are left out.

    An order that is late since earlier today is 0 days late.
    """
    context = call.context
    parts = {
        "language": call.language,
        "issue": context.topic.issue,
        "problem": context.topic.problem,
        "order": context.order.number,
        "late": context.order.days_late,
        "try": str(len(context.route.tried) or 1),
    }
    return {name: value for name, value in parts.items() if value}


def remember_story(call: LineCall, since: datetime) -> None:
    """Store the story for the agent; the wait begins at `since`, unless it began before."""
    state = call.context.hand_off
    began = since.timestamp() if state.waits_since is None else state.waits_since
    call.context.hand_off = replace(state, waits_since=began, story=story(call))


def whisper(story: Mapping[str, str], brand: str) -> tuple[Line, ...]:
    """The story as sentences for the agent before the caller is connected."""
    parts = _parts(story)
    return (Line("whisper.call", {"brand": Text(brand)}), *(Line(prompt, facts) for prompt, facts in parts))


def _parts(story: Mapping[str, str]) -> Iterator[tuple[str, Facts]]:
    if language := story.get("language"):
        yield "whisper.language", {"language": Term(f"language.{language}")}
    if issue := story.get("issue"):
        yield "whisper.issue", {"issue": Term(f"issue.{_problem(story) or issue}")}
    if order := story.get("order"):
        yield "whisper.order", {"order": Code(order)}
    if late := story.get("late"):
        yield ("whisper.late", {"count": Count(int(late))}) if int(late) else ("whisper.late_now", {})
    if tries := story.get("try"):
        yield "whisper.tries", {"count": Count(int(tries))}


def _problem(story: Mapping[str, str]) -> str:
    """The kind of delivery problem, unless a separate sentence tells how late the order is."""
    problem = story.get("problem", "")
    return "" if problem == LATE and story.get("late") else problem
