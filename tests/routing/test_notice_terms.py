"""Terms of texts before customers call: off as installed, and checked."""

import pytest

from routing.check import problems
from routing.diff import differences
from routing.document import DEFAULT, RoutingError, of_json, read_file, to_json
from routing.model import Routing
from routing.notice_terms import USUAL_WINDOW, WINDOWS


def document(**terms: object) -> Routing:
    return of_json({**to_json(read_file(DEFAULT)), "notices": terms})


def errors(**terms: object) -> list[str]:
    return [str(each) for each in problems(document(**terms)) if each.severity == "error"]


def test_none_is_sent_as_installed_and_nothing_is_written():
    assert read_file(DEFAULT).notices.events == ()
    assert "notices" not in to_json(read_file(DEFAULT))


def test_what_is_installed_is_right_and_every_window_names_its_source():
    assert errors(events=["late"]) == []
    assert all(each.source and each.as_of for each in (USUAL_WINDOW, *WINDOWS.values()))


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"events": ["late", "late"]}, "notices.events: names an event twice"),
        ({"countries": ["ZZ"]}, "notices.countries: there is no country ZZ"),
        ({"windows": {"ZZ-X": {"open": {"mon": "10:00-12:00"}}}}, "there is no country ZZ"),
        ({"windows": {"US-XX": {"open": {"mon": "10:00-12:00"}}}}, "no public holidays are known of 'US-XX'"),
        ({"usual_window": {"open": {"monday": "10:00-12:00"}}}, "names no days"),
    ],
)
def test_faults_are_told_at_their_place(terms: dict[str, object], said: str):
    (error,) = errors(**terms)
    assert said in error


@pytest.mark.parametrize("terms", [{"events": ["lost"]}, {"held_back": 60}, {"content": {"late": {"templates": {}}}}])
def test_a_wrong_shape_is_refused(terms: dict[str, object]):
    with pytest.raises(RoutingError, match="notices"):
        document(**terms)


def test_a_change_is_told_in_the_review():
    assert differences(document(), document(events=["late"])) == ["Notices: events (nothing) is now late"]
