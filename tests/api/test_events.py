"""Events over HTTP: in pages, and live on a real socket."""

import asyncio
import http.client

import pytest
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.api.routers.events import EventView
from app.cli.bounded_heads import BoundedHeads
from app.core.database import Database
from app.http.event_channel import MOST_KEPT, Ending
from app.http.event_hub import Timing
from app.operations.checks import pool_figures
from app.store.users import User
from tests.api.happenings import QUICK, SCOPE, tell
from tests.api.serving import Serving, serving_on
from tests.event_reader import EventReader, Parser
from tests.operational.service_process import wait_for

# -- pages -----------------------------------------------------------------------------------------------------------


def test_pages_lead_on_and_leave_nothing_out(serving: Serving, people: dict[str, User]) -> None:
    newest = tell(serving.place.database, 5)
    client, seen, address = serving.place.signed_in(people["viewer"]), [], "/api/v1/projects/school/events?limit=3"
    while address:
        page = client.get(address)
        seen += [event["sequence"] for event in page.json()]
        address = page.links.get("next", {}).get("url", "")
    assert seen == list(range(1, newest + 1))


def test_a_page_holds_an_event_as_the_stream_does(serving: Serving, people: dict[str, User], viewer: str) -> None:
    newest = tell(serving.place.database)
    with serving.stream(viewer) as stream:
        streamed = stream.until(newest)
    listed = serving.place.signed_in(people["viewer"]).get("/api/v1/projects/school/events").json()
    assert [event.data for event in streamed] == listed
    assert [(event.id, event.kind) for event in streamed] == [(one["sequence"], one["kind"]) for one in listed]
    assert streamed[-1].data == {
        "sequence": newest,
        "kind": "run.started",
        "at": "2025-06-01T12:00:00Z",
        "actor": {"kind": "system", "id": "system"},
        "run": None,
        "instance": None,
        "data": {},
    }


def test_a_page_after_the_newest_event_is_empty_and_beyond_it_is_none(
    serving: Serving, people: dict[str, User]
) -> None:
    newest, client = tell(serving.place.database, 1), serving.place.signed_in(people["viewer"])
    answer = client.get(f"/api/v1/projects/school/events?after={newest}")
    assert (answer.status_code, answer.json(), "link" in answer.headers) == (200, [], False)
    for query, headers in (("?after=1000", {}), ("", {"Last-Event-ID": "1000"})):
        refused = client.get(f"/api/v1/projects/school/events{query}", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (409, "beyond-newest-event")


def test_the_head_of_a_stream_has_an_end(serving: Serving, viewer: str) -> None:
    headers = {"Authorization": f"Bearer {viewer}", "Accept": "text/event-stream"}
    for more, status in (({}, 200), ({"Last-Event-ID": "1000"}, 409)):
        link = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=60)
        link.request("HEAD", "/api/v1/projects/school/events", headers={**headers, **more})
        answer = link.getresponse()
        assert (answer.status, answer.read()) == (status, b"")
        link.close()
    assert serving.figure("combine_event_streams") == 0


def test_the_description_shows_a_page_and_a_stream(serving: Serving) -> None:
    described = serving.served.app.openapi()
    paths = described["paths"]
    assert isinstance(paths, dict)
    operation = paths["/api/v1/projects/{slug}/events"]["get"]
    content = operation["responses"]["200"]["content"]
    assert content["application/json"]["schema"]["items"] == {"$ref": "#/components/schemas/EventView"}
    (event,) = Parser().feed(content["text/event-stream"]["example"].encode())
    shown = EventView.model_validate(event.data)
    assert (shown.sequence, shown.kind) == (event.id, event.kind)
    assert shown.model_dump(mode="json") == event.data
    assert operation["operationId"] == "watch_events"
    assert {"200", "400", "401", "403", "404", "409", "422", "429"} <= set(operation["responses"])


# -- streams ---------------------------------------------------------------------------------------------------------


