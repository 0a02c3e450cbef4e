"""The documents agree with the code: settings, commands, keys, tables, metrics, tests and links."""

import pkgutil
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import click
import pytest

import ivr.adapters.sql
from ivr.adapters.sql.database import metadata
from ivr.adapters.telemetry.line_metrics import LineMetrics, PartMetrics
from ivr.adapters.telemetry.metrics import meters
from ivr.adapters.telemetry.request_metrics import RequestMetrics
from ivr.adapters.telemetry.source_metrics import SourceMetrics
from ivr.adapters.twilio.addresses import PATIENCE
from ivr.cli import main
from ivr.orders.model import OrderStatus, TrackingStatus
from ivr.orders.sources.order_rows import COLUMNS
from ivr.reporting.line_figures import LineReading
from ivr.reporting.request_figures import RequestFigures
from ivr.settings import Settings
from routing.document import read, schema

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCED = re.compile(r"^ *```.*?^ *```", re.M | re.S)


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def table(name: str, heading: str) -> Mapping[str, list[str]]:
    """The first table under a heading: the text in backquotes at a row's start, mapped to the other cells."""
    section = text_of(name).split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = (re.fullmatch(r"\| `([^`]+)` \|(.*)\|", line) for line in section.splitlines())
    return {row[1]: [cell.strip() for cell in row[2].split(" | ")] for row in rows if row}


def variable(field: str) -> str:
    alias = Settings.model_fields[field].validation_alias
    return str(getattr(alias, "choices", [f"WISMO_{field.upper()}"])[0])


def shown(value: object) -> str:
    """A default as the table of settings writes it."""
    value = getattr(value, "get_secret_value", lambda: value)()
    if isinstance(value, tuple):
        value = ",".join(value)
    if isinstance(value, bool):
        value = str(value).lower()
    return f"`{value}`" if value not in (None, "", {}) else "empty"


def test_every_setting_is_documented_with_its_default_and_every_documented_one_exists():
    defaults = {variable(name): shown(field.default) for name, field in Settings.model_fields.items()}
    assert {name: cells[0] for name, cells in table("docs/operating.md", "## Settings").items()} == defaults


def test_every_metric_is_documented_and_every_documented_one_exists():
    families = [*meters().registry.collect(), *SourceMetrics(list).collect(), *RequestMetrics(RequestFigures).collect()]
    families += [*LineMetrics(LineReading).collect(), *PartMetrics(dict).collect()]
    kinds = {family.name: family.type for family in families}
    exposed = {f"{name}_total" if kind == "counter" else name for name, kind in kinds.items()}
    assert table("docs/operating.md", "## Health and metrics").keys() == exposed


def test_the_tables_are_those_of_the_database():
    for module in pkgutil.walk_packages(ivr.adapters.sql.__path__, "ivr.adapters.sql."):
        if ".migrations" not in module.name:
            import_module(module.name)  # whichever has tables declares them
    assert table("docs/sql-tables.md", "## Tables").keys() == {*metadata.tables, "alembic_version"}


def test_the_redis_keys_are_those_of_the_code():
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "ivr").rglob("*.py"))
    written = {key for source in sources for key in re.findall(r'f?"(wismo:[^"\n]*)"', source)}
    documented = table("docs/redis-keys.md", "## Keys").keys()
    assert {re.sub("<[^>]*>", "*", key) for key in documented} == {re.sub(r"\{.*\}", "*", key) for key in written}


def test_the_change_log_begins_with_this_version():
    version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    assert re.search(r"^## (\S+)", text_of("CHANGELOG.md"), re.M)[1] == version


def layers() -> list[str]:
    """The layers of `ivr`, from the top, as import-linter holds them."""
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    return next(contract["layers"] for contract in contracts if contract["id"] == "layers")


def test_the_layers_are_those_that_are_checked():
    section = text_of("ARCHITECTURE.md").split("## Who imports whom\n")[1]
    assert section.split("```")[1].strip().splitlines() == layers()


def test_the_overview_has_every_room():
    tree = text_of("ARCHITECTURE.md").split("## The rooms\n")[1].split("```")[1]
    rooms = set(re.findall(r"^    (\w+)/ ", tree, re.M))
    assert rooms == {path.parent.name for path in (ROOT / "ivr").glob("*/__init__.py")}


