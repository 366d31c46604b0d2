"""Who acts, and what they may do: people, their tokens, the system itself, the person at the machine."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.errors import Invalid
from app.domain.names import RoleName


class ActorKind(StrEnum):
    """What kind of actor stands behind a change."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind of actor, not a secret
    SYSTEM = "system"
    LOCAL_OPERATOR = "local_operator"
    """Whoever runs the command line on the machine itself; may decide everything."""


class Permission(StrEnum):
    """Everything that may be allowed; the scopes of tokens are these words. In alphabetical order."""

    AUDIT_READ = "audit:read"
    GATE_ANSWER = "gate:answer"
    GATE_DECIDE = "gate:decide"
    INSTANCE_ADMINISTER = "instance:administer"
    MEMBER_MANAGE = "member:manage"
    PROJECT_ARCHIVE = "project:archive"
    PROJECT_CREATE = "project:create"
    PROJECT_EDIT = "project:edit"
    PROJECT_READ = "project:read"
    RUN_ORDER = "run:order"


class Standing(StrEnum):
    """How far a member's rights in a project reach."""

    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """What a person is in one project."""

    standing: Standing
    roles: frozenset[RoleName] = frozenset()
    """The roles, named by definitions, in which the person decides."""


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

    user: str = ""
    """The person behind the actor: who owns the token; empty for the system and the local operator."""

    is_administrator: bool = False
    """Whether the person administers the whole installation."""

    scopes: frozenset[Permission] | None = None
    """What a token was limited to; None where nothing limits."""

    @property
    def person(self) -> str:
        """Who stands behind the deed: the owner of a token, else the actor."""
        return self.user or self.id

    def is_within(self, permission: Permission) -> bool:
        """Tell whether the actor's token, where they came with one, was made for this."""
        return self.scopes is None or permission in self.scopes

    def may_decide(self, roles: tuple[RoleName, ...], *, by_token: bool = False) -> bool:
        """Tell whether the actor may judge a document that one of `roles` must accept; with a token where one may."""
        if self.kind is ActorKind.LOCAL_OPERATOR:
            return True
        kinds = {ActorKind.PERSON, ActorKind.TOKEN} if by_token else {ActorKind.PERSON}
        return self.kind in kinds and not self.roles.isdisjoint(roles)


SYSTEM = Actor(kind=ActorKind.SYSTEM, id="system", name="The Combine")
LOCAL_OPERATOR = Actor(kind=ActorKind.LOCAL_OPERATOR, id="local", name="the local operator")

_OF_STANDING: Final = {
    Standing.VIEWER: frozenset({Permission.PROJECT_READ}),
    Standing.CONTRIBUTOR: frozenset(
        {Permission.GATE_ANSWER, Permission.PROJECT_EDIT, Permission.PROJECT_READ, Permission.RUN_ORDER}
    ),
    Standing.OWNER: frozenset(
        {
            Permission.AUDIT_READ,
            Permission.GATE_ANSWER,
            Permission.MEMBER_MANAGE,
            Permission.PROJECT_ARCHIVE,
            Permission.PROJECT_EDIT,
            Permission.PROJECT_READ,
            Permission.RUN_ORDER,
        }
    ),
}
_OF_EVERY_PERSON: Final = frozenset({Permission.PROJECT_CREATE})
_NEVER_BY_OFFICE: Final = frozenset({Permission.GATE_DECIDE})
"""What even an administrator may do only as a member who holds a role for it."""

_ROLE_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
LONGEST_EMAIL: Final = 254
_EMAIL: Final = re.compile(r"[^\s@<>\",;:\\]{1,64}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def may(actor: Actor, permission: Permission, membership: Membership | None = None) -> bool:
    """Tell whether `actor` may do this; `membership` is theirs in the project at hand, None where there is none.

    A token may what its owner may, within its scopes.
    """
    if actor.kind in {ActorKind.LOCAL_OPERATOR, ActorKind.SYSTEM}:
        return True
    if not actor.is_within(permission):
        return False
    if actor.is_administrator and permission not in _NEVER_BY_OFFICE:
        return True
    return permission in _OF_EVERY_PERSON or permission in permissions_of(membership)


def permissions_of(membership: Membership | None) -> frozenset[Permission]:
    """Give what a membership allows in its project; whoever holds a deciding role may decide, and answer."""
    if membership is None:
        return frozenset()
    deciding = frozenset({Permission.GATE_ANSWER, Permission.GATE_DECIDE}) if membership.roles else frozenset()
    return _OF_STANDING[membership.standing] | deciding


def parse_email(text: str) -> str:
    """Give an address as accounts are compared by it: without blanks around it, in lower case.

    Raises:
        Invalid: it is no address.

    """
    address = text.strip().lower()
    if len(address) > LONGEST_EMAIL or not address.isprintable() or not _EMAIL.fullmatch(address):
        raise Invalid(f"{text!r} is not an e-mail address. Write it as name@example.com.")
    return address


def parse_roles(names: Iterable[str]) -> frozenset[RoleName]:
    """Read the names of deciding roles.

    Raises:
        Invalid: one of them cannot name a role, or is a standing, which is given apart.

    """
    given = sorted({name.strip() for name in names})
    for name in given:
        if not _ROLE_NAME.fullmatch(name) or name in set(Standing):
            raise Invalid(f"{name!r} cannot be a deciding role. Use a name from the definition, such as pm.")
    return frozenset(RoleName(name) for name in given)


def parse_scopes(names: Iterable[str]) -> frozenset[Permission]:
    """Read the scopes of a token.

    Raises:
        Invalid: there is none, or one of them is unknown.

    """
    given = sorted(set(names))
    unknown = [name for name in given if name not in set(Permission)]
    if unknown or not given:
        known = ", ".join(Permission)
        raise Invalid(f"{', '.join(map(repr, unknown)) or 'Nothing'} is no scope. The scopes are: {known}.")
    return frozenset(Permission(name) for name in given)