def test_a_stream_says_how_it_is_to_be_treated(serving: Serving, viewer: str) -> None:
    with serving.stream(viewer) as stream:
        assert stream.status == 200
        told = {name: stream.headers[name] for name in ("content-type", "cache-control", "x-accel-buffering", "vary")}
        stream.take(1)
        assert 1000 <= (stream.parser.retry or 0) < 4000
    assert told == {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "vary": "accept",
    }
    assert "x-request-id" in stream.headers


def test_a_stream_gives_what_was_and_then_what_happens(serving: Serving, viewer: str) -> None:
    before = tell(serving.place.database, 3)
    with serving.stream(viewer) as stream:
        assert [event.id for event in stream.until(before)] == list(range(1, before + 1))
        after = tell(serving.place.database, 2)
        assert [event.id for event in stream.until(after)] == [before + 1, before + 2]


@pytest.mark.parametrize("http", [BoundedHeads, HttpToolsProtocol, H11Protocol])
def test_any_server_streams_in_order_and_ends_in_order(
    database: Database, people: dict[str, User], http: type[asyncio.Protocol]
) -> None:
    """Ours has a way of its own to the clients; without it everything goes by ASGI."""
    with serving_on(database, timing=QUICK, http=http) as serving:
        secret = serving.place.token(people["viewer"], SCOPE)[1]
        with serving.stream(secret) as stream:
            newest = 0
            for count in (1, 3, 1, MOST_KEPT + 50, 1):
                seen, newest = newest, tell(database, count)
                assert [event.id for event in stream.until(newest)] == list(range(seen + 1, newest + 1))
            serving.served.service.drain.begin(reason="test")
            assert stream.rest() == []
        assert serving.figure("combine_events_sent_total") == newest


def test_a_long_history_is_replayed_from_the_table(serving: Serving, viewer: str) -> None:
    newest = tell(serving.place.database, 3 * MOST_KEPT)
    with serving.stream(viewer) as first, serving.stream(viewer) as second:
        assert [event.id for event in first.until(newest)] == list(range(1, newest + 1))
        assert [event.id for event in second.until(newest)] == list(range(1, newest + 1))


@pytest.mark.parametrize(
    ("last", "query", "first"),
    [(None, "", 1), (None, "?after=4", 5), (6, "", 7), (6, "?after=2", 7), (0, "?after=2", 1)],
)
def test_a_stream_goes_on_after_what_was_seen(
    serving: Serving, viewer: str, last: int | None, query: str, first: int
) -> None:
    newest = tell(serving.place.database, 10)
    with serving.stream(viewer, last=last, query=query) as stream:
        assert [event.id for event in stream.until(newest)] == list(range(first, newest + 1))


def test_an_empty_last_event_id_is_as_good_as_none(serving: Serving, viewer: str) -> None:
    headers = {"Authorization": f"Bearer {viewer}", "Last-Event-ID": ""}
    with EventReader(serving.port, headers=headers, query="?after=1") as stream:
        assert stream.take(1)[0].id == 2


def test_an_event_that_is_not_there_yet_cannot_be_the_last_seen(serving: Serving, viewer: str) -> None:
    newest = tell(serving.place.database)
    with serving.stream(viewer, last=newest + 1) as stream:
        assert stream.status == 409
        problem = stream.body()
    assert problem["code"] == "beyond-newest-event"
    assert f"the newest is {newest}" in str(problem["detail"])
    with serving.stream(viewer, last=newest) as stream:
        assert (stream.status, tell(serving.place.database)) == (200, newest + 1)
        assert stream.take(1)[0].id == newest + 1


def test_streams_of_projects_do_not_mix(serving: Serving, people: dict[str, User], viewer: str) -> None:
    foreign = serving.place.token(people["foreigner"], SCOPE)[1]
    here, there = (tell(serving.place.database, slug=slug) for slug in ("school", "other"))
    with serving.stream(viewer, last=here) as stream:
        headers = {"Authorization": f"Bearer {foreign}"}
        with EventReader(serving.port, slug="other", last=there, headers=headers) as elsewhere:
            for _ in range(3):
                tell(serving.place.database, slug="other")
            assert [event.id for event in elsewhere.take(3)] == [there + 1, there + 2, there + 3]
        tell(serving.place.database)
        assert [event.id for event in stream.take(1)] == [here + 1]


