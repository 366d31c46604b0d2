"""What every setting says about itself: the one source of the reference, the start-up record and the checks."""

from dataclasses import dataclass
from enum import StrEnum


class EnvironmentName(StrEnum):
    """The four environments; nothing else is accepted."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"
    TEST = "test"


STRICT = frozenset({EnvironmentName.STAGING, EnvironmentName.PRODUCTION})
"""The environments that hold other people's work: placeholders, weak secrets and short cuts are refused there."""


class Group(StrEnum):
    """The sections of the configuration reference, in their order."""

    SERVICE = "Service"
    DATABASE = "Database"
    SECURITY = "Security"
    SIGN_IN = "Sign-in"
    MODELS = "Models"
    EXECUTION = "Execution"
    LOGGING = "Logging"


class Sensitivity(StrEnum):
    """Who may see a value: anybody, the operators, or nobody."""

    PUBLIC = "public"
    INTERNAL = "internal"
    SECRET = "secret"  # noqa: S105 - the name of a class of values, not a secret


@dataclass(frozen=True, kw_only=True, slots=True)
class Declaration:
    """One variable, as its operators meet it.

    Attributes:
        meaning: one sentence for the reference.
        example: a well-formed value; never a default in disguise.
        default_text: the default in words, where it depends on the environment.
        required_in: environments that do not start without it.
        required_when: the condition in words, for a variable that other variables make necessary.
        is_usual: staging and production normally set it, so `.env.example` shows it uncommented.
        is_placeholder: the example stands for a value of your own, so staging and production refuse it as it is;
            they do so without this where it lies in example.com.

    """

    meaning: str
    example: str
    sensitivity: Sensitivity = Sensitivity.SECRET
    default_text: str | None = None
    required_in: frozenset[EnvironmentName] = frozenset()
    required_when: str | None = None
    is_placeholder: bool = False
    is_usual: bool = False
    since: str = "0.1.0"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Problem:
    """One reason why the process does not start; it never holds a value."""

    variable: str
    reason: str
    example: str | None = None

    @property
    def anchor(self) -> str:
        """Where the reference describes the variable."""
        return f"docs/CONFIGURATION.md#{self.variable.removesuffix('_FILE').lower()}"

    def __str__(self) -> str:
        """Give the sentence that a person reads."""
        example = f" Example: {self.variable}={self.example}." if self.example else ""
        return f"{self.variable} {self.reason}.{example} See {self.anchor}"


class ConfigurationError(Exception):
    """The settings cannot be used; every problem is listed, no value is.

    `warnings` tell of what stands beside them, such as the misspelt name of a variable that is missing.
    """

    def __init__(self, problems: tuple[Problem, ...], *, warnings: tuple[Problem, ...] = ()) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
        self.warnings = warnings
