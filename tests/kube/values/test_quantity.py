from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.values.quantity import WRONG_FORMAT, WRONG_SUFFIX, Quantity, QuantityError, parse

FACTORS = {
    "n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000), "": Fraction(1), "k": Fraction(10**3),
    "M": Fraction(10**6), "G": Fraction(10**9), "Ki": Fraction(2**10), "Mi": Fraction(2**20), "Gi": Fraction(2**30),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0.5", "500m"),
        (".5", "500m"),
        ("1.5Gi", "1536Mi"),
        ("1000m", "1"),
        ("1024", "1024"),
        ("1024Ki", "1Mi"),
        ("0.1Mi", "104857600m"),
        ("1000k", "1M"),
        ("2.5k", "2500"),
        ("0Ki", "0"),
        ("-", "0"),
        ("1e-10", "1e-9"),
        ("-1.5", "-1500m"),
        ("9Ei", "9223372036854775807"),
        ("1000E", "1"),
    ],
)
def test_quantities_are_written_in_canonical_form(text, canonical):
    assert str(parse(text)) == canonical


@pytest.mark.parametrize("text", ["+1", "5.", "010", "1.500", "1E3", "1e3", "12345678901234567890"])
def test_what_the_server_takes_for_canonical_stays_as_written(text):
    assert str(parse(text)) == text


@pytest.mark.parametrize("text", ["", "1_0", "1KI", "1gi", "0x10", "1.2.3", "1,5", "Infinity", "٣", "${CPU}"])
def test_text_of_another_form_is_no_quantity(text):
    with pytest.raises(QuantityError) as error:
        parse(text)
    assert str(error.value) == WRONG_FORMAT


@pytest.mark.parametrize("text", ["1e", "1k5", "1M5", "1i"])
def test_a_suffix_that_means_nothing_is_named_as_the_fault(text):
    with pytest.raises(QuantityError) as error:
        parse(text)
    assert str(error.value) == WRONG_SUFFIX


@pytest.mark.parametrize(
    ("text", "value", "milli"),
    [("1n", 1, 1), ("1500u", 1, 2), ("-1500m", -2, -1500), ("0.1Mi", 104858, 104857600), ("1Gi", 2**30, 2**30 * 1000)],
)
def test_whole_values_are_rounded_up_away_from_zero(text, value, milli):
    assert (parse(text).value(), parse(text).milli_value()) == (value, milli)


def test_finer_amounts_than_a_billionth_are_rounded_up():
    assert parse("0.5n") == parse("1n")
    assert parse("1.1n") == parse("2n")


@pytest.mark.parametrize(
    ("left", "right", "total"),
    [("1Gi", "1Gi", "2Gi"), ("100m", "0.9", "1"), ("1Ki", "1", "1025"), ("0", "1Ki", "1Ki"), ("1Gi", "-1Gi", "0")],
)
def test_a_sum_has_the_format_of_its_first_part(left, right, total):
    assert str(parse(left) + parse(right)) == total


@pytest.mark.parametrize(
    ("number", "text"), [(1, "1"), (1.5, "1500m"), (0.1, "100m"), (1e21, "1e+21"), (10**23, "100e21")]
)
def test_numbers_are_read_as_the_json_that_go_writes(number, text):
    assert str(parse(number)) == text


@pytest.mark.parametrize("value", [True, None, [], {}])
def test_other_values_are_no_quantities(value):
    with pytest.raises(QuantityError):
        parse(value)


def quantities(most=10**6):
    whole = st.integers(min_value=-most, max_value=most)
    return st.tuples(whole, st.sampled_from(sorted(FACTORS))).map(
        lambda it: (f"{it[0]}{it[1]}", it[0] * FACTORS[it[1]])
    )


@given(quantities())
def test_the_canonical_form_is_the_same_number_and_stays_as_it_is(given_quantity):
    text, number = given_quantity
    once = parse(text)
    again = parse(str(once))
    assert again == once
    assert str(again) == str(once)
    if number >= 0:  # large negative ones overflow, as they do in Go
        assert once.milli_value() == -(-number * 1000 // 1)


@given(quantities(), quantities())
def test_quantities_are_ordered_added_and_subtracted_as_numbers(left, right):
    (one, a), (other, b) = left, right
    assert (parse(one) < parse(other)) == (a < b)
    assert (parse(one) == parse(other)) == (a == b)
    assert ((parse(one) + parse(other)) == parse(one)) == (b == 0)
    assert (parse(one) + parse(other)) - parse(other) == parse(one)


@given(quantities(), st.integers(min_value=0, max_value=500))
def test_a_multiple_is_a_repeated_sum(given_quantity, times):
    unit = parse(given_quantity[0])
    total = Quantity()
    for _ in range(times):
        total += unit
    assert unit * times == total


@given(st.text(max_size=12))
def test_any_text_is_a_quantity_or_an_error(text):
    try:
        quantity = parse(text)
    except QuantityError:
        return
    assert parse(str(quantity)) == quantity


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("0." + "0" * 5000 + "1", "1n"),
        ("1" + "0" * 1500 + "e-1500", "1"),
        ("-0." + "9" * 5000, "-1"),
        ("1." + "0" * 5000 + "1Ki", "1024.000000001"),
    ],
    ids=["tiny", "long", "negative", "binary"],
)
def test_thousands_of_digits_count_as_far_as_a_billionth(text, same):
    assert parse(text) == parse(same)


def test_absurd_amounts_are_still_in_order():
    assert parse("9" * 1500) < parse("1" + "0" * 2000) < parse("2" + "0" * 2000)
