"""Before and after publishing: try a caller, compare, publish, go back; the document as YAML; the ledger."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.routings.plans import Plans
from ivr.adapters.routings.store import Conflict, Draft, Hand, RoutingStore, UnknownVersion
from ivr.web.console.pages import Pages, asked, back_to, me, shown
from ivr.web.console.routing.room import READERS, WRITERS
from routing.allocation import Ledger, table
from routing.caller import Caller
from routing.check import problems
from routing.decide import Compiled, decide
from routing.diff import differences
from routing.document import RoutingError, read, written
from routing.explaining import explanation
from routing.model import Issue, Routing

YAML = "application/yaml"


@dataclass(frozen=True, slots=True)
class Review:
    """These pages. `tell` lets every worker know what is in force."""

    store: RoutingStore
    plans: Plans
    tell: Callable[[], None]
    ledger: Callable[[datetime], Ledger]
    clock: Callable[[], datetime]
    languages: tuple[str, ...]

    def add_to(self, pages: Pages) -> None:
        """All of them."""
        pages.add("/routing/try", "try_caller", self.try_caller, to=READERS)
        pages.add("/routing/review", "review", self.review, to=READERS)
        pages.add("/routing/publish", "publish", self.publish, to=WRITERS, methods=("POST",))
        pages.add("/routing/plans/<int:number>", "cancel_plan", self.cancel_plan, to=WRITERS, methods=("POST",))
        pages.add("/routing/discard", "discard", self.discard, to=WRITERS, methods=("POST",))
        pages.add("/routing/versions", "versions", self.versions, to=READERS)
        pages.add("/routing/versions/<int:number>", "version", self.version, to=READERS)
        pages.add("/routing/versions/<int:number>/again", "roll_back", self.roll_back, to=WRITERS, methods=("POST",))
        pages.add("/routing/yaml", "yaml", self.yaml, to=READERS)
        pages.add("/routing/yaml", "save_yaml", self.save_yaml, to=WRITERS, methods=("POST",))
        pages.add("/routing/routing.yaml", "yaml_file", self.yaml_file, to=READERS)
        pages.add("/routing/ledger", "ledger", self.shares, to=READERS)

    def try_caller(self) -> str:
        """Where a caller would go, and why: by the draft, and by what is in force."""
        draft, current = self.store.draft(), self.store.current()
        given = {name: value.strip() for name, value in request.args.items()}
        facts: dict[str, Any] = {"given": given, "issues": get_args(Issue), "spoken": self.languages}
        if given:
            caller, at = self._caller(given, current.routing), self._moment(given.get("at", ""))
            pairs = (("The draft", draft.routing, draft.based_on), ("In force", current.routing, current.number))
            facts["tried"] = [(title, self._explained(each, number, caller, at)) for title, each, number in pairs]
            facts["at"] = at
        return shown("routing/try", draft=draft, **facts)

    def review(self) -> str:
        """What the draft would change, in plain words, and what is wrong with it."""
        draft, current = self.store.draft(), self.store.current()
        found = problems(draft.routing, languages=self.languages)
        changed = differences(current.routing, draft.routing)
        facts = {"changed": changed, "problems": found, "planned": self.plans.all(), "zone": self.clock().tzinfo}
        return shown("routing/review", draft=draft, current=current, **facts)

    def publish(self) -> ResponseReturnValue:
        """Put the draft in force."""
        given, draft = asked(), self.store.draft()
        if given.get("revision") != str(draft.revision):
            flash(f"Not published: {draft.author} changed the draft meanwhile. Read what it would change now.")
            return back_to("review")
        wrong = [each for each in problems(draft.routing, languages=self.languages) if each.severity == "error"]
        if wrong:
            flash(f"Not published: {len(wrong)} {'thing is' if len(wrong) == 1 else 'things are'} wrong with it.")
            return back_to("review")
        if given.get("at"):
            return self._plan(draft, self._moment(given["at"]), given.get("note", ""))
        try:
            hand = Hand(me().name, "console")
            version = self.store.publish(draft.routing, hand=hand, note=given.get("note", ""), based_on=draft.based_on)
        except (Conflict, RoutingError) as error:
            flash(f"Not published: {error}")
            return back_to("review")
        return self._in_force(version.number)

    def _plan(self, draft: Draft, at: datetime, note: str) -> ResponseReturnValue:
        """Publish the draft as it is now at a later time; whatever is published before then cancels it."""
        if at <= self.clock():
            flash("Not planned: that time is over.")
            return back_to("review")
        hand = Hand(me().name, "console")
        self.plans.add(draft.routing, hand=hand, note=note, at=at, based_on=draft.based_on)
        flash(f"The draft as it is now will be in force on {at:%A, %d %B, at %H:%M}, unless another version is before.")
        return back_to("review")

    def cancel_plan(self, number: int) -> ResponseReturnValue:
        """Publish it after all not."""
        flash("It will not be published." if self.plans.cancel(number) else "It was published or cancelled already.")
        return back_to("review")

    def discard(self) -> ResponseReturnValue:
        """Forget the draft."""
        self.store.discard_draft()
        flash("The draft is gone; what is in force stays.")
        return back_to("review")

    def versions(self) -> str:
        """What was ever in force."""
        return shown("routing/versions", versions=self.store.versions(), current=self.store.current().number)

    def version(self, number: int) -> str:
        """One of them, with what it would change if it came back."""
        version, current = self._version(number), self.store.current()
        changed = differences(current.routing, version)
        return shown("routing/version", number=number, current=current, changed=changed, text=written(version))

    def roll_back(self, number: int) -> ResponseReturnValue:
        """Put an older version in force again, as a new one."""
        try:
            version = self.store.roll_back(number, hand=Hand(me().name, "console"), note=asked().get("note", ""))
        except UnknownVersion:
            abort(404)
        except (Conflict, RoutingError) as error:
            flash(f"Not published: {error}")
            return back_to("versions")
        return self._in_force(version.number)

    def yaml(self) -> str:
        """The draft as a document."""
        draft = self.store.draft()
        return shown("routing/yaml", draft=draft, text=written(draft.routing))

    def save_yaml(self) -> ResponseReturnValue:
        """A whole document into the draft."""
        draft, text = self.store.draft(), request.form.get("text", "").replace("\r\n", "\n")
        revision = request.form.get("revision", "")
        try:
            routing = read(text)
            hand = Hand(me().name, "console")
            self.store.save_draft(routing, hand=hand, revision=int(revision) if revision.isdecimal() else -1)
        except RoutingError as error:
            return shown("routing/yaml", draft=draft, text=text, wrong=error.problems), 422
        except Conflict:
            theirs = [f"{draft.author} saved the draft meanwhile. Beside yours:", *differences(routing, draft.routing)]
            return shown("routing/yaml", draft=draft, text=text, wrong=theirs), 409
        flash("The document is in the draft. Nothing changes for callers until it is published.")
        return back_to("review")

    def yaml_file(self) -> Response:
        """What is in force, as a file; with `?draft`, the draft."""
        routing = self.store.draft().routing if "draft" in request.args else self.store.current().routing
        name = "draft" if "draft" in request.args else "routing"
        headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
        return Response(written(routing), content_type=f"{YAML}; charset=utf-8", headers=headers)

    def shares(self) -> str:
        """What each vendor was owed and given."""
        routing, found = self.store.current().routing, self.ledger(self.clock())
        periods = (("This month", list(table(routing, found.month))), ("Today", list(table(routing, found.day))))
        return shown("routing/ledger", periods=periods)

    def _in_force(self, number: int) -> ResponseReturnValue:
        self.tell()
        flash(f"Version {number} is in force. Calls that begin now go by it; calls under way keep theirs.")
        return back_to("versions")

    def _version(self, number: int) -> Routing:
        try:
            return self.store.version(number).routing
        except UnknownVersion:
            abort(404)

    def _explained(self, routing: Routing, number: int, caller: Caller, at: datetime) -> Mapping[str, Any]:
        """The decision with its reasons; what is wrong, for a draft that no caller could go by."""
        wrong = [str(each) for each in problems(routing) if each.severity == "error"]
        if wrong:
            return {"wrong": wrong}
        config = Compiled(routing, number)
        return explanation(config, caller, decide(config, caller, {}, self.ledger(at), at))

    def _caller(self, given: Mapping[str, str], routing: Routing) -> Caller:
        number = routing.numbers.get(given.get("dialled", ""))
        language = given.get("language") or (number.language if number else self.languages[0])
        caller = Caller(
            language=language,
            issue=given.get("issue", ""),
            tier=given.get("tier", ""),
            country=given.get("country", "").upper(),
            dialled=given.get("dialled", ""),
            withheld="withheld" in given,
            repeat="repeat" in given,
        )
        value = given.get("order_value", "")
        return replace(caller, order_value=int(value)) if value.isdecimal() else caller

    def _moment(self, text: str) -> datetime:
        """A time on the shop's clock; now, where none can be read."""
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return self.clock()
        return at if at.tzinfo else at.replace(tzinfo=self.clock().tzinfo)
