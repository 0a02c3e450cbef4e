"""Webhooks of events: made for a program elsewhere, with what was sent and a way to send it again."""

from collections.abc import Mapping

from flask import abort, flash, request

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor
from ivr.reporting.event_webhook import NoSuchWebhook, WebhookUnfit
from ivr.reporting.happenings import HAPPENING_KINDS, HAPPENING_WORDS

TEMPLATE = "webhooks/webhooks.html"
ONE = "webhooks/webhook.html"
RESUMED = "It is told again, beginning with what it was to be told."


class WebhookPages(PageGroup):
    """The list of webhooks, and the page of one."""

    @page("/webhooks", roles=ADMINS, nav=Nav("Webhooks", 81, group="set_up"), template=TEMPLATE)
    def webhooks(self) -> Facts:
        """All webhooks, and the form that makes one."""
        return self._facts({}, [], "")

    @page("/webhooks", roles=ADMINS, methods=("POST",), template=TEMPLATE)
    def make_webhook(self) -> Answer:
        """Make a webhook, and show its secret this once."""
        given, wanted = form_fields(), request.form.getlist("kinds")
        kinds = [kind for kind in HAPPENING_KINDS if kind in wanted]
        try:
            name, secret = self.ports.event_webhooks.make(given.get("url", ""), kinds, actor=as_actor())
        except WebhookUnfit as error:
            return self._facts(given, wanted, str(error)), 422
        return {**self._facts({}, [], ""), "secret": secret, "of": name}

    @page("/webhooks/<webhook>", roles=ADMINS, template=ONE)
    def webhook(self, webhook: str) -> Facts:
        """A webhook, and what was sent to it."""
        return self._one(webhook)

    @page("/webhooks/<webhook>", roles=ADMINS, methods=("POST",), form_on="webhook", template=ONE)
    def change_webhook(self, webhook: str) -> Answer:
        """Give it a new secret, resume or remove it, or send a delivery again."""
        given, actor, webhooks = form_fields(), as_actor(), self.ports.event_webhooks
        try:
            match given.get("act", ""):
                case "rotate":
                    secret = webhooks.rotate(webhook, actor=actor)
                    return {**self._one(webhook), "secret": secret}
                case "remove":
                    webhooks.remove(webhook, actor=actor)
                    flash("The webhook is removed.")
                    return back_to("webhooks")
                case "resume":
                    webhooks.resume(webhook, actor=actor)
                    flash(RESUMED)
                case "replay":
                    webhooks.replay(webhook, given.get("delivery", ""), actor=actor)
                    flash("It is sent again within seconds.")
        except NoSuchWebhook:
            abort(404)
        return back_to("webhook", webhook=webhook)

    def _one(self, webhook: str) -> Facts:
        try:
            found = self.ports.event_webhooks.get(webhook)
        except NoSuchWebhook:
            abort(404)
        return {
            "webhook": found,
            "deliveries": self.ports.event_webhooks.deliveries(webhook),
            "overlaps": found.secret_until is not None and found.secret_until > self.ports.clock(),
            "words": HAPPENING_WORDS,
            "secret": "",
        }

    def _facts(self, typed: Mapping[str, str], kinds: list[str], wrong: str) -> Facts:
        return {
            "all_webhooks": self.ports.event_webhooks.all(),
            "words": HAPPENING_WORDS,
            "typed": typed,
            "kinds": kinds,
            "wrong": wrong,
            "secret": "",
            "of": "",
        }
