"""Coming in and going out: password and code, one-time links."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.audit import Hand
from ivr.adapters.sql.users import SqlUsers, User
from ivr.adapters.sql.users.audited_users import NotedUsers
from ivr.console.auth import passwords
from ivr.console.page import (
    EVERYBODY,
    NOBODY_YET,
    Pages,
    asked,
    back_to,
    is_ours,
    refusal,
    shown,
    sign_in,
    sign_out,
    whoever,
)

WRONG = "That name, password or code is not right."
TOO_OFTEN = "Too many tries. Wait a quarter of an hour, or ask an admin for a link."


class Tries(Protocol):
    """Counts wrong tries to sign in."""

    def take(self, name: str, address: str) -> bool:
        """Whether this one is free. It counts, until it is given back."""

    def give_back(self, name: str, address: str) -> None:
        """It was right."""


@dataclass(frozen=True, slots=True)
class Doors:
    """The pages before everybody's own. `address` is that of the browser which asks."""

    users: SqlUsers
    noted: NotedUsers
    tries: Tries
    address: Callable[[], str]
    has_company: bool = False
    """Whether people can come in with an account of their company."""

    def add_to(self, pages: Pages) -> None:
        """All of them."""
        pages.add("/sign-in", "sign_in", self.sign_in, to=NOBODY_YET, methods=("GET", "POST"))
        pages.add("/link/<token>", "link", self.link, to=NOBODY_YET, methods=("GET", "POST"))
        pages.add("/sign-out", "sign_out", self.sign_out, to=EVERYBODY, methods=("POST",), form_on="home")

    def sign_in(self) -> ResponseReturnValue:
        """Name, password and, for those who have them, a code."""
        if request.method == "GET":
            return self._door() if whoever() is None else back_to("home")
        given, address = asked(), self.address()
        name = given.get("name", "")[:64]
        if not self.tries.take(name, address):
            return self._door(wrong=TOO_OFTEN, name=name), 429
        password = request.form.get("password", "")[: passwords.LONGEST]
        proven = self.users.proven(name, password, given.get("code", "")[:64])
        if proven is None:
            return self._door(wrong=WRONG, name=name), 401
        self.tries.give_back(name, address)
        welcome = self._welcome(proven.user)
        if proven.by_recovery:
            left = self.noted.recovered(name, hand=Hand(name, "console"))
            flash(
                f"That recovery code is used up; you have {left} more. Set up your new authenticator under your name."
            )
        return welcome

    def _door(self, **facts: str) -> str:
        onward, ended = request.args.get("next", ""), "ended" in request.args
        return shown("auth/sign_in", has_company=self.has_company, onward=onward, ended=ended, **facts)

    def link(self, token: str) -> ResponseReturnValue:
        """Set a password, once. Whoever has codes gives one at the sign-in afterwards."""
        user = self.users.named_by(token)
        if user is None:
            return _nowhere()
        if request.method == "GET":
            return shown("auth/new_password", user=user, shortest=passwords.SHORTEST)
        password, again = request.form.get("password", ""), request.form.get("again", "")
        if wrong := passwords.fault(password, again, user.name):
            return shown("auth/new_password", user=user, shortest=passwords.SHORTEST, wrong=wrong), 422
        user = self.users.redeem(token, password)
        if user is None:
            return _nowhere()
        if user.has_codes:
            self.users.end(sign_out())
            flash("Your password is set. Sign in with it and with a code.")
            return back_to("sign_in")
        return self._welcome(user)

    def sign_out(self) -> ResponseReturnValue:
        """End this session."""
        self.users.end(sign_out())
        return back_to("sign_in")

    def _welcome(self, user: User) -> ResponseReturnValue:
        sign_in(user, self.users.begin(user.name))
        onward = request.args.get("next", "")
        return redirect(onward if is_ours(onward) else url_for("console.home"), 303)


def _nowhere() -> ResponseReturnValue:
    return refusal(404, "This link leads nowhere", "It was used, or is older than a day. Ask for a new one.")
