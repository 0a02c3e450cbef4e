"""Signing in by password and code, signing out, and the one-time link by which a password is set."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ivr.accounts import User
from ivr.console.auth import passwords
from ivr.console.page import Answer, Facts, PageGroup, page
from ivr.console.requests import form_fields, is_of_console
from ivr.console.responses import back_to, refusal
from ivr.console.roles import ANONYMOUS, EVERYBODY
from ivr.console.session import sign_in, sign_out, user_or_none
from ivr.reporting.audit import Actor

WRONG = "That name, password or code is not right."
TOO_OFTEN = "Too many tries. Wait a quarter of an hour, or ask an admin for a link."


class SignIn(PageGroup):
    """The pages before the sign-in, and its end."""

    @page("/sign-in", roles=ANONYMOUS, methods=("GET", "POST"), template="auth/sign_in.html")
    def sign_in(self) -> Answer:
        """Sign in by name, password and, with a second factor, a code."""
        if request.method == "GET":
            return self._form() if user_or_none() is None else back_to("home")
        given, address = form_fields(), self.ports.client_address()
        name = given.get("name", "")[:64]
        if not self.ports.sign_in_attempts.take(name, address):
            return self._form(wrong=TOO_OFTEN, name=name), 429
        password = request.form.get("password", "")[: passwords.LONGEST]
        proven = self.ports.users.proven(name, password, given.get("code", "")[:64])
        if proven is None:
            return self._form(wrong=WRONG, name=name), 401
        self.ports.sign_in_attempts.give_back(name, address)
        welcome = self._welcome(proven.user)
        if proven.by_recovery:
            left = self.ports.audited_users.recovered(name, actor=Actor(name, "console"))
            flash(
                f"That recovery code is used up; you have {left} more. Set up your new authenticator under your name."
            )
        return welcome

    @page("/link/<token>", roles=ANONYMOUS, methods=("GET", "POST"), template="auth/new_password.html")
    def link(self, token: str) -> Answer:
        """Set a password, once. Users with codes sign in with one afterwards."""
        user = self.ports.users.named_by(token)
        if user is None:
            return _dead_link()
        facts = {"user": user, "shortest": passwords.SHORTEST}
        if request.method == "GET":
            return facts
        password, again = request.form.get("password", ""), request.form.get("again", "")
        if wrong := passwords.fault(password, again, user.name):
            return {**facts, "wrong": wrong}, 422
        user = self.ports.users.redeem(token, password)
        if user is None:
            return _dead_link()
        if user.has_codes:
            self.ports.users.end(sign_out())
            flash("Your password is set. Sign in with it and with a code.")
            return back_to("sign_in")
        return self._welcome(user)

    @page("/sign-out", roles=EVERYBODY, methods=("POST",), form_on="home")
    def sign_out(self) -> Answer:
        """End this session."""
        self.ports.users.end(sign_out())
        return back_to("sign_in")

    def _form(self, **facts: str) -> Facts:
        onward, ended = request.args.get("next", ""), "ended" in request.args
        return {"has_company": self.ports.company is not None, "onward": onward, "ended": ended, **facts}

    def _welcome(self, user: User) -> ResponseReturnValue:
        """Begin a session, and redirect to the page that was asked for."""
        sign_in(user, self.ports.users.begin(user.name))
        onward = request.args.get("next", "")
        return redirect(onward if is_of_console(onward) else url_for("console.home"), 303)


def _dead_link() -> ResponseReturnValue:
    return refusal(404, "This link leads nowhere", "It was used, or is older than a day. Ask for a new one.")
