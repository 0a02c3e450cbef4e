"""The desk in the demo: an agent, and a call that she takes and writes a note about."""

import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2
from rich.console import Console

from ivr.accounts import User
from ivr.adapters.sql import database
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores, open_stores, shop_clock
from ivr.cli.demo_calls import write_call
from ivr.cli.demo_customer import DemoCustomer
from ivr.cli.environment import redis_at
from ivr.cli.installation import COMMAND_PATIENCE
from ivr.emulator import Switchboard
from ivr.emulator.phone import Unexpected
from ivr.orders.samples.personas import PERSONAS
from ivr.settings import Settings

AGENT = "anna"
QUEUE = "care-en"
NOTE = "Told her that it comes tomorrow. She wants a text if that changes."
PASSWORD = "four words for the demo"  # noqa: S105 - replaced by whoever opens the link
RECORD_PATIENCE = 15.0
_PROOF = re.compile(r'name="csrf_token" value="([^"]+)"')


def add_agent(settings: Settings) -> str:
    """Make an agent with a user of the console. Returns the identity of her browser as a telephone."""
    with redis_at(settings) as url:
        stores = open_stores(settings.model_copy(update={"redis_url": url, "redis_deadline": COMMAND_PATIENCE}))
        return _agent_of(stores, settings)


def _agent_of(stores: Stores, settings: Settings) -> str:
    try:
        key = settings.secret_key.get_secret_value().encode()
        users = SqlUsers(stores.engine, clock=shop_clock(settings), key=key)
        users.add(User(AGENT, "agent", queues=(QUEUE,), sees_numbers=True))
        agents = SqlAgents(stores.engine, stores.reader, stores.redis, key)
        agents.add("", name="Anna", queues=(QUEUE,), user=AGENT, station="browser")
        found = agents.of_user(AGENT)
    finally:
        stores.close()
    if found is None:
        raise LookupError(AGENT)
    return found.client


def link_of(settings: Settings, user: str) -> str:
    """A link that sets the password of a user of the console, once."""
    engine = database.connect(settings.database_url, settings.data_dir)
    try:
        key = settings.secret_key.get_secret_value().encode()
        return f"{settings.console_url}/console/link/{SqlUsers(engine, clock=shop_clock(settings), key=key).link(user)}"
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class DeskForms:
    """The forms of the console, sent as a browser without scripts sends them."""

    http: httpx2.Client
    console: str

    def send(self, path: str, **fields: str) -> str:
        """Open a page, send a form of it, and return the page that follows."""
        desk = f"{self.console}/console/desk"
        page = self.http.get(f"{self.console}{path}" if "/link/" in path else desk)
        found = _PROOF.search(page.text)
        form = {"csrf_token": found[1] if found else "", **fields}
        answer = self.http.post(f"{self.console}{path}", data=form, headers={"Referer": desk})
        if answer.is_error:
            raise Unexpected(f"{path} was answered {answer.status_code}", "")
        return answer.text

    def finds(self, words: str) -> str:
        """The desk, once it shows these words; the record is seconds behind."""
        give_up = time.monotonic() + RECORD_PATIENCE
        while True:
            page = self.http.get(f"{self.console}/console/desk").text
            if words in page or time.monotonic() > give_up:
                return page
            time.sleep(0.2)


def desk_scene(console: Console, settings: Settings, switchboard: Switchboard, identity: str) -> int:
    """A customer calls, and the agent takes the call at her desk. Returns the number of calls that went wrong."""
    console.print("\n[bold underline]A customer asks for a person. Anna takes the call at her desk.[/bold underline]\n")
    caller = PERSONAS["late"].phone
    with httpx2.Client(follow_redirects=True, timeout=20) as http:
        desk = DeskForms(http, settings.console_url)
        desk.send(urlsplit(link_of(settings, AGENT)).path, password=PASSWORD, again=PASSWORD)
        desk.send("/console/desk/sign-in", queues=QUEUE, station="browser")
        phone = switchboard.client(identity)
        desk.send("/console/desk/ready")
        customer = DemoCustomer.calls(switchboard, caller, next(iter(switchboard.numbers)))
        try:
            phone.patience = 30
            phone.accepts().hears("When does it come")
            phone.says("Good morning. I see it here: it comes tomorrow.").hears("when something changes")
            phone.says("I will see to it.").hears("Goodbye")
            desk.send("/console/desk/note", disposition="resolved", note=NOTE)
            customer.ends()
            page = desk.finds(NOTE)
            desk.send("/console/desk/sign-out")
        except Unexpected as problem:
            console.print(f"  [bold red]This call went wrong: {problem.what}")
            return 1
        finally:
            write_call(console, caller, customer.leg.transcript)
            switchboard.lose_client(identity)
    console.print(f"  Anna notes: {NOTE}")
    return int(NOTE not in page)
