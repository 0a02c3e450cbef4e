"""The answers to the survey after an agent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AgentScore:
    """The answers of a caller: a score of 1 to 5, and whether it was solved. None is no answer."""

    score: int | None = None
    is_solved: bool | None = None

    @property
    def is_given(self) -> bool:
        """Whether anything was answered."""
        return self.score is not None or self.is_solved is not None
