"""The status message for an order as a whole, or in several packages, word for word, in both languages."""

from datetime import date

import pytest

from ivr.orders.model import Order
from ivr.orders.model import OrderStatus as Status

from .placed import (
    ARRIVED,
    ASK,
    BUSQUE,
    FALTA,
    LATE,
    LOOK,
    MISSING,
    ON_ITS_WAY,
    OUT,
    PERDON,
    PREGUNTE,
    SORRY,
    at,
    due,
    order,
    told,
    words_before_the_order,
)

ORDERS = [
    (
        order(status=Status.PENDING_PAYMENT),
        "Your order is waiting for the payment to arrive. Then we'll prepare it.",
        "Su pedido está en espera del pago. En cuanto llegue, lo preparamos.",
    ),
    (
        order(status=Status.ON_HOLD),
        "Your order is on hold for the moment. Our team can tell you more.",
        "Su pedido está en pausa por el momento. Nuestro equipo puede darle más información.",
    ),
    (
        order(status=Status.PREORDER, expected_ship_on=date(2026, 12, 15)),
        "Your order is a pre-order and is expected to ship on Tuesday, December 15.",
        "Su pedido es una preventa. El envío está previsto para el martes 15 de diciembre.",
    ),
    (
        order(status=Status.PREORDER),
        "Your order is a pre-order. There is no shipping day yet.",
        "Su pedido es una preventa. Todavía no hay fecha de envío.",
    ),
    (
        order(status=Status.PREORDER, expected_ship_on=date(2026, 11, 20)),
        f"Your pre-order is running late. It was expected to ship on Friday. {SORRY}",
        f"Su preventa va con retraso. El envío estaba previsto para el viernes 20. {PERDON}",
    ),
    (
        order(status=Status.BACKORDER, expected_ship_on=date(2026, 11, 27)),
        "Your order is waiting for stock and is expected to ship on Friday.",
        "Su pedido está pendiente de existencias. El envío está previsto para el viernes 27.",
    ),
    (
        order(status=Status.BACKORDER),
        "Your order is waiting for stock. There is no shipping day yet.",
        "Su pedido está pendiente de existencias. Todavía no hay fecha de envío.",
    ),
    (
        order(status=Status.BACKORDER, expected_ship_on=date(2026, 11, 23)),
        f"Your order is still waiting for stock. It was expected to ship yesterday. {SORRY}",
        f"Su pedido sigue pendiente de existencias. El envío estaba previsto para ayer. {PERDON}",
    ),
    (
        order(status=Status.PROCESSING),
        "Your order is being prepared and hasn't been sent yet.",
        "Su pedido se está preparando y todavía no se ha enviado.",
    ),
    (
        order(status=Status.PROCESSING, promises=(due(26, 27),)),
        "Your order is being prepared and is expected on Thursday or Friday.",
        "Su pedido se está preparando y se espera el jueves 26 o el viernes 27.",
    ),
    (
        order(status=Status.PROCESSING, promises=(due(23),)),
        f"Your order is running late. It was expected yesterday and is still being prepared. {SORRY}",
        f"Su pedido viene con retraso. Se esperaba ayer y todavía se está preparando. {PERDON}",
    ),
    (
        order(),
        "Your order has been sent. There is no tracking for it yet.",
        "Su pedido ya se envió. Todavía no hay información de rastreo.",
    ),
    (
        order(promises=(due(26),)),
        "Your order has been sent. There is no tracking for it yet. It's expected on Thursday.",
        "Su pedido ya se envió. Todavía no hay información de rastreo. Se espera el jueves 26.",
    ),
    (
        order(promises=(due(23),)),
        "Your order has been sent. There is no tracking for it yet. "
        f"It was expected yesterday and is running late. {SORRY}",
        f"Su pedido ya se envió. Todavía no hay información de rastreo. Se esperaba ayer y viene con retraso. {PERDON}",
    ),
    (
        order(status=Status.PARTIALLY_SHIPPED),
        "Your order is partly on its way. The rest is still being prepared.",
        "Una parte de su pedido está en camino. El resto se está preparando.",
    ),
    (
        order(status=Status.PARTIALLY_DELIVERED),
        "Your order was delivered in part. The rest is still to come.",
        "Su pedido se entregó en parte. El resto está por llegar.",
    ),
    (order(status=Status.DELIVERED), f"Your order was delivered. {LOOK}", f"Su pedido ya se entregó. {BUSQUE}"),
    (
        order(status=Status.READY_FOR_PICKUP),
        "Your order is ready for pickup.",
        "Su pedido está listo para que lo recoja.",
    ),
    (order(status=Status.PICKED_UP), "Your order has been collected.", "Su pedido ya fue recogido."),
    (
        order(status=Status.CANCELLED, cancelled_at=at(23, "09:00")),
        f"Your order was cancelled yesterday. {ASK}",
        f"Su pedido se canceló ayer. {PREGUNTE}",
    ),
    (order(status=Status.CANCELLED), f"Your order was cancelled. {ASK}", f"Su pedido se canceló. {PREGUNTE}"),
    (
        order(status=Status.UNKNOWN),
        "Your order is in our books, but I can't see the latest scan.",
        "Tenemos su pedido, pero no puedo ver el último movimiento.",
    ),
]


