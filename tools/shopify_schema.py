"""Makes tests/orders/sources/shopify/admin_2026_10.graphql: the part of Shopify's schema that our documents touch.

    python -m tools.shopify_schema admin_2026-10.json.gz

The argument is the introspection of the Admin API, as npm's `@shopify/dev-mcp` has it under `dist/data`.
"""

import gzip
import json
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_client_schema,
    get_named_type,
    is_specified_scalar_type,
    parse,
    visit,
)

from ivr.orders.sources.shopify import documents

OURS = Path("tests/orders/sources/shopify/admin_2026_10.graphql")
DOCUMENTS = (
    documents.ORDER,
    documents.CHANGED_ORDERS,
    documents.ALL_ORDERS,
    documents.START_BULK,
    documents.BULK_STATE,
    documents.ACCESS,
    documents.PROTECTED_DATA,
    documents.SUBSCRIPTIONS,
    documents.SUBSCRIBE,
)
HEAD = "# Types and fields of Shopify's Admin API that our documents touch, written by tools/shopify_schema.py."

Touched = dict[str, dict[str, set[str]]]
"""Type to field to arguments."""


def whole_schema(path: Path) -> GraphQLSchema:
    """Shopify's schema, which contradicts itself in places that do not matter here."""
    with gzip.open(path) as file:
        return build_client_schema(json.load(file)["data"], assume_valid=True)


def touched_by(schema: GraphQLSchema) -> Touched:
    """The fields of objects and inputs that the documents have."""
    found: Touched = defaultdict(lambda: defaultdict(set))
    info = TypeInfo(schema)

    class Collector(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            parent = info.get_parent_type()
            if parent and not node.name.value.startswith("__"):
                found[parent.name][node.name.value] |= {each.name.value for each in node.arguments or ()}

        def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
            if parent := info.get_parent_input_type():
                found[get_named_type(parent).name][node.name.value] = set()

    for document in DOCUMENTS:
        visit(parse(document), TypeInfoVisitor(info, Collector()))
    return found


def sdl(schema: GraphQLSchema) -> str:
    """The touched part of a schema."""
    touched = touched_by(schema)
    used = dict(sorted((each.name, each) for each in _used(schema, touched)))
    types = [text for each in used.values() if (text := _printed(each, touched))]
    return "\n\n".join((HEAD, "schema { query: QueryRoot mutation: Mutation }", *types)) + "\n"


def _used(schema: GraphQLSchema, touched: Touched) -> Iterator[GraphQLNamedType]:
    for name, fields in touched.items():
        yield (kind := schema.type_map[name])
        for field, arguments in fields.items():
            definition = kind.fields[field]
            yield get_named_type(definition.type)
            yield from (get_named_type(definition.args[each].type) for each in arguments)
    yield schema.type_map["Node"]


def _printed(kind: GraphQLNamedType, touched: Touched) -> str:
    if isinstance(kind, GraphQLEnumType):
        values = textwrap.fill(" ".join(sorted(kind.values)), 116, initial_indent="  ", subsequent_indent="  ")
        return f"enum {kind.name} {{\n{values}\n}}"
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        return _fielded(kind, touched)
    return "" if is_specified_scalar_type(kind) else f"scalar {kind.name}"


def _fielded(kind: GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType, touched: Touched) -> str:
    word = {GraphQLObjectType: "type", GraphQLInterfaceType: "interface", GraphQLInputObjectType: "input"}[type(kind)]
    fields = {**touched.get(kind.name, {})}
    is_node = isinstance(kind, GraphQLObjectType) and any(each.name == "Node" for each in kind.interfaces)
    if is_node or kind.name == "Node":
        fields.setdefault("id", set())
    lines = [f"  {name}{_arguments(kind, name, fields[name])}: {kind.fields[name].type}" for name in sorted(fields)]
    return "\n".join((f"{word} {kind.name}{' implements Node' if is_node else ''} {{", *lines, "}"))


def _arguments(
    kind: GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType, field: str, names: set[str]
) -> str:
    given = [f"{name}: {kind.fields[field].args[name].type}" for name in sorted(names)]
    return f"({', '.join(given)})" if given else ""


if __name__ == "__main__":
    OURS.write_text(sdl(whole_schema(Path(sys.argv[1]))), encoding="utf-8")
