"""Who acts: people, their tokens, the system itself, the person at the machine."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.names import RoleName


class ActorKind(StrEnum):
    """What kind of actor stands behind a change."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind of actor, not a secret
    SYSTEM = "system"
    LOCAL_OPERATOR = "local_operator"
    """Whoever runs the command line on the machine itself; may decide everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever causes a change, as it is recorded with it."""

    kind: ActorKind
    id: str
    """Opaque and stable: a user's or token's id, `system`, `local`."""

    name: str
    """For people to read; never recorded in a chain."""

    roles: frozenset[RoleName] = frozenset()
    """The roles that the actor holds in the project at hand."""

    def may_decide(self, roles: tuple[RoleName, ...]) -> bool:
        """Tell whether the actor may judge a document that one of `roles` must accept."""
        if self.kind is ActorKind.LOCAL_OPERATOR:
            return True
        return self.kind is ActorKind.PERSON and not self.roles.isdisjoint(roles)


SYSTEM = Actor(kind=ActorKind.SYSTEM, id="system", name="The Combine")
LOCAL_OPERATOR = Actor(kind=ActorKind.LOCAL_OPERATOR, id="local", name="the local operator")
