"""What CONTRIBUTING.md says about adding an effect is so: its example is added to a copy of the tree, and rung."""

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


def test_a_caller_asks_for_another_address(phone, shop, stores):
    shop.has_order(number="1001")
    tell(("+14155550142",), stores, shop)
    phone.dials().says("change my address").hears("passed that on").offers("1")
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        told = connection.execute(select(messages.c.recipient, messages.c.body)).all()
    assert told == [("+14155550142", "A caller wants order 1001 sent to another address. Please call them.")]
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the packages, with the example of the document in it."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Add an effect\n")[1].split("\n## ")[0]
    for name, code in re.findall(r"```python\n# (\S+)\n(.*?)```", section, re.DOTALL):
        (tmp_path / name).write_text(code, encoding="utf-8")
    (words,) = re.findall(r"```po\n(.*?)```", section, re.DOTALL)
    for catalogue in (tmp_path / "prompts/locales").glob("*/prompts.po"):
        catalogue.write_text(f"{catalogue.read_text(encoding='utf-8')}\n{words}", encoding="utf-8")
    changed(tmp_path / "ivr/flows/__init__.py", "callback, called_back)", "callback, called_back, address)")
    changed(
        tmp_path / "ivr/flows/__init__.py",
        "\nfrom ivr.flows",
        "\nfrom ivr.flows.address import address\nfrom ivr.flows",
    )
    changed(tmp_path / "ivr/flows/main_line.py", "    hears={", '    hears={\n        "address": "wish.address",')
    (tmp_path / "tests/calls/test_address.py").write_text(CALL, encoding="utf-8")
    return tmp_path


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(tree: Path, *arguments: str) -> str:
    """What a command in the tree prints; it has to succeed."""
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
    run(tree, "-m", "pytest", "-p", "no:cacheprovider", "tests/calls/test_address.py")
