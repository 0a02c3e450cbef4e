"""The users of the console: added, changed and removed by admins."""

import re
from collections.abc import Collection, Mapping

from flask import abort, flash, url_for

from ivr.accounts import ROLES, NameTaken, UnknownUser, User
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import me
from ivr.reporting.audit import Actor

TEMPLATE = "users/users.html"
NAME = re.compile(r"[\w.@+-]{1,64}")


class UserPages(PageGroup):
    """The list of users and its forms."""

    @page("/users", roles=ADMINS, nav=Nav("Users", 10, group="set_up"), template=TEMPLATE)
    def users(self) -> Facts:
        """All users."""
        return self._list()

    @page("/users", roles=ADMINS, methods=("POST",), template=TEMPLATE)
    def add_user(self) -> Answer:
        """Add a user; their link is shown once."""
        given = form_fields()
        user = self._read(given.get("name", ""), given)
        wrong = self._wrong_with(user)
        if wrong:
            return self._list(wrong=wrong, typed=user), 422
        try:
            self.ports.audited_users.add(user, actor=_actor())
        except NameTaken as error:
            return self._list(wrong={"name": f"{error}."}, typed=user), 422
        if user.by_company:
            flash(f"{user.name} may sign in with the account of their company.")
            return back_to("users")
        return self._with_link(user.name)

    @page("/users/<name>", roles=ADMINS, methods=("POST",), form_on="users", template=TEMPLATE)
    def change_user(self, name: str) -> Answer:
        """Change a user's role, make a new link, end their sessions, or remove the user."""
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
            return self._list(wrong={"": "You cannot take the admin's rights from yourself; ask another admin."}), 422
        wrong = self._wrong_with(changed)
        if wrong:
            return self._list(wrong={"": f"{user.name}: {' '.join(wrong.values())}"}), 422
        self.ports.audited_users.change(
            user.name, role=changed.role, vendor=changed.vendor, sees_numbers=changed.sees_numbers, actor=_actor()
        )
        flash(f"{user.name} is {changed.role} now.")
        return back_to("users")

    def _link(self, user: User, _given: Mapping[str, str]) -> Answer:
        return self._with_link(user.name)

    def _end(self, user: User, _given: Mapping[str, str]) -> Answer:
        flash(f"{user.name}: {self.ports.audited_users.end_all(user.name, actor=_actor())} sessions ended.")
        return back_to("users")

    def _remove(self, user: User, _given: Mapping[str, str]) -> Answer:
        if user.name == me().name:
            return self._list(wrong={"": "You cannot remove yourself; ask another admin."}), 422
        self.ports.audited_users.remove(user.name, actor=_actor())
        flash(f"{user.name} may no longer sign in.")
        return back_to("users")

    def _codes(self, user: User, _given: Mapping[str, str]) -> Answer:
        self.ports.audited_users.no_codes(user.name, actor=_actor())
        flash(f"{user.name} signs in without a code now.")
        return back_to("users")

    def _company(self, user: User, _given: Mapping[str, str]) -> Answer:
        self.ports.audited_users.await_company(user.name, actor=_actor())
        flash(f"{user.name} may sign in with the account of their company; the first of this name is theirs.")
        return back_to("users")

    def _with_link(self, name: str) -> Facts:
        token = self.ports.audited_users.link(name, actor=_actor())
        link = self.ports.public_url(url_for("console.link", token=token))
        return self._list(link=link, linked=name)

    def _list(self, **facts: object) -> Facts:
        return {
            "users": self.ports.users.all(),
            "sessions": self.ports.users.sessions(),
            "roles": ROLES,
            "vendors": sorted(self._vendors()),
            "has_company": self.ports.company is not None,
            **facts,
        }

    def _vendors(self) -> Collection[str]:
        return self.ports.routing.current().routing.vendors

    def _read(self, name: str, given: Mapping[str, str]) -> User:
        known = next((role for role in ROLES if role == given.get("role")), None)
        if known is None:
            abort(400)
        vendor = given.get("vendor", "") if known == "vendor" else ""
        by_company = self.ports.company is not None and "by_company" in given
        return User(name, known, vendor, sees_numbers="sees_numbers" in given, by_company=by_company)

    def _wrong_with(self, user: User) -> dict[str, str]:
        wrong = {}
        if not NAME.fullmatch(user.name):
            wrong["name"] = "A name is letters, digits and . @ + - _ (64 at most)."
        if user.role == "vendor" and user.vendor not in self._vendors():
            wrong["vendor"] = "Choose the vendor whose calls they see."
        return wrong


def _actor() -> Actor:
    return Actor(me().name, "console")
