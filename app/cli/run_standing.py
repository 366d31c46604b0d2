"""How far the newest run of a project has come, and what comes next."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from app.cli.words import GOES_ON, counted, name_of, reading_words
from app.domain.names import Json
from app.domain.states import DocumentState, RunState, WorkState
from app.services.overview import InstanceView

_MOST_NAMES = 6

_DOING: Mapping[str, Collection[WorkState]] = {
    "working": (WorkState.WORKING, WorkState.RETRYING),
    "next": (WorkState.READY,),
    "later": (WorkState.BLOCKED, WorkState.IDLE),
}
"""What is said of what is not released yet; what waits for people or failed is told with the commands for it."""


def standing_lines(views: Sequence[InstanceView], *, is_interrupted: bool) -> Iterator[str]:
    """Say how much is released, and what is done now and later; where nobody executes, nothing is done now."""
    there = [view for view in views if view.state.document is not DocumentState.RETIRED]
    left = _left(views)
    if there:
        yield f"released: {len(there) - len(left)} of {counted(len(there), 'document')}"
    for said, works in _DOING.items():
        names = [name_of(view) for view in left if view.state.work in works]
        more = [f"and {len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
        label = "next" if is_interrupted and said == "working" else said
        if names:
            yield f"{label}: {', '.join([*names[:_MOST_NAMES], *more])}"


def what_then(state: RunState, views: Sequence[InstanceView], slug: str) -> str:
    """Say what comes next; of what failed the commands are told already."""
    match state:
        case RunState.RUNNING:
            return f"then: it goes on by itself; `combine run cancel -p {slug}` ends it"
        case RunState.WAITING:
            return GOES_ON
        case RunState.CANCELLED:
            return "then: the same `combine produce` again goes on with a new run"
        case RunState.FINISHED if _left(views):
            return "then: the next `combine produce` goes on with what is left"
        case RunState.FINISHED:
            return reading_words(views, slug)
        case RunState.FAILED:
            return ""


def instance_json(view: InstanceView) -> Json:
    """Give where an instance stands."""
    state = view.state
    return {
        "instance": str(state.key),
        "code": str(view.code) if view.code else None,
        "work": state.work.value,
        "state": state.document.value,
        "version": state.version,
    }


def _left(views: Sequence[InstanceView]) -> list[InstanceView]:
    settled = (DocumentState.RELEASED, DocumentState.RETIRED)
    return [view for view in views if view.state.document not in settled]
