"""The emulated REST API: the part of Twilio's that this project uses, in Twilio's shapes.

Serve `rest_app(switchboard)` on any port and point a client there; the real `twilio` client does with a
TwilioHttpClient that rewrites the host.
"""

import hmac
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.rest import shapes
from ivr.emulator.rest.call_resource import CallResource
from ivr.emulator.rest.conference_resource import ConferenceResource
from ivr.emulator.rest.errors import RestError, RestFault, RestFaults, answer_error, answer_unknown, not_found, strike
from ivr.emulator.rest.message_resource import MessageResource
from ivr.emulator.rest.number_resource import NumberResource
from ivr.emulator.rest.participant_resource import ParticipantResource
from ivr.emulator.rest.queue_resource import MemberResource, QueueResource
from ivr.emulator.rest.recording_resource import RecordingResource
from ivr.emulator.switchboard import Switchboard

__all__ = ["RestFault", "RestFaults", "rest_app", "rest_blueprint"]

View = Callable[..., ResponseReturnValue]


def rest_app(switchboard: Switchboard, faults: RestFaults | None = None) -> Flask:
    app = Flask("ivr.emulator.rest", static_folder=None)
    app.register_blueprint(rest_blueprint(switchboard, faults))
    app.register_error_handler(404, answer_unknown)
    return app


def rest_blueprint(switchboard: Switchboard, faults: RestFaults | None = None) -> Blueprint:
    """Everything under `/2010-04-01`; `faults` lets a test make it fail."""
    blueprint = Blueprint("emulator_rest", __name__, url_prefix="/2010-04-01/Accounts")
    broken = faults or RestFaults()

    def admit() -> ResponseReturnValue | None:
        switchboard.rest_requests.append((request.method, request.path))
        g.fault = broken.take(request.method, request.path)
        if g.fault and not g.fault.afterwards:
            strike(g.fault)
        _check_credentials(switchboard)
        return None

    def finish(response: Response) -> Response:
        fault = g.get("fault")
        if fault is None or not fault.afterwards:
            return response
        try:
            strike(fault)
        except RestError as error:
            return current_app.make_response(answer_error(error))
        return response

    blueprint.url_value_preprocessor(_take_account)
    blueprint.before_request(admit)
    blueprint.after_request(finish)
    blueprint.register_error_handler(RestError, answer_error)
    for method, rule, view in _routes(switchboard):
        blueprint.add_url_rule(rule, f"{method} {rule}".replace(".", " "), view, methods=[method])
    return blueprint


def _check_credentials(switchboard: Switchboard) -> None:
    """HTTP Basic, by the account's token or an API key.

    Raises RestError 20003 without good credentials, 20404 for another account.
    """
    given = request.authorization
    name, secret = (given.username or "", given.password or "") if given else ("", "")
    expected = {switchboard.account_sid: switchboard.auth_token, **switchboard.api_keys}.get(name)
    if expected is None or not hmac.compare_digest(secret.encode(), expected.encode()):
        raise RestError(401, 20003, "Authenticate")
    if g.account != switchboard.account_sid:
        raise not_found()


def _take_account(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The account in the path is looked at here only."""
    g.account = (values or {}).pop("account", "")


def _routes(switchboard: Switchboard) -> tuple[tuple[str, str, View], ...]:
    calls, messages = CallResource(switchboard), MessageResource(switchboard)
    numbers, queues, members = NumberResource(switchboard), QueueResource(switchboard), MemberResource(switchboard)
    recordings = RecordingResource(switchboard)
    conferences, participants = ConferenceResource(switchboard), ParticipantResource(switchboard)

    def account() -> ResponseReturnValue:
        return jsonify(shapes.account(switchboard))

    return (
        ("GET", "/<account>.json", account),
        ("GET", "/<account>/Calls.json", calls.list),
        ("POST", "/<account>/Calls.json", calls.create),
        ("GET", "/<account>/Calls/<sid>.json", calls.fetch),
        ("POST", "/<account>/Calls/<sid>.json", calls.update),
        ("DELETE", "/<account>/Calls/<sid>.json", calls.delete),
        ("GET", "/<account>/Messages.json", messages.list),
        ("POST", "/<account>/Messages.json", messages.create),
        ("GET", "/<account>/Messages/<sid>.json", messages.fetch),
        ("DELETE", "/<account>/Messages/<sid>.json", messages.delete),
        ("GET", "/<account>/IncomingPhoneNumbers.json", numbers.list),
        ("GET", "/<account>/IncomingPhoneNumbers/<sid>.json", numbers.fetch),
        ("POST", "/<account>/IncomingPhoneNumbers/<sid>.json", numbers.update),
        ("GET", "/<account>/Queues.json", queues.list),
        ("POST", "/<account>/Queues.json", queues.create),
        ("GET", "/<account>/Queues/<sid>.json", queues.fetch),
        ("GET", "/<account>/Queues/<queue_sid>/Members.json", members.list),
        ("GET", "/<account>/Queues/<queue_sid>/Members/<call_sid>.json", members.fetch),
        ("POST", "/<account>/Queues/<queue_sid>/Members/<call_sid>.json", members.update),
        ("GET", "/<account>/Conferences.json", conferences.list),
        ("GET", "/<account>/Conferences/<sid>.json", conferences.fetch),
        ("POST", "/<account>/Conferences/<sid>.json", conferences.update),
        ("GET", "/<account>/Conferences/<conference>/Participants.json", participants.list),
        ("POST", "/<account>/Conferences/<conference>/Participants.json", participants.create),
        ("GET", "/<account>/Conferences/<conference>/Participants/<key>.json", participants.fetch),
        ("POST", "/<account>/Conferences/<conference>/Participants/<key>.json", participants.update),
        ("DELETE", "/<account>/Conferences/<conference>/Participants/<key>.json", participants.delete),
        ("GET", "/<account>/Recordings.json", recordings.list),
        ("GET", "/<account>/Recordings/<sid>.json", recordings.fetch),
        ("GET", "/<account>/Recordings/<sid>.wav", recordings.media),
        ("DELETE", "/<account>/Recordings/<sid>.json", recordings.delete),
    )
