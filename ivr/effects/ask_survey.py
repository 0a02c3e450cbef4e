"""Records that a caller is asked about the conversation with an agent."""

from collections.abc import Iterable
from dataclasses import dataclass

from ivr.engine.effects import Effect, RecordEntry, TurnInfo
from routing.survey_terms import SurveyWay


@dataclass(frozen=True, slots=True)
class SurveyAsked(RecordEntry):
    """The survey after the agents of a queue; `vendor` is empty for agents in house."""

    queue: str
    vendor: str
    issue: str
    way: SurveyWay


@dataclass(frozen=True, slots=True)
class AskSurvey(Effect):
    """Note that the caller is asked; the fields are those of SurveyAsked."""

    queue: str
    vendor: str
    issue: str
    way: SurveyWay

    def entries(self, _info: TurnInfo, _place: int) -> Iterable[RecordEntry]:
        """What the survey is about."""
        return [SurveyAsked(self.queue, self.vendor, self.issue, self.way)]
