import time
from datetime import UTC, timedelta

from app.core import clock


def test_the_present_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now().timestamp() - time.time()) < 60


def test_an_identifier_is_a_uuid_of_version_seven() -> None:
    made = clock.uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_an_identifier_carries_the_time_of_its_making() -> None:
    before = clock.now() - timedelta(milliseconds=1)
    carried = (clock.uuid7().int >> 80) / 1000
    assert before.timestamp() <= carried <= clock.now().timestamp()


def test_identifiers_are_different_and_sort_by_the_time_of_their_making() -> None:
    made = []
    for _ in range(200):
        made.append(clock.uuid7())
        time.sleep(0.00001)
    assert len(set(made)) == 200
    assert made == sorted(made)
