"""What happened in a project, over HTTP: read in pages, or watched live."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from app.api.description import CurrentRuntime, operation_id, problems
from app.api.pages import LARGEST_NUMBER, CurrentPage
from app.api.service import CurrentService
from app.domain.accounts import ActorKind
from app.domain.events import EventKind
from app.http.accepting import prefers
from app.http.event_frames import last_event_in
from app.http.event_hub import Wish
from app.http.event_stream import MEDIA_TYPE, EventStream
from app.http.guarded import Guarded
from app.http.identity import READS_PROJECT, ProjectReader, credential_key
from app.services.events import events_after

router = APIRouter(
    prefix="/api/v1/projects/{slug}", tags=["events"], generate_unique_id_function=operation_id, route_class=Guarded
)

PAGE_TYPE: Final = "application/json"
EXAMPLE: Final = (
    "retry: 2171\n\n"
    "id: 17\nevent: document.accepted\n"
    'data: {"sequence":17,"kind":"document.accepted","at":"2026-03-02T09:30:00Z",'
    '"actor":{"kind":"person","id":"01a2062a-293e-77cb-8370-12b065ee176e"},'
    '"run":1,"instance":"story_backlog@E-03","data":{}}\n\n'
)
_STREAM: Final[dict[str, Any]] = {
    "description": "The events; as a stream where `Accept` prefers `text/event-stream`",
    "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
    "headers": {"Link": {"description": "The page that follows (RFC 8288)", "schema": {"type": "string"}}},
}
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        description="The number of the last event seen; wins over `after`",
        json_schema_extra={"pattern": "^[0-9]{0,18}$"},
    ),
]


class ActorView(BaseModel):
    """Who caused a change."""

    model_config = ConfigDict(frozen=True)

    kind: ActorKind
    id: str


class EventView(BaseModel):
    """Something that happened."""

    model_config = ConfigDict(frozen=True)

    sequence: int = Field(description="Its number; rises by one within the project")
    kind: EventKind
    at: datetime
    actor: ActorView
    run: int | None
    instance: str | None = Field(description="The step in its place, such as `story_backlog@E-03`")
    data: dict[str, JsonValue] = Field(description="Codes, numbers and digests")


@router.get(
    "/events",
    response_model=list[EventView],
    summary="Read or watch what happens",
    responses={200: _STREAM, **problems(400, 403, 404, 409, 429)},
)
def watch_events(
    request: Request,
    access: ProjectReader,
    runtime: CurrentRuntime,
    service: CurrentService,
    response: Response,
    page: CurrentPage,
    after: Annotated[int, Query(ge=0, le=LARGEST_NUMBER, description="Number of the last event seen")] = 0,
    last_event_id: LastEventId = None,
) -> Response | list[EventView]:
    """Give the project's events after the last one seen, oldest first.

    As JSON: one page. As `text/event-stream`: all of them, and then each as it happens, until either side ends it; an
    `id` is an event's number, a `data` is what JSON has for it. `limit` and `cursor` are for pages alone.
    """
    seen = last_event_in(last_event_id, otherwise=after)
    response.headers["Vary"] = "Accept"
    if prefers(request, MEDIA_TYPE, over=PAGE_TYPE):
        person = access.actor.user or access.actor.id
        still = partial(READS_PROJECT.still_lets_in, request, access)
        wish = Wish(project=access.project.id, after=seen, holder=person, key=credential_key(request), is_allowed=still)
        return EventStream(service.events, wish)
    with runtime.database.read() as session:
        seen = page.after_number(seen)
        found = events_after(session, access.actor, project=access.project.id, seen=seen, limit=page.ask)
    return [EventView.model_validate(event.as_json()) for event in page.shown(found, lambda event: event.sequence)]
