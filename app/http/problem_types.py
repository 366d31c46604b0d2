"""Every kind of problem that the service answers with: what it is called, when it happens, and what to do.

This is the one table. `/errors/{code}` shows an entry, the description of the interface lists the codes, and the manual
repeats the whole; a test holds it against everything that the code raises.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

PREFIX: Final = "/errors"


class ProblemType(NamedTuple):
    """A kind of problem; its code and its title stay as they are."""

    status: int
    title: str
    when: str
    remedy: str


PROBLEM_TYPES: Final[Mapping[str, ProblemType]] = {
    "already-answered": ProblemType(
        409,
        "The questions are answered",
        "Somebody answered these questions before; the detail says who, and when.",
        "Read the answers. Withdraw them to give others.",
    ),
    "already-decided": ProblemType(
        409,
        "The content is decided on",
        "Somebody decided about this content before; the detail says what, who, and when.",
        "Read the document. Reopen it to decide again.",
    ),
    "answer-concealed": ProblemType(
        409,
        "The answer is a secret of another session",
        "The request was carried out under its `Idempotency-Key`, and its answer holds a secret that only the session"
        " that asked is shown.",
        "Make the secret anew, with a new key.",
    ),
    "archived": ProblemType(
        409,
        "The project is archived",
        "The project can only be read; the detail says who archived it, and when.",
        "Let an owner take it out of the archive.",
    ),
    "bad-request": ProblemType(
        400,
        "The request cannot be read",
        "The body is no JSON, or a header or the host name is not as it must be.",
        "Mend what the detail names.",
    ),
    "beyond-newest-event": ProblemType(
        409,
        "The event seen last is not there",
        "The last event seen is newer than the newest: it belongs to another history, such as one from before a backup"
        " was restored.",
        "Begin anew, without a last event.",
    ),
    "conflict": ProblemType(
        409,
        "It is not possible now",
        "It was possible once and no longer is, or is not yet; the detail says why, and of somebody's deed whose it was"
        " and when.",
        "Read what stands there now, and decide again.",
    ),
    "content-too-large": ProblemType(
        413,
        "The body is too large",
        "More was sent than this operation takes; the detail names the limit.",
        "Send less.",
    ),
    "damaged": ProblemType(
        500,
        "A stored content is damaged",
        "What is stored is no longer what was stored; the digest shows it.",
        "Let an operator restore the database from a backup.",
    ),
    "email-taken": ProblemType(
        409,
        "The address belongs to a user",
        "There is a user with this address; the detail says since when.",
        "Look that user up, or give another address.",
    ),
    "erased": ProblemType(
        404,
        "The content was erased",
        "The content was there and was erased; the detail says why.",
        "Nothing brings it back. Read another version.",
    ),
    "forbidden": ProblemType(
        403,
        "You may not do this",
        "You are known, and may not do this: with your roles, with this token, or from a page of another site.",
        "Ask an owner of the project for the role, or take a token with the scope that the detail names.",
    ),
    "header-fields-too-large": ProblemType(
        431,
        "The headers are too long",
        "The address and the headers of the request are longer than 64 KiB together.",
        "Send fewer or shorter headers.",
    ),
    "internal-error": ProblemType(
        500,
        "The service failed",
        "The service met a fault of its own; its log holds the cause under the `request_id`.",
        "Tell an operator the `request_id`.",
    ),
    "invalid": ProblemType(
        422,
        "What was sent cannot be taken",
        "The body, a parameter or a header is not as it must be; `errors` lists each fault, or the detail says it.",
        "Mend it and send it again.",
    ),
    "invalid-answers": ProblemType(
        422,
        "The answers do not fit the questions",
        "A value is not of the kind that its question asks for, or there is no such question.",
        "Mend every answer that the detail names.",
    ),
    "invalid-definition": ProblemType(
        422,
        "The workflow is invalid",
        "The release of a workflow has faults, or is not sealed; `errors` lists each with its place and its fix.",
        "Mend the files, seal the release, and send it again. `POST /api/v1/definitions/validate` lists all faults.",
    ),
    "key-in-flight": ProblemType(
        409,
        "The same request is being answered",
        "A request with this `Idempotency-Key` is not answered yet.",
        "Send it again in a moment, under the same key.",
    ),
    "key-reused": ProblemType(
        422,
        "The key stands for another request",
        "This `Idempotency-Key` was used for another address, query, type, `If-Match` or body.",
        "Make a new key for each request.",
    ),
    "last-administrator": ProblemType(
        409,
        "Nobody else administers the installation",
        "Nobody would be left to administer the installation.",
        "Make another user an administrator first.",
    ),
    "last-owner": ProblemType(
        409,
        "Nobody else owns the project",
        "Nobody would be left to own the project.",
        "Make somebody else an owner first.",
    ),
    "malformed-document-code": ProblemType(
        422,
        "This is no code of a document",
        "What the address names is not written as codes of documents are.",
        "Take the code from the list of documents, such as `PD-1` or `SB-1@E-03`.",
    ),
    "method-not-allowed": ProblemType(
        405,
        "The address does not take this method",
        "There is something at this address, but not for this method.",
        "Use a method that the header `Allow` names.",
    ),
    "no-cursor": ProblemType(
        422,
        "The cursor names no place in this list",
        "The `cursor` was changed, or is of another list.",
        "Follow the `Link` of the page before as it is, or begin without a cursor.",
    ),
    "no-entry": ProblemType(
        403,
        "The person may not come in",
        "The account is disabled, or the way in does not hold; the detail says which.",
        "Ask an administrator.",
    ),
    "no-signing-key": ProblemType(
        422,
        "There is no key to sign with",
        "The audit is to be signed, and no secret is set that the key could follow from.",
        "Let an operator set `SECRET_KEY`.",
    ),
    "no-work-items": ProblemType(
        409,
        "There are no work items",
        "The format is one of a tracker, and nothing released makes a hierarchy of items that it could take.",
        "Release the documents that hold them, or export as `markdown` or `json`.",
    ),
    "not-administrator": ProblemType(
        403,
        "Only administrators may do this",
        "You do not administer the installation.",
        "Ask an administrator.",
    ),
    "not-archived": ProblemType(
        409,
        "The project is not archived",
        "There is nothing to take out of the archive; the detail says who did so last, and when.",
        "Nothing: the project can be changed.",
    ),
    "not-asked": ProblemType(
        409,
        "These questions are not asked",
        "The instance asks other questions now, or none.",
        "Read the gates, and answer what is asked.",
    ),
    "not-found": ProblemType(
        404,
        "There is no such thing",
        "There is nothing of this name, or nothing that you may know of.",
        "Look at the address; ask an owner of the project for access.",
    ),
    "nothing-adopted": ProblemType(
        409,
        "The project has no workflow",
        "The project has adopted no workflow yet.",
        "Adopt one: `POST …/adoption`.",
    ),
    "nothing-released": ProblemType(
        409,
        "Nothing is released",
        "The project has released no document yet, so there is nothing to export.",
        "Accept a document first.",
    ),
    "outdated": ProblemType(
        412,
        "The content was replaced",
        "What `If-Match` names is no longer the content that counts; `ETag` names that.",
        "Read the document again, and decide about what it says now.",
    ),
    "precondition-required": ProblemType(
        428,
        "If-Match is missing",
        "A decision is about a content, and none was named.",
        "Send `If-Match` with the `ETag` of the document that you saw.",
    ),
    "release-taken": ProblemType(
        409,
        "Another release has this name and version",
        "A published release never changes; the detail says who published the one that is there, and when.",
        "Raise the version.",
    ),
    "request-timeout": ProblemType(
        408,
        "The request did not arrive in time",
        "The headers or the body came too slowly.",
        "Send it again.",
    ),
    "run-open": ProblemType(
        409,
        "A run is open",
        "There is one run at a time; the detail says which is open, who started it, and when.",
        "Let it finish, or cancel it.",
    ),
    "slug-taken": ProblemType(
        409,
        "Another project has this name",
        "There is a project of this name already; you may know of it or not.",
        "Choose another name.",
    ),
    "too-many-requests": ProblemType(
        429,
        "Too much at once",
        "More requests came than may in a minute; the detail names the limit.",
        "Wait as long as `Retry-After` says.",
    ),
    "too-many-streams": ProblemType(
        429,
        "There are too many streams",
        "You watch as many streams of events as one person may at a time.",
        "Close one first, or read the events in pages.",
    ),
    "too-many-tokens": ProblemType(
        409,
        "There are too many tokens",
        "The person holds as many access tokens as one may.",
        "Revoke one first.",
    ),
    "unauthorized": ProblemType(
        401,
        "Nobody is signed in",
        "The request names nobody, or its token or session does not hold any more.",
        "Sign in, or send `Authorization: Bearer` with a token that is valid.",
    ),
    "unavailable": ProblemType(
        503,
        "The service cannot answer now",
        "The database or a provider does not answer, or the service is starting or stopping.",
        "Wait as long as `Retry-After` says, and send it again.",
    ),
    "unpackable": ProblemType(
        422,
        "The archive cannot be unpacked",
        "What was sent is no plain zip archive, or holds what no release may.",
        "Pack the release as the detail says.",
    ),
    "unreadable-brief": ProblemType(
        422,
        "The brief cannot be read",
        "The brief is empty, too long, binary, or not in UTF-8.",
        "Send a text of at most 512 KB in UTF-8.",
    ),
    "unsupported-media-type": ProblemType(
        415,
        "The body is of a type that is not taken here",
        "`Content-Type` or `Content-Encoding` names what this operation does not take.",
        "Send one of the types that `Accept` names in the answer.",
    ),
    "upstream": ProblemType(
        502,
        "Another service failed",
        "A service that this one asks, such as a provider, refused or does not work.",
        "Try again later; if it stays so, tell an operator.",
    ),
}
"""By code, in the order of the alphabet."""

CODES: Final[Mapping[int, str]] = {
    400: "bad-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    408: "request-timeout",
    409: "conflict",
    412: "outdated",
    413: "content-too-large",
    415: "unsupported-media-type",
    422: "invalid",
    428: "precondition-required",
    429: "too-many-requests",
    431: "header-fields-too-large",
    500: "internal-error",
    502: "upstream",
    503: "unavailable",
}
"""The code of a problem that has none of its own."""


def type_of(code: str) -> str:
    """Give the address of a kind of problem (RFC 9457 §3.1.1), which this service itself explains."""
    return f"{PREFIX}/{code}"
