"""The telephone network of the demo, in real time: Twilio's REST API, browsers that are telephones, a phone's page."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from flask import Flask, render_template_string, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server

from ivr.adapters.twilio.access_token import is_emulator_token
from ivr.cli.demo_customer import DemoCustomer
from ivr.cli.switchboard import numbers_of, switchboard_for
from ivr.emulator import RealClock, Switchboard
from ivr.emulator.browser import Sample, client_blueprint, no_voice, phone_blueprint
from ivr.emulator.real_time import RealTimeRunner
from ivr.emulator.rest import rest_app
from ivr.orders.samples.personas import PERSONAS
from ivr.settings import Settings

Voice = Callable[[str, str], bytes | None]
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Let a customer call</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<h1>Let a customer call</h1>
<p>{{ "The customer calls now, and asks for a person. Answer at the desk." if calls else
"A customer whose order is late calls the line and asks for a person." }}</p>
<form method="post"><button>{{ "Let another customer call" if calls else "Let a customer call" }}</button></form>
<p>Or <a href="/phone/">be the customer yourself</a>: call, and press 0.</p></html>"""


@contextmanager
def exchange(settings: Settings, voice: Voice = no_voice) -> Iterator[Switchboard]:
    """The network, at the address of WISMO_TWILIO_API_URL, with the line's number on it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    number, port = numbers_of(settings)[0], int(settings.twilio_api_url.rpartition(":")[2])
    with switchboard_for(settings, number, clock=RealClock()) as switchboard, RealTimeRunner(switchboard):
        server = make_server("127.0.0.1", port, exchange_app(switchboard, settings, voice), threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="exchange")
        thread.start()
        try:
            yield switchboard
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def exchange_app(switchboard: Switchboard, settings: Settings, voice: Voice = no_voice) -> Flask:
    """All that the network serves on its port."""
    app = rest_app(switchboard)
    proves = partial(is_emulator_token, settings.twilio_auth_token.get_secret_value())
    callers: Sequence[Sample] = [Sample(persona.phone, persona.shows) for persona in PERSONAS.values()]
    app.register_blueprint(client_blueprint(switchboard, origin=settings.console_url, proves=proves))
    app.register_blueprint(phone_blueprint(switchboard, callers=callers, voice=voice))

    def customer() -> ResponseReturnValue:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            return "Only this page asks for calls.\n", 403
        if calls := request.method == "POST":
            DemoCustomer.calls(switchboard, PERSONAS["late"].phone, next(iter(switchboard.numbers)))
        return render_template_string(_PAGE, calls=calls)

    app.add_url_rule("/customer", "customer", customer, methods=["GET", "POST"])
    return app
