"""The rules of Prometheus and the dashboards of Grafana ask for metrics that the line has."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from ivr.adapters.telemetry.line_metrics import line_exposition, part_exposition
from ivr.adapters.telemetry.metrics import exposition, meters
from ivr.adapters.telemetry.request_metrics import request_exposition
from ivr.adapters.telemetry.source_metrics import source_exposition
from ivr.reporting.line_figures import Backlogs, LineFigures, LineReading, QueueFigures
from ivr.reporting.request_figures import RequestFigures
from ivr.reporting.source_health import SourceFigures

DEPLOY = Path(__file__).parents[1] / "deploy"
RULES = DEPLOY / "prometheus" / "wismo.rules.yml"
DASHBOARDS = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))
PROMTOOL = shutil.which("promtool")

WORDS = {"sum", "max", "min", "count", "rate", "increase", "delta", "absent", "vector", "histogram_quantile"}
WORDS |= {"by", "on", "group_left", "and", "or", "offset"}
"""The functions and operators of PromQL that the files use; another one is added here, when it is meant."""
ADDED = {"instance": "Prometheus", "job": "Prometheus", "le": "a histogram"}
"""Labels that the line does not write."""
TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*")|(?P<range>\[[0-9]+[smhdw]\])|(?P<number>[0-9.]+[smhdw]?)"""
    r"""|(?P<name>[A-Za-z_:][A-Za-z0-9_:]*)|(?P<sign>[-+*/(){},]|[=!<>~]+)|(?P<space>\s+)"""
)


def tokens(query: str) -> list[tuple[str, str]]:
    """The tokens of a query as kind and text. Fails at a character that begins none."""
    found, at = [], 0
    while at < len(query):
        match = TOKEN.match(query, at)
        assert match, f"{query!r} at {at}"
        found.append((str(match.lastgroup), match[0]))
        at = match.end()
    return [each for each in found if each[0] != "space"]


def asked(query: str) -> tuple[set[str], set[str]]:
    """The metrics and the labels that a query names."""
    parts, metrics, labels, groups = tokens(query), set(), set(), [""]
    for (kind, text), before in zip(parts, [("", ""), *parts], strict=False):
        if text in ("(", "{"):
            listed = text == "{" or before[1] in ("by", "on", "group_left")
            groups.append("labels" if listed else "")
        elif text in (")", "}"):
            groups.pop()
        elif kind == "name" and groups[-1]:
            labels.add(text)
        elif kind == "name" and text not in WORDS:
            metrics.add(text)
    assert groups == [""], f"brackets of {query!r}"
    return metrics, labels


def busy_line() -> bytes:
    """What the line exposes once everything has happened."""
    count = meters()
    count.call_begun()
    count.turn_taken(flow="main_line", outcome="taken", degraded=False, seconds=0.01)
    count.step_failed(flow="main_line", step="menu")
    count.redis_failed("failed")
    count.words_borrowed("pl-PL")
    count.outreach_refused("text", "before")
    count.survey_came_to("yes")
    count.webhook_came("shop", "taken")
    queue = QueueFigures("care", "Care", 1, 0, 5.0, True, 3, 2, 1, 0.5, 0.8)
    backlogs = Backlogs({"events": 1}, 2, {"record": 1})
    reading = LineReading(LineFigures(0.0, (queue,), {"long wait": 1}, 1), backlogs, 1.0)
    source = SourceFigures("shop", silence=1.0, news_age=1.0, window_share=0.5)
    requests = RequestFigures(requests={"claim:open": 1}, posts={"due": 1})
    shared = source_exposition(lambda: [source]) + request_exposition(lambda: requests)
    return exposition(count) + shared + line_exposition(lambda: reading) + part_exposition({"redis": True})


