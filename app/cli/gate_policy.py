"""What a command does when it comes to a gate."""

from enum import StrEnum


class AcceptPolicy(StrEnum):
    """Who decides at the gates of one `combine produce`."""

    ALL = "all"
    """Accept as the local operator, and record that."""

    NONE = "none"
    """Stop and say what waits for whom."""

    ASK = "ask"
    """Ask the person at the terminal."""
