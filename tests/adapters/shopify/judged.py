"""The emulated shop as a real GraphQL server: it refuses what Shopify's schema refuses."""

from graphql import graphql_sync

from ivr.emulator.shop.orders import Members
from tests.orders.sources.shopify.published import our_schema


def by_schema(document: str, variables: Members, data: Members) -> Members:
    """The answer of a real GraphQL server that has this data."""
    result = graphql_sync(our_schema(), document, root_value=data, variable_values=variables)
    errors = [{"message": error.message, "extensions": {"code": "undefinedField"}} for error in result.errors or ()]
    return {"data": result.data, **({"errors": errors} if errors else {})}
