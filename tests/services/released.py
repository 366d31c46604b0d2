"""A project on a real database whose first run has released the example documents of its workflow."""

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
    done = 0
    while done < len(line.dispatched):
        instance = line.dispatched[done].key.instance
        done += 1
        step = next(step for step in release.definition.steps if step.id == instance.step)
        line.write(instance, example(step.produces).written)
        accept_all(line)
    return line


def accept_all(line: Line) -> None:
    """Accept whatever waits."""
    for gate in line.standing().plan.gates:
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
