"""The shared counts of the web servers."""

from pathlib import Path

import pytest

from ivr.adapters.telemetry import metrics
from ivr.adapters.telemetry.metrics import DIRECTORY, in_memory, prepare


def test_counts_lie_in_memory_and_not_on_the_disk(tmp_path):
    told = prepare(in_memory(tmp_path))
    assert told[DIRECTORY].startswith("/dev/shm/wismo-")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_line_left_there_is_cleared_away(tmp_path):
    ours = Path(prepare(in_memory(tmp_path))[DIRECTORY])
    left = ours.with_name(ours.name.rpartition("-")[0] + "-999999999")
    left.mkdir()
    assert in_memory(tmp_path) == ours
    assert (ours.is_dir(), left.exists()) == (True, False)


@pytest.mark.parametrize("room", ["nowhere", "full"])
def test_without_memory_to_share_each_process_counts_for_itself(tmp_path, monkeypatch, room):
    monkeypatch.setattr(metrics, "MEMORY", tmp_path / "none" if room == "nowhere" else tmp_path)
    monkeypatch.setattr(metrics, "LEAST_ROOM", 2**60)
    assert prepare(in_memory(tmp_path)) == {}
