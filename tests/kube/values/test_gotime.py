import pytest

from dslint.kube.values.gotime import LAYOUT, quote, rfc3339_error


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01T00:00:00Z",
        "2024-02-29T23:59:59.5+02:00",
        "2000-02-29T00:00:00,123Z",
        "2024-01-01T1:00:00Z",
        "0000-02-29T00:00:00Z",
        "2024-01-01T00:00:00+24:59",
    ],
)
def test_go_reads_these_times(text):
    assert rfc3339_error(text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2024-02-30T00:00:00Z", "day out of range"),
        ("2023-02-29T00:00:00Z", "day out of range"),
        ("1900-02-29T00:00:00Z", "day out of range"),
        ("2024-04-31T00:00:00Z", "day out of range"),
        ("2024-01-00T00:00:00Z", "day out of range"),
        ("2024-13-01T00:00:00Z", "month out of range"),
        ("2024-01-01T24:00:00Z", "hour out of range"),
        ("2024-01-01T00:60:00Z", "minute out of range"),
        ("2024-01-01T00:00:60Z", "second out of range"),
        ("2024-01-01T00:00:00+25:00", "time zone offset hour out of range"),
        ("2024-01-01T00:00:00+01:60", "time zone offset minute out of range"),
        ("2024-01-01T00:00:00.5Zx", 'extra text: "x"'),
    ],
)
def test_a_part_that_is_out_of_range_is_named(text, fault):
    assert rfc3339_error(text) == f'parsing time "{text}": {fault}'


@pytest.mark.parametrize(
    ("text", "rest", "wanted"),
    [
        ("", "", "2006"),
        ("24-01-01", "24-01-01", "2006"),
        ("2024-01-01", "", "T"),
        ("2024-1-01T00:00:00Z", "1-01T00:00:00Z", "01"),
        ("2024-01-01t00:00:00z", "t00:00:00z", "T"),
        ("2024-01-01T00:00:00", "", "Z07:00"),
        ("2024-01-01T00:00:00.Z", ".Z", "Z07:00"),
        ("2024-01-01T00:00:00+0200", "+0200", "Z07:00"),
        ("٢٠٢٤-01-01T00:00:00Z", "٢٠٢٤-01-01T00:00:00Z", "2006"),
    ],
)
def test_where_go_stops_reading_is_told(text, rest, wanted):
    expected = f"parsing time {quote(text)} as {quote(LAYOUT)}: cannot parse {quote(rest)} as {quote(wanted)}"
    assert rfc3339_error(text) == expected