@pytest.mark.parametrize(("whole", "english", "spanish"), ORDERS)
def test_an_order_without_parcels_is_told(whole: Order, english: str, spanish: str) -> None:
    assert told(whole) == english
    assert told(whole, locale="es-MX") == spanish


SEVERAL = [
    (
        order(ARRIVED, OUT),
        "Your order comes in 2 packages. One is out for delivery and should arrive today between 2 and 6 p.m. "
        f"The other was delivered on Friday. {MISSING}",
        "Su pedido va en 2 paquetes. Uno está en reparto y debe llegar hoy entre las dos y las seis de la tarde. "
        f"El otro se entregó el viernes 20. {FALTA}",
    ),
    (
        order(ON_ITS_WAY, ON_ITS_WAY),
        "Your order comes in 2 packages. They are on their way and are expected on Thursday.",
        "Su pedido va en 2 paquetes. Los paquetes están en camino y se esperan el jueves 26.",
    ),
    (
        order(ON_ITS_WAY, ARRIVED, LATE, ON_ITS_WAY),
        "Your order comes in 4 packages. One is running late. It was expected on Sunday and is still on its way. "
        f"2 are on their way and are expected on Thursday. The last one was delivered on Friday. {SORRY} {MISSING}",
        "Su pedido va en 4 paquetes. Uno viene con retraso. Se esperaba el domingo 22 y sigue en camino. "
        f"2 están en camino y se esperan el jueves 26. El último se entregó el viernes 20. {PERDON} {FALTA}",
    ),
    (
        order(ARRIVED, OUT, ON_ITS_WAY),
        "Your order comes in 3 packages. One is out for delivery and should arrive today between 2 and 6 p.m. "
        f"Another is on its way and is expected on Thursday. The last one was delivered on Friday. {MISSING}",
        "Su pedido va en 3 paquetes. Uno está en reparto y debe llegar hoy entre las dos y las seis de la tarde. "
        f"Otro está en camino y se espera el jueves 26. El último se entregó el viernes 20. {FALTA}",
    ),
    (
        order(OUT, status=Status.PARTIALLY_SHIPPED),
        "Your order is out for delivery and should arrive today between 2 and 6 p.m. "
        "The rest of your order is still being prepared. It's with U P S.",
        "Su pedido está en reparto y debe llegar hoy entre las dos y las seis de la tarde. "
        "El resto de su pedido se está preparando. Lo lleva U P S.",
    ),
    (
        order(ARRIVED, status=Status.PARTIALLY_DELIVERED),
        f"Your order was delivered on Friday. The rest of your order is still to come. {LOOK}",
        f"Su pedido se entregó el viernes 20. El resto de su pedido está por llegar. {BUSQUE}",
    ),
]


@pytest.mark.parametrize(("whole", "english", "spanish"), SEVERAL)
def test_parcels_with_different_news_are_told_together(whole: Order, english: str, spanish: str) -> None:
    assert told(whole) == english
    assert told(whole, locale="es-MX") == spanish


@pytest.mark.parametrize("whole", [row[0] for row in (*ORDERS, *SEVERAL)])
def test_at_most_twelve_words_stand_before_the_first_word_on_the_order(whole: Order) -> None:
    assert words_before_the_order(told(whole)) <= 12
