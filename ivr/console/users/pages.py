"""Who may use the console: for admins."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from flask import abort, flash, url_for
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.store import Hand
from ivr.adapters.sql.users import ROLES, NameTaken, SqlUsers, UnknownUser, User
from ivr.adapters.sql.users.audited_users import NotedUsers
from ivr.console.page import Pages, asked, back_to, me, shown

NAME = re.compile(r"[\w.@+-]{1,64}")


@dataclass(frozen=True, slots=True)
class People:
    """The page of users. `vendors` gives the vendors that there are; `address` makes a path absolute."""

    users: SqlUsers
    noted: NotedUsers
    vendors: Callable[[], Collection[str]]
    address: Callable[[str], str]
    has_company: bool = False
    """Whether people can sign in with accounts of their company."""

    def add_to(self, pages: Pages) -> None:
        """The list and its forms."""
        pages.add("/users", "people", self.people, to=("admin",))
        pages.add("/users", "add_person", self.add, to=("admin",), methods=("POST",))
        pages.add("/users/<name>", "change_person", self.change, to=("admin",), methods=("POST",), form_on="people")

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
            self.noted.add(user, hand=_hand())
        except NameTaken as error:
            return self._shown(wrong={"name": f"{error}."}, typed=user), 422
        if user.by_company:
            flash(f"{user.name} may sign in with the account of their company.")
            return back_to("people")
        return self._with_link(user.name)

    def change(self, name: str) -> ResponseReturnValue:
        """What somebody may do, a new link, the end of their sessions, or of their being here at all."""
        given = asked()
        acts = {"save": self._save, "link": self._link, "end": self._end, "remove": self._remove}
        acts |= {"codes": self._codes, "company": self._company}
        act = acts.get(given.get("act", ""))
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
        self.noted.change(
            user.name, role=changed.role, vendor=changed.vendor, sees_numbers=changed.sees_numbers, hand=_hand()
        )
        flash(f"{user.name} is {changed.role} now.")
        return back_to("people")

    def _link(self, user: User, _given: Mapping[str, str]) -> ResponseReturnValue:
        return self._with_link(user.name)

    def _end(self, user: User, _given: Mapping[str, str]) -> ResponseReturnValue:
        flash(f"{user.name}: {self.noted.end_all(user.name, hand=_hand())} sessions ended.")
        return back_to("people")

    def _remove(self, user: User, _given: Mapping[str, str]) -> ResponseReturnValue:
        if user.name == me().name:
            return self._shown(wrong={"": "You cannot remove yourself; ask another admin."}), 422
        self.noted.remove(user.name, hand=_hand())
        flash(f"{user.name} may no longer sign in.")
        return back_to("people")

    def _codes(self, user: User, _given: Mapping[str, str]) -> ResponseReturnValue:
        self.noted.no_codes(user.name, hand=_hand())
        flash(f"{user.name} signs in without a code now.")
        return back_to("people")

    def _company(self, user: User, _given: Mapping[str, str]) -> ResponseReturnValue:
        self.noted.await_company(user.name, hand=_hand())
        flash(f"{user.name} may sign in with the account of their company; the first of this name is theirs.")
        return back_to("people")

    def _with_link(self, name: str) -> str:
        link = self.address(url_for("console.link", token=self.noted.link(name, hand=_hand())))
        return self._shown(link=link, linked=name)

    def _shown(self, **facts: object) -> str:
        sessions = self.users.sessions()
        return shown(
            "users/users",
            people=self.users.all(),
            sessions=sessions,
            roles=ROLES,
            vendors=sorted(self.vendors()),
            has_company=self.has_company,
            **facts,
        )

    def _read(self, name: str, given: Mapping[str, str]) -> User:
        known = next((role for role in ROLES if role == given.get("role")), None)
        if known is None:
            abort(400)
        vendor = given.get("vendor", "") if known == "vendor" else ""
        by_company = self.has_company and "by_company" in given
        return User(name, known, vendor, sees_numbers="sees_numbers" in given, by_company=by_company)

    def _wrong_with(self, user: User) -> dict[str, str]:
        wrong = {}
        if not NAME.fullmatch(user.name):
            wrong["name"] = "A name is letters, digits and . @ + - _ (64 at most)."
        if user.role == "vendor" and user.vendor not in self.vendors():
            wrong["vendor"] = "Choose the vendor whose calls they see."
        return wrong


def _hand() -> Hand:
    return Hand(me().name, "console")
