"""What all pages of the console share: who may see them, how they are framed, and the rules for browsers.

A page says for whom it is when it is added. One that does not is shown to nobody.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect

from ivr.adapters.sql.users import ROLES, Role, SqlUsers, User
from ivr.console.connections import let_go_when_stalled
from ivr.reporting.csv_table import csv_table

EVERYBODY: tuple[Role, ...] = ROLES
NOBODY_YET: tuple[Role, ...] = ()
"""For pages before the sign-in."""

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

ONLY_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""Once reached by TLS, never again without (RFC 6797)."""

LARGEST_NUMBER = 2**31 - 1
"""What the database counts to."""
NUMBER = f"<int(max={LARGEST_NUMBER}):number>"
"""A number in a path."""

ROOMS = (
    ("live", "Live"),
    ("board", "Board"),
    ("calls", "Calls"),
    ("queues", "Routing"),
    ("switches", "Switches"),
    ("prompts", "Prompts"),
    ("audit", "Audit"),
    ("people", "Users"),
)
"""What the navigation leads to, for those who may go there."""


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A user with the session that they are here by (Flask-Login: alternative tokens)."""

    def __init__(self, user: User, token: str) -> None:
        self.user = user
        self.token = token

    def get_id(self) -> str:
        """What the browser's cookie holds, signed."""
        return self.token


class Pages:
    """Puts pages under /console and keeps those away who may not see them."""

    def __init__(self, users: SqlUsers, *, is_https: bool) -> None:
        self.blueprint = Blueprint(
            "console", __name__, url_prefix="/console", template_folder=".", static_folder="static"
        )
        self.allowed: dict[str, tuple[Role, ...]] = {"console.static": NOBODY_YET}
        self._forms: dict[str, str] = {}
        self._users = users
        self._csrf = CSRFProtect()
        self.blueprint.before_request(lambda: let_go_when_stalled(request.environ))
        self.blueprint.before_request(self._admit)
        self._headers = {**HEADERS, **(ONLY_TLS if is_https else {})}
        self.blueprint.after_request(self._guarded)
        self.blueprint.app_context_processor(self._frame)

    def add(
        self,
        path: str,
        name: str,
        view: Callable[..., ResponseReturnValue],
        *,
        to: Sequence[Role],
        methods: Sequence[str] = ("GET",),
        form_on: str = "",
    ) -> None:
        """A page for the roles `to`; NOBODY_YET lets in those who are not signed in.

        `form_on` names the page whose form is sent here, where that is another.
        """
        self.allowed[f"console.{name}"] = tuple(to)
        if form_on:
            self._forms[f"console.{name}"] = f"console.{form_on}"
        self.blueprint.add_url_rule(path, name, view, methods=list(methods))

    def keeper(self) -> LoginManager:
        """Flask-Login, told how to find whoever a cookie names."""
        keeper = LoginManager()
        keeper.user_loader(self._signed_in)
        keeper.unauthorized_handler(self._to_the_door)
        return keeper

    def _frame(self) -> dict[str, Any]:
        """What the frame of every page shows."""
        user = whoever()
        may = {name for name, roles in self.allowed.items() if user and user.role in roles}
        return {"me": user, "rooms": [room for room in ROOMS if f"console.{room[0]}" in may]}

    def _signed_in(self, token: str) -> SignedIn | None:
        user = self._users.signed_in(token)
        return SignedIn(user, token) if user else None

    def _guarded(self, response: Response) -> Response:
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "console.static":
            response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    def _admit(self) -> ResponseReturnValue | None:
        if request.endpoint not in self.allowed:
            abort(404)
        if any("\0" in text for text in _texts()):
            return refusal(400, "This cannot be read", "There is a character in it that no keyboard has.")
        roles = self.allowed[request.endpoint]
        if roles != NOBODY_YET and not current_user.is_authenticated:
            return self._to_the_door()
        self._csrf.protect()
        if roles == NOBODY_YET:
            return None
        if current_user.user.role not in roles:
            abort(403)
        return None

    def page_of_form(self) -> str:
        """The address of the page from which this request was sent, or of the page itself."""
        page = self._forms.get(request.endpoint or "")
        if page is None:
            return here()
        wanted = {name for rule in current_app.url_map.iter_rules(page) for name in rule.arguments}
        return url_for(page, **{name: value for name, value in (request.view_args or {}).items() if name in wanted})

    def _to_the_door(self) -> ResponseReturnValue:
        """To the sign-in, and back afterwards; it says so if somebody was signed in until now."""
        ended = 1 if request.method != "GET" or "_user_id" in session else None
        return redirect(url_for("console.sign_in", next=self.page_of_form(), ended=ended), 303 if ended else 302)


def sign_in(user: User, token: str) -> None:
    """From now on this browser is theirs."""
    session.clear()
    session.permanent = False
    login_user(SignedIn(user, token))


def sign_out() -> str:
    """Forget who this browser is; the token of the session that it had, or nothing."""
    token = current_user.token if current_user.is_authenticated else ""
    logout_user()
    session.clear()
    return token


def me() -> User:
    """Whoever asks for this page. Only on pages for some role."""
    user: User = current_user.user
    return user


def token() -> str:
    """The token of the session by which they are here."""
    found: str = current_user.token
    return found


def whoever() -> User | None:
    """Whoever asks, if they are signed in."""
    return current_user.user if current_user and current_user.is_authenticated else None


def shown(page: str, **facts: Any) -> str:
    """A page of the console."""
    return render_template(f"{page}.html", **facts)


def asked() -> Mapping[str, str]:
    """What was typed into the form that was sent, without blanks around it."""
    return {name: value.strip() for name, value in request.form.items()}


def csv_file(name: str, rows: Iterable[Iterable[object]]) -> Response:
    """A table to be downloaded, for other programs."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(csv_table(rows), content_type="text/csv; charset=utf-8", headers=headers)


def whole_number(text: str, *, most: int = LARGEST_NUMBER) -> int | None:
    """The number that was typed; None for what is none, and for one above `most`."""
    if not text.isdecimal() or len(text) > len(str(most)):
        return None
    return int(text) if int(text) <= most else None


def _texts() -> Iterator[str]:
    """All that came with the request: no database keeps a NUL."""
    yield request.path
    for sent in (request.args, request.form):
        for texts in sent.listvalues():
            yield from texts


def refusal(code: int, title: str, advice: str, **facts: Any) -> ResponseReturnValue:
    """An error's page."""
    return shown("layout/refused", title=title, advice=advice, **facts), code


def back_to(endpoint: str, **given: Any) -> Response:
    """After a change: the page that shows it (POST, redirect, GET)."""
    return redirect(url_for(f"console.{endpoint}", **given), 303)  # type: ignore[return-value]


def here() -> str:
    """Path and query of the page that was asked for, as a browser asks for it again."""
    return request.script_root + request.full_path.rstrip("?")


def is_ours(onward: str) -> bool:
    """Whether an address that came with the request leads to a page of the console."""
    if not onward.isprintable() or "\\" in onward:
        return False
    parts = urlsplit(onward)
    return not parts.scheme and not parts.netloc and onward.startswith(f"{request.script_root}/console/")
