"""The account itself."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from ivr.emulator.rest import shapes
from ivr.emulator.switchboard import Exchange


class Accounts:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def fetch(self) -> ResponseReturnValue:
        return jsonify(shapes.account(self._exchange))
