"""The documents that are sent, against Shopify's schema."""

import pytest
from graphql import parse, validate

from ivr.orders.sources.shopify import documents
from tools.shopify_schema import DOCUMENTS, sdl

from .published import OURS, our_schema, published_schema


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_is_valid(document: str) -> None:
    assert validate(our_schema(), parse(document)) == []


def test_our_part_of_the_schema_is_shopifys_own() -> None:
    schema = published_schema()
    assert sdl(schema) == OURS.read_text(encoding="utf-8")
    assert [error for document in DOCUMENTS for error in validate(schema, parse(document))] == []


def test_every_topic_exists() -> None:
    assert set(documents.TOPICS) <= set(our_schema().type_map["WebhookSubscriptionTopic"].values)


def test_orders_are_never_searched_by_telephone() -> None:
    """Shopify ignores a filter that it does not know, and gives everybody's orders."""
    assert all("phone:" not in document for document in DOCUMENTS)


def test_a_bulk_query_stays_within_its_limits() -> None:
    """Five connections at most, none of them below a list, and an id on every node."""
    assert documents.ALL_ORDERS.count("edges {") <= 5
    assert "events" not in documents.ALL_ORDERS
    assert "$" not in documents.ALL_ORDERS
