"""The survey after a conversation with an agent, as a part of a routing document."""

from typing import Annotated, Literal

from pydantic import Field

from routing.field_types import DocumentPart, Whole

SurveyWay = Literal["call", "text"]
"""How callers are asked: in the same call once the agent has left, or by a text some minutes later."""


class AgentSurveyTerms(DocumentPart):
    """Two questions to callers of a queue after they talked with its agents: satisfaction, and whether it was solved.

    Of the callers `percent` are asked, chosen by the call and not by the agent. With `asks_first` they are asked before
    they wait whether they want it; without an answer they are not asked. Nobody is asked twice in 30 days.
    """

    way: SurveyWay
    percent: Annotated[Whole, Field(ge=1, le=100)] = 100
    asks_first: bool = False
