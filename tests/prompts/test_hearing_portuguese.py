"""What Brazilian callers mean, in their words: menus, keys, order numbers and postcodes."""

import pytest

from prompts.hearing import Hearing

from .menus import AFTER_ORDER, MAIN_MENU

MAIN = [
    ("bom dia eu queria saber onde está meu pacote", "find_order"),
    ("meu pedido ainda não chegou", "find_order"),
    ("cadê minha encomenda", "find_order"),
    ("quando vai chegar meu pedido", "find_order"),
    ("quero devolver um tênis", "returns"),
    ("queria fazer uma troca", "returns"),
    ("estou esperando meu reembolso", "refund"),
    ("quando vão devolver meu dinheiro", "refund"),
    ("quantos pontos eu tenho", "loyalty"),
    ("tenho um cupom de desconto que não funciona", "other"),
    ("quero falar com um atendente por favor", "hand_off"),
    ("me passa para uma pessoa", "hand_off"),
    ("do you speak English", "en-US"),
    ("em inglês", "en-US"),
]
AFTER = [
    ("pode repetir por favor", "read_order"),
    ("outra vez", "read_order"),
    ("esse não é o meu pedido", "find_order"),
    ("me manda o link por SMS", "text_link"),
    ("tenho outra dúvida", "main_menu"),
    ("quero falar com alguém", "hand_off"),
]
WISHES = [
    ("pode repetir", "repeat"),
    ("como", "repeat"),
    ("desculpe não entendi nada", "repeat"),
    ("repete por favor", "repeat"),
    ("um ser humano", "person"),
    ("não eu quero uma pessoa de verdade", "person"),
    ("atendimento ao cliente", "person"),
    ("me passa um atendente", "person"),
]
NO_WISHES = [
    "um zero zero um",
    "mil e um",
    "zero um três um zero",
    "o número do meu pedido é 1001",
    "eu não tenho",
]
NO_OPTIONS = [
    "que horas são",
    "boa tarde moça",
    "está chovendo aqui",
    "não sei",
    "obrigada",
    "",
]


@pytest.mark.parametrize(
    ("menu", "speech", "meant"),
    [*((MAIN_MENU, *row) for row in MAIN), *((AFTER_ORDER, *row) for row in AFTER)],
)
def test_an_option_can_be_asked_for_in_the_callers_own_words(
    hearing: Hearing, menu: tuple[str, ...], speech: str, meant: str
) -> None:
    chosen = hearing.choose(speech, menu, "pt-BR")
    assert chosen is not None
    assert chosen.partition(".")[2] == meant


@pytest.mark.parametrize(("speech", "meant"), WISHES)
def test_a_person_and_a_repetition_can_be_asked_for_anywhere(hearing: Hearing, speech: str, meant: str) -> None:
    assert hearing.universal(speech, "pt-BR").universal == meant


@pytest.mark.parametrize("speech", NO_WISHES)
def test_an_order_number_is_no_wish_for_a_person(hearing: Hearing, speech: str) -> None:
    assert hearing.universal(speech, "pt-BR").universal not in ("person", "repeat")


@pytest.mark.parametrize("speech", NO_OPTIONS)
def test_what_means_none_of_the_options_is_refused(hearing: Hearing, speech: str) -> None:
    assert hearing.choose(speech, MAIN_MENU, "pt-BR") is None


CODES = [
    ("um zero zero um", "1001"),
    ("dez zero um", "1001"),
    ("mil e um", "1001"),
    ("dois mil trezentos e cinco", "2305"),
    ("cento e vinte e três", "123"),
    ("cem", "100"),
    ("duzentos", "200"),
    ("mil e cem", "1100"),
    ("dezessete", "17"),
    ("vinte e um", "21"),
    ("quarenta e dois sessenta e um", "4261"),
    ("meia", "6"),
    ("cinco um dois meia", "5126"),
    ("meia meia zero", "660"),
    ("quatorze catorze", "1414"),
    ("zero um três um zero traço um zero zero", "01310100"),
    ("zero treze dez cem", "01310100"),
    ("noventa e nove mil e doze", "99012"),
    ("duplo quatro um", "441"),
    ("dáblio eme um zero zero um", "WM1001"),
    ("W M 1001", "WM1001"),
    ("o número é um dois três quatro por favor", "1234"),
    ("o número do meu pedido é 1001", "1001"),
    ("o CEP é 01310-100", "01310100"),
    ("cinco mil cento e vinte e três", "5123"),
    ("tenho dois pedidos", ""),
    ("eu não tenho aqui", ""),
    ("um momento", ""),
    ("o número do pedido", ""),
]


@pytest.mark.parametrize(("speech", "code"), CODES)
def test_a_code_said_aloud_is_written_down(hearing: Hearing, speech: str, code: str) -> None:
    assert hearing.code(speech, "pt-BR") == code


KEYS = [
    ("dois", "2"),
    ("digite dois", "2"),
    ("a tecla dois por favor", "2"),
    ("meia", "6"),
    ("o zero", "0"),
    ("asterisco", "*"),
    ("jogo da velha", "#"),
    ("doze", None),
    ("um momento", None),
    ("", None),
]


@pytest.mark.parametrize(("speech", "key"), KEYS)
def test_a_key_can_be_named(hearing: Hearing, speech: str, key: str | None) -> None:
    assert hearing.key(speech, "pt-BR") == key
