"""`wismo demo`: the whole line on this machine, with sample orders and callers."""

import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import httpx2
from rich.console import Console

from ivr.accounts import User
from ivr.adapters.sql import database
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import shop_clock
from ivr.cli.demo_calls import DemoCall, Rows, demo_calls, shop_calls, write_call
from ivr.cli.demo_desk import AGENT, add_agent, desk_scene, link_of
from ivr.cli.demo_exchange import exchange
from ivr.cli.demo_shop import CUSTOMER, connected_shop
from ivr.cli.environment import load_settings
from ivr.cli.orders.files import import_orders
from ivr.cli.supervise import Child
from ivr.cli.switchboard import numbers_of, switchboard_for
from ivr.emulator import Phone
from ivr.emulator.account import ACCOUNT_SID
from ivr.emulator.browser import no_voice
from ivr.emulator.phone import Unexpected
from ivr.orders.samples.sample_file import sample, write_csv
from ivr.settings import Settings
from prompts.studio.local import LocalVoice, is_installed
from prompts.studio.recording_session import SpeechSynthesizer, SynthesisError
from prompts.studio.takes import Take
from prompts.voices import Voice

ORDERS = 200
SEED = 1
PATIENCE = 120  # seconds for the line to start
OWN = ("PUBLIC_URL", "CONSOLE_URL", "REDIS_URL", "DATABASE_URL", "SECRET_KEY", "GOOGLE_APPLICATION_CREDENTIALS")


@click.command()
@click.option("--once", is_flag=True, envvar="ONCE", help="Stop after the calls (or set ONCE=1).")
def demo(once: bool) -> None:
    """Serve sample orders, place calls, print what the callers hear; then serve a phone in the browser.

    Everything runs on this machine, in a directory that is deleted afterwards. No account is used.
    Exits 1 if a call failed.
    """
    console = Console()
    with tempfile.TemporaryDirectory(prefix="wismo-") as name:
        settings = demo_settings(Path(name))
        rows = stock(settings, Path(name) / "orders.csv")
        console.print(f"{len(rows)} rows of sample orders imported. Starting the line ...")
        voice = read_aloud(LocalVoice()) if is_installed() else no_voice
        with exchange(settings, voice) as switchboard, line(settings, Path(name) / "log"):
            wrong = place_calls(console, settings, demo_calls(rows))
            wrong += desk_scene(console, settings, switchboard, add_agent(settings))
            wrong += shop_scene(console, settings)
            if not once:
                invite(console, settings)
    raise SystemExit(bool(wrong))


def demo_settings(directory: Path) -> Settings:
    """Settings of a line for the demo alone: those of a real one in this environment are ignored."""
    for name in list(os.environ):
        if name in OWN or name.startswith(("WISMO_", "TWILIO_")):
            del os.environ[name]
    calls, console, network = free_port(8080), free_port(8081), free_port(8082)
    os.environ.update(
        WISMO_DATA_DIR=str(directory / "var"),
        PUBLIC_URL=f"http://127.0.0.1:{calls}",
        CONSOLE_URL=f"http://127.0.0.1:{console}",
        TWILIO_ACCOUNT_SID=ACCOUNT_SID,
        WISMO_TWILIO_API_URL=f"http://127.0.0.1:{network}",
    )
    return load_settings()


