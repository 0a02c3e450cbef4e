"""All prompts that the line says, with the facts they get, to check catalogues and custom words against.

Steps say some by name. Decisions prepare others; the engine says some after silence or faults; agents hear some as a
whisper.
"""

from collections.abc import Mapping

from ivr.calls.text_replies import TEXT_PROMPTS
from ivr.engine.graph import wanted_prompts
from ivr.flows import FLOWS
from ivr.orders.notices import NOTICE_PROMPTS
from ivr.orders.order_prompts import PROMPTS

NONE: frozenset[str] = frozenset()
COUNT = frozenset({"count"})
KEY = frozenset({"key"})

PREPARED: Mapping[str, frozenset[str]] = {
    "greeting": frozenset({"brand"}),
    "press": NONE,
    **dict.fromkeys(("survey.question", "agent_survey.consent", "agent_survey.solved"), NONE),
    "confirm.keys": frozenset({"yes", "no"}),
    "languages_offered": frozenset({"languages"}),
    **dict.fromkeys(("apology_changed", "apology_error"), NONE),
    **dict.fromkeys(("no_input", "no_input.last", "no_match", "no_match.last"), NONE),
    **dict.fromkeys(("no_match.open", "no_match.yes_no", "no_match.code"), NONE),
    "several_orders": COUNT,
    "choose_order.narrowed": COUNT,
    "choose_order.other": KEY,
    "card_number": NONE,
    "prove_person": frozenset({"digits"}),
    "confirm_issue": frozenset({"issue"}),
    "last_known": frozenset({"age"}),
    "sms_message": frozenset({"brand", "queue", "url"}),
    "sms_survey": frozenset({"brand"}),
    **dict.fromkeys(("sms_tracking", "sms_return"), frozenset({"brand", "order", "url"})),
    **dict.fromkeys(("returns.offer", "returns.offer_link", "offer_person"), NONE),
    **dict.fromkeys(("cancel_order.sent", "cancel_order.partly_sent"), NONE),
    "change_address.closed": frozenset({"digits"}),
    "call_back_at.when": frozenset({"window"}),
    "hand_off.waiting": COUNT,
    **dict.fromkeys(("hand_off.hold_on", "hold.long"), NONE),
    "hold.estimate": COUNT,
    **dict.fromkeys(("hold.callback", "hold.voicemail"), KEY),
    "callback_number": frozenset({"digits"}),
    "confirm_number": frozenset({"number"}),
    "callback_hello": frozenset({"brand"}),
    **dict.fromkeys(("callback_hello.talk", "callback_hello.cancel"), KEY),
    **dict.fromkeys(("closed.hours", "closed.holiday", "closed.full", "closed.unreachable"), NONE),
    "closed.exception": frozenset({"reason"}),
    "closed.opens": frozenset({"opens"}),
    "announcement": frozenset({"message"}),
    **dict.fromkeys(("desk.pin", "desk.wrong_pin", "desk.locked", "desk.nobody_waits", "desk.back"), NONE),
    **dict.fromkeys(("desk.next_callback", "desk.not_reached", "desk.unverified", "desk.may_be_heard"), NONE),
    "desk.away": frozenset({"back"}),
    "desk.keys": frozenset({"away"}),
    "desk.take": KEY,
    **dict.fromkeys(("switch.code", "switch.unknown", "switch.failed"), NONE),
    "switch.offered": KEY,
    **dict.fromkeys(("switch.is_on", "switch.is_off"), frozenset({"name", "until", "key"})),
    "switch.turned_on": frozenset({"name", "until"}),
    "switch.turned_off": frozenset({"name"}),
    "whisper.call": frozenset({"brand"}),
    "whisper.language": frozenset({"language"}),
    "whisper.issue": frozenset({"issue"}),
    "whisper.order": frozenset({"order"}),
    **dict.fromkeys(("whisper.late", "whisper.tries"), COUNT),
    "whisper.late_now": NONE,
    **{
        f"language.{language}{said}": NONE
        for said in ("", ".said")
        for language in (
            *("en-US", "es-MX", "fr-CA", "fr-FR", "de-DE"),
            *("it-IT", "pt-BR", "pl-PL", "ja-JP"),
        )
    },
    **{
        f"issue.{issue}": NONE
        for issue in (
            *("order_status", "delivery_problem", "returns", "refund", "loyalty"),
            *("promotions", "product_help", "payment", "invoice", "cancel_order", "change_address", "store_info"),
            *("other", "late", "missing", "damaged"),
        )
    },
}
"""Prompts that no step says by name."""

WANTED: Mapping[str, frozenset[str]] = {
    **wanted_prompts(FLOWS),
    **PROMPTS,
    **TEXT_PROMPTS,
    **NOTICE_PROMPTS,
    **PREPARED,
}
"""Prompt to the names of its facts; an id `<id>.said` requires phrases of callers."""
