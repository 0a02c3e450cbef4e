"""Codes from an authenticator at the sign-in, and recovery codes for whoever loses it: for each user their own."""

from collections.abc import Callable
from dataclasses import dataclass

import pyotp
import segno
from flask import flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.audit import Hand
from ivr.adapters.sql.users import SqlUsers
from ivr.adapters.sql.users.audited_users import NotedUsers
from ivr.console.auth import passwords
from ivr.console.auth.sign_in import TOO_OFTEN, Tries
from ivr.console.page import EVERYBODY, Pages, asked, back_to, me, shown

NOT_NOW = "That is not the code that it shows now. Is its clock right?"
UNPROVEN = "That password or code is not right."


@dataclass(frozen=True, slots=True)
class Codes:
    """The page under everybody's own name. `address` is that of the browser which asks."""

    users: SqlUsers
    noted: NotedUsers
    tries: Tries
    address: Callable[[], str]

    def add_to(self, pages: Pages) -> None:
        """The page, and what it sends."""
        pages.add("/codes", "codes", self.codes, to=EVERYBODY)
        pages.add("/codes", "change_codes", self.change, to=EVERYBODY, methods=("POST",))

    def codes(self) -> str:
        """How it stands; a new key for those who have no codes yet."""
        return self._standing() if me().has_codes else self._offered(self.users.codes.begin(me().name))

    def change(self) -> ResponseReturnValue:
        """Ask for codes, by a code of the new key; make new recovery codes, or ask no more, by password and code."""
        given, name, address = asked(), me().name, self.address()
        if not self.tries.take(name, address):
            return self._again(TOO_OFTEN), 429
        if not me().has_codes:
            return self._begin(given.get("code", ""))
        if (
            self.users.proven_anew(name, request.form.get("password", "")[: passwords.LONGEST], given.get("code", ""))
            is None
        ):
            return self._standing(UNPROVEN), 422
        self.tries.give_back(name, address)
        if given.get("act") == "renew":
            return self._told(self.noted.recovery_codes(name, hand=_hand()))
        self.noted.no_codes(name, hand=_hand())
        flash("Codes are no longer asked for.")
        return back_to("codes")

    def _begin(self, code: str) -> ResponseReturnValue:
        codes = self.noted.codes(me().name, code, hand=_hand())
        if not codes:
            return self._again(NOT_NOW), 422
        self.tries.give_back(me().name, self.address())
        return self._told(codes)

    def _again(self, wrong: str) -> str:
        if me().has_codes:
            return self._standing(wrong)
        return self._offered(self.users.codes.begun(me().name) or self.users.codes.begin(me().name), wrong)

    def _standing(self, wrong: str = "") -> str:
        return shown("auth/codes", left=self.users.codes.left(me().name), wrong=wrong)

    def _offered(self, key: str, wrong: str = "") -> str:
        address = pyotp.TOTP(key).provisioning_uri(name=me().name, issuer_name="Wismo")
        picture = segno.make(address).svg_data_uri(scale=5, border=2, light="white")
        return shown("auth/codes", key=key, picture=picture, wrong=wrong)

    def _told(self, codes: tuple[str, ...]) -> str:
        """The recovery codes, which nobody can read again."""
        return shown("auth/recovery_codes", codes=codes)


def _hand() -> Hand:
    return Hand(me().name, "console")
