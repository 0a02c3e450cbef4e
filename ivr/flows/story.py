"""The story of a call: what whoever answers is told, so that nobody has to repeat it."""

from collections.abc import Iterator, Mapping

from ivr.engine.call import Call
from prompts.facts import Code, Count, Facts, Line, Term, Text


def story(call: Call) -> dict[str, str]:
    """Language, issue, order, how late, which try. Empty parts are left out."""
    parts = {
        "language": call.language,
        "issue": call.facts.get("issue", "other"),
        "order": call.facts.get("order", ""),
        "late": str(call.facts.get("days_late", "")),
        "try": str(len(call.facts.get("tried", ())) or 1),
    }
    return {name: value for name, value in parts.items() if value}


def whisper(story: Mapping[str, str], brand: str) -> tuple[Line, ...]:
    """The story as whoever answers hears it, before the caller is put through."""
    parts = _parts(story)
    return (Line("whisper.call", {"brand": Text(brand)}), *(Line(prompt, facts) for prompt, facts in parts))


def _parts(story: Mapping[str, str]) -> Iterator[tuple[str, Facts]]:
    if language := story.get("language"):
        yield "whisper.language", {"language": Term(f"language.{language}")}
    if issue := story.get("issue"):
        yield "whisper.issue", {"issue": Term(f"issue.{issue}")}
    if order := story.get("order"):
        yield "whisper.order", {"order": Code(order)}
    if late := story.get("late"):
        yield "whisper.late", {"count": Count(int(late))}
    if tries := story.get("try"):
        yield "whisper.tries", {"count": Count(int(tries))}
