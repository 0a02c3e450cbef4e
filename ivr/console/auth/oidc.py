"""Coming in with an account of one's company (OpenID Connect): code with PKCE, and an ID token whose signature counts.

Nobody becomes an admin by it: admins are let in by name, by another admin or by the command.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

import structlog
from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.audit import Hand
from ivr.adapters.sql.users import NameTaken, Role, SqlUsers, User
from ivr.adapters.sql.users.audited_users import NotedUsers
from ivr.adapters.telemetry.seldom import Seldom
from ivr.console.page import NOBODY_YET, Pages, is_ours, refusal, sign_in
from ivr.console.users.pages import NAME

log = structlog.get_logger()

Granted = tuple[Role, str]
"""A role, and the vendor of a vendor's people."""

_ONWARD = "onward"
_ADVICE = "Ask an admin to let you in, then try again."


class Refused(Exception):
    """Somebody whom the company knows may not come in; the message says why."""


class Provider(Protocol):
    """The company's sign-in, as Authlib gives it."""

    def authorize_redirect(self, redirect_uri: str) -> ResponseReturnValue:
        """To the company's page."""

    def authorize_access_token(self) -> Mapping[str, Any]:
        """What the company says of whoever comes back: `userinfo` are the claims of the ID token, once it is proven."""


@dataclass(frozen=True, slots=True)
class Company:
    """The way in. `granted` gives the role that each value of the claim `claim` stands for, never that of an admin.

    `wrong` are the errors by which the provider refuses or fails.
    """

    provider: Provider
    users: SqlUsers
    noted: NotedUsers
    claim: str
    granted: Mapping[str, Granted]
    address: str
    wrong: tuple[type[Exception], ...]
    seldom: Seldom = field(default_factory=Seldom)

    def add_to(self, pages: Pages) -> None:
        """Out and back."""
        pages.add("/sign-in/company", "company", self.go, to=NOBODY_YET)
        pages.add("/sign-in/company/back", "company_back", self.back, to=NOBODY_YET)

    def go(self) -> ResponseReturnValue:
        """To the company's page, and remember where to go afterwards."""
        session[_ONWARD] = request.args.get("next", "")
        try:
            return self.provider.authorize_redirect(self.address)
        except self.wrong as error:
            return self._failed(error)

    def back(self) -> ResponseReturnValue:
        """From there, with a code that is exchanged for who this is."""
        onward = session.pop(_ONWARD, "")
        try:
            claims = self.provider.authorize_access_token().get("userinfo") or {}
            user = self._user(claims)
        except Refused as error:
            return refusal(403, "You may not come in", f"{error} {_ADVICE}")
        except self.wrong as error:
            return self._failed(error)
        sign_in(user, self.users.begin(user.name))
        return redirect(onward if is_ours(onward) else url_for("console.home"), 303)

    def _failed(self, error: Exception) -> ResponseReturnValue:
        """Anybody can come back with a code that is none, as often as they like."""
        if times := self.seldom.cases("failed"):
            log.warning("a sign-in by the company failed", cause=type(error).__name__, times=times)
        return refusal(
            502, "Your company's sign-in did not answer as it should", "Try again; if it stays, tell an admin."
        )

    def _user(self, claims: Mapping[str, Any]) -> User:
        """Who this is: known by their account, awaited by name, or let in by what the company says they do."""
        if not claims.get("iss") or not claims.get("sub"):
            raise Refused("Your company's sign-in does not say who you are.")
        account = sha256(f"{claims['iss']}\0{claims['sub']}".encode()).hexdigest()
        role = self._role(claims)
        known = self.users.of_company(account) or self._awaited(claims, account)
        if known is None:
            return self._let_in(claims, account, role)
        if role is None and self.users.came_by_claim(known.name):
            raise Refused("Your company no longer says that you work with this.")
        return self._follow(known, role) if role else known

    def _role(self, claims: Mapping[str, Any]) -> Granted | None:
        values = claims.get(self.claim, ())
        values = (values,) if isinstance(values, str) else values
        return next((self.granted[value] for value in self.granted if value in values), None)

    def _awaited(self, claims: Mapping[str, Any], account: str) -> User | None:
        """Somebody whom an admin let in by name. An e-mail that the company did not verify is nobody's name."""
        name = _name(claims)
        if not name or not self.users.bind(name, account):
            return None
        return self.users.find(name)

    def _let_in(self, claims: Mapping[str, Any], account: str, role: Granted | None) -> User:
        name = _name(claims)
        if role is None or not name:
            raise Refused("Your company's sign-in knows you, but nobody has let you in here.")
        user = User(name, role[0], role[1], by_company=True)
        try:
            self.noted.add(user, hand=Hand(name, "company"))
        except NameTaken:
            raise Refused(f"There is somebody else called {name} here.") from None
        self.users.bind(name, account, by_claim=True)
        return user

    def _follow(self, user: User, role: Granted) -> User:
        """What the company says somebody does goes on counting, but for admins."""
        if user.role == "admin" or (user.role, user.vendor) == role:
            return user
        hand, (name, vendor) = Hand(user.name, "company"), role
        self.noted.change(user.name, role=name, vendor=vendor, sees_numbers=user.sees_numbers, hand=hand)
        return self.users.find(user.name)


def _name(claims: Mapping[str, Any]) -> str:
    """What somebody is called here: their verified e-mail, else the name that the company prefers."""
    email = claims.get("email") if claims.get("email_verified") is True else None
    name = str(email or claims.get("preferred_username") or "")
    return name if NAME.fullmatch(name) and ("@" not in name or email) else ""
