"""Sets up the console: its pages, its sessions, and its parts of the application."""

from functools import partial

from flask import Flask, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from ivr.accounts import Role
from ivr.console.gate import Gate
from ivr.console.names import add_name_filters
from ivr.console.page import PageGroup, page, page_groups
from ivr.console.ports import Ports
from ivr.console.responses import refusal
from ivr.console.roles import EVERYBODY, TURNERS
from ivr.console.routing.draft_bar import draft_bar
from ivr.console.session import me
from ivr.console.switches.banner import Banner
from ivr.console.time_filters import add_time_filters

HOMES: dict[Role, tuple[str, ...]] = {
    "admin": ("queues",),
    "supervisor": ("board",),
    "agent": ("desk", "work", "calls"),
    "vendor": ("calls",),
    "auditor": ("audit",),
}
"""The first page of each role: the first of these that the console has."""


class Entrance(PageGroup):
    """The address of the console itself, and addresses that no page has."""

    @page("/", roles=EVERYBODY)
    def home(self) -> ResponseReturnValue:
        """Redirect to the first page of the user's role."""
        there = current_app.extensions["console"].pages
        return redirect(url_for(next(at for name in HOMES[me().role] if (at := f"console.{name}") in there)))

    @page("/<path:unknown>", roles=EVERYBODY)
    def unknown(self, unknown: str) -> ResponseReturnValue:  # noqa: ARG002 - Flask names it
        """Answer an address that no page has."""
        return _not_found(None)


def set_up_console(app: Flask, ports: Ports, *, key: str, path: str, is_https: bool) -> None:
    """Give the application a console at /console/, below `path`. `key` signs the cookies."""
    app.secret_key = key or None
    app.config.update(
        SESSION_COOKIE_NAME="wismo_console",
        SESSION_COOKIE_PATH=f"{path}/console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        WTF_CSRF_CHECK_DEFAULT=False,  # the telephone's and the API's requests have proofs of their own
        WTF_CSRF_TIME_LIMIT=None,
    )
    gate = Gate(ports.users, is_https=is_https, badges=ports.badges)
    for group in page_groups():
        gate.add(group(ports))
    _add_to_every_page(gate, ports)
    CSRFProtect(app)
    gate.login_manager().init_app(app)
    app.register_blueprint(gate.blueprint)
    app.extensions["console"] = gate


def _add_to_every_page(gate: Gate, ports: Ports) -> None:
    """Add the banner, the filters for times, and the error pages."""
    blueprint, notices = gate.blueprint, Banner(ports).notices
    blueprint.app_context_processor(
        lambda: {
            "switched_on": notices,
            "turners": TURNERS,
            "draft_bar": partial(draft_bar, ports),
            "company": ports.company_look,
        }
    )
    add_time_filters(blueprint, ports.clock)
    add_name_filters(blueprint, ports.in_force)
    blueprint.register_error_handler(CSRFError, lambda _error: _stale(gate.page_of_form()))
    blueprint.register_error_handler(403, _forbidden)
    blueprint.register_error_handler(404, _not_found)


def _stale(page_of_form: str) -> ResponseReturnValue:
    """Answer a form without a valid proof that it came from our own page."""
    advice = (
        "You signed out or in since you opened it. Load the page again: what you typed is there, to be sent once more."
    )
    return refusal(400, "This form is too old", advice, again=page_of_form, ended=True)


def _forbidden(_error: Exception) -> ResponseReturnValue:
    return refusal(403, "This page is not for you", f"You are signed in as {me().name} ({me().role}).")


def _not_found(_error: Exception | None) -> ResponseReturnValue:
    return refusal(404, "There is no such page", "It may have been renamed or removed since you came.")
