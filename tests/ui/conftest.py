"""What every test of a page stands on: services with a workspace of its own."""

from collections.abc import Iterator

import pytest

from assistant.services import Services


@pytest.fixture
def services(own_workspace) -> Iterator[Services]:
    services = Services(own_workspace)
    yield services
    services.close()
