"""Every error that a use case can answer with.

AppError
├── Invalid          what was given cannot be taken as it is
├── NotFound         no such thing, or not for this actor
├── Conflict         true once, no longer
├── Forbidden        known, and not allowed
├── LimitReached     a budget, an attempt count, a rate
└── Upstream         somebody else's service
    ├── Retryable    try the same call again, after `retry_after_seconds` where given
    ├── QuotaExceeded    the account is out of money or quota: a person must act
    └── Permanent    the same call can never succeed: credentials, model name, malformed request

Subclasses are facts with fields; how a door shows them is the door's.
"""


class AppError(Exception):
    """A fault that the product expects and can explain; its message says what to do."""


class Invalid(AppError):
    """What was given cannot be taken as it is."""


class NotFound(AppError):
    """No such thing, or none that this actor may know of."""


class Conflict(AppError):
    """It was possible once and no longer is."""


class Forbidden(AppError):
    """The actor is known and may not do this."""


class LimitReached(AppError):
    """A budget, an attempt count or a rate is used up."""


class Upstream(AppError):
    """Somebody else's service did not do its part."""


class Retryable(Upstream):
    """The same call may succeed later.

    Attributes:
        retry_after_seconds: how long the service asked to be left alone; None where it did not say.

    """

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class QuotaExceeded(Upstream):
    """The account behind the credentials is out of quota; waiting does not help, a person must act."""


class Permanent(Upstream):
    """The same call can never succeed: wrong credentials, unknown model, refused request."""
