"""The users of the console: added, changed and removed by admins."""

from collections.abc import Mapping

from flask import Response, abort, flash, request, url_for

from ivr.accounts import BY_QUEUE, ROLES, NameTaken, UnknownUser, User
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to, csv_file
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor, me
from ivr.console.users.user_fields import table_of, user_of, users_in, wrong_with
from ivr.reporting.mail import Letter, MailFailed, is_mail_address
from routing.model import Routing

TEMPLATE, ONE = "users/users.html", "users/user.html"
LONGEST_FILE = 200_000
"""Bytes of a file of users."""


class UserPages(PageGroup):
    """The list of users, the page of each, and the forms of both."""

    @page("/users", roles=ADMINS, nav=Nav("Users", 10, group="set_up"), template=TEMPLATE)
    def users(self) -> Facts:
        """All users."""
        return self._list()

    @page("/users.csv", roles=ADMINS)
    def users_file(self) -> Response:
        """All users for other programs, as the import reads them."""
        return csv_file("users.csv", table_of(self.ports.users.all()))

    @page("/users", roles=ADMINS, methods=("POST",), template=TEMPLATE)
    def add_user(self) -> Answer:
        """Add a user; their link is shown once."""
        given = form_fields()
        user = self._read(given.get("name", ""), given)
        wrong = wrong_with(user, self._routing())
        if wrong:
            return self._list(wrong=wrong, typed=user), 422
        try:
            self.ports.audited_users.add(user, actor=as_actor())
        except NameTaken as error:
            return self._list(wrong={"name": f"{error}."}, typed=user), 422
        if user.by_company:
            flash(f"{user.name} may sign in with the account of their company.")
            return back_to("users")
        return self._list(links=[self._invited(user.name)])

    @page("/users/file", roles=ADMINS, methods=("POST",), form_on="users", template=TEMPLATE)
    def add_users(self) -> Answer:
        """Add the users of a CSV file: all of them, or none and what is wrong by line."""
        text = self._text()
        known = {user.name for user in self.ports.users.all()}
        found, errors = users_in(text, self._routing(), known)
        if errors or not found:
            return self._list(errors=errors, lines=text, is_empty=not errors), 422
        try:
            self.ports.audited_users.add_all(found, actor=as_actor())
        except NameTaken as error:
            return self._list(wrong={"": f"Nobody was added: {error}."}, lines=text), 422
        return self._list(links=[self._invited(user.name) for user in found])

    @page("/users/of/<name>", roles=ADMINS, template=ONE)
    def user(self, name: str) -> Facts:
        """A user, with all that can be changed."""
        try:
            return self._one(self.ports.users.find(name))
        except UnknownUser:
            abort(404)

    @page("/users/<name>", roles=ADMINS, methods=("POST",), form_on="user", template=ONE)
    def change_user(self, name: str) -> Answer:
        """Change a user's rights, make a new link, end their sessions, or remove the user."""
        given = form_fields()
        acts = {"save": self._save, "link": self._link, "end": self._end, "remove": self._remove}
        acts |= {"codes": self._codes, "company": self._company}
        act = acts.get(given.get("act", ""))
        if act is None:
            abort(400)
        try:
            return act(self.ports.users.find(name), given)
        except UnknownUser:
            abort(404)

    def _save(self, user: User, given: Mapping[str, str]) -> Answer:
        changed = self._read(user.name, given)
        if user.name == me().name and changed.role != "admin":
            words = "You cannot take the admin's rights from yourself; ask another admin."
            return self._one(user, wrong={"": words}), 422
        wrong = wrong_with(changed, self._routing())
        if wrong:
            return self._one(changed, wrong=wrong), 422
        rights = {"vendor": changed.vendor, "sees_numbers": changed.sees_numbers, "queues": changed.queues}
        self.ports.audited_users.change(user.name, role=changed.role, **rights, actor=as_actor())  # type: ignore[arg-type]
        flash(f"{user.name} is {changed.role} now.")
        return back_to("users")

    def _link(self, user: User, _given: Mapping[str, str]) -> Answer:
        return self._one(user, links=[self._invited(user.name)])

    def _end(self, user: User, _given: Mapping[str, str]) -> Answer:
        flash(f"{user.name}: {self.ports.audited_users.end_all(user.name, actor=as_actor())} sessions ended.")
        return back_to("users")

    def _remove(self, user: User, _given: Mapping[str, str]) -> Answer:
        if user.name == me().name:
            return self._one(user, wrong={"": "You cannot remove yourself; ask another admin."}), 422
        self.ports.audited_users.remove(user.name, actor=as_actor())
        flash(f"{user.name} may no longer sign in.")
        return back_to("users")

    def _codes(self, user: User, _given: Mapping[str, str]) -> Answer:
        self.ports.audited_users.no_codes(user.name, actor=as_actor())
        flash(f"{user.name} signs in without a code now.")
        return back_to("users")

    def _company(self, user: User, _given: Mapping[str, str]) -> Answer:
        self.ports.audited_users.await_company(user.name, actor=as_actor())
        flash(f"{user.name} may sign in with the account of their company; the first of this name is theirs.")
        return back_to("users")

    def _invited(self, name: str) -> tuple[str, str, str]:
        """A new link for a user, mailed where possible: the name, the link, and why it was not mailed ("mailed")."""
        token = self.ports.audited_users.link(name, actor=as_actor())
        link = self.ports.public_url(url_for("console.link", token=token))
        if self.ports.mail is None or not is_mail_address(name):
            return name, link, ""
        text = (
            f"{me().name} invites you to the console of the telephone line. Set your password here, within a day:\n\n"
        )
        try:
            self.ports.mail.send(Letter([name], "Your invitation to the console", f"{text}{link}\n"))
        except MailFailed as error:
            return name, link, f"{error}"
        return name, "", "mailed"

    def _text(self) -> str:
        """The file that was sent, or the lines that were typed."""
        sent = request.files.get("file")
        body = sent.stream.read(LONGEST_FILE + 1) if sent and sent.filename else b""
        try:
            return body.decode() if body else request.form.get("lines", "")
        except UnicodeDecodeError:
            return body.decode("latin-1")

    def _one(self, user: User, **facts: object) -> Facts:
        return {"user": user, "many": self.ports.users.sessions().get(user.name, 0), **self._choices(), **facts}

    def _list(self, **facts: object) -> Facts:
        return {
            "users": self.ports.users.all(),
            "sessions": self.ports.users.sessions(),
            "has_mail": self.ports.mail is not None,
            **self._choices(),
            **facts,
        }

    def _choices(self) -> dict[str, object]:
        routing = self._routing()
        return {
            "roles": ROLES,
            "by_queue": BY_QUEUE,
            "vendors": {key: vendor.name for key, vendor in sorted(routing.vendors.items())},
            "queues": {key: queue.name for key, queue in routing.queues.items()},
            "has_company": self.ports.company is not None,
        }

    def _routing(self) -> Routing:
        return self.ports.routing.current().routing

    def _read(self, name: str, given: Mapping[str, str]) -> User:
        if self.ports.company is None:
            given = {field: value for field, value in given.items() if field != "by_company"}
        return user_of(name, given, request.form.getlist("queues")) or abort(400)
