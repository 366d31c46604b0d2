import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.operational.containers import ContainerHost, container_host
from tests.operational.deployment import Deployment, follow_manual, start_operators_database
from tests.settings import clear_variables


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours is set, and there is no `.env` in the working directory."""
    clear_variables(monkeypatch)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def host() -> Iterator[ContainerHost]:
    """A host for containers; what runs there is in the group `containers`, so that there is one a session.

    Its folder is not one of pytest's, which removes old ones and stumbles over a mount that a killed session left. Its
    name is short: where the path is longer than fifty letters, what tidies up after a container refuses to start.
    """
    with container_host(Path(tempfile.gettempdir()) / f"combine-containers-{uuid4().hex[:8]}") as made:
        yield made


@pytest.fixture(scope="session")
def deployment(host: ContainerHost, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The deployment that the staging manual makes, after its upgrade and its rollback."""
    return follow_manual(host, tmp_path_factory.mktemp("operator"), database=start_operators_database(host))
