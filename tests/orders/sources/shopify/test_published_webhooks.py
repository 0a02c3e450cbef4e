"""Shopify's own sample of every webhook is read without an exception."""

import json

from ivr.orders.sources.shopify.documents import TOPICS
from ivr.orders.sources.shopify.webhooks import TOPIC_READERS

from .published import published_webhooks
from .reading import SHOP
from .test_webhooks import RULES, webhook

SAYS_NOTHING = {"returns/process"}
"""Topics whose sample is empty."""


def test_every_sample_of_our_topics_is_news() -> None:
    samples = published_webhooks()
    for topic in TOPIC_READERS:
        body = samples[topic]
        assert isinstance(body, dict)
        news, _ = RULES.read(webhook(topic, json.dumps({**body, "test": False}).encode()), SHOP)
        assert bool(news) == (topic not in SAYS_NOTHING), topic


def test_samples_of_all_other_topics_say_nothing() -> None:
    for topic, body in published_webhooks().items():
        if topic not in TOPIC_READERS and isinstance(body, dict):
            assert RULES.read(webhook(topic, json.dumps(body).encode()), SHOP) == ((), ())


def test_every_topic_that_is_subscribed_to_is_read() -> None:
    known = {topic.upper().replace("/", "_") for topic in TOPIC_READERS}
    assert set(TOPICS) <= known
