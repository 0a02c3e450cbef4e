"""The examples of CONTRIBUTING.md for adding an effect or a page work in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COPIED = ("ivr", "routing", "prompts", "tests")
CALL = """
from sqlalchemy import select

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import messages
from tests.calls.conftest import *
from tests.calls.test_a_person import tell


def test_a_caller_asks_for_gift_wrap(phone, shop, stores):
    shop.has_order(number="1001")
    tell(("+14155550142",), stores, shop)
    phone.dials().says("gift wrap").hears("passed that on", "anything else")
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        told = connection.execute(select(messages.c.recipient, messages.c.body)).all()
    assert told == [("+14155550142", "A caller wants order 1001 wrapped as a gift.")]
"""

PAGE = """
from tests.console.conftest import *


def test_supervisors_are_led_to_the_page_and_see_who_waits(signed_in, phone, shop, store):
    sue = signed_in("supervisor").opens("/waiting").shows("Nobody waits.", '<a href="/console/waiting" aria-current')
    phone.dials().presses("0")
    sue.opens("/waiting").shows(f"/console/calls/{phone.call_sid}")


def test_auditors_are_kept_out(signed_in, store):
    assert signed_in("auditor").opens("/waiting").status == 403
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the packages."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def section_of(title: str) -> str:
    return (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]


def added(tree: Path, section: str) -> None:
    """Write the files of a section, each a block that begins with its path."""
    for name, code in re.findall(r"```(?:python|html)\n(?:#|\{#) (\S+)(?: #\})?\n(.*?)```", section, re.DOTALL):
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text(code, encoding="utf-8")


@pytest.fixture
def tree(copy: Path) -> Path:
    """A copy of the packages, with the effect of the document in it."""
    section, tmp_path = section_of("Add an effect"), copy
    added(tmp_path, section)
    (words,) = re.findall(r"```po\n(.*?)```", section, re.DOTALL)
    for catalogue in (tmp_path / "prompts/locales").glob("*/prompts.po"):
        catalogue.write_text(f"{catalogue.read_text(encoding='utf-8')}\n{words}", encoding="utf-8")
    changed(tmp_path / "ivr/flows/__init__.py", "callback, called_back)", "callback, called_back, gift)")
    changed(
        tmp_path / "ivr/flows/__init__.py",
        "\nfrom ivr.flows",
        "\nfrom ivr.flows.gift import gift\nfrom ivr.flows",
    )
    changed(tmp_path / "ivr/flows/main_line.py", "    hears={", '    hears={\n        "gift": "wish.gift",')
    (tmp_path / "tests/calls/test_gift.py").write_text(CALL, encoding="utf-8")
    return tmp_path


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(tree: Path, *arguments: str) -> str:
    """The output of a command in the tree, which must succeed."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "WISMO_DATA_DIR": str(tree / "var")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_an_effect_takes_the_files_that_are_told_of(tree: Path):
    wismo = ("-c", "import sys; from ivr.cli import main; sys.argv[0] = 'wismo'; main()")
    run(tree, *wismo, "flows", "check")
    run(tree, *wismo, "prompts", "check")
    run(tree, "-m", "pytest", "-p", "no:cacheprovider", "tests/calls/test_gift.py")


def test_a_page_takes_the_files_of_one_folder(copy: Path):
    added(copy, section_of("Add a page to the console"))
    (copy / "tests/console/test_waiting.py").write_text(PAGE, encoding="utf-8")
    run(copy, "-m", "pytest", "-p", "no:cacheprovider", "tests/console/test_waiting.py")
