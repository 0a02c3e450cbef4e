"""What callers answered after their agent, in the history."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.survey.tables import survey_answers
from tests.adapters.sql.history.made_past import BEGINS, MadePast
from tests.adapters.sql.history.test_rolling_up import roll, whole
from tests.migrated import make_tables


def test_scores_count_by_queue_vendor_and_agent(tmp_path: Path):
    engine = connect("", tmp_path)
    make_tables(engine)
    MadePast(1, many=5).write(engine)
    row = {"caller_key": "k", "agent": "a1", "queue": "acme-es", "vendor": "acme", "issue": "late", "language": "es-MX"}
    given = [(5, True), (2, False), (4, None), (None, None)]
    rows = [
        {**row, "call_sid": f"CA{place}", "way": "call", "asked_at": BEGINS + timedelta(hours=place), "score": score,
         "solved": solved, "answered_at": None}
        for place, (score, solved) in enumerate(given)
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(survey_answers), rows)
    roll(engine)
    for by, key in (("queue", "acme-es"), ("vendor", "acme"), ("agent", "a1"), ("language", "es-MX")):
        found = whole(engine, by=by)[key].survey
        assert (found.asked, found.scored, found.score, found.squares) == (4, 3, 11.0, 45.0)
        assert (found.satisfied, found.solved_asked, found.solved) == (2, 2, 1)
    engine.dispose()
