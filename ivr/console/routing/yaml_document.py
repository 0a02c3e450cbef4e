"""The whole document as YAML, in and out, with the check that the command uses."""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.store import Conflict, Draft, Hand, RoutingStore
from ivr.console.page import Pages, back_to, me, shown, whole_number
from ivr.console.routing.draft_editor import READERS, WRITERS
from routing.document import RoutingError, of_json, parsed, to_json, to_yaml
from routing.merge import merged
from routing.model import Routing

YAML = "application/yaml"


@dataclass(frozen=True, slots=True)
class Documents:
    """These pages."""

    store: RoutingStore

    def add_to(self, pages: Pages) -> None:
        """All of them."""
        pages.add("/routing/yaml", "yaml", self.yaml, to=READERS)
        pages.add("/routing/yaml", "save_yaml", self.save_yaml, to=WRITERS, methods=("POST",))
        pages.add("/routing/routing.yaml", "yaml_file", self.yaml_file, to=READERS)

    def yaml(self) -> str:
        """The draft as a document."""
        draft = self.store.draft()
        return _shown(draft, to_yaml(draft.routing), draft.revision)

    def save_yaml(self) -> ResponseReturnValue:
        """A whole document into the draft, beside what others saved since it was read."""
        draft, text, revision = self.store.draft(), _sent(), request.form.get("revision", "")
        known = whole_number(revision)
        read_at = -1 if known is None else known
        try:
            mine = parsed(text)
            if read_at != draft.revision:
                return self._beside(draft, mine, text, read_at)
            return self._kept(draft, mine, "The document is in the draft")
        except RoutingError as error:
            return _shown(draft, text, read_at, wrong=error.problems), 422
        except Conflict as error:
            return _shown(self.store.draft(), text, read_at, wrong=[f"Not saved: {error}"]), 409

    def yaml_file(self) -> Response:
        """What is in force, as a file; with `?draft`, the draft."""
        standing, name = self.store.standing(), "draft" if "draft" in request.args else "routing"
        routing = standing.draft.routing if name == "draft" else standing.current.routing
        headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
        return Response(to_yaml(routing), content_type=f"{YAML}; charset=utf-8", headers=headers)

    def _beside(self, draft: Draft, mine: Routing, text: str, read_at: int) -> ResponseReturnValue:
        """Mine together with what others saved; where both changed a field, it is asked whose stands."""
        base = self.store.saving(read_at)
        if base is None:
            told = f"{draft.author or 'Somebody'} changed the draft since you read it; compare, and send it again."
            return _shown(draft, text, draft.revision, wrong=[told]), 409
        theirs_at = frozenset(name for name, side in request.form.items() if side == "theirs")
        both = merged(to_json(base.routing), to_json(mine), to_json(draft.routing), theirs_at=theirs_at)
        asked = [each for each in both.clashes if request.form.get(each.path) != "mine"]
        if asked:
            return _shown(draft, text, read_at, clashes=asked, answered=_answered()), 409
        return self._kept(
            draft, of_json(both.document), f"The document is in the draft, with what {draft.author} saved"
        )

    def _kept(self, draft: Draft, routing: Routing, done: str) -> ResponseReturnValue:
        self.store.save_draft(routing, hand=Hand(me().name, "console"), revision=draft.revision)
        flash(f"{done}. Nothing changes for callers until it is published.")
        return back_to("review")


def _sent() -> str:
    """The document: a file if one was chosen, else what stands in the field."""
    file = request.files.get("file")
    text = file.read().decode("utf-8", "replace") if file and file.filename else request.form.get("text", "")
    return text.replace("\r\n", "\n")


def _answered() -> dict[str, str]:
    return {name: side for name, side in request.form.items() if side in ("mine", "theirs")}


def _shown(draft: Draft, text: str, revision: int, **facts: Any) -> str:
    return shown("routing/yaml", draft=draft, text=text, read_at=revision, **facts)
