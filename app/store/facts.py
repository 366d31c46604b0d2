"""The facts of a project: appended under its lock, read in the order of their appending."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, literal, select, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.accounts import Actor
from app.domain.errors import Conflict, NotFound
from app.domain.facts import Fact
from app.domain.names import ProjectId
from app.store.fact_rows import SHAPE_OF, SHAPES, Shape
from app.store.last_facts import remember_last_fact, remembered_last_fact
from app.store.tables import projects
from app.store.upserts import insert_rows

_NEWEST = select(projects.c.last_fact).where(projects.c.id == bindparam("project"))
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
    last = _take_numbers(session, project, len(facts))
    first = last - len(facts) + 1
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for sequence, fact in enumerate(facts, start=first):
        shape = SHAPE_OF[type(fact)]
        rows[shape.table.name].append(
            {
                "project": project,
                "sequence": sequence,
                "recorded_at": at,
                "actor_kind": actor.kind.value,
                "actor_id": actor.id,
                "run": run,
                **shape.encode(fact),
            }
        )
    _insert(session, ((shape, rows[shape.table.name]) for shape in SHAPES if shape.table.name in rows))
    return last


def _take_numbers(session: Session, project: ProjectId, count: int) -> int:
    last: int | None = session.execute(_TAKE_NUMBERS, {"project": project, "count": count}).scalar_one_or_none()
    if last is None:
        raise NotFound(f"There is no project {project}.")
    remember_last_fact(session, project, last)
    return last


def _insert(session: Session, batches: Iterable[tuple[Shape, list[dict[str, Any]]]]) -> None:
    for shape, rows in batches:
        try:
            insert_rows(session, shape.insertion, rows)
        except IntegrityError as error:
            raise Conflict(f"The same fact stands in {shape.table.name} already: somebody was faster.") from error
