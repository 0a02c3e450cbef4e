"""The GraphQL documents that are sent to Shopify.

Orders are never searched by telephone: Shopify ignores a filter that it does not know, and gives everybody's orders.
"""

from typing import Final

API_VERSION: Final = "2026-10"

_ADDRESS = "{ name phone zip countryCodeV2 timeZone }"
_HEAD = f"""
    id name test email phone customerLocale tags
    createdAt processedAt updatedAt cancelledAt
    displayFulfillmentStatus displayFinancialStatus returnStatus requiresShipping
    presentmentCurrencyCode totalPriceSet {{ presentmentMoney {{ amount }} }}
    shippingAddress {_ADDRESS}
    billingAddress {_ADDRESS}
    customer {{ firstName lastName defaultEmailAddress {{ emailAddress }} defaultPhoneNumber {{ phoneNumber }} }}
    transactions {{ id kind status amountSet {{ presentmentMoney {{ amount currencyCode }} }} }}
"""
_FULFILMENT = """
      id status displayStatus createdAt updatedAt inTransitAt estimatedDeliveryAt deliveredAt
      trackingInfo { company number url }
"""
_ITEM = "id title currentQuantity sellingPlan { name }"
_TO_FULFIL = """
      id status createdAt updatedAt fulfillAt
      fulfillmentHolds { reason }
      deliveryMethod { methodType minDeliveryDateTime maxDeliveryDateTime }
"""
_RETURN = "id status"

_ORDER = f"""
  fragment OrderParts on Order {{
    {_HEAD}
    lineItems(first: $items) {{ nodes {{ {_ITEM} }} }}
    fulfillments(first: $parcels) {{
      {_FULFILMENT}
      events(first: 1, sortKey: HAPPENED_AT, reverse: true) {{
        nodes {{ status happenedAt createdAt estimatedDeliveryAt city }}
      }}
    }}
    fulfillmentOrders(first: $parts) {{ nodes {{ {_TO_FULFIL} }} }}
    returns(first: $parts) {{ nodes {{ {_RETURN} }} }}
  }}
"""

ORDER: Final = f"""
  query Order($id: ID!, $items: Int!, $parcels: Int!, $parts: Int!) {{
    node(id: $id) {{
      ... on Order {{ ...OrderParts }}
      ... on FulfillmentOrder {{ order {{ ...OrderParts }} }}
      ... on Return {{ order {{ ...OrderParts }} }}
    }}
  }}
  {_ORDER}
"""
"""One order, by its own name or by that of a part."""

CHANGED_ORDERS: Final = f"""
  query ChangedOrders($query: String!, $first: Int!, $after: String, $items: Int!, $parcels: Int!, $parts: Int!) {{
    orders(first: $first, after: $after, sortKey: UPDATED_AT, query: $query) {{
      nodes {{ ...OrderParts }}
      pageInfo {{ hasNextPage endCursor }}
    }}
  }}
  {_ORDER}
"""

ALL_ORDERS: Final = f"""
  {{
    orders {{
      edges {{
        node {{
          {_HEAD}
          fulfillments {{ {_FULFILMENT} }}
          lineItems {{ edges {{ node {{ {_ITEM} }} }} }}
          fulfillmentOrders {{ edges {{ node {{ {_TO_FULFIL} }} }} }}
          returns {{ edges {{ node {{ {_RETURN} }} }} }}
        }}
      }}
    }}
  }}
"""
"""The query of the bulk operation. Such a query has no variables, and no connection below a list."""

START_BULK: Final = """
  mutation StartBulk($query: String!) {
    bulkOperationRunQuery(query: $query, groupObjects: true) {
      bulkOperation { id status }
      userErrors { code message }
    }
  }
"""
"""Grouped, so that the parts of an order follow it in the file and one order at a time is in memory."""

BULK_STATE: Final = """
  query BulkState($id: ID!) {
    bulkOperation(id: $id) { id status errorCode objectCount rootObjectCount url }
  }
"""

ACCESS: Final = """
  query Access {
    shop { name }
    currentAppInstallation { accessScopes { handle } }
  }
"""

PROTECTED_DATA: Final = """
  query ProtectedData {
    orders(first: 1, reverse: true) { nodes { id email phone shippingAddress { phone } customer { id } } }
  }
"""
"""Whether customers' data is shown to the app: Shopify grants that beside the scopes."""

SUBSCRIPTIONS: Final = """
  query Subscriptions($after: String) {
    webhookSubscriptions(first: 100, after: $after) {
      nodes { topic uri }
      pageInfo { hasNextPage endCursor }
    }
  }
"""

SUBSCRIBE: Final = """
  mutation Subscribe($topic: WebhookSubscriptionTopic!, $uri: String!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
      webhookSubscription { id }
      userErrors { message }
    }
  }
"""

TOPICS: Final = (
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_EDITED",
    "ORDERS_CANCELLED",
    "ORDERS_PAID",
    "ORDERS_FULFILLED",
    "ORDERS_PARTIALLY_FULFILLED",
    "ORDERS_DELETE",
    "FULFILLMENTS_CREATE",
    "FULFILLMENTS_UPDATE",
    "FULFILLMENT_EVENTS_CREATE",
    "FULFILLMENT_EVENTS_DELETE",
    "FULFILLMENT_ORDERS_PLACED_ON_HOLD",
    "FULFILLMENT_ORDERS_HOLD_RELEASED",
    "FULFILLMENT_ORDERS_RESCHEDULED",
    "FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY",
    "REFUNDS_CREATE",
    "RETURNS_REQUEST",
    "RETURNS_APPROVE",
    "RETURNS_DECLINE",
    "RETURNS_CANCEL",
    "RETURNS_CLOSE",
    "RETURNS_REOPEN",
    "RETURNS_UPDATE",
    "RETURNS_PROCESS",
)
"""The webhooks that are subscribed to. The privacy topics can only be set in the app itself."""

NEEDED_SCOPES: Final = (
    "read_orders",
    "read_customers",
    "read_fulfillments",
    "read_merchant_managed_fulfillment_orders",
    "read_returns",
)
ALL_ORDERS_SCOPE: Final = "read_all_orders"
"""The scope without which the orders of the last 60 days are seen alone."""
