"""Codes of an authenticator for the sign-in, and recovery codes: every user sets up their own."""

import pyotp
import segno
from flask import flash, request

from ivr.console.auth import passwords
from ivr.console.auth.sign_in import TOO_OFTEN
from ivr.console.page import Answer, Facts, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to, rendered
from ivr.console.roles import EVERYBODY
from ivr.console.session import as_actor, me

NOT_NOW = "That is not the code that it shows now. Is its clock right?"
UNPROVEN = "That password or code is not right."


class SecondFactorPages(PageGroup):
    """The page behind the user's own name."""

    @page("/codes", roles=EVERYBODY, template="auth/codes.html")
    def codes(self) -> Answer:
        """The state of the user's codes; a new key if they have none yet."""
        return self._state() if me().has_codes else self._offer(self.ports.users.codes.begin(me().name))

    @page("/codes", roles=EVERYBODY, methods=("POST",), template="auth/codes.html")
    def change_codes(self) -> Answer:
        """Turn codes on by a code of the new key; renew recovery codes or turn codes off by password and code."""
        given, name, address = form_fields(), me().name, self.ports.client_address()
        if not self.ports.sign_in_attempts.take(name, address):
            return self._again(TOO_OFTEN), 429
        if not me().has_codes:
            return self._begin(given.get("code", ""))
        password = request.form.get("password", "")[: passwords.LONGEST]
        if self.ports.users.proven_anew(name, password, given.get("code", "")) is None:
            return self._state(UNPROVEN), 422
        self.ports.sign_in_attempts.give_back(name, address)
        if given.get("act") == "renew":
            return _recovery_codes(self.ports.audited_users.recovery_codes(name, actor=as_actor()))
        self.ports.audited_users.no_codes(name, actor=as_actor())
        flash("Codes are no longer asked for.")
        return back_to("codes")

    def _begin(self, code: str) -> Answer:
        codes = self.ports.audited_users.codes(me().name, code, actor=as_actor())
        if not codes:
            return self._again(NOT_NOW), 422
        self.ports.sign_in_attempts.give_back(me().name, self.ports.client_address())
        return _recovery_codes(codes)

    def _again(self, wrong: str) -> Facts:
        if me().has_codes:
            return self._state(wrong)
        codes, name = self.ports.users.codes, me().name
        return self._offer(codes.begun(name) or codes.begin(name), wrong)

    def _state(self, wrong: str = "") -> Facts:
        return {"left": self.ports.users.codes.left(me().name), "wrong": wrong}

    def _offer(self, key: str, wrong: str = "") -> Facts:
        """A new key as text and as a picture."""
        address = pyotp.TOTP(key).provisioning_uri(name=me().name, issuer_name="Wismo")
        picture = segno.make(address).svg_data_uri(scale=5, border=2, light="white")
        return {"key": key, "picture": picture, "wrong": wrong}


def _recovery_codes(codes: tuple[str, ...]) -> str:
    """The page that shows recovery codes, for the only time."""
    return rendered("auth/recovery_codes.html", codes=codes)
