from ivr.orders.phone_numbers import dialled, hashed


def test_a_telephone_is_called_back_as_it_is_dialled_today() -> None:
    assert [dialled(each) for each in ("+5491112345678", "+551187654321", "+5215500001234")] == [
        "+5491112345678", "+5511987654321", "+525500001234",
    ]  # fmt: skip


def test_a_hash_is_worthless_without_the_key() -> None:
    assert hashed("+14155550123", b"one") != hashed("+14155550123", b"two")
