"""Signing in with an account of the company (OpenID Connect): code with PKCE, and a signed ID token.

Nobody becomes an admin by it: admins are let in by name, by another admin or by the command.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from ivr.accounts import NameTaken, User
from ivr.console.page import PageGroup, page
from ivr.console.ports.users import CompanySignIn, Granted
from ivr.console.requests import is_of_console
from ivr.console.responses import refusal
from ivr.console.roles import ANONYMOUS
from ivr.console.session import sign_in
from ivr.console.users.user_fields import NAME
from ivr.reporting.audit import Actor

_ONWARD = "onward"
_ADVICE = "Ask an admin to let you in, then try again."


class Refused(Exception):
    """A user whom the company knows may not come in; the message says why."""


class Oidc(PageGroup):
    """The way to the company's sign-in and back; 404 if none is set up."""

    @page("/sign-in/company", roles=ANONYMOUS)
    def company(self) -> ResponseReturnValue:
        """Redirect to the company's page, and remember the page that was asked for."""
        company = self._company()
        session[_ONWARD] = request.args.get("next", "")
        try:
            return company.provider.authorize_redirect(company.return_address)
        except company.errors as error:
            return _failed(company, error)

    @page("/sign-in/company/back", roles=ANONYMOUS)
    def company_back(self) -> ResponseReturnValue:
        """Sign in the user who comes back with a code, which is exchanged for their claims."""
        company, onward = self._company(), session.pop(_ONWARD, "")
        try:
            claims = company.provider.authorize_access_token().get("userinfo") or {}
            user = self._user(company, claims)
        except Refused as error:
            return refusal(403, "You may not come in", f"{error} {_ADVICE}")
        except company.errors as error:
            return _failed(company, error)
        sign_in(user, self.ports.users.begin(user.name))
        return redirect(onward if is_of_console(onward) else url_for("console.home"), 303)

    def _company(self) -> CompanySignIn:
        if self.ports.company is None:
            abort(404)
        return self.ports.company

    def _user(self, company: CompanySignIn, claims: Mapping[str, Any]) -> User:
        """The user: known by their account, expected by name, or let in by a claim of the company."""
        if not claims.get("iss") or not claims.get("sub"):
            raise Refused("Your company's sign-in does not say who you are.")
        account = sha256(f"{claims['iss']}\0{claims['sub']}".encode()).hexdigest()
        role = _role(company, claims)
        known = self.ports.users.of_company(account) or self._expected(claims, account)
        if known is None:
            return self._let_in(claims, account, role)
        if role is None and self.ports.users.came_by_claim(known.name):
            raise Refused("Your company no longer says that you work with this.")
        return self._follow(known, role) if role else known

    def _expected(self, claims: Mapping[str, Any], account: str) -> User | None:
        """A user whom an admin added by name. An e-mail address that the company did not verify is no valid name."""
        name = _name(claims)
        if not name or not self.ports.users.bind(name, account):
            return None
        return self.ports.users.find(name)

    def _let_in(self, claims: Mapping[str, Any], account: str, role: Granted | None) -> User:
        name = _name(claims)
        if role is None or not name:
            raise Refused("Your company's sign-in knows you, but nobody has let you in here.")
        user = User(name, role[0], role[1], by_company=True)
        try:
            self.ports.audited_users.add(user, actor=Actor(name, "company"))
        except NameTaken:
            raise Refused(f"There is somebody else called {name} here.") from None
        self.ports.users.bind(name, account, by_claim=True)
        return user

    def _follow(self, user: User, role: Granted) -> User:
        """Change the role as the claim of the company changes, except for admins."""
        if user.role == "admin" or (user.role, user.vendor) == role:
            return user
        actor, (name, vendor) = Actor(user.name, "company"), role
        self.ports.audited_users.change(
            user.name, role=name, vendor=vendor, sees_numbers=user.sees_numbers, actor=actor
        )
        return self.ports.users.find(user.name)


def _failed(company: CompanySignIn, error: Exception) -> ResponseReturnValue:
    company.failed(error)
    return refusal(502, "Your company's sign-in did not answer as it should", "Try again; if it stays, tell an admin.")


def _role(company: CompanySignIn, claims: Mapping[str, Any]) -> Granted | None:
    values = claims.get(company.claim, ())
    values = (values,) if isinstance(values, str) else values
    return next((company.granted[value] for value in company.granted if value in values), None)


def _name(claims: Mapping[str, Any]) -> str:
    """The user's name here: the verified e-mail, else the name that the company prefers."""
    email = claims.get("email") if claims.get("email_verified") is True else None
    name = str(email or claims.get("preferred_username") or "")
    return name if NAME.fullmatch(name) and ("@" not in name or email) else ""
