"""The account itself."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from ivr.emulator.rest import shapes
from ivr.emulator.switchboard import Switchboard


class Accounts:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def fetch(self) -> ResponseReturnValue:
        return jsonify(shapes.account(self._switchboard))
