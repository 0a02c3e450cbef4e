"""Importing a file of orders: upload it, see how it is read and what its customers would hear, import it."""

from collections.abc import Iterator, Mapping

from flask import Response, abort, flash, request

from ivr.console.page import Answer, Facts, PageGroup, page
from ivr.console.ports.imports import FileChoice, FileLook, ImportBusy
from ivr.console.requests import NUMBER, form_fields, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor
from ivr.orders.sources.csv.column_mapping import NEEDED
from ivr.orders.sources.csv.profiles import profiles
from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.import_record import ImportRecord, NothingToUndo, Undone
from ivr.orders.sources.import_report import FileRefused, UploadGone
from ivr.orders.sources.order_rows import COLUMNS

UPLOAD, FILE, RECORD = "orders/upload.html", "orders/file.html", "orders/import_record.html"
LONGEST_NAME = 64
GONE = "The file is no longer on this machine. Upload it again."
BUSY = "Another file is being imported. Try again once it is done."
LABELS = {each: each.replace("_", " ") for each in COLUMNS} | {"placed_at": "time of the order"}
"""Our columns, as people read them."""
DATES = {DateOrder.DAY_FIRST: "the day comes first", DateOrder.MONTH_FIRST: "the month comes first"}


class ImportPages(PageGroup):
    """The upload of a file, and the page of an uploaded one."""

    @page("/orders/import", roles=ADMINS, template=UPLOAD)
    def upload(self) -> Facts:
        """The form for a file, and the last imports."""
        largest = self.ports.imports.largest // 1_000_000
        return {"largest": largest, "imports": self.ports.imports.last(), "wrong": ""}

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
        given, actor = form_fields(), as_actor()
        choice, act = self._choice(given), given.get("act")
        try:
            if act == "discard":
                self.ports.imports.discard(token)
                flash("The file is deleted.")
                return back_to("upload")
            if act == "import":
                self.ports.imports.start(token, choice, actor=actor)
                if name := given.get("keep", "")[:LONGEST_NAME]:
                    self.ports.imports.keep(name, choice, actor=actor)
                return back_to("file", token=token)
        except ImportBusy:
            return self._shown(token, choice, BUSY)
        except UploadGone:
            return {**self.upload(), "wrong": GONE}, 410
        return self._shown(token, choice)

    @page(f"/orders/imports/{NUMBER}", roles=ADMINS, template=RECORD)
    def import_record(self, number: int) -> Facts:
        """What came of an import."""
        record = self._record(number)
        return {"record": record, "lines": self.ports.imports.report(number).splitlines(), "wrong": ""}

    @page(f"/orders/imports/{NUMBER}", roles=ADMINS, methods=("POST",), template=RECORD)
    def undo_import(self, number: int) -> Answer:
        """Take an import back."""
        self._record(number)
        try:
            undone = self.ports.imports.undo(number, actor=as_actor())
        except NothingToUndo:
            return {**self.import_record(number), "wrong": "It cannot be taken back any more."}, 409
        flash(undone_text(undone))
        return back_to("import_record", number=number)

    @page(f"/orders/imports/{NUMBER}/report.txt", roles=ADMINS)
    def import_report(self, number: int) -> Response:
        """The report of an import, to be kept."""
        self._record(number)
        headers = {"Content-Disposition": f'attachment; filename="import-{number}.txt"'}
        text = f"{self.ports.imports.report(number)}\n"
        return Response(text, content_type="text/plain; charset=utf-8", headers=headers)

    def _record(self, number: int) -> ImportRecord:
        found = self.ports.imports.find(number)
        if found is None:
            abort(404)
        return found

    def _shown(self, token: str, choice: FileChoice, wrong: str = "") -> Answer:
        try:
            progress = self.ports.imports.progress(token)
            if progress.phase == "done":
                return {"progress": progress, "look": None, **self.import_record(progress.number)}
            if progress.phase == "running":
                return {"progress": progress, "look": None}
            look = self.ports.imports.look(token, choice)
        except UploadGone:
            abort(404)
        return {"progress": progress, "wrong": wrong, **self._looked(look, choice)}

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
            "mappings": self.ports.imports.mappings(),
            "ours": LABELS,
        }

    def _choice(self, given: Mapping[str, str]) -> FileChoice:
        """What was chosen, over what is kept under a name. A column that is read as it would be anyway is no choice."""
        kept = self.ports.imports.mapping(given["mapping"]) if given.get("mapping") else None
        profile, dates, columns = given.get("profile", ""), given.get("dates", ""), dict(_columns(given))
        return FileChoice(
            profile=profile if profile in profiles() else kept.profile if kept else "",
            columns={**kept.columns, **columns} if kept else columns,
            dates=dates if dates in set(DateOrder) else "",
        )


def undone_text(undone: Undone | None) -> str:
    """What came of taking an import back."""
    if undone is None:
        return "It is being taken back. This page says so once it is done; load it again in a minute."
    told = f"Taken back: {undone.removed:,} orders removed, {undone.restored:,} as they were before."
    return f"{told} {undone.stayed:,} were imported again since then, and stay." if undone.stayed else told


def _columns(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, ours in given.items():
        theirs = name.removeprefix("column-")
        if name.startswith("column-") and ours in COLUMNS and given.get(f"was-{theirs}") != ours:
            yield theirs, ours
