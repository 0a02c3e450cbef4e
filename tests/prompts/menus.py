"""The choices of menus that accept speech."""

LANGUAGES = tuple(
    f"language.{each}" for each in ("en-US", "es-MX", "fr-FR", "de-DE", "it-IT", "pt-BR", "pl-PL", "ja-JP")
)
MAIN_MENU = (
    *(f"main_menu.{target}" for target in ("find_order", "returns", "refund", "loyalty", "other")),
    *("main_menu.switch_language", "main_menu.hand_off"),
    *LANGUAGES,
)
AFTER_ORDER = (
    *(f"after_order.{target}" for target in ("read_order", "find_order", "text_link", "main_menu")),
    *("after_order.switch_language", "after_order.hand_off"),
    *LANGUAGES,
)
