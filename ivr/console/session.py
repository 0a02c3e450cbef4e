"""The user of a request, and the beginning and end of a session."""

from flask import session
from flask_login import UserMixin, current_user, login_user, logout_user

from ivr.accounts import User
from ivr.reporting.audit import Actor


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A user with the token of their session (Flask-Login: alternative tokens)."""

    def __init__(self, user: User, token: str) -> None:
        self.user = user
        self.token = token

    def get_id(self) -> str:
        """The value of the browser's cookie, before it is signed."""
        return self.token


def sign_in(user: User, token: str) -> None:
    """Begin a session of a user in this browser."""
    session.clear()
    session.permanent = False
    login_user(SignedIn(user, token))


def sign_out() -> str:
    """End the session in this browser; returns its token, "" if there was none."""
    token = current_user.token if current_user.is_authenticated else ""
    logout_user()
    session.clear()
    return token


def me() -> User:
    """The signed-in user. Only for pages that require a role."""
    user: User = current_user.user
    return user


def as_actor() -> Actor:
    """The signed-in user as the author of a change. Only for pages that require a role."""
    return Actor(me().name, "console")


def session_token() -> str:
    """The token of the user's session. Only on pages for some role."""
    found: str = current_user.token
    return found


def user_or_none() -> User | None:
    """The signed-in user; None without a session."""
    return current_user.user if current_user and current_user.is_authenticated else None
