"""The status words of shops and carriers, from their own documentation, each with its meaning here."""

from collections.abc import Mapping

ORDERS: Mapping[str, str] = {
    "Shopify, fulfilment": "FULFILLED FULFILLMENT_NOT_REQUIRED IN_PROGRESS ON_HOLD OPEN PARTIALLY_FULFILLED "
    "PENDING_FULFILLMENT REQUEST_DECLINED RESTOCKED SCHEDULED UNFULFILLED",
    "Shopify, fulfilment orders": "OPEN IN_PROGRESS SCHEDULED ON_HOLD INCOMPLETE CLOSED CANCELLED",
    "Shopify, money": "AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED",
    "WooCommerce": "pending processing on-hold completed cancelled refunded failed trash checkout-draft auto-draft "
    "pre-ordered",
    "Magento": "new pending_payment processing complete closed canceled holded payment_review fraud",
    "BigCommerce": "Incomplete Pending Shipped Partially_Shipped Refunded Cancelled Declined Awaiting_Payment "
    "Awaiting_Pickup Awaiting_Shipment Completed Awaiting_Fulfillment Manual_Verification_Required Disputed "
    "Partially_Refunded",
    "Salesforce": "created new open completed cancelled replaced failed not_shipped part_shipped shipped not_paid "
    "part_paid paid",
    "Vendure": "Created Draft AddingItems ArrangingPayment PaymentAuthorized PaymentSettled PartiallyShipped Shipped "
    "PartiallyDelivered Delivered Modifying ArrangingAdditionalPayment Cancelled Pending",
    "Medusa": "pending completed canceled archived requires_action draft not_fulfilled fulfilled shipped "
    "partially_fulfilled partially_shipped partially_delivered delivered",
    "schema.org": "OrderCancelled OrderDelivered OrderInTransit OrderPaymentDue OrderPickupAvailable OrderProblem "
    "OrderProcessing OrderReturned",
}
PARCELS: Mapping[str, str] = {
    "Shopify": "ATTEMPTED_DELIVERY CANCELED CARRIER_PICKED_UP CONFIRMED DELAYED DELIVERED FAILURE FULFILLED IN_TRANSIT "
    "LABEL_PRINTED LABEL_PURCHASED LABEL_VOIDED MARKED_AS_FULFILLED NOT_DELIVERED OUT_FOR_DELIVERY PICKED_UP "
    "READY_FOR_PICKUP SUBMITTED",
    "Shopify, events": "attempted_delivery carrier_picked_up confirmed delayed delivered failure in_transit "
    "label_printed label_purchased out_for_delivery ready_for_pickup buyer_action_required picked_up "
    "ready_for_recipient_pickup returning_to_sender",
    "Shopify, fulfilments": "SUCCESS CANCELLED ERROR FAILURE OPEN PENDING",
    "AfterShip": "Pending InfoReceived InTransit OutForDelivery AttemptFail Delivered AvailableForPickup Exception "
    "Expired",
    "AfterShip, subtags": " ".join(
        f"{tag}_{number:03}"
        for tag, numbers in {
            "Delivered": range(1, 6),
            "AvailableForPickup": range(1, 2),
            "Exception": range(1, 19),
            "AttemptFail": range(1, 4),
            "InTransit": range(1, 13),
            "InfoReceived": range(1, 2),
            "OutForDelivery": (1, 3, 4),
            "Pending": range(1, 7),
            "Expired": range(1, 2),
        }.items()
        for number in numbers
    ),
    "EasyPost": "unknown pre_transit in_transit out_for_delivery delivered available_for_pickup return_to_sender "
    "failure cancelled error",
    "EasyPost, details": "address_correction arrived_at_destination arrived_at_facility arrived_at_pickup_location "
    "awaiting_information cancelled damaged delayed delivery_exception departed_facility departed_origin_facility "
    "expired failure held in_transit label_created lost missorted out_for_delivery received_at_destination_facility "
    "received_at_origin_facility refused return status_update transferred_to_destination_carrier transit_exception "
    "unknown weather_delay",
    "Shippo": "UNKNOWN PRE_TRANSIT TRANSIT DELIVERED RETURNED FAILURE",
    "17TRACK": "NotFound InfoReceived InTransit Expired AvailableForPickup OutForDelivery DeliveryFailure Delivered "
    "Exception NotFound_Other NotFound_InvalidCode InTransit_PickedUp InTransit_Other InTransit_Departure "
    "InTransit_Arrival InTransit_CustomsProcessing InTransit_CustomsReleased InTransit_CustomsRequiringInformation "
    "DeliveryFailure_Other DeliveryFailure_NoBody DeliveryFailure_Security DeliveryFailure_Rejected "
    "DeliveryFailure_InvalidAddress Exception_Other Exception_Returning Exception_Returned Exception_NoBody "
    "Exception_Security Exception_Damage Exception_Damaged Exception_Rejected Exception_Delayed Exception_Lost "
    "Exception_Destroyed Exception_Cancel",
    "FedEx": "OC PU IT OD DL DE SE HL CD DY",
    "USPS": "Delivered,_In/At_Mailbox",
    "DHL": "delivered transit failure unknown",
    "karrio": "pending picked_up on_hold cancelled delivered in_transit delivery_failed delivery_delayed "
    "out_for_delivery ready_for_pickup return_to_sender unknown",
    "BigCommerce": "Awaiting_Pickup",
    "Vendure": "Created Pending Shipped Delivered Cancelled",
}
RETURNS: Mapping[str, str] = {
    "Shopify": "NO_RETURN RETURN_REQUESTED IN_PROGRESS INSPECTION_COMPLETE RETURNED RETURN_FAILED REQUESTED OPEN "
    "CLOSED DECLINED CANCELED",
    "Loop": "open closed cancelled expired needs_review",
    "Medusa": "open requested received partially_received canceled",
}
REFUNDS: Mapping[str, str] = {
    "Shopify": "AWAITING_RESPONSE ERROR FAILURE PENDING SUCCESS UNKNOWN",
    "Vendure": "Pending Settled Failed",
}
SILENT = frozenset(
    (
        *("RESTOCKED", "FULFILLMENT_NOT_REQUIRED", "PARTIALLY_REFUNDED", "Partially_Refunded", "unknown", "UNKNOWN"),
        *("NotFound", "NotFound_Other", "NotFound_InvalidCode", "Expired", "Expired_001", "expired", "status_update"),
    )
)
"""Words that are known, and leave open where the goods are."""