def exposed() -> Mapping[str, set[str]]:
    """The labels of every metric that the line exposes; those of Prometheus are there as well."""
    found: dict[str, set[str]] = {"up": set()}
    for family in text_string_to_metric_families(busy_line().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def rules() -> list[dict[str, object]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def queries() -> Iterator[tuple[str, str]]:
    """Each query, with the file it stands in."""
    for rule in rules():
        yield RULES.name, str(rule["expr"])
    for file in DASHBOARDS:
        board = json.loads(file.read_text())
        for panel in board["panels"]:
            yield from ((file.name, target["expr"]) for target in panel["targets"])


def known() -> dict[str, set[str]]:
    """The labels of every metric that can be asked for: those of the line, and those that the rules record."""
    found = dict(exposed())
    for rule in rules():
        if "record" in rule:
            _, labels = asked(str(rule["expr"]))
            found[str(rule["record"])] = labels
    return found


def test_every_query_names_metrics_and_labels_that_there_are():
    has = known()
    for file, query in queries():
        metrics, labels = asked(query)
        assert metrics, f"{file}: {query}"
        assert metrics <= has.keys(), f"{file}: {metrics - has.keys()} in {query}"
        wrong = labels - ADDED.keys() - set().union(*(has[name] for name in metrics))
        assert not wrong, f"{file}: {wrong} in {query}"


@pytest.mark.parametrize("query", ["sum(wismo_turn_total)", 'wismo_turns_total{kind="lost"}', "wismo:nothing"])
def test_a_query_for_what_there_is_not_would_be_found(query):
    has, (metrics, labels) = known(), asked(query)
    assert metrics - has.keys() or labels - set().union(*(has[name] for name in metrics))


def test_every_metric_of_the_line_is_watched_or_shown():
    histogram = {"wismo_turn_seconds_count", "wismo_turn_seconds_sum"}
    wanted = {name for name in exposed() if not name.endswith("_created")} - histogram
    assert wanted <= set().union(*(asked(query)[0] for _, query in queries()))


def test_every_alert_says_what_to_do():
    alerts = [rule for rule in rules() if "alert" in rule]
    assert len({rule["alert"] for rule in alerts}) == len(alerts)
    for rule in alerts:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert {"summary", "what_to_do"} == rule["annotations"].keys()


def test_the_alerts_are_those_of_the_document():
    document = (DEPLOY.parent / "docs" / "monitoring.md").read_text()
    assert set(re.findall(r"^\| `(Wismo\w+)` \|", document, re.M)) == {
        rule["alert"] for rule in rules() if "alert" in rule
    }


def test_dashboards_have_fixed_addresses_and_ask_which_prometheus_to_read():
    boards = [json.loads(file.read_text()) for file in DASHBOARDS]
    assert [board["uid"] for board in boards] == ["wismo-line", "wismo-operations", "wismo-queues"]
    for board in boards:
        assert board["templating"]["list"][0]["type"] == "datasource"
        assert {panel["datasource"]["uid"] for panel in board["panels"]} == {"${datasource}"}
        assert all(panel["title"] for panel in board["panels"])


def test_panels_do_not_lie_over_each_other():
    for file in DASHBOARDS:
        cells = [
            (x, y)
            for grid in (panel["gridPos"] for panel in json.loads(file.read_text())["panels"])
            for x in range(grid["x"], grid["x"] + grid["w"])
            for y in range(grid["y"], grid["y"] + grid["h"])
        ]
        assert len(cells) == len(set(cells)), file.name
        assert max(x for x, _ in cells) < 24


def test_grafana_is_given_the_dashboards_by_a_provider():
    provisioning = DEPLOY / "grafana" / "provisioning"
    (provider,) = yaml.safe_load((provisioning / "dashboards" / "wismo.yaml").read_text())["providers"]
    (source,) = yaml.safe_load((provisioning / "datasources" / "wismo.yaml").read_text())["datasources"]
    assert (provider["type"], source["type"]) == ("file", "prometheus")


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")
def test_promtool_accepts_the_rules_and_their_cases():
    for command in (["check", "rules", RULES.name], ["test", "rules", "wismo.rules.test.yml"]):
        done = subprocess.run([PROMTOOL, *command], cwd=RULES.parent, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
