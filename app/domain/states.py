"""The closed sets of states; each is matched exhaustively wherever it is read."""

from enum import StrEnum


class WorkState(StrEnum):
    """What may or does happen to an instance."""

    BLOCKED = "blocked"
    READY = "ready"
    WORKING = "working"
    RETRYING = "retrying"
    WAITING_FOR_ANSWERS = "waiting_for_answers"
    WAITING_FOR_ACCEPTANCE = "waiting_for_acceptance"
    FAILED = "failed"
    IDLE = "idle"


class DocumentState(StrEnum):
    """What an instance's document is worth now."""

    NONE = "none"
    RELEASED = "released"
    STALE = "stale"
    RETIRED = "retired"


class RunState(StrEnum):
    """What a run is doing."""

    RUNNING = "running"
    WAITING = "waiting"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
