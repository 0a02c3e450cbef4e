"""Files for other tools: workflow, hooks, package contents."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PACKAGES = ("ivr", "routing", "prompts")
BUILD = "from setuptools.build_meta import build_wheel; build_wheel('wheel')"


@pytest.fixture(scope="module")
def steps() -> list[dict[str, Any]]:
    """The steps of all jobs of the workflow."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_each_change_is_checked_and_tested_on_the_oldest_python_and_a_new_one(steps: list[dict[str, Any]]):
    job = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]["check"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.13"]
    commands = [step["run"] for step in steps if "run" in step]
    assert any(command.startswith("make check") for command in commands)
    assert "make test" in commands


def test_actions_are_pinned_by_version(steps: list[dict[str, Any]]):
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert [name for name in used if not re.search(r"@v\d+\.\d+\.\d+$", name)] == []


def test_hooks_are_local_and_use_programs_of_the_set_up():
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert repo["repo"] == "local"
    programs = {hook["entry"].split()[0] for hook in repo["hooks"]}
    assert [name for name in programs if not Path(sys.executable).with_name(Path(name).name).exists()] == []
    assert all(name.startswith(".venv/bin/") for name in programs)


def test_issue_forms_have_a_name_and_fields():
    for form in (ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"):
        read = yaml.safe_load(form.read_text())
        assert read["name"]
        assert [field["type"] for field in read["body"]]


def test_a_wheel_has_every_file_of_the_packages(tmp_path: Path):
    for name in ("pyproject.toml", "README.md", "LICENSE", "wsgi.py"):
        shutil.copy(ROOT / name, tmp_path)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-c", BUILD], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "wheel").iterdir()
    files = {str(path.relative_to(tmp_path)) for each in PACKAGES for path in (tmp_path / each).rglob("*.*")}
    assert files - set(ZipFile(wheel).namelist()) == set()
    assert {f"{package}/py.typed" for package in PACKAGES} <= files
