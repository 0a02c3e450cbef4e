"""Who may use the console: for admins."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from flask import abort, flash, url_for
from flask.typing import ResponseReturnValue

from ivr.adapters.users import ROLES, NameTaken, Role, SqlUsers, UnknownUser, User
from ivr.web.console.pages import Pages, asked, back_to, me, shown

NAME = re.compile(r"[\w.@+-]{1,64}")


@dataclass(frozen=True, slots=True)
class People:
    """The page of users. `vendors` gives the vendors that there are; `address` makes a path absolute."""

    users: SqlUsers
    vendors: Callable[[], Collection[str]]
    address: Callable[[str], str]

    def add_to(self, pages: Pages) -> None:
        """The list and its forms."""
        pages.add("/users", "people", self.people, to=("admin",))
        pages.add("/users", "add_person", self.add, to=("admin",), methods=("POST",))
        pages.add("/users/<name>", "change_person", self.change, to=("admin",), methods=("POST",))

    def people(self) -> str:
        """Everybody."""
        return self._shown()

    def add(self) -> ResponseReturnValue:
        """Let somebody in; their link is shown once."""
        given = asked()
        user = self._read(given.get("name", ""), given)
        wrong = self._wrong_with(user)
        if wrong:
            return self._shown(wrong=wrong, typed=user), 422
        try:
            self.users.add(user)
        except NameTaken as error:
            return self._shown(wrong={"name": f"{error}."}, typed=user), 422
        return self._with_link(user.name)

    def change(self, name: str) -> ResponseReturnValue:
        """What somebody may do, a new link, the end of their sessions, or of their being here at all."""
        given = asked()
        act = {"save": self._save, "link": self._link, "end": self._end, "remove": self._remove}.get(
            given.get("act", "")
        )
        if act is None:
            abort(400)
        try:
            return act(self.users.find(name), given)
        except UnknownUser:
            abort(404)

    def _save(self, user: User, given: Mapping[str, str]) -> ResponseReturnValue:
        changed = self._read(user.name, given)
        if user.name == me().name and changed.role != "admin":
            return self._shown(wrong={"": "You cannot take the admin's rights from yourself; ask another admin."}), 422
        wrong = self._wrong_with(changed)
        if wrong:
            return self._shown(wrong={"": f"{user.name}: {' '.join(wrong.values())}"}), 422
        self.users.change(user.name, role=changed.role, vendor=changed.vendor, sees_numbers=changed.sees_numbers)
        flash(f"{user.name} is {changed.role} now.")
        return back_to("people")

    def _link(self, user: User, _given: Mapping[str, str]) -> ResponseReturnValue:
        return self._with_link(user.name)

    def _end(self, user: User, _given: Mapping[str, str]) -> ResponseReturnValue:
        flash(f"{user.name}: {self.users.end_all(user.name)} sessions ended.")
        return back_to("people")

    def _remove(self, user: User, _given: Mapping[str, str]) -> ResponseReturnValue:
        if user.name == me().name:
            return self._shown(wrong={"": "You cannot remove yourself; ask another admin."}), 422
        self.users.remove(user.name)
        flash(f"{user.name} may no longer sign in.")
        return back_to("people")

    def _with_link(self, name: str) -> str:
        link = self.address(url_for("console.link", token=self.users.link(name)))
        return self._shown(link=link, linked=name)

    def _shown(self, **facts: object) -> str:
        sessions = self.users.sessions()
        return shown(
            "people", people=self.users.all(), sessions=sessions, roles=ROLES, vendors=sorted(self.vendors()), **facts
        )

    def _read(self, name: str, given: Mapping[str, str]) -> User:
        role = given.get("role", "")
        known: Role = role if role in ROLES else "auditor"
        vendor = given.get("vendor", "") if known == "vendor" else ""
        return User(name, known, vendor, sees_numbers="sees_numbers" in given)

    def _wrong_with(self, user: User) -> dict[str, str]:
        wrong = {}
        if not NAME.fullmatch(user.name):
            wrong["name"] = "A name is letters, digits and . @ + - _ (64 at most)."
        if user.role == "vendor" and user.vendor not in self.vendors():
            wrong["vendor"] = "Choose the vendor whose calls they see."
        return wrong
