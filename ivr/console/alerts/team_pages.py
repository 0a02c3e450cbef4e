"""The teams that are told of alerts, and the channels by which: set up and tried out by admins."""

from urllib.parse import urlsplit

from flask import abort, flash, request

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import NUMBER, form_fields, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor, me
from ivr.reporting.alert_desk import CHANNEL_KINDS, SEVERITIES, AlertChannel, AlertTeam, NoSuchAlert
from ivr.reporting.mail import is_mail_address

TEMPLATE = "alerts/teams.html"
LONGEST_NAME = 64
MOST_LEVELS, MOST_MINUTES = 3, 24 * 60
LONGEST_TARGET = 2000


class AlertTeamPages(PageGroup):
    """Teams, their channels, and the last messages."""

    @page("/alerts/teams", roles=ADMINS, nav=Nav("Alert teams", 45, group="set_up"), template=TEMPLATE)
    def alert_teams(self) -> Facts:
        """All teams with their channels, and how the last messages went."""
        return self._list()

    @page("/alerts/teams", roles=ADMINS, methods=("POST",), template=TEMPLATE)
    def add_alert_team(self) -> Answer:
        """Add a team."""
        given = form_fields()
        level = whole_number(given.get("level", ""), most=MOST_LEVELS) or 0
        minutes = whole_number(given.get("after_minutes", "") or "0", most=MOST_MINUTES)
        wrong = {}
        if not given.get("name") or len(given["name"]) > LONGEST_NAME:
            wrong["name"] = f"Give a name of {LONGEST_NAME} characters at most."
        if not level or minutes is None or (level > 1 and not minutes):
            wrong["after_minutes"] = f"Say after how many minutes ({MOST_MINUTES} at most) the level is told."
        users, queues = request.form.getlist("users"), request.form.getlist("queues")
        if set(users) - set(self._users()) or set(queues) - set(self.ports.in_force().queues):
            wrong[""] = "A user or queue is not there any more; load the page again."
        if wrong:
            return self._list(wrong=wrong, typed=given), 422
        team = AlertTeam(
            name=given["name"], users=tuple(users), queues=tuple(queues), level=level, after_minutes=minutes or 0
        )
        self.ports.alerts.add_team(team, actor=as_actor())
        flash(f"{team.name} is there; say below how it is told.")
        return back_to("alert_teams")

    @page(f"/alerts/teams/{NUMBER}", roles=ADMINS, methods=("POST",), form_on="alert_teams", template=TEMPLATE)
    def change_alert_team(self, number: int) -> Answer:
        """Add a channel to a team, or remove the team."""
        given = form_fields()
        try:
            if given.get("act") == "remove":
                self.ports.alerts.remove_team(number, actor=as_actor())
                flash("The team is told of nothing any more.")
                return back_to("alert_teams")
            return self._add_channel(number)
        except NoSuchAlert:
            abort(404)

    @page(f"/alerts/channels/{NUMBER}", roles=ADMINS, methods=("POST",), form_on="alert_teams", template=TEMPLATE)
    def change_alert_channel(self, number: int) -> Answer:
        """Send a test by a channel, or remove it."""
        try:
            if form_fields().get("act") == "remove":
                self.ports.alerts.remove_channel(number, actor=as_actor())
                flash("The channel is removed.")
                return back_to("alert_teams")
            sent = self.ports.alerts.send_test(number, who=me().name)
        except NoSuchAlert:
            abort(404)
        flash("The test was taken." if sent.state == "sent" else f"The test did not arrive: {sent.fault}.")
        return back_to("alert_teams")

    def _add_channel(self, team: int) -> Answer:
        given = form_fields()
        kind = next((each for each in CHANNEL_KINDS if each == given.get("kind")), None)
        least = next((each for each in SEVERITIES if each == given.get("least")), None)
        target = given.get("target", "")[:LONGEST_TARGET]
        if kind is None or least is None:
            abort(400)
        wrong = _wrong_mail(target) if kind == "mail" else _wrong_address(target)
        if wrong:
            return self._list(wrong_channel={team: wrong}, typed_channel={team: given}), 422
        channel = AlertChannel(team=team, kind=kind, least=least, shown=_shown(kind, target))
        secret = given.get("secret", "") if kind == "webhook" else ""
        if secret and not secret.startswith("whsec_"):
            words = "A secret is whsec_ and 24 to 64 bytes in base64 (Standard Webhooks), or empty."
            return self._list(wrong_channel={team: words}, typed_channel={team: given}), 422
        self.ports.alerts.add_channel(channel, target=target, secret=secret, actor=as_actor())
        flash("The channel is there; send a test by it.")
        return back_to("alert_teams")

    def _users(self) -> list[str]:
        return [user.name for user in self.ports.users.all()]

    def _list(self, **facts: object) -> Facts:
        channels = self.ports.alerts.channels()
        return {
            "teams": self.ports.alerts.teams(),
            "channels": channels,
            "named": {each.number: f"{each.kind} to {each.shown}" for each in channels},
            "deliveries": self.ports.alerts.deliveries(),
            "users": self._users(),
            "queues": {key: queue.name for key, queue in self.ports.in_force().queues.items()},
            "kinds": CHANNEL_KINDS,
            "severities": SEVERITIES,
            "has_mail": self.ports.mail is not None,
            **facts,
        }


def _wrong_mail(target: str) -> str:
    wrong = [each for each in target.split() if not is_mail_address(each)]
    return f"{wrong[0][:80]} is no mail address." if wrong else ""


def _wrong_address(target: str) -> str:
    try:
        parts = urlsplit(target)
        is_right = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    return "" if is_right and target.isprintable() else "Give the address that the service made, from https:// on."


def _shown(kind: str, target: str) -> str:
    """A target without what is secret in it: an address of a chat is itself a key."""
    if kind == "mail":
        return f"{len(target.split())} addresses" if target else "the users of the team"
    return (urlsplit(target).hostname or "")[:128]
