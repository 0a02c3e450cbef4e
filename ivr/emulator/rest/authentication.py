"""HTTP Basic, by the account's token or an API key."""

import hmac
from typing import Any

from flask import g, request

from ivr.emulator.rest.errors import RestError, not_found
from ivr.emulator.switchboard import Switchboard


def check_credentials(switchboard: Switchboard) -> None:
    """Raises RestError 20003 without good credentials, 20404 for somebody else's account."""
    given = request.authorization
    name, secret = (given.username or "", given.password or "") if given else ("", "")
    expected = {switchboard.account_sid: switchboard.auth_token, **switchboard.api_keys}.get(name)
    if expected is None or not hmac.compare_digest(secret.encode(), expected.encode()):
        raise RestError(401, 20003, "Authenticate")
    if g.account != switchboard.account_sid:
        raise not_found()


def take_account(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The account in the path is looked at here and nowhere else."""
    g.account = (values or {}).pop("account", "")
