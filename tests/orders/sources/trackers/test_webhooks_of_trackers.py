"""The webhooks of tracking services are proven over the raw body, named for repetitions, and read without surprises."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.orders.news import ParcelNews
from ivr.orders.sources.easypost.webhooks import WEBHOOKS as EASYPOST
from ivr.orders.sources.source import Source, SourceKind, Webhook, WebhookUnreadable

from .messages import RULES, TRACKERS, source, webhook_body
from .signing import signed

DATA = Path(__file__).parents[5] / "shared/data"
KINDS = tuple(RULES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_webhook_with_the_secret_is_proven_and_read(kind: SourceKind):
    webhook = signed(kind, webhook_body(kind, TRACKERS[kind]()))
    assert RULES[kind].is_proven(webhook, source(kind))
    (news,), notes = RULES[kind].read(webhook, source(kind))
    assert isinstance(news, ParcelNews)
    assert notes == ()


@pytest.mark.parametrize("kind", KINDS)
def test_another_secret_or_none_proves_nothing(kind: SourceKind):
    body = webhook_body(kind, TRACKERS[kind]())
    assert not RULES[kind].is_proven(signed(kind, body, "another"), source(kind))
    assert not RULES[kind].is_proven(Webhook({}, body), source(kind))
    assert not RULES[kind].is_proven(signed(kind, body, ""), Source("parcels", kind))
    assert not RULES[kind].is_proven(Webhook({"sign": "ü\ud800"}, body, {"token": "\ud800"}), source(kind))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "shippo"])
def test_a_changed_or_cut_body_is_not_proven(kind: SourceKind):
    webhook = signed(kind, webhook_body(kind, TRACKERS[kind]()))
    assert not RULES[kind].is_proven(Webhook(webhook.headers, webhook.body[:-1]), source(kind))
    assert not RULES[kind].is_proven(Webhook(webhook.headers, webhook.body + b" "), source(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_a_repeated_delivery_has_the_same_name_and_another_one_has_not(kind: SourceKind):
    first = signed(kind, webhook_body(kind, TRACKERS[kind]()))
    other = signed(
        kind,
        webhook_body(kind, TRACKERS[kind](tracking_number="1Z2", number="1Z2"))
        .replace(b"-1", b"-2")
        .replace(b"_1", b"_2"),
    )
    names = [RULES[kind].delivery(each) for each in (first, first, other)]
    assert names[0] == names[1] != names[2]
    assert RULES[kind].delivery(Webhook({}, b"no JSON"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "message",
    [
        {"event": "transaction_created", "data": {}},
        {"event": "TRACKING_STOPPED", "data": {"number": "1Z1"}},
        {"description": "batch.updated", "result": {"object": "Batch"}},
        {"event": "unheard_of"},
        {},
    ],
)
def test_other_topics_say_nothing(kind: SourceKind, message: object):
    assert RULES[kind].read(Webhook({}, json.dumps(message).encode()), source(kind)) == ((), ())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"event":', b"\xff", b"[" * 100_000, b"{}" * 2])
def test_a_body_that_is_no_message_is_unreadable(kind: SourceKind, body: bytes):
    with pytest.raises(WebhookUnreadable):
        RULES[kind].read(Webhook({}, body), source(kind))


ODD = st.sampled_from(["2026-11-24T16:00:00Z", "9" * 5000, "\0", "\ud800"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def spoiled(draw: st.DrawFn, kind: SourceKind) -> object:
    """A documented message in which something has been put in the place of one member or another."""
    message = json.loads(webhook_body(kind, TRACKERS[kind]()))
    for _ in range(draw(st.integers(1, 4))):
        place = message
        while True:
            name = draw(st.sampled_from(sorted(place)))
            inside = place[name][0] if isinstance(place[name], list) and place[name] else place[name]
            if not isinstance(inside, dict) or not inside or draw(st.booleans()):
                break
            place = inside
        place[name] = draw(ANYTHING)
    return message


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_a_message_holds_it_is_read_or_unreadable(kind: SourceKind, data: st.DataObject):
    body = json.dumps(data.draw(spoiled(kind) | ANYTHING)).encode()
    RULES[kind].delivery(Webhook({}, body))
    try:
        news, notes = RULES[kind].read(Webhook({}, body), source(kind))
    except WebhookUnreadable:
        return
    for each in news:
        assert isinstance(each, ParcelNews)
        assert 0 < len(each.parcel.tracking_number) <= 64
        assert each.at.tzinfo
        assert all(window.start <= window.end for window in each.parcel.windows)
    assert all(len(note.detail) <= 40 for note in notes)


@pytest.mark.skipif(not (DATA / "easypost").is_dir(), reason="the recorded data of EasyPost is not here")
def test_easyposts_published_signature_is_proven():
    body = (DATA / "easypost/event-body.json").read_bytes().rstrip(b"\n")
    published = json.loads((DATA / "easypost/client-library-fixtures.json").read_text())["webhooks"]
    secret, signature = published["secret"], published["hmac_signature"]
    webhook = Webhook({"x-hmac-signature": signature}, body)
    assert EASYPOST.is_proven(webhook, Source("parcels", "easypost", secrets={"webhook_secret": secret}))
    (news,), notes = EASYPOST.read(webhook, source("easypost"))
    assert isinstance(news, ParcelNews)
    assert (news.parcel.carrier, news.parcel.last_scan_city, notes) == ("FedEx", "Edison", ())