def test_a_quiet_stream_gets_comments(database: Database, people: dict[str, User]) -> None:
    with serving_on(database, timing=Timing(heartbeat=0.1)) as serving:
        secret = serving.place.token(people["viewer"], SCOPE)[1]
        with serving.stream(secret, last=1) as stream:
            while stream.parser.comments < 2:
                assert stream.read() is not None


def test_a_stream_that_waits_holds_no_connection_of_the_database(serving: Serving, viewer: str) -> None:
    with serving.stream(viewer) as stream:
        stream.until(tell(serving.place.database))
        opened = serving.served.service.execution.database
        assert opened is not None
        wait_for(lambda: pool_figures(opened).used == 0, "the connections to be given back")
        assert serving.figure("combine_event_streams") == 1


def test_streams_and_their_events_are_counted(serving: Serving, viewer: str) -> None:
    newest = tell(serving.place.database, 4)
    for _ in range(2):
        with serving.stream(viewer) as stream:
            stream.until(newest)
    wait_for(lambda: serving.figure("combine_event_streams") == 0, "the streams to end")
    assert serving.figure("combine_events_sent_total") == 2 * newest
    assert serving.figure('combine_event_streams_ended_total{reason="client"}') == 2


# -- slow clients and the end ----------------------------------------------------------------------------------------


def test_a_client_that_does_not_read_is_cut_off_and_recovers(serving: Serving, viewer: str) -> None:
    database = serving.place.database
    before = tell(database)
    cut = 'combine_event_streams_ended_total{reason="overflow"}'
    with serving.stream(viewer, last=before, buffer=4096) as slow, serving.stream(viewer, last=before) as quick:
        newest = before
        while not serving.figure(cut):
            newest = tell(database, 10, size=20_000)
            assert quick.until(newest)
            assert newest < before + 2000
        got = whole_events(slow)
    seen = got[-1] if got else before
    assert got == list(range(before + 1, seen + 1))
    assert seen < newest
    with serving.stream(viewer, last=seen) as stream:
        assert [event.id for event in stream.until(newest)] == list(range(seen + 1, newest + 1))


def whole_events(stream: EventReader) -> list[int]:
    """Read what is left on a connection that was cut, and give the numbers of what arrived whole."""
    found = []
    try:
        while (read := stream.read()) is not None:
            found += [event.id for event in read]
    except (OSError, http.client.HTTPException):
        return found
    return found


def test_a_client_that_takes_nothing_is_cut_off_even_while_nothing_happens(
    database: Database, people: dict[str, User]
) -> None:
    tell(database, 500, size=20_000)
    with serving_on(database, timing=Timing(stall=0.5)) as serving:
        secret = serving.place.token(people["viewer"], SCOPE)[1]
        with serving.stream(secret, buffer=4096):
            cut = 'combine_event_streams_ended_total{reason="overflow"}'
            wait_for(lambda: serving.figure(cut) == 1, "the stream to be cut")


def test_streams_end_in_order_as_soon_as_the_process_drains(serving: Serving, viewer: str) -> None:
    newest = tell(serving.place.database)
    with serving.stream(viewer) as stream, serving.stream(viewer, last=newest) as quiet:
        stream.until(newest)
        serving.served.service.drain.begin(reason="test")
        assert (stream.rest(), quiet.rest()) == ([], [])
    with serving.stream(viewer) as late:
        assert (late.status, late.headers["connection"], late.rest()) == (200, "close", [])
        assert late.parser.retry
    assert serving.figure(f'combine_event_streams_ended_total{{reason="{Ending.DRAIN}"}}') == 3
