"""Whom the dispatcher pairs: first come, first served, by the longest idle who can."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ivr.calls.desk.agent_presence import AgentPresence, AgentState
from ivr.calls.desk.matching import SERVING, WaitingCaller, has_skill, is_idle, match

QUEUES, LANGUAGES, ISSUES = ("care-en", "care-es"), ("en-US", "es-MX"), ("refund", "returns")
NOW = 1_000.0


def agent(name: str, *, state: AgentState = "ready", idle: float = 0.0, **more: object) -> AgentPresence:
    return AgentPresence(
        agent=name,
        name=name,
        state=state,
        since=0.0,
        idle_since=idle,
        queues=more.pop("queues", QUEUES),
        **more,  # type: ignore[arg-type]
    )


def caller(sid: str, place: float = 0.0, *, queue: str = "care-en", language: str = "en-US", issue: str = "refund"):
    return WaitingCaller(queue, sid, place, language, issue)


def paired(agents: Sequence[AgentPresence], callers: Sequence[WaitingCaller]) -> list[tuple[str, str]]:
    return [(each.agent.agent, each.caller.sid) for each in match(agents, callers, NOW)]


some = st.lists(st.sampled_from(LANGUAGES), unique=True, max_size=2).map(tuple)
agents_ = st.lists(
    st.builds(
        agent,
        st.uuids().map(str),
        state=st.sampled_from(("ready", "ready", "away", "talking", "offline")),
        idle=st.floats(0, 900),
        queues=st.lists(st.sampled_from(QUEUES), unique=True, min_size=1).map(tuple),
        languages=some,
        issues=st.lists(st.sampled_from(ISSUES), unique=True, max_size=1).map(tuple),
        rests_until=st.sampled_from((0.0, 0.0, NOW + 5)),
        desk_line=st.sampled_from(("", "", "CA9")),
    ),
    max_size=6,
    unique_by=lambda each: each.agent,
)
callers_ = st.lists(
    st.builds(
        caller,
        st.uuids().map(str),
        st.floats(0, 900),
        queue=st.sampled_from(QUEUES),
        language=st.sampled_from(LANGUAGES),
        issue=st.sampled_from(ISSUES),
    ),
    max_size=8,
    unique_by=lambda each: each.sid,
)


@given(agents_, callers_)
def test_nobody_is_paired_twice_and_only_who_is_idle_in_the_queue(agents, callers):
    pairs = match(agents, callers, NOW)
    assert len({each.agent.agent for each in pairs}) == len({each.caller.sid for each in pairs}) == len(pairs)
    assert all(is_idle(each.agent, NOW) and each.caller.queue in each.agent.queues for each in pairs)


@given(agents_, callers_)
def test_nobody_waits_beside_an_idle_agent_who_can_serve_them(agents, callers):
    pairs = match(agents, callers, NOW)
    busy, served = {each.agent.agent for each in pairs}, {each.caller.sid for each in pairs}
    free = [each for each in agents if is_idle(each, NOW) and each.agent not in busy]
    left = [each for each in callers if each.sid not in served]
    assert not [1 for each in left for one in free if each.queue in one.queues and has_skill(one, each)]


@given(agents_, callers_)
def test_skill_is_missing_only_where_nobody_at_work_has_it(agents, callers):
    for each in match(agents, callers, NOW):
        able = [one for one in agents if one.state in SERVING and each.caller.queue in one.queues]
        assert has_skill(each.agent, each.caller) or not [one for one in able if has_skill(one, each.caller)]


@given(agents_, callers_)
def test_of_alike_callers_the_first_is_served(agents, callers):
    served = {each.caller.sid for each in match(agents, callers, NOW)}
    for one in callers:
        for other in callers:
            alike = (one.queue, one.language, one.issue) == (other.queue, other.language, other.issue)
            if alike and (one.place, one.sid) < (other.place, other.sid):
                assert one.sid in served or other.sid not in served


def test_the_longest_idle_is_offered_the_first_caller():
    assert paired([agent("ben", idle=5), agent("anna", idle=2)], [caller("2", 9), caller("1", 3)]) == [
        ("anna", "1"),
        ("ben", "2"),
    ]


def test_a_caller_waits_for_the_one_who_speaks_the_language_and_others_go_first():
    speaks = agent("ana", state="talking", languages=("es-MX",))
    other = agent("ben", languages=("en-US",))
    waiting = [caller("1", 1, language="es-MX"), caller("2", 2)]
    assert paired([speaks, other], waiting) == [("ben", "2")]


def test_a_caller_whom_nobody_at_work_understands_is_served_by_anybody():
    gone = agent("ana", state="away", languages=("es-MX",))
    assert paired([gone, agent("ben", languages=("en-US",))], [caller("1", language="es-MX")]) == [("ben", "1")]
