"""The whole routing document as YAML, read and written, with the check of `wismo routing check`."""

from typing import Any

from flask import Response, flash, request

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import whole_number
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS, READERS
from ivr.console.session import as_actor
from routing.document import RoutingError, of_json, parsed, to_json, to_yaml
from routing.merge import three_way_merge
from routing.model import Routing
from routing.versions import Conflict, Draft

TEMPLATE = "routing/yaml.html"
YAML = "application/yaml"


class YamlDocument(PageGroup):
    """The document as a form and as a file."""

    @page("/routing/yaml", roles=READERS, nav=Nav("YAML", 100, group="design"), template=TEMPLATE)
    def yaml(self) -> Facts:
        """The draft as a document."""
        draft = self.ports.routing.draft()
        return _facts(draft, to_yaml(draft.routing), draft.revision)

    @page("/routing/yaml", roles=ADMINS, methods=("POST",), template=TEMPLATE)
    def save_yaml(self) -> Answer:
        """Save a whole document as the draft, merged with changes that others saved since it was read."""
        draft, text, revision = self.ports.routing.draft(), _sent(), request.form.get("revision", "")
        known = whole_number(revision)
        read_at = -1 if known is None else known
        try:
            mine = parsed(text)
            if read_at != draft.revision:
                return self._beside(draft, mine, text, read_at)
            return self._kept(draft, mine, "The document is in the draft")
        except RoutingError as error:
            return _facts(draft, text, read_at, wrong=error.problems), 422
        except Conflict as error:
            return _facts(self.ports.routing.draft(), text, read_at, wrong=[f"Not saved: {error}"]), 409

    @page("/routing/routing.yaml", roles=READERS)
    def yaml_file(self) -> Response:
        """The version in force as a file; with `?draft`, the draft."""
        standing, name = self.ports.routing.standing(), "draft" if "draft" in request.args else "routing"
        routing = standing.draft.routing if name == "draft" else standing.current.routing
        headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
        return Response(to_yaml(routing), content_type=f"{YAML}; charset=utf-8", headers=headers)

    def _beside(self, draft: Draft, mine: Routing, text: str, read_at: int) -> Answer:
        """Merge the document with changes of others; if both changed a field, ask which value to keep."""
        base = self.ports.routing.draft_revision(read_at)
        if base is None:
            told = f"{draft.author or 'Somebody'} changed the draft since you read it; compare, and send it again."
            return _facts(draft, text, draft.revision, wrong=[told]), 409
        theirs_at = frozenset(name for name, side in request.form.items() if side == "theirs")
        both = three_way_merge(to_json(base.routing), to_json(mine), to_json(draft.routing), theirs_at=theirs_at)
        asked = [each for each in both.clashes if request.form.get(each.path) != "mine"]
        if asked:
            return _facts(draft, text, read_at, clashes=asked, answered=_answered()), 409
        return self._kept(
            draft, of_json(both.document), f"The document is in the draft, with what {draft.author} saved"
        )

    def _kept(self, draft: Draft, routing: Routing, done: str) -> Answer:
        self.ports.routing.save_draft(routing, actor=as_actor(), revision=draft.revision)
        flash(f"{done}. Nothing changes for callers until it is published.")
        return back_to("review")


def _sent() -> str:
    """The document: the uploaded file if one was chosen, else the text of the field."""
    file = request.files.get("file")
    text = file.read().decode("utf-8", "replace") if file and file.filename else request.form.get("text", "")
    return text.replace("\r\n", "\n")


def _answered() -> dict[str, str]:
    return {name: side for name, side in request.form.items() if side in ("mine", "theirs")}


def _facts(draft: Draft, text: str, revision: int, **facts: Any) -> Facts:
    return {"draft": draft, "text": text, "read_at": revision, **facts}
