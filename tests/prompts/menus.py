"""What can be asked for where callers are heard."""

MAIN_MENU = tuple(
    f"main_menu.{target}"
    for target in ("find_order", "returns", "refund", "loyalty", "other", "switch_language", "hand_off")
)
AFTER_ORDER = tuple(
    f"after_order.{target}"
    for target in ("read_order", "find_order", "text_link", "main_menu", "switch_language", "hand_off")
)
ANYWHERE = ("person", "repeat")
