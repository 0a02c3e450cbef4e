"""`wismo sources`, against a shop on this machine."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from werkzeug.wrappers import Response

from ivr.cli import main
from tests.adapters.twilio.standin import Told, stand_in
from tests.adapters.woocommerce.wordpress import KEY, SECRET, WordPress, running
from tests.orders.sources.woocommerce.orders_json import woo_order

Run = Callable[..., Result]


@pytest.fixture
def wordpress() -> Iterator[WordPress]:
    with running(WordPress(orders=[woo_order()])) as wordpress:
        yield wordpress


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `wismo sources` on an installation of its own."""
    for name in [name for name in os.environ if name.startswith(("WISMO_", "TWILIO_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PUBLIC_URL", "https://line.example.com")
    return lambda *words, typed="": CliRunner().invoke(main, ["sources", *words], input=typed)


@pytest.fixture
def connected(run: Run, wordpress: WordPress) -> Result:
    return run("add", "woocommerce", "--name", "mugs", "--address", wordpress.url, typed=f"{KEY}\n{SECRET}\n")


def test_a_shop_is_connected_and_its_webhooks_are_registered(connected: Result, wordpress: WordPress):
    assert connected.exit_code == 0, connected.output
    assert "Mugs & More serves this line." in connected.output
    assert {hook["delivery_url"] for hook in wordpress.hooks} == {"https://line.example.com/webhooks/mugs"}
    assert SECRET not in connected.output


def test_values_may_come_from_standard_input(run: Run, wordpress: WordPress):
    typed = f"consumer_key={KEY}\nconsumer_secret = {SECRET}\naddress={wordpress.url}\n"
    assert run("add", "woocommerce", "--name", "mugs", "--stdin", typed=typed).exit_code == 0
    assert "mugs" in run("list").output


def test_secrets_in_the_environment_are_not_asked_for(run: Run, wordpress: WordPress, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WISMO_SOURCE_MUGS_CONSUMER_KEY", KEY)
    monkeypatch.setenv("WISMO_SOURCE_MUGS_CONSUMER_SECRET", SECRET)
    assert run("add", "woocommerce", "--name", "mugs", "--address", wordpress.url).exit_code == 0
    assert run("test", "mugs").exit_code == 0
    monkeypatch.delenv("WISMO_SOURCE_MUGS_CONSUMER_SECRET")
    assert run("test", "mugs").exit_code == 1


def test_a_shop_that_refuses_is_not_connected(run: Run, wordpress: WordPress):
    refused = run("add", "woocommerce", "--name", "mugs", "--address", wordpress.url, typed=f"{KEY}\nwrong\n")
    assert refused.exit_code == 1
    assert "check consumer key and secret" in refused.output
    assert "No source is connected" in run("list").output


@pytest.mark.parametrize("name", ["Mugs", "mugs/../1", "m" * 65])
def test_a_name_that_could_be_no_address_is_refused(run: Run, wordpress: WordPress, name: str):
    refused = run("add", "woocommerce", "--name", name, "--address", wordpress.url, typed=f"{KEY}\n{SECRET}\n")
    assert (refused.exit_code, "lower-case letters" in refused.output) == (1, True)


def test_orders_are_read_and_it_is_told_how_the_source_is_doing(run: Run, connected: Result):
    assert "last read:    never" in run("status", "mugs").output
    assert "1 orders of mugs were read." in run("sync", "mugs").output
    told = run("status", "mugs").output
    assert "state:        well" in told
    assert "last read:    just now" in told
    assert (
        "2 orders of mugs" in run("sync", "mugs", "--all").output or "1 orders" in run("sync", "mugs", "--all").output
    )


def test_a_paused_source_says_so_and_goes_on(run: Run, connected: Result):
    run("pause", "mugs")
    assert "paused" in run("list").output
    assert run("resume", "mugs").exit_code == 0
    assert "reading" in run("list").output


def test_other_secrets_are_tested_before_they_are_stored(run: Run, connected: Result):
    assert run("secrets", "mugs", typed="\nwrong\n").exit_code == 1
    assert run("test", "mugs").exit_code == 0
    assert run("secrets", "mugs", typed=f"\n{SECRET}\n").exit_code == 0


def test_a_platform_that_does_not_answer_is_named(run: Run, connected: Result, wordpress: WordPress):
    wordpress.faults.append(Response("<html>", 503))
    answer = run("test", "mugs")
    assert (answer.exit_code, answer.output.startswith("Error: no answer: ")) == (1, True)


def test_a_source_is_removed_when_that_is_confirmed(run: Run, connected: Result):
    assert run("remove", "mugs", typed="n\n").exit_code == 1
    assert "Delete the webhooks to https://line.example.com/webhooks/mugs" in run("remove", "mugs", "--yes").output
    assert "there is no source called mugs" in run("status", "mugs").output


def test_a_brand_that_nobody_answers_by_is_refused(run: Run, wordpress: WordPress):
    refused = run("add", "woocommerce", "--brand", "nothwind", "--address", wordpress.url)
    assert (refused.exit_code, "the routing has no brand 'nothwind'" in refused.output) == (1, True)


def test_a_tracking_service_is_told_where_to_send_its_webhooks(run: Run):
    with stand_in() as easypost:
        easypost.answers += [Told(200, {"trackers": []})] * 2
        typed = f"api_key=k\nwebhook_secret=s\naddress={easypost.url}"
        told = run("add", "easypost", "--address", easypost.url, "--stdin", typed=typed)
        assert (told.exit_code, told.output.splitlines()[-1]) == (
            0,
            "Have EasyPost send its webhooks to https://line.example.com/webhooks/easypost",
        )
        assert run("resume", "easypost").exit_code == 0
    assert "well" in run("list").output
