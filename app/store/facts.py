"""The facts of a project: appended under its lock, read in the order of their appending."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, literal, select, union_all, update
from sqlalchemy.exc import IntegrityError

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.errors import Conflict, NotFound
from app.domain.facts import Fact
from app.domain.names import ProjectId
from app.store.fact_rows import SHAPE_OF, SHAPES, Shape
from app.store.last_facts import remember_last_fact, remembered_last_fact
from app.store.tables import projects
from app.store.upserts import dialect_of, insert_rows, insert_together

_NEWEST = select(projects.c.last_fact).where(projects.c.id == bindparam("project"))
_MOVE_NUMBER = update(projects).where(projects.c.id == bindparam("project")).values(last_fact=bindparam("newest"))
_TAKE_NUMBERS = (
    update(projects)
    .where(projects.c.id == bindparam("project"))
    .values(last_fact=projects.c.last_fact + bindparam("count"))
    .returning(projects.c.last_fact)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPage:
    """Facts in the order of their appending, and the number to ask on from."""

    facts: tuple[Fact, ...]
    last: int
    """The project's newest fact number; `load_since` with it gives what came later."""


def load(session: Session, project: ProjectId) -> tuple[Fact, ...]:
    """Give every fact of `project` in the order of their appending."""
    return load_since(session, project, 0).facts


def load_since(session: Session, project: ProjectId, last: int) -> FactPage:
    """Give the facts that were appended after number `last`.

    Under the project's lock nothing is missed: numbers are given under the same lock.

    Raises:
        NotFound: no such project.

    """
    newest = remembered_last_fact(session, project)
    if newest is None:
        newest = session.execute(_NEWEST, {"project": project}).scalar_one_or_none()
    if newest is None:
        raise NotFound(f"There is no project {project}.")
    if newest == last:
        return FactPage(facts=(), last=last)
    numbered: list[tuple[int, Fact]] = []
    for shape in _shapes_with_news(session, project, last):
        rows = session.execute(shape.later, {"project": project, "last": last})
        numbered.extend((row["sequence"], shape.decode(row)) for row in rows.mappings())
    numbered.sort(key=lambda pair: pair[0])
    return FactPage(facts=tuple(fact for _, fact in numbered), last=newest)


def _shapes_with_news(session: Session, project: ProjectId, last: int) -> list[Shape]:
    """Ask all fact tables at once which of them hold something newer than `last`."""
    positions = session.execute(_NEWS, {"project": project, "last": last}).scalars()
    return [SHAPES[position] for position in sorted(positions)]


def _news() -> CompoundSelect[int]:
    parts = [
        select(literal(position).label("position"))
        .where(shape.table.c.project == bindparam("project"), shape.table.c.sequence > bindparam("last"))
        .limit(1)
        .subquery()
        for position, shape in enumerate(SHAPES)
    ]
    return union_all(*(select(part.c.position) for part in parts))


_NEWS = _news()


def append(
    session: Session,
    project: ProjectId,
    facts: Sequence[Fact],
    *,
    at: datetime,
    actor: Actor,
    run: int | None = None,
) -> int:
    """Append `facts` in their order and give the project's newest fact number.

    Takes the project's lock. `run` is the run in which this happened, None outside of any.

    Raises:
        Conflict: a fact with the same key was appended before; the transaction must be given up.
        NotFound: no such project.

    """
    shared = {
        "project": project,
        "recorded_at": at,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "run": run,
    }
    tables = {SHAPE_OF[type(fact)].table for fact in facts}
    held = remembered_last_fact(session, project)
    if held is not None and 0 < len(facts) == len(tables) and dialect_of(session) == "postgresql":
        return _append_together(session, project, facts, shared, held)
    last = _take_numbers(session, project, len(facts))
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for sequence, fact in enumerate(facts, start=last - len(facts) + 1):
        shape = SHAPE_OF[type(fact)]
        rows[shape.table.name].append({**shared, "sequence": sequence, **shape.encode(fact)})
    for shape in SHAPES:
        if shape.table.name in rows:
            with _refused_twice(shape.table.name):
                insert_rows(session, shape.insertion, rows[shape.table.name])
    return last


def _append_together(
    session: Session, project: ProjectId, facts: Sequence[Fact], shared: Mapping[str, Any], held: int
) -> int:
    """Append facts of different kinds, numbered on from the one that the lock holds, by one statement."""
    rows = {
        SHAPE_OF[type(fact)].table: {**shared, "sequence": sequence, **SHAPE_OF[type(fact)].encode(fact)}
        for sequence, fact in enumerate(facts, start=held + 1)
    }
    last = held + len(facts)
    with _refused_twice(" or ".join(table.name for table in rows)):
        insert_together(session, rows, _MOVE_NUMBER, {"project": project, "newest": last})
    remember_last_fact(session, project, last)
    return last


def _take_numbers(session: Session, project: ProjectId, count: int) -> int:
    last: int | None = session.execute(_TAKE_NUMBERS, {"project": project, "count": count}).scalar_one_or_none()
    if last is None:
        raise NotFound(f"There is no project {project}.")
    remember_last_fact(session, project, last)
    return last


@contextmanager
def _refused_twice(tables: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Conflict(f"The same fact stands in {tables} already: somebody was faster.") from error
