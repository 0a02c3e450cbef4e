"""The signature check, judged by Twilio's published vectors and by Twilio's own validator."""

from urllib.parse import urlparse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from twilio.request_validator import RequestValidator, add_port, remove_port
from werkzeug.datastructures import MultiDict

from ivr.adapters.twilio.form import Pairs, pairs
from ivr.adapters.twilio.signature import Forged, Signatures, sign
from ivr.settings import Settings

TOKEN = "12345"
TARGET = "/myapp.php?foo=1&bar=2"
FORM: Pairs = (
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
)
VECTOR = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
VECTOR_SHA256 = "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s="
BODY = b'{"property": "value", "boolean": true}'
BODY_TARGET = TARGET + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
SHARED = "key=WK1,algorithm=HMAC_SHA256"


def signatures(url: str = "https://mycompany.com", **shared: str) -> Signatures:
    return Signatures(url, auth_tokens=[TOKEN], shared_keys=shared)


@pytest.mark.parametrize(
    ("address", "signature"),
    [
        ("https://mycompany.com", VECTOR),
        ("https://mycompany.com:443", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com:80", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("http://mycompany.com:1234", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ],
)
def test_the_published_vectors_hold(address: str, signature: str) -> None:
    signatures(address).check(TARGET, FORM, signature)
    assert sign(TOKEN, address + TARGET, FORM) == signature


@pytest.mark.parametrize("address", ["https://mycompany.com", "https://mycompany.com:443"])
@pytest.mark.parametrize("signature", [VECTOR, "kvajT1Ptam85bY51eRf/AJRuM3w="])
def test_the_standard_port_may_be_signed_or_left_out(address: str, signature: str) -> None:
    signatures(address).check(TARGET, FORM, signature)


def test_a_body_that_is_no_form_is_signed_by_its_hash() -> None:
    signatures().check(BODY_TARGET, (), "a9nBmqA0ju/hNViExpshrM61xv4=", body=BODY)


@pytest.mark.parametrize("target", [BODY_TARGET, TARGET])
def test_another_body_is_refused(target: str) -> None:
    with pytest.raises(Forged):
        signatures().check(target, (), sign(TOKEN, "https://mycompany.com" + target), body=BODY + b" ")


def test_repeated_values_are_signed_once_and_sorted() -> None:
    form = pairs(b"Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234")
    signatures().check(TARGET, form, "IK+Dwps556ElfBT0I3Rgjkr1wJU=")


def test_a_shared_key_signs_with_sha_256() -> None:
    signatures(WK1=TOKEN).check(TARGET, FORM, VECTOR_SHA256, settings=SHARED)


@pytest.mark.parametrize(
    "header",
    ["key=WK2,algorithm=HMAC_SHA256", "key=WK1", "algorithm=HMAC_SHA256", "key=WK1,algorithm=HMAC_SHA1", ",=,", "x"],
)
def test_settings_that_name_no_key_of_ours_are_refused(header: str) -> None:
    with pytest.raises(Forged):
        signatures(WK1=TOKEN).check(TARGET, FORM, VECTOR_SHA256, settings=header)


def test_a_shared_key_does_not_stand_in_for_the_auth_token() -> None:
    with pytest.raises(Forged):
        Signatures("https://mycompany.com", auth_tokens=["other"], shared_keys={"WK1": TOKEN}).check(
            TARGET, FORM, VECTOR
        )


@pytest.mark.parametrize("signature", [None, "", "x", "ÿ", VECTOR.lower(), VECTOR[:-1], VECTOR_SHA256])
def test_a_missing_or_wrong_signature_is_refused(signature: str | None) -> None:
    with pytest.raises(Forged):
        signatures().check(TARGET, FORM, signature)


@pytest.mark.parametrize("name", ["CallSid", "From", "StirVerstat"])
def test_a_repeated_parameter_that_says_who_calls_is_refused(name: str) -> None:
    form = (*FORM, (name, "x"), (name, "x"))
    with pytest.raises(Forged, match="more than once"):
        signatures().check(TARGET, form, sign(TOKEN, "https://mycompany.com" + TARGET, form))


def test_both_auth_tokens_hold_while_one_is_rotated() -> None:
    both = Signatures("https://mycompany.com", auth_tokens=["old", TOKEN])
    both.check(TARGET, FORM, VECTOR)
    both.check(TARGET, FORM, sign("old", "https://mycompany.com" + TARGET, FORM))


def test_an_empty_secret_proves_nothing() -> None:
    with pytest.raises(Forged):
        Signatures("https://mycompany.com", auth_tokens=["", ""]).check(
            TARGET, FORM, sign("", "https://mycompany.com" + TARGET, FORM)
        )
    with pytest.raises(Forged):
        signatures(WK1="").check(
            TARGET, (), sign("", "https://mycompany.com" + TARGET, algorithm="sha256"), settings=SHARED
        )


def test_the_settings_give_address_tokens_and_keys() -> None:
    chosen = Settings(
        PUBLIC_URL="https://mycompany.com/",
        TWILIO_AUTH_TOKEN=SecretStr("old"),
        twilio_auth_token_next=SecretStr(TOKEN),
        twilio_shared_keys={"WK1": SecretStr(TOKEN)},
    )
    Signatures.from_settings(chosen).check(TARGET, FORM, VECTOR)
    Signatures.from_settings(chosen).check(TARGET, FORM, VECTOR_SHA256, settings=SHARED)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
hosts = st.sampled_from(["shop.example", "münchen.example", "a.b.c.example", "127.0.0.1", "localhost"])
ports = st.sampled_from(["", ":80", ":443", ":8443"])
paths = st.sampled_from(["/voice", "/voice/CA1/2", "/a%2Bb/c%20d", "/"])
queries = st.sampled_from(["", "?s=abc", "?a=%2B1&b=+&a=", "?bodySHA256=00", "?x=%C3%BC%26"])
names = words.filter(lambda name: name not in {"CallSid", "From", "StirVerstat"})
forms = st.lists(st.tuples(names, words), max_size=8) | st.just([("Digits", "2"), ("Digits", "1"), ("Digits", "2")])
origins = st.builds(
    lambda scheme, host, port: f"{scheme}://{host}{port}", st.sampled_from(["http", "https"]), hosts, ports
)
tampered = st.sampled_from(["", "x", "=", " "])


@settings(max_examples=2000, deadline=None)
@given(origins, paths, queries, forms, st.booleans(), tampered)
def test_the_check_and_twilios_validator_agree(
    origin: str, path: str, query: str, form: list[tuple[str, str]], with_port: bool, extra: str
) -> None:
    url, validator, given_form = urlparse(origin + path + query), RequestValidator(TOKEN), MultiDict(form)
    signed = add_port(url) if with_port else remove_port(url)
    signature = validator.compute_signature(signed, given_form) + extra
    expected = validator.validate(origin + path + query, given_form, signature)
    assert holds(signatures(origin), path + query, tuple(form), signature) == expected


@settings(max_examples=500, deadline=None)
@given(origins, paths, queries, forms, st.sampled_from(["HMAC_SHA1", "HMAC_SHA256"]))
def test_our_signatures_hold_for_twilios_validator(
    origin: str, path: str, query: str, form: list[tuple[str, str]], algorithm: str
) -> None:
    url = origin + path + query
    ours = sign(TOKEN, url, tuple(form), algorithm="sha256" if algorithm == "HMAC_SHA256" else "sha1")
    assert RequestValidator(TOKEN).validate(url, MultiDict(form), ours, algorithm)


def holds(checks: Signatures, target: str, form: Pairs, signature: str) -> bool:
    try:
        checks.check(target, form, signature)
    except Forged:
        return False
    return True
