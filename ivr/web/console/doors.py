"""Coming in and going out: password and code, one-time links, codes from an authenticator."""

from dataclasses import dataclass
from typing import Protocol

import pyotp
import segno
from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from ivr.adapters.users import SqlUsers, User
from ivr.web.console.pages import (
    EVERYBODY,
    NOBODY_YET,
    Pages,
    asked,
    back_to,
    is_ours,
    me,
    refusal,
    shown,
    sign_in,
    sign_out,
    whoever,
)

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
WRONG = "That name, password or code is not right."
TOO_OFTEN = "Too many tries. Wait a quarter of an hour, or ask an admin for a link."
_NEW_KEY = "new_key"


class Tries(Protocol):
    """Counts tries to sign in."""

    def take(self, name: str, address: str) -> bool:
        """Whether this one is free."""


@dataclass(frozen=True, slots=True)
class Doors:
    """The pages before and around everybody's own."""

    users: SqlUsers
    tries: Tries
    has_company: bool = False
    """Whether people can come in with an account of their company."""

    def add_to(self, pages: Pages) -> None:
        """All of them."""
        pages.add("/sign-in", "sign_in", self.sign_in, to=NOBODY_YET, methods=("GET", "POST"))
        pages.add("/link/<token>", "link", self.link, to=NOBODY_YET, methods=("GET", "POST"))
        pages.add("/sign-out", "sign_out", self.sign_out, to=EVERYBODY, methods=("POST",))
        pages.add("/codes", "codes", self.codes, to=EVERYBODY, methods=("GET", "POST"))

    def sign_in(self) -> ResponseReturnValue:
        """Name, password and, for those who have them, a code."""
        if request.method == "GET":
            return self._door() if whoever() is None else back_to("home")
        given = asked()
        name = given.get("name", "")[:64]
        if not self.tries.take(name, request.remote_addr or ""):
            return self._door(wrong=TOO_OFTEN, name=name), 429
        user = self.users.proven(name, request.form.get("password", "")[:LONGEST_PASSWORD], given.get("code", ""))
        if user is None:
            return self._door(wrong=WRONG, name=name), 401
        return self._welcome(user)

    def _door(self, **facts: str) -> str:
        onward = request.args.get("next", "")
        return shown("sign_in", has_company=self.has_company, onward=onward, **facts)

    def link(self, token: str) -> ResponseReturnValue:
        """Set a password, once."""
        user = self.users.named_by(token)
        if user is None:
            return refusal(404, "This link leads nowhere", "It was used, or is older than a day. Ask for a new one.")
        if request.method == "GET":
            return shown("new_password", user=user, shortest=SHORTEST_PASSWORD)
        password, again = request.form.get("password", ""), request.form.get("again", "")
        if wrong := _wrong_with(password, again, user.name):
            return shown("new_password", user=user, shortest=SHORTEST_PASSWORD, wrong=wrong), 422
        self.users.set_password(user.name, password)
        return self._welcome(user)

    def sign_out(self) -> ResponseReturnValue:
        """End this session."""
        self.users.end(sign_out())
        return back_to("sign_in")

    def codes(self) -> ResponseReturnValue:
        """Have codes from an authenticator asked for at the sign-in, or no more."""
        if request.method == "GET":
            return self._new_codes()
        given = asked()
        if "stop" in given:
            self.users.set_codes(me().name, "")
            flash("Codes are no longer asked for.")
            return back_to("codes")
        key = session.get(_NEW_KEY, "")
        if not key or not pyotp.TOTP(key).verify(given.get("code", "").replace(" ", ""), valid_window=1):
            return self._new_codes("That is not the code that it shows now. Is its clock right?"), 422
        self.users.set_codes(me().name, key)
        session.pop(_NEW_KEY)
        flash("From now on the sign-in asks you for a code.")
        return back_to("codes")

    def _new_codes(self, wrong: str = "") -> str:
        key = session.setdefault(_NEW_KEY, pyotp.random_base32())
        address = pyotp.TOTP(key).provisioning_uri(name=me().name, issuer_name="Wismo")
        picture = segno.make(address).svg_data_uri(scale=5, border=2, light="white")
        return shown("codes", key=key, picture=picture, wrong=wrong)

    def _welcome(self, user: User) -> ResponseReturnValue:
        sign_in(user, self.users.begin(user.name))
        onward = request.args.get("next", "")
        return redirect(onward if is_ours(onward) else url_for("console.home"), 303)


def _wrong_with(password: str, again: str, name: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        return f"Take at least {SHORTEST_PASSWORD} characters: a few words in a row are easy to keep."
    if len(password) > LONGEST_PASSWORD:
        return f"Take at most {LONGEST_PASSWORD} characters."
    if name.casefold() in password.casefold():
        return "Leave your name out of it."
    return "" if password == again else "The two are not the same."
