"""The console's gate: checks the roles for each page, and sets the security headers for browsers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect

from ivr.accounts import Role, User
from ivr.console.content_policy import content_policy
from ivr.console.navigation import NavSection, nav_sections
from ivr.console.page import Answer, Page, PageGroup
from ivr.console.ports.users import Users
from ivr.console.requests import this_address
from ivr.console.responses import refusal
from ivr.console.roles import ANONYMOUS
from ivr.console.session import SignedIn, user_or_none

HEADERS = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
ONLY_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""After one visit by TLS, browsers never come without it (RFC 6797)."""
STATIC = "console.static"


class Gate:
    """Puts pages under /console. A request for an endpoint that no page declares is answered 404."""

    def __init__(self, users: Users, *, is_https: bool, badges: Callable[[User], Mapping[str, int]]) -> None:
        self.blueprint = Blueprint(
            "console", __name__, url_prefix="/console", template_folder=".", static_folder="static"
        )
        self.pages: dict[str, Page] = {}
        """By endpoint."""
        self._users = users
        self._badges = badges
        self._csrf = CSRFProtect()
        self.blueprint.before_request(self._admit)
        self._headers = {**HEADERS, **(ONLY_TLS if is_https else {})}
        self.blueprint.after_request(self._guarded)
        self.blueprint.app_context_processor(self._frame)

    def add(self, group: PageGroup) -> None:
        """Serve the pages of a group."""
        for page in group.pages:
            self.pages[f"console.{page.name}"] = page
            query = getattr(group, page.name)
            view = _rendering(query, page.template) if page.template else query
            self.blueprint.add_url_rule(page.path, page.name, view, methods=list(page.methods))

    def login_manager(self) -> LoginManager:
        """Flask-Login, told how to find the user of a session."""
        manager = LoginManager()
        manager.user_loader(self._signed_in)
        manager.unauthorized_handler(self._to_the_sign_in)
        return manager

    def page_of_form(self) -> str:
        """The address of the page whose form this request sent."""
        page = self.pages.get(request.endpoint or "")
        if page is None or not page.form_on:
            return this_address()
        endpoint = f"console.{page.form_on}"
        wanted = {name for rule in current_app.url_map.iter_rules(endpoint) for name in rule.arguments}
        given = request.view_args or {}
        return url_for(endpoint, **{name: value for name, value in given.items() if name in wanted})

    def roles(self, endpoint: str | None) -> tuple[Role, ...] | None:
        """The roles that may see an endpoint; None if no page declares it."""
        if endpoint == STATIC:
            return ANONYMOUS
        page = self.pages.get(endpoint or "")
        return page.roles if page else None

    def _frame(self) -> dict[str, Any]:
        """The values that the frame of every page shows: the user and their navigation."""
        user = user_or_none()
        return {"me": user, "navigation": self._navigation(user) if user else ()}

    def _navigation(self, user: User) -> tuple[NavSection, ...]:
        return nav_sections(self.pages.values(), user.role, self._badges(user))

    def _signed_in(self, token: str) -> SignedIn | None:
        user = self._users.signed_in(token)
        return SignedIn(user, token) if user else None

    def _guarded(self, response: Response) -> Response:
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint == STATIC:
            response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    def _admit(self) -> ResponseReturnValue | None:
        roles = self.roles(request.endpoint)
        if roles is None:
            abort(404)
        if any("\0" in text for text in _texts()):
            return refusal(400, "This cannot be read", "There is a character in it that no keyboard has.")
        if roles != ANONYMOUS and not current_user.is_authenticated:
            return self._to_the_sign_in()
        self._csrf.protect()
        if roles != ANONYMOUS and current_user.user.role not in roles:
            abort(403)
        return None

    def _to_the_sign_in(self) -> ResponseReturnValue:
        """Redirect to the sign-in, which leads back afterwards; it says so if a session has just ended."""
        ended = 1 if request.method != "GET" or "_user_id" in session else None
        return redirect(url_for("console.sign_in", next=self.page_of_form(), ended=ended), 303 if ended else 302)


def _rendering(query: Callable[..., Answer], template: str) -> Callable[..., ResponseReturnValue]:
    """The view of a page with a template: facts are rendered, responses sent as they are."""

    def view(**variables: Any) -> ResponseReturnValue:
        match query(**variables):
            case (Mapping() as facts, int() as status):
                return render_template(template, **facts), status
            case Mapping() as facts:
                return render_template(template, **facts)
            case response:
                return cast(ResponseReturnValue, response)

    return view


def _texts() -> Iterator[str]:
    """Every text of the request. No database keeps a NUL."""
    yield request.path
    for sent in (request.args, request.form):
        for texts in sent.listvalues():
            yield from texts
