"""A project on a real database whose first run has released the example documents of its workflow."""

from collections.abc import Iterator

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.plan.outcome import AcceptanceGate
from app.services import decisions
from tests.examples_of_documents import brief_of, example
from tests.services.line import NOON, Line, software, strategy


def released(database: Database, name: str = "software-product-development", *, slug: str = "school") -> Line:
    """Write and accept the example of every document type, wherever the plan asks for one."""
    release = software() if name.startswith("software") else strategy()
    line = Line(database, release=release).begin(content=brief_of(name).encode(), slug=slug)
    for _ in written_in_turn(line):
        accept(line)
    return line


def written_in_turn(line: Line) -> Iterator[bool]:
    """Write the example of each document that the plan asks for; tell after each whether no other is asked for yet."""
    done = 0
    while done < len(line.dispatched):
        instance = line.dispatched[done].key.instance
        done += 1
        step = next(step for step in line.release.definition.steps if step.id == instance.step)
        line.write(instance, example(step.produces).written)
        yield done == len(line.dispatched)


def accept(line: Line, instance: str | None = None) -> None:
    """Accept whatever waits, or one instance that does."""
    waiting = [gate for gate in line.standing().plan.gates if instance in (None, str(gate.instance))]
    assert waiting or instance is None
    for gate in waiting:
        assert isinstance(gate, AcceptanceGate)
        with line.database.begin() as session:
            decisions.accept_document(
                session,
                LOCAL_OPERATOR,
                project=line.project,
                instance=gate.instance,
                content=gate.content,
                release_of=line.release_of,
                now=NOON,
            )
    line.reconcile()
