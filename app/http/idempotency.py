"""Changes that are made once: the `Idempotency-Key` of a request, and the unit of work that keeps its answer.

The header is a string of structured fields (RFC 9651 §3.3.3), as draft-ietf-httpapi-idempotency-key-header has it; a
bare word of letters, digits and `._~+/=-` is taken as that string too, since many clients send a UUID without quotes. A
key counts for one actor and one route, for a day. The answer is kept in the transaction of the change that it tells, so
one never stands without the other; a request that was refused changed nothing, and may be sent again under its key.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header, HTTPException, Request
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.responses import Response

from app.core.concealing import conceal, reveal
from app.domain.canonical import digest_of_bytes
from app.domain.names import ProjectId
from app.http.identity import require_caller, runtime_of, session_secret
from app.http.problems import Answered
from app.runtime import Runtime
from app.services import idempotency
from app.services.idempotency import AnswerConcealed, Claimed, KeptAnswer, KeyedRequest, KeyInFlight

BAD_REQUEST: Final = 400
CREATED: Final = 201
LONGEST_KEY: Final = 255
PATTERN: Final = (
    rf'^("([\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){{1,{LONGEST_KEY}}}"|[A-Za-z0-9._~+/=-]{{1,{LONGEST_KEY}}})$'
)
REPLAYED: Final = "Idempotent-Replayed"
EXAMPLE: Final = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'

_STRING = re.compile(PATTERN)
_ESCAPED = re.compile(r"\\(.)")
_CONCEALED: Final = "combine-concealed"
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Claimed):
    """One unit of work, with its answer."""

    conceal: Callable[[bytes], bytes]

    def answer(
        self,
        view: BaseModel | Sequence[BaseModel],
        *,
        status: int = CREATED,
        headers: Mapping[str, str] | None = None,
        is_secret: bool = False,
    ) -> Response:
        """Make the answer, and keep it where the request has a key; one with a secret is kept unreadable."""
        body, shown = to_json(view), dict(headers or {})
        if self.keyed is not None:
            kept = KeptAnswer(status=status, headers=shown, body=body)
            if is_secret:
                kept = KeptAnswer(status=status, headers={**shown, _CONCEALED: "yes"}, body=self.conceal(body))
            idempotency.keep(self, kept)
        return Response(body, status, headers=shown, media_type=_JSON)


class Once:
    """Carries a request out once, if it has a key; a route that changes something takes it instead of the runtime."""

    def __init__(self, request: Request, *, key: str | None, digest: str) -> None:
        self._request = request
        self._key = key
        self._digest = digest

    @property
    def runtime(self) -> Runtime:
        """What is open behind the application; blocks while it opens."""
        return runtime_of(self._request)

    @contextmanager
    def in_project(self, project: ProjectId) -> Iterator[Change]:
        """Change a project, together with all that the plan then says to do.

        Raises:
            HTTPException: 400 for a key that is malformed.
            app.services.idempotency.KeyReused: the key stands for another request.
            app.services.idempotency.KeyInFlight: a request with this key is being answered.
            app.http.problems.Answered: it was carried out before.

        """
        keyed, now = self._keyed(), self.runtime.clock()
        with (
            self._alone(keyed),
            self.runtime.unit_of_work(
                project, first=lambda session: self._leave(idempotency.claim(session, keyed, now=now))
            ) as session,
        ):
            yield Change(session=session, keyed=keyed, now=now, conceal=self._conceal)

    @contextmanager
    def in_installation(self) -> Iterator[Change]:
        """Change what belongs to no project; raises as `in_project` does."""
        keyed, now = self._keyed(), self.runtime.clock()
        with self._alone(keyed), self.runtime.database.begin() as session:
            self._leave(idempotency.claim(session, keyed, now=now))
            yield Change(session=session, keyed=keyed, now=now, conceal=self._conceal)

    def _keyed(self) -> KeyedRequest | None:
        if self._key is None:
            return None
        actor = require_caller(self._request).actor
        return KeyedRequest(
            actor=f"{actor.kind.value}:{actor.id}",
            route=f"{self._request.method} {self._request.scope['route'].path}",
            key=digest_of_bytes(parse_key(self._key).encode()),
            request=digest_of_bytes(self._digest.encode()),
        )

    @contextmanager
    def _alone(self, keyed: KeyedRequest | None) -> Iterator[None]:
        """Hold the key against the requests of this process; the database holds it against those of others."""
        if keyed is None:
            yield
            return
        held = self.runtime.keys_in_flight
        name = (keyed.actor, keyed.route, keyed.key)
        if held.setdefault(name, self) is not self:
            raise KeyInFlight
        try:
            yield
        finally:
            del held[name]

    def _leave(self, kept: KeptAnswer | None) -> None:
        """Leave with what was answered before, if anything was."""
        if kept is None:
            return
        headers, body = dict(kept.headers), kept.body
        if headers.pop(_CONCEALED, None):
            shown = reveal(body, self._material())
            if shown is None:
                raise AnswerConcealed
            body = shown
        raise Answered(Response(body, kept.status, headers={**headers, REPLAYED: "true"}, media_type=_JSON))

    def _conceal(self, body: bytes) -> bytes:
        return conceal(body, self._material())

    def _material(self) -> bytes:
        """Give what an answer is concealed with; the database holds no part of it."""
        credential = self._request.headers.get("authorization") or session_secret(self._request) or ""
        return f"{credential}\0{self._key}".encode()


def parse_key(text: str) -> str:
    """Read the header; a bare word and the same word in quotes are one key.

    Raises:
        HTTPException: 400, it is no string of structured fields, or too long.

    """
    given = text.strip(" ")
    if not _STRING.fullmatch(given):
        detail = f"The Idempotency-Key must be one word or quoted string of at most {LONGEST_KEY} characters: {EXAMPLE}"
        raise HTTPException(BAD_REQUEST, detail)
    return _ESCAPED.sub(r"\1", given[1:-1]) if given.startswith('"') else given


async def once_of(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Names this request, so that sending it again within a day changes nothing and gets the same"
            f" answer, then with `{REPLAYED}: true`. A quoted string (RFC 9651 §3.3.3), or a bare word.",
            json_schema_extra={"pattern": PATTERN},
            examples=[EXAMPLE],
        ),
    ] = None,
) -> Once:
    """Read what names a request."""
    del idempotency_key  # Several headers of the name are one malformed key; the framework would choose one of them.
    given = request.headers.getlist("idempotency-key")
    if not given:
        return Once(request, key=None, digest="")
    return Once(request, key=", ".join(given), digest=await _digest(request))


async def _digest(request: Request) -> str:
    parts = (
        request.method.encode(),
        request.scope.get("raw_path") or request.url.path.encode(errors="surrogateescape"),
        request.scope["query_string"],
        request.headers.get("content-type", "").encode("latin-1"),
        request.headers.get("if-match", "").encode("latin-1"),
        hashlib.sha256(await request.body()).digest(),
    )
    return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).hexdigest()


OneChange = Annotated[Once, Depends(once_of)]
