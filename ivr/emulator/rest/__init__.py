"""The REST API of the stand-in: the part of Twilio's that this project uses, in Twilio's shapes.

Serve `rest_app(switchboard)` on any port and point a client there; the real `twilio` client does with a
TwilioHttpClient that rewrites the host.
"""

from collections.abc import Callable

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from ivr.emulator.rest.accounts import Accounts
from ivr.emulator.rest.authentication import check_credentials, take_account
from ivr.emulator.rest.calls import Calls
from ivr.emulator.rest.errors import RestError, answer_error, answer_unknown
from ivr.emulator.rest.faults import Faults
from ivr.emulator.rest.messages import Messages
from ivr.emulator.rest.numbers import IncomingPhoneNumbers
from ivr.emulator.rest.queues import Members, Queues
from ivr.emulator.rest.recordings import Recordings
from ivr.emulator.switchboard import Switchboard

__all__ = ["Faults", "rest_app", "rest_blueprint"]

View = Callable[..., ResponseReturnValue]


def rest_app(switchboard: Switchboard, faults: Faults | None = None) -> Flask:
    app = Flask("ivr.emulator.rest", static_folder=None)
    app.register_blueprint(rest_blueprint(switchboard, faults))
    app.register_error_handler(404, answer_unknown)
    return app


def rest_blueprint(switchboard: Switchboard, faults: Faults | None = None) -> Blueprint:
    """Everything under `/2010-04-01`; `faults` lets a test make it fail."""
    blueprint = Blueprint("emulator_rest", __name__, url_prefix="/2010-04-01/Accounts")
    broken = faults or Faults()

    def admit() -> ResponseReturnValue | None:
        broken.strike(request.path)
        check_credentials(switchboard)
        return None

    blueprint.url_value_preprocessor(take_account)
    blueprint.before_request(admit)
    blueprint.register_error_handler(RestError, answer_error)
    for method, rule, view in _routes(switchboard):
        blueprint.add_url_rule(rule, f"{method} {rule}".replace(".", " "), view, methods=[method])
    return blueprint


def _routes(switchboard: Switchboard) -> tuple[tuple[str, str, View], ...]:
    accounts, calls, messages = Accounts(switchboard), Calls(switchboard), Messages(switchboard)
    numbers, queues, members = IncomingPhoneNumbers(switchboard), Queues(switchboard), Members(switchboard)
    recordings = Recordings(switchboard)
    return (
        ("GET", "/<account>.json", accounts.fetch),
        ("GET", "/<account>/Calls.json", calls.list),
        ("POST", "/<account>/Calls.json", calls.create),
        ("GET", "/<account>/Calls/<sid>.json", calls.fetch),
        ("POST", "/<account>/Calls/<sid>.json", calls.update),
        ("GET", "/<account>/Messages.json", messages.list),
        ("POST", "/<account>/Messages.json", messages.create),
        ("GET", "/<account>/Messages/<sid>.json", messages.fetch),
        ("GET", "/<account>/IncomingPhoneNumbers.json", numbers.list),
        ("GET", "/<account>/IncomingPhoneNumbers/<sid>.json", numbers.fetch),
        ("POST", "/<account>/IncomingPhoneNumbers/<sid>.json", numbers.update),
        ("GET", "/<account>/Queues.json", queues.list),
        ("POST", "/<account>/Queues.json", queues.create),
        ("GET", "/<account>/Queues/<sid>.json", queues.fetch),
        ("GET", "/<account>/Queues/<queue_sid>/Members.json", members.list),
        ("GET", "/<account>/Queues/<queue_sid>/Members/<call_sid>.json", members.fetch),
        ("POST", "/<account>/Queues/<queue_sid>/Members/<call_sid>.json", members.update),
        ("GET", "/<account>/Recordings.json", recordings.list),
        ("GET", "/<account>/Recordings/<sid>.json", recordings.fetch),
        ("DELETE", "/<account>/Recordings/<sid>.json", recordings.delete),
    )
