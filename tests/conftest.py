"""Fixtures that every level of tests may use."""

import pytest

from tests.network import refuse_other_machines


def pytest_configure(config: pytest.Config) -> None:
    del config
    refuse_other_machines()
