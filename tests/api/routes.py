"""The route table of the application: every operation, and the policy that its signature names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.api.main import create_app
from app.api.routers.health import require_operator_outside_development
from app.core.settings import Settings
from app.domain.accounts import Permission
from app.http.access import require_operations_token, require_token_where_set
from app.http.identity import Allowed, AllowedHere, InPerson, WithinScope, require_caller

OPERATIONS = (require_operations_token, require_operator_outside_development, require_token_where_set)
SOMEBODY = "01a2062a-293e-77cb-8370-12b065ee176e"
POLICIES = (Allowed, AllowedHere, InPerson, WithinScope)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    policy: object | None
    """What the signature requires; None where nothing."""

    @property
    def permission(self) -> Permission | None:
        """The permission that is required, where it is one."""
        return getattr(self.policy, "permission", None)

    @property
    def is_in_project(self) -> bool:
        """Tell whether the route belongs to a project."""
        return isinstance(self.policy, Allowed)

    @property
    def address(self) -> str:
        """The path with something in every place."""
        known = {"slug": "school", "key": SOMEBODY, "user": SOMEBODY, "number": "1", "question_set": "0" * 64}
        return re.sub(r"\{(\w+)(?::path)?\}", lambda found: known.get(found[1], "nothing"), self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def operations() -> list[Operation]:
    """List every operation of the application."""
    settings = {"environment": "test", "database_url": f"sqlite:///{Path('nowhere.db')}"}
    app = create_app(Settings.model_validate(settings))
    app.add_interface()
    return [
        Operation(method=method, path=route.path, policy=_policy(route.dependant))
        for route in _api_routes(app.routes)
        for method in sorted(route.methods or ())
    ]


def guarded() -> list[Operation]:
    """List the operations that ask who somebody is."""
    return [operation for operation in operations() if operation.policy and operation.policy not in OPERATIONS]


def _api_routes(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _api_routes(included.routes)
        elif isinstance(route, APIRoute):
            yield route


def _policy(dependant: Dependant) -> object | None:
    for dependency in dependant.dependencies:
        call = dependency.call
        if isinstance(call, POLICIES) or call is require_caller or call in OPERATIONS:
            return call
        below = _policy(dependency)
        if below is not None:
            return below
    return None
