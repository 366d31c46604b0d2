"""People for tests of the use cases."""

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR, Actor, ActorKind, Membership, Permission, Standing
from app.domain.audit import INSTANCE_CHAIN
from app.domain.names import ProjectId, RoleName
from app.services import members, projects, users
from app.store import audit
from app.store.users import User
from tests.services.line import NOON


def add(database: Database, name: str, *, is_administrator: bool = False) -> User:
    """Add a person whose address is made from their name."""
    with database.begin() as session:
        return users.add_user(
            session, LOCAL_OPERATOR, email=f"{name}@example.com", is_administrator=is_administrator, now=NOON
        )


def acting(user: User, *, scopes: frozenset[Permission] | None = None) -> Actor:
    """Let a person act, by a token where scopes are given."""
    return Actor(
        kind=ActorKind.PERSON if scopes is None else ActorKind.TOKEN,
        id=user.id,
        name=user.name,
        user=user.id,
        is_administrator=user.is_administrator,
        scopes=scopes,
    )


def project(database: Database, slug: str = "school") -> ProjectId:
    """Begin a project without members."""
    with database.begin() as session:
        return projects.create_project(session, LOCAL_OPERATOR, slug=slug, now=NOON).id


def join(database: Database, place: ProjectId, user: User, standing: Standing, *roles: str) -> None:
    """Make a person a member."""
    membership = Membership(standing=standing, roles=frozenset(RoleName(role) for role in roles))
    with database.begin() as session:
        members.set_member(session, LOCAL_OPERATOR, project=place, who=user.id, membership=membership, now=NOON)


def chained(database: Database, chain: str = INSTANCE_CHAIN) -> str:
    """Give everything that a chain says."""
    with database.read() as session:
        return "\n".join(sealed.entry for sealed in audit.entries(session, chain))