def test_the_columns_of_the_orders_file_are_those_that_are_read():
    fenced = next(block for block in FENCED.findall(text_of("docs/orders.md")) if "order_number,placed_at" in block)
    assert tuple("".join(fenced.strip("`\n").split()).split(",")) == COLUMNS


@pytest.mark.parametrize(
    ("heading", "words"), [("## States of a parcel", TrackingStatus), ("## States of an order", OrderStatus)]
)
def test_the_glossary_has_every_status(heading, words):
    section = text_of("docs/glossary.md").split(heading)[1].split("\n## ")[0]
    assert re.findall(r"^\| (\w+) \|", section, re.M)[1:] == [str(word) for word in words]


def test_the_addresses_to_give_twilio_end_as_the_code_has_them():
    endings = re.findall(r"/voice[/a-z]*(#[^`\s]+)`", text_of("README.md"))
    assert endings
    assert set(endings) == {PATIENCE}


def test_every_test_that_a_promise_names_exists():
    named = set(re.findall(r"`(test_\w+)`", text_of("docs/promises.md")))
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named
    assert not named - set(re.findall(r"def (test_\w+)", sources))


def commands(text: str) -> Iterator[str]:
    """The words after `wismo` in each command: at the start of a code span, or of a line of a block."""
    yield from re.findall(r"`(?:\.venv/bin/)?wismo ([a-z][^`\n]*)`", FENCED.sub("", text))
    for block in FENCED.findall(text):
        yield from re.findall(r"^ *(?:\.venv/bin/)?wismo ([a-z][^#>\n]*)", block, re.M)


def unknown_in(line: str) -> str:
    """The first word of a command line that no command has; "" if all are known."""
    command: click.Command | None = main
    context = click.Context(main)
    words = [word for word in line.split() if word.isascii()]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.get_command(context, words.pop(0))
    if command is None:
        return line
    known = {option for parameter in command.params for option in parameter.opts}
    return next((word for word in words if word.startswith("--") and word not in known | {"--help"}), "")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_command_that_is_written_exists(document):
    written = set(commands(document.read_text(encoding="utf-8")))
    assert [line for line in sorted(written) if unknown_in(line)] == []


def test_a_command_that_is_not_there_is_noticed():
    assert unknown_in("sing --loudly")
    assert unknown_in("call --loudly")
    assert not unknown_in("orders import FILE")
    assert {line.split()[0] for line in commands(text_of("README.md"))} >= {"call", "doctor", "orders", "serve"}


def test_every_make_target_that_is_written_exists():
    targets = set(re.findall(r"^(\w+):", text_of("Makefile"), re.M))
    for document in DOCUMENTS:
        written = re.findall(r"(?:`|^ *|=1 )make ([a-z]+)", document.read_text(encoding="utf-8"), re.M)
        assert set(written) <= targets, name_of(document)


def slugs(document: Path) -> set[str]:
    """The anchors of a document's headings, as they are made on the web."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", document.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(document):
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith("https://"):
            path, _, anchor = target.partition("#")
            found = (document.parent / path).resolve() if path else document
            assert found.exists(), target
            assert not anchor or anchor in slugs(found), target


@pytest.mark.parametrize("document", [each for each in DOCUMENTS if each.parent.name != "adr"], ids=name_of)
def test_every_module_that_is_named_is_there(document):
    named = set(re.findall(r"`([\w./]+/[\w.]+\.py)`", document.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not any((root / name).is_file() for root in (ROOT, ROOT / "ivr"))] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_no_document_names_a_machine_or_a_registry(document):
    text = document.read_text(encoding="utf-8").lower()
    assert (
        re.findall(
            r"(?<![\w.])/(?:work|root|home|users|tmp)/|pypi\.|index-url|(?<!_)registry\.|artifactory|nexus", text
        )
        == []
    )


def test_the_pictures_are_shown_and_small():
    shown = set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text_of("README.md")))
    assert shown == {name_of(picture) for picture in (ROOT / "docs/pictures").iterdir()}
    assert all((ROOT / name).stat().st_size < 150_000 for name in shown)


def test_every_field_of_the_routing_document_is_explained():
    parts = [*schema()["$defs"].values(), schema()]
    fields = {name for part in parts for name in part.get("properties", ())}
    explained = text_of("docs/routing.md")
    assert {name for name in fields if not re.search(rf"\b{name}\b", explained)} == set()


def test_the_example_of_the_routing_document_is_one():
    assert read(text_of("docs/routing.md").split("```yaml\n")[1].split("```")[0]).default == "care-en"
