"""The sign-in page, links, the development sign-in, and signing out."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.domain.accounts import LOCAL_OPERATOR
from app.http.same_site import own_path
from app.services import sessions
from tests.api.people import Place, now, place_on
from tests.databases import SQLiteTemplates, opened
from tests.services.people import add


@pytest.fixture(scope="module")
def place(sqlite_templates: SQLiteTemplates) -> Iterator[Place]:
    with opened(sqlite_templates) as database, place_on(database) as made:
        yield made


def link_for(place: Place, name: str) -> str:
    user = add(place.database, name)
    with place.database.begin() as session:
        return sessions.make_sign_in_link(session, LOCAL_OPERATOR, who=user.id, now=now())


def test_the_page_is_plain_and_closed_to_scripts(place: Place) -> None:
    answer = place.client().get("/sign-in", params={"next": '"><script>alert(1)</script>'})
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert all(mark in answer.text for mark in ('<html lang="en">', "<title>", "<h1>", "<main>"))


def test_looking_at_a_link_uses_none_and_signing_in_uses_it_once(place: Place) -> None:
    secret, client = link_for(place, "linked"), place.client()
    assert [client.get("/auth/link", params={"token": secret}).status_code for _ in range(2)] == [200, 200]
    assert client.get("/api/v1/me").status_code == 401
    used = client.post("/auth/link", data={"token": secret})
    assert (used.status_code, client.get("/api/v1/me").json()["name"]) == (303, "linked")
    cookie = used.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/"))
    assert place.client().post("/auth/link", data={"token": secret}).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"), [("&".join(f"field{number}=x" for number in range(11)), 403), ("token=" + "x" * 5000, 413)]
)
def test_a_form_that_no_page_of_ours_has_is_refused(place: Place, body: str, status: int) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert place.client().post("/auth/link", content=body, headers=headers).status_code == status


@pytest.mark.parametrize("token", ["", "x", "<script>", "x" * 3000])
def test_a_link_that_is_none_is_refused(place: Place, token: str) -> None:
    answer = place.client().post("/auth/link", data={"token": token})
    assert (answer.status_code, "<script" in answer.text) == (403, False)


@pytest.mark.parametrize("path", ["/auth/link", "/auth/development", "/sign-out"])
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_another_sites_form_signs_nobody_in_or_out(place: Place, path: str, site: str) -> None:
    assert place.client(**{"Sec-Fetch-Site": site}).post(path).status_code == 403


def test_signing_out_needs_the_sessions_own_form_and_ends_it(place: Place) -> None:
    client, other = place.signed_in(add(place.database, "leaving")), place.signed_in(add(place.database, "other"))
    token, foreign = (
        re.findall(r'name="form_token" value="(\w+)"', one.get("/sign-in").text)[0] for one in (client, other)
    )
    secret = client.cookies["combine"]
    assert client.post("/sign-out", data={"form_token": foreign}).status_code == 403
    assert client.post("/sign-out").status_code == 403
    assert client.post("/sign-out", data={"form_token": token}).status_code == 303
    again = place.client()
    again.cookies.set("combine", secret)
    assert again.get("/api/v1/me").status_code == 401


def test_the_development_sign_in_is_closed_unless_it_is_set(place: Place) -> None:
    assert place.client().post("/auth/development").status_code == 404


@pytest.mark.parametrize("provider", ["google", "nothing", "%00"])
def test_a_provider_that_is_not_set_up_is_not_there(place: Place, provider: str) -> None:
    assert place.client().get(f"/auth/{provider}/start").status_code == 404
    assert place.client().get(f"/auth/{provider}/callback").status_code == 403


@pytest.mark.parametrize(
    "text", ["", "x", "//x", "/\\x", "https://x", "javascript:x", "/a\nb", "/a\\b", "/" + "x" * 600, "/ä", "\t/x"]
)
def test_what_leads_elsewhere_leads_home(text: str) -> None:
    assert own_path(text) == "/"


@pytest.mark.parametrize("text", ["/", "/projects/school", "/a?b=c&d=%20", "/a#b"])
def test_a_path_of_our_own_is_kept(text: str) -> None:
    assert own_path(text) == text


def form_of(client: TestClient) -> str:
    return str(re.findall(r'name="form_token" value="(\w+)"', client.get("/sign-in").text)[0])


def keys_of(client: TestClient) -> dict[bool, list[str]]:
    """Give the keys of a person's sessions: this one's, and the others'."""
    found = client.get("/api/v1/sessions").json()
    return {is_this: [one["id"] for one in found if one["is_this_one"] is is_this] for is_this in (True, False)}


def test_one_other_browser_or_all_others_are_signed_out(place: Place) -> None:
    user = add(place.database, "spread")
    here, *elsewhere = [place.signed_in(user) for _ in range(4)]
    token, others = form_of(here), keys_of(here)[False]
    ended = here.post("/sign-out", data={"form_token": token, "session": others[0]})
    assert (ended.status_code, ended.headers["location"]) == (303, "/sign-in")
    assert keys_of(here)[False] == others[1:]
    assert here.post("/sign-out", data={"form_token": token, "session": "others"}).status_code == 303
    assert keys_of(here)[False] == []
    assert [client.get("/api/v1/me").status_code for client in (here, *elsewhere)] == [200, 401, 401, 401]


@pytest.mark.parametrize("chosen", ["x", "0" * 36, "<script>", "%00"])
def test_a_session_that_is_none_of_ones_own_is_left_alone(place: Place, chosen: str) -> None:
    here, stranger = (place.signed_in(add(place.database, f"{name}-{abs(hash(chosen))}")) for name in ("one", "two"))
    foreign = keys_of(stranger)[True][0]
    for session in (chosen, foreign):
        answer = here.post("/sign-out", data={"form_token": form_of(here), "session": session})
        assert answer.status_code == 303
    assert [client.get("/api/v1/me").status_code for client in (here, stranger)] == [200, 200]


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("help@example.com", '<a href="mailto:help@example.com">help@example.com</a>'),
        ("https://help.example.com/?a=1&b", '<a href="https://help.example.com/?a=1&amp;b">'),
        ("room 7 <b>", "Turn to room 7 &lt;b&gt;."),
    ],
)
def test_the_page_says_whom_people_turn_to(sqlite_templates: SQLiteTemplates, contact: str, shown: str) -> None:
    with opened(sqlite_templates) as database, place_on(database, support_contact=contact) as made:
        assert shown in made.client().get("/sign-in").text
