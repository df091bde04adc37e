"""What every test of a page stands on: the services of its pages, on a workspace of its own."""

from collections.abc import Iterator

import pytest

from assistant.services import Services
from assistant.ui import app


@pytest.fixture
def services(own_workspace) -> Iterator[Services]:
    """The very ones that the pages hold: a turn that a page began can be waited for here."""
    services = app.services(own_workspace)
    yield services
    services.close()
    app.services.clear(own_workspace)
