import subprocess
import sys

import pytest
import yaml
from click.testing import CliRunner

from ivr.cli import COMMANDS, main


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path / "var"))
    return lambda *words, **more: CliRunner().invoke(main, words, **more)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_listed_explains_itself(run, name):
    outcome = run(name, "--help")
    assert outcome.exit_code == 0, outcome.output
    assert outcome.output.startswith(f"Usage: main {name}")


def test_help_loads_no_command():
    asked = "import sys; from ivr.cli import main; main(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert "serve" in out
    assert "'sqlalchemy'" not in out
    assert "'redis'" not in out


def test_an_unknown_command_is_refused(run):
    assert run("sing").exit_code == 2


def test_the_flows_and_the_prompts_hold_together(run):
    assert run("flows", "check").exit_code == 0
    assert run("prompts", "check").exit_code == 0


def test_the_flows_are_drawn(run):
    assert run("flows", "draw").output.startswith("flowchart TD")


def test_routing_is_shown_as_it_is_read_again(run, tmp_path):
    shown = run("routing", "show").output
    (tmp_path / "routing.yaml").write_text(shown)
    assert run("routing", "show", str(tmp_path / "routing.yaml")).output == shown
    assert run("routing", "check", str(tmp_path / "routing.yaml")).exit_code == 0
    assert "queues" in yaml.safe_load(shown)


def test_every_fault_of_a_routing_document_is_named(run, tmp_path):
    (tmp_path / "routing.yaml").write_text("brand: Northwind\nqueues: {}\n")
    outcome = run("routing", "check", str(tmp_path / "routing.yaml"))
    assert outcome.exit_code == 1
    assert "queues" in outcome.output
    assert "default" in outcome.output


def test_a_script_with_a_line_that_is_no_action_is_refused(run, tmp_path):
    (tmp_path / "call.txt").write_text("press 1\ndance\n")
    outcome = run("call", "--script", str(tmp_path / "call.txt"))
    assert outcome.exit_code == 2
    assert "line 2" in outcome.output


def test_the_database_is_upgraded(run):
    first = run("db", "upgrade")
    assert first.output.startswith("The database is at 0")
    assert run("db", "upgrade").output == first.output


@pytest.mark.parametrize(
    ("words", "pin", "said"),
    [
        (["--queues", "care-en"], "2468", "Ruth may take calls of care-en."),
        (["--switches", "all"], "246802", "Ruth may turn all by telephone."),
        (["--switches", "all"], "2468", "a PIN that turns switches is six to eight digits"),
        (["--switches", "moon"], "246802", "there is no switch 'moon'; there are closed-today"),
        (["--queues", "moon"], "2468", "there is no queue 'moon'"),
        ([], "2468", "say --queues, --switches or both"),
    ],
)
def test_who_may_take_calls_and_turn_switches_is_said_by_command(run, words, pin, said):
    asked = ["agents", "add", "+12125550144", "--name", "Ruth", *words, "--pin-stdin"]
    assert said in " ".join(run(*asked, input=f"{pin}\n").output.split())


def test_a_switch_that_closes_says_whom_it_reaches_and_is_not_turned_on_without_a_reason(run):
    refused = run("routing", "switch", "closed-today", "on")
    assert (refused.exit_code, "say why it is turned on" in refused.output) == (1, True)
    assert "closed-today closes every queue (2), every number (1), 0 waiting." in refused.output
    assert run("routing", "switch", "closed-today", "on", "--why", "snow").exit_code == 0
    shown = run("routing", "switches").output
    assert all(told in shown for told in ("on until", "since", ": snow"))
