"""What people wrote - briefs, answers, decisions - with who and when, newest first."""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, select

from app.core.database_session import Session
from app.domain.facts import Answers, Brief, Decision, InstanceKey
from app.domain.names import Digest, ProjectId
from app.store.decisions import By, by_of
from app.store.fact_rows import SHAPE_OF, Row
from app.store.tables import answers, briefs

FactT = TypeVar("FactT", Brief, Answers, Decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Generic[FactT]):
    """A fact that a person appended."""

    fact: FactT
    sequence: int
    """Its number among the project's facts."""

    run: int | None
    by: By


def listed(
    session: Session, project: ProjectId, kind: type[FactT], *, before: int, limit: int
) -> tuple[Written[FactT], ...]:
    """Give up to `limit` facts of a kind that came before the number `before`, newest first."""
    return _read(session, project, kind, SHAPE_OF[kind].table.c.sequence < before, limit=limit)


def brief(session: Session, project: ProjectId, number: int) -> Written[Brief] | None:
    """Give the project's brief of this number; None where there is none."""
    return next(iter(_read(session, project, Brief, briefs.c.number == number, limit=1)), None)


def newest_answers(
    session: Session, project: ProjectId, instance: InstanceKey, question_set: Digest
) -> Written[Answers] | None:
    """Give what was last said to a question set, which may be that nothing counts; None where nobody said anything."""
    is_about = (answers.c.step == instance.step) & (answers.c.path == instance.path)
    wanted = is_about & (answers.c.question_set == question_set)
    return next(iter(_read(session, project, Answers, wanted, limit=1)), None)


def _read(
    session: Session, project: ProjectId, kind: type[FactT], wanted: ColumnElement[bool], *, limit: int
) -> tuple[Written[FactT], ...]:
    shape = SHAPE_OF[kind]
    columns = shape.table.c
    query = select(shape.table).where(columns.project == project, wanted).order_by(columns.sequence.desc()).limit(limit)
    known: dict[tuple[str, str], By] = {}
    return tuple(
        Written(
            fact=_as(kind, shape.decode(row)), sequence=row["sequence"], run=row["run"], by=_by(session, row, known)
        )
        for row in session.execute(query).mappings()
    )


def _as(kind: type[FactT], fact: object) -> FactT:
    assert isinstance(fact, kind)  # noqa: S101 - the table holds facts of this kind alone
    return fact


def _by(session: Session, row: Row, known: dict[tuple[str, str], By]) -> By:
    """Tell who and when, and look for each name once."""
    actor = (row["actor_kind"], row["actor_id"])
    if actor not in known:
        known[actor] = by_of(session, row)
    return replace(known[actor], at=row["recorded_at"])
