"""What a statement can be: the closed list that readings give and drafting hints ask for."""

from enum import StrEnum


class Tag(StrEnum):
    """One property of a statement."""

    GOAL = "goal"
    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    CONSTRAINT = "constraint"
    QUALITY = "quality"
    NOW = "now"
    PROBLEM = "problem"
    SCOPE = "scope"
    OUT = "out"
    STOP = "stop"
    OPEN = "open"
    RISK = "risk"
    DECIDED = "decided"
    TERM = "term"
    PARTY = "party"
    CRITERION = "criterion"
    OPTION = "option"
    DATA = "data"
    NUMBER = "number"
    MONEY = "money"
    TIME = "time"
    LAW = "law"
    TECH = "tech"
    PERFORMANCE = "performance"
    ACCESS = "access"
    SECURITY = "security"
    PRIVACY = "privacy"
    RETENTION = "retention"
    LANGUAGES = "languages"
    EXTERNAL = "external"
    FAILURE = "failure"
    VAGUE = "vague"
    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    PLACE = "place"
    """Classified by where it stands alone: its words do not say it."""

    DOUBTED = "doubted"
    """A must that stands under what is not decided."""

    STATED = "stated"
    PROPOSED = "proposed"
    DECIDER = "decider"
    PERIOD = "period"
    FIRST = "first"
    """Wanted in the first release or phase."""

    LATER = "later"
    """Wanted in a later release or phase."""

    PERSONAL = "personal"
    """Speaks of names, addresses or other data about people."""

    SETTLING = "settling"
    """Says when something is decided."""

    OWNING = "owning"
    """Says who is responsible for something."""

    ASKED = "asked"
    """An aim that names what must be answered, rather than what is to be reached."""

    WORRIED = "worried"
    """Names a worry, whatever else it says."""

    ASIDE = "aside"
    """Courtesy, an aside, the head of a letter: nothing that stands around it makes it a statement."""

    HEARD = "heard"
    UNHEARD = "unheard"


KINDS = frozenset(
    {
        Tag.GOAL,
        Tag.OBLIGATION,
        Tag.PROHIBITION,
        Tag.CONSTRAINT,
        Tag.QUALITY,
        Tag.NOW,
        Tag.PROBLEM,
        Tag.SCOPE,
        Tag.OUT,
        Tag.STOP,
        Tag.OPEN,
        Tag.RISK,
        Tag.DECIDED,
        Tag.TERM,
        Tag.PARTY,
        Tag.OPTION,
    }
)
"""The tags of which a statement needs at least one to be used."""

QUALITIES = frozenset({Tag.QUALITY, Tag.PERFORMANCE, Tag.ACCESS, Tag.SECURITY, Tag.PRIVACY, Tag.LANGUAGES})
"""How well, rather than what."""

GIVENS = frozenset({Tag.MONEY, Tag.TIME, Tag.LAW, Tag.TECH})
"""What limits a project rather than what it delivers."""
