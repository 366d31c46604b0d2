"""A dispatch as a job: its id, its arguments, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.facts import DispatchKey, InstanceKey
from app.domain.names import Digest, Json, ProjectId, ScopePath, StepId

_DIGEST_PREFIX = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One dispatch of one project."""

    project: ProjectId
    dispatch: DispatchKey

    @property
    def job_id(self) -> str:
        """The job's name: the same dispatch is the same job, and a job that ended never runs again."""
        key = self.dispatch
        digests = f"{key.input_digest[:_DIGEST_PREFIX]}:{key.checks_digest[:_DIGEST_PREFIX]}"
        return f"{self.project}:{key.instance}:{digests}:{key.number}"

    @property
    def arguments(self) -> tuple[Json, ...]:
        """What the job is called with."""
        key = self.dispatch
        instance = key.instance
        return (self.project, instance.step, instance.path, key.input_digest, key.checks_digest, key.number)


def order_of(arguments: Sequence[Json]) -> Order:
    """Read a job's arguments.

    Raises:
        ValueError: they are not those of a dispatch.

    """
    match arguments:
        case [str(project), str(step), str(path), str(input_digest), str(checks_digest), int(number)]:
            instance = InstanceKey(step=StepId(step), path=ScopePath(path))
            key = DispatchKey(
                instance=instance,
                input_digest=Digest(input_digest),
                checks_digest=Digest(checks_digest),
                number=number,
            )
            return Order(project=ProjectId(project), dispatch=key)
        case _:
            raise ValueError(f"no dispatch has the arguments {arguments!r}")