MEANINGS: Mapping[str, str] = {
    "label_created": "LABEL_PRINTED LABEL_PURCHASED CONFIRMED SUBMITTED MARKED_AS_FULFILLED InfoReceived Pending_001 "
    "pre_transit PRE_TRANSIT",
    "delayed": "DELAYED Exception_004 Exception_005 Exception_016 Exception_017 delayed weather_delay",
    "attempted": "ATTEMPTED_DELIVERY AttemptFail DeliveryFailure attempted_delivery",
    "ready_for_pickup": "READY_FOR_PICKUP READY_FOR_RECIPIENT_PICKUP AvailableForPickup available_for_pickup "
    "Awaiting_Pickup HL",
    "returning": "RETURNING_TO_SENDER Exception_010 return_to_sender",
    "returned_to_sender": "Exception_011 RETURNED",
    "exception": "FAILURE NOT_DELIVERED Exception_001 failure error Exception_012 Exception_013",
    "in_transit": "InTransit TRANSIT InTransit_009 InTransit_011",
    "out_for_delivery": "OutForDelivery OutForDelivery_004",
    "cancelled": "CANCELED LABEL_VOIDED Exception_Cancel",
    "delivered": "Delivered_002 Delivered_005",
}
"""What a parcel's words mean, where it is documented."""


def listed(lists: Mapping[str, str]) -> list[str]:
    """All words of several lists."""
    return sorted({word for words in lists.values() for word in words.split()})
