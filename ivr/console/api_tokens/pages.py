"""Tokens of the API: made for a program, shown once, revoked."""

from collections.abc import Mapping
from datetime import timedelta

from flask import flash, request

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor
from ivr.reporting.api_token import LONGEST_TOKEN_NAME, SCOPE_WORDS, SCOPES, TokenNameTaken

TEMPLATE = "api_tokens/api_tokens.html"
LASTS = {"30": "30 days", "90": "90 days", "365": "a year", "": "until it is revoked"}
"""For how long a token is made, in days, with its words."""


class ApiTokenPages(PageGroup):
    """The list of tokens, and the form that makes one."""

    @page("/api", roles=ADMINS, nav=Nav("API", 80, group="set_up"), template=TEMPLATE)
    def api_tokens(self) -> Facts:
        """All tokens, with what each may do and when it was used last."""
        return self._facts({})

    @page("/api", roles=ADMINS, methods=("POST",), template=TEMPLATE)
    def make_api_token(self) -> Answer:
        """Make a token, and show it this once: it is stored as a hash."""
        given, wanted = form_fields(), request.form.getlist("scopes")
        name, scopes = given.get("name", ""), [scope for scope in SCOPES if scope in wanted]
        wrong: dict[str, str] = {}
        if not name.isprintable() or not 0 < len(name) <= LONGEST_TOKEN_NAME:
            wrong["name"] = f"Name the program that it is for, with {LONGEST_TOKEN_NAME} characters at most."
        if not scopes:
            wrong["scopes"] = "Choose at least one thing that the program may do."
        days = given.get("lasts", "")
        if days not in LASTS:
            wrong["lasts"] = "Choose from the list."
        if wrong:
            return self._facts({**given, "scopes": ", ".join(scopes)}, wrong), 422
        ends = self.ports.clock() + timedelta(days=int(days)) if days else None
        try:
            token = self.ports.api_tokens.make(name, scopes, expires_at=ends, actor=as_actor())
        except TokenNameTaken as error:
            return self._facts({**given, "scopes": ", ".join(scopes)}, {"name": str(error)}), 422
        return {**self._facts({}), "made": (name, token)}

    @page("/api/revoke", roles=ADMINS, methods=("POST",), form_on="api_tokens")
    def revoke_api_token(self) -> Answer:
        """End a token at once."""
        self.ports.api_tokens.revoke(form_fields().get("token", ""), actor=as_actor())
        flash("The token is revoked: requests with it are refused from now on.")
        return back_to("api_tokens")

    def _facts(self, typed: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> Facts:
        tokens, now = self.ports.api_tokens.all(), self.ports.clock()
        return {
            "tokens": [(each, each.expires_at is not None and each.expires_at <= now) for each in tokens],
            "scope_words": SCOPE_WORDS,
            "lasts": LASTS,
            "typed": typed,
            "wrong": wrong or {},
            "made": None,
        }