def free_port(wanted: int) -> int:
    """The wanted port, or any free one if it is taken."""
    for port in (wanted, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as found:
                return int(found.getsockname()[1])
        except OSError:
            continue
    raise click.ClickException("no port is free")


def stock(settings: Settings, file: Path) -> Rows:
    """Write the sample orders and import them, as `wismo orders` does."""
    rows = list(sample(ORDERS, SEED, datetime.now(UTC)))
    with file.open("w", newline="", encoding="utf-8") as out:
        write_csv(out, rows)
    import_orders(settings, file)
    return rows


@contextmanager
def line(settings: Settings, log: Path) -> Iterator[None]:
    """`wismo serve` in a separate process, ready to take calls."""
    ports = [address.rpartition(":")[2] for address in (settings.public_url, settings.console_url)]
    command = [str(Path(sys.executable).with_name("wismo")), "serve", "--port", ports[0], "--console-port", ports[1]]
    with log.open("wb") as output:
        serving = Child("line", command, {}, patience=60, output=output)
        serving.tend()
        try:
            wait_until_ready(settings.public_url, serving, log)
            yield
        finally:
            serving.stop()


def wait_until_ready(url: str, serving: Child, log: Path) -> None:
    """Wait until the line takes calls. Raises ClickException with its log if it does not start."""
    give_up = time.monotonic() + PATIENCE
    while serving.is_running and time.monotonic() < give_up:
        try:
            if httpx2.get(f"{url}/readyz", timeout=2).json()["status"] == "ready":
                return
        except (httpx2.HTTPError, ValueError):
            pass
        time.sleep(0.1)
    raise click.ClickException(f"the line did not start:\n{log.read_text()}")


def place_calls(console: Console, settings: Settings, calls: tuple[DemoCall, ...]) -> int:
    """Place the calls one after the other and print each. Returns the number of failed calls."""
    number = numbers_of(settings)[0]
    with switchboard_for(settings, number) as switchboard:
        return sum(not place(console, Phone(switchboard, number=call.caller, to=number), call) for call in calls)


def shop_scene(console: Console, settings: Settings) -> int:
    """Connect a shop, place a call, let its parcel move, and place the call again. Returns as `place_calls`."""
    before, after = shop_calls(CUSTOMER)
    with connected_shop(settings) as shop:
        console.print("\nA shop on Shopify (emulated here) is connected, and its orders are read.")
        wrong = place_calls(console, settings, (before,))
        seconds = shop.loads_the_parcel()
        console.print(
            f"\nThe carrier loads the parcel. The shop says so by a webhook; {seconds:.1f} s later it is known."
        )
        return wrong + place_calls(console, settings, (after,))


def place(console: Console, phone: Phone, call: DemoCall) -> bool:
    """Place one call and print it. Returns whether it went as it should."""
    console.print(f"\n[bold underline]{call.title}[/bold underline]\n")
    try:
        call.talk(phone)
        if not phone.leg.call.is_over:
            phone.hangs_up()
    except Unexpected as problem:
        console.print(f"  [bold red]This call went wrong: {problem.what}")
        return False
    finally:
        write_call(console, call.caller, phone.lines)
    return True


def invite(console: Console, settings: Settings) -> None:
    """Print where to go, and wait for Ctrl-C."""
    try:
        network, desk = settings.twilio_api_url, link_of(settings, AGENT)
        console.print(f"\n[bold]Ring the line yourself: {network}/phone/[/bold]   (Ctrl-C ends the demo)")
        console.print(f"[bold]Take a call as an agent: {desk}[/bold]   (works once; sign in to the desk, go ready)")
        console.print(f"[bold]Let a customer call: {network}/customer[/bold]")
        console.print(f"[bold]Look into the console, as its admin: {console_link(settings)}[/bold]   (works once)")
        threading.Event().wait()
    except KeyboardInterrupt:
        console.print("\nGoodbye.")


def console_link(settings: Settings) -> str:
    """A link that sets the password of the demo's admin, once."""
    engine = database.connect(settings.database_url, settings.data_dir)
    try:
        key = settings.secret_key.get_secret_value().encode()
        SqlUsers(engine, clock=shop_clock(settings), key=key).add(User("demo", "admin", sees_numbers=True))
    finally:
        engine.dispose()
    return link_of(settings, "demo")


def read_aloud(speak: SpeechSynthesizer) -> Callable[[str, str], bytes | None]:
    """Audio for the browser phone, by the voice of this machine; None for words that it cannot speak."""

    def audio(words: str, language: str) -> bytes | None:
        try:
            return speak(Take.of(words, Voice("local", language, language)))
        except SynthesisError:
            return None

    return audio
