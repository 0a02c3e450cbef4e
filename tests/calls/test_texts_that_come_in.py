"""People text the line: stop, start, help, and nothing that it asked for."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ivr.adapters.sql.notices.opt_outs import SqlOptOuts, text_opt_outs
from ivr.adapters.sql.records import outbox
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.calls.text_replies import IncomingText, TextReplies, meaning_of
from ivr.emulator import Phone, Switchboard
from ivr.jobs.texts import _gets_texts
from ivr.settings import Settings
from tests.calls.conftest import ALICE, LINE
from tests.shop import Shop

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture
def opt_outs(stores: Stores, settings: Settings) -> SqlOptOuts:
    return SqlOptOuts(stores.engine, settings.secret_key.get_secret_value().encode())


def text(body: str, opt_out: str = "") -> IncomingText:
    return IncomingText("SM1", ALICE, LINE, body, opt_out)


def test_stop_keeps_the_number_and_leaves_the_answer_to_twilio(switchboard: Switchboard, opt_outs: SqlOptOuts):
    assert switchboard.text(from_=ALICE, to=LINE, body=" Stop ") == ""
    assert opt_outs.has(ALICE)
    assert [(each.number_hint, each.way) for each in opt_outs.newest()] == [("00", "keyword")]


def test_who_asks_in_a_sentence_is_told_that_it_is_done(switchboard: Switchboard, opt_outs: SqlOptOuts):
    told = switchboard.text(from_=ALICE, to=LINE, body="Hey, please don't text me any more!!")
    assert "no more text messages" in told and "Northwind" in told
    assert opt_outs.has(ALICE)


def test_the_answer_is_in_the_language_of_the_word(switchboard: Switchboard):
    assert "ya no le enviará" in switchboard.text(from_=ALICE, to=LINE, body="Baja")


def test_start_lets_texts_come_again(switchboard: Switchboard, opt_outs: SqlOptOuts):
    switchboard.text(from_=ALICE, to=LINE, body="stop texting me")
    assert "again" in switchboard.text(from_=ALICE, to=LINE, body="subscribe")
    assert not opt_outs.has(ALICE)


def test_help_names_the_shop_and_its_number(switchboard: Switchboard):
    told = switchboard.text(from_=ALICE, to=LINE, body="HELP")
    assert "Northwind" in told and LINE in told and "STOP" in told


def test_where_twilio_has_answered_the_line_does_not(switchboard: Switchboard, opt_outs: SqlOptOuts):
    assert switchboard.text(from_=ALICE, to=LINE, body="Genug damit", opt_out="STOP") == ""
    assert opt_outs.has(ALICE)
    assert switchboard.text(from_=ALICE, to=LINE, body="HELP", opt_out="HELP") == ""


def test_an_unsigned_text_changes_nothing(app, opt_outs: SqlOptOuts):
    answer = app.test_client().post("/voice/texts", data={"From": ALICE, "To": LINE, "Body": "STOP", "MessageSid": "S"})
    assert (answer.status_code, opt_outs.has(ALICE)) == (403, False)


def test_a_link_that_waits_is_not_sent_to_who_stopped_meanwhile(
    phone: Phone, switchboard: Switchboard, shop: Shop, stores: Stores, settings: Settings, opt_outs: SqlOptOuts, clock
):
    shop.has_order()
    phone.dials().presses("1").hears("on its way")
    drain(stores.redis, stores.engine)
    switchboard.text(from_=ALICE, to=LINE, body="STOP")
    done = outbox.deliver(
        stores.engine, lambda _to, _body: "SM1", clock.now, allowed=lambda to: _gets_texts(settings, opt_outs, to)
    )
    assert (done.sent, done.failed) == (0, 1)


def test_a_caller_who_stopped_texts_is_promised_none(phone: Phone, switchboard: Switchboard, shop: Shop):
    shop.has_order()
    switchboard.text(from_=ALICE, to=LINE, body="STOP")
    phone.dials().presses("1").hears("gets no text messages from us").does_not_hear("on its way to the phone")


def test_the_number_itself_is_not_stored(switchboard: Switchboard, stores: Stores):
    switchboard.text(from_=ALICE, to=LINE, body="STOP")
    with stores.engine.connect() as connection:
        assert ALICE[1:] not in str(connection.execute(select(text_opt_outs)).all())


@pytest.mark.parametrize(
    "body",
    [
        *("STOP", "Stop.", "stop please", "Unsubscribe", "cancel", "no more texts", "Please stop sending messages"),
        *("do not contact me again", "wrong number", "ARRÊT", "ne m'écrivez plus", "no me envíen más mensajes", "BAJA"),
        *(
            "keine SMS mehr bitte",
            "Stopp",
            "non scrivetemi più",
            "Não me envie mensagens",
            "nie piszcie do mnie",
            "停止",
        ),
        *("送らないで", "stop texting me about my order"),
    ],
)
def test_these_end_texts(body: str):
    assert meaning_of(text(body), is_out=False).kind == "stop"


@pytest.mark.parametrize(
    "body",
    [
        *(
            "5",
            "yes",
            "no",
            "Where is my order?",
            "stop my parcel and text me",
            "I never got your text",
            "cancel my order",
        ),
        *("non è arrivato", "sí", "thanks", "", "Bitte nicht klingeln", "the bus stop is next to the house"),
    ],
)
def test_these_do_not(body: str):
    assert meaning_of(text(body), is_out=False).kind == ""


def test_yes_starts_texts_only_for_who_stopped_them():
    assert meaning_of(text("Yes"), is_out=True).kind == "start"


@given(st.text(max_size=2000))
def test_any_text_has_a_meaning(body: str):
    assert meaning_of(text(body), is_out=False).kind in ("", "stop", "start", "help")


class Anybody:
    """Opt-outs of a line that nobody has stopped."""

    def has(self, _number: str) -> bool:
        return False


def test_other_texts_go_to_the_first_who_takes_them():
    takers = [lambda _: None, lambda each: f"You said {each.body}.", lambda _: "never"]
    replies = TextReplies(Anybody(), takers, lambda *_: "", lambda: NOW)
    assert replies.answer(text("5")) == "You said 5."
    assert TextReplies(Anybody(), [], lambda *_: "", lambda: NOW).answer(text("5")) == ""
