"""Importing a file of orders: upload it, see how it is read and what its customers would hear, import it."""

from collections.abc import Mapping

from flask import Response, abort, flash, request

from ivr.console.page import Answer, Facts, PageGroup, page
from ivr.console.ports.imports import FileChoice, FileLook, ImportBusy
from ivr.console.requests import form_fields, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import me
from ivr.orders.sources.csv.column_mapping import NEEDED
from ivr.orders.sources.csv.profiles import profiles
from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.import_report import FileRefused, UploadGone
from ivr.orders.sources.order_rows import COLUMNS
from ivr.reporting.audit import Actor

UPLOAD, FILE = "orders/upload.html", "orders/file.html"
GONE = "The file is no longer on this machine. Upload it again."
BUSY = "Another file is being imported. Try again once it is done."
LABELS = {each: each.replace("_", " ") for each in COLUMNS} | {"placed_at": "time of the order"}
"""Our columns, as people read them."""
DATES = {DateOrder.DAY_FIRST: "the day comes first", DateOrder.MONTH_FIRST: "the month comes first"}


class ImportPages(PageGroup):
    """The upload of a file, and the page of an uploaded one."""

    @page("/orders/import", roles=ADMINS, template=UPLOAD)
    def upload(self) -> Facts:
        """The form for a file."""
        return {"largest": self.ports.imports.largest // 1_000_000, "wrong": ""}

    @page("/orders/import", roles=ADMINS, methods=("POST",), template=UPLOAD)
    def take_upload(self) -> Answer:
        """A small file at once, from a browser without scripts; else the beginning of one that comes in pieces."""
        sent = request.files.get("file")
        name = sent.filename if sent and sent.filename else form_fields().get("name", "")
        if not name:
            return {**self.upload(), "wrong": "Choose a file."}, 422
        try:
            token = self.ports.imports.begin(name)
            if sent:
                self.ports.imports.add(token, 0, sent.read())
        except FileRefused as error:
            return {**self.upload(), "wrong": f"Not uploaded: {error}."}, 422
        return back_to("file", token=token)

    @page("/orders/import/<token>/piece", roles=ADMINS, methods=("POST",), form_on="upload")
    def take_piece(self, token: str) -> Answer:
        """A piece of a file, which begins at byte `at`."""
        at = whole_number(request.args.get("at", ""))
        if at is None:
            abort(400)
        try:
            return Response(str(self.ports.imports.add(token, at, request.get_data())))
        except FileRefused as error:
            return Response(f"Not uploaded: {error}.", status=422)
        except UploadGone:
            return Response(GONE, status=410)

    @page("/orders/import/<token>", roles=ADMINS, template=FILE)
    def file(self, token: str) -> Answer:
        """How a file is read, how far its import is, or what came of it."""
        return self._shown(token, FileChoice())

    @page("/orders/import/<token>", roles=ADMINS, methods=("POST",), template=FILE)
    def take_file(self, token: str) -> Answer:
        """Look at a file with other columns, import it, or discard it."""
        choice, act = _choice(form_fields()), form_fields().get("act")
        try:
            if act == "discard":
                self.ports.imports.discard(token)
                flash("The file is deleted.")
                return back_to("upload")
            if act == "import":
                self.ports.imports.start(token, choice, actor=Actor(me().name, "console"))
                return back_to("file", token=token)
        except ImportBusy:
            return self._shown(token, choice, BUSY)
        except UploadGone:
            return {**self.upload(), "wrong": GONE}, 410
        return self._shown(token, choice)

    @page("/orders/import/<token>/report.txt", roles=ADMINS)
    def import_report(self, token: str) -> Response:
        """The report of an import, to be kept."""
        try:
            lines = self.ports.imports.progress(token).report
        except UploadGone:
            abort(404)
        headers = {"Content-Disposition": 'attachment; filename="import-report.txt"'}
        return Response(
            "".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8", headers=headers
        )

    def _shown(self, token: str, choice: FileChoice, wrong: str = "") -> Answer:
        try:
            progress = self.ports.imports.progress(token)
            if progress.phase in ("running", "done"):
                return {"token": token, "progress": progress, "look": None}
            look = self.ports.imports.look(token, choice)
        except UploadGone:
            abort(404)
        return {"token": token, "progress": progress, "wrong": wrong, **self._looked(look, choice)}

    def _looked(self, look: FileLook, choice: FileChoice) -> Facts:
        heard = [(order, self.ports.orders.spoken(order)[0]) for order in look.orders]
        titles = {name: each.title for name, each in profiles().items()}
        read = {column.ours for column in look.columns}
        return {
            "missing": [LABELS[each] for each in NEEDED if look.columns and each not in read],
            "has_phone": "phone" in read,
            "look": look,
            "choice": choice,
            "heard": heard,
            "profiles": titles,
            "dates": DATES,
            "ours": LABELS,
        }


def _choice(given: Mapping[str, str]) -> FileChoice:
    """What was chosen. A column that is read as it would be anyway is no choice."""
    chosen = {
        name.removeprefix("column-"): ours
        for name, ours in given.items()
        if name.startswith("column-") and ours in COLUMNS and given.get(f"was-{name.removeprefix('column-')}") != ours
    }
    profile = given.get("profile", "")
    dates = given.get("dates", "")
    return FileChoice(
        profile if profile in profiles() else "", chosen, dates if dates in DateOrder.__members__.values() else ""
    )
