"""Signing in through a real OpenID Connect provider, and everything that must be refused."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.domain.accounts import LOCAL_OPERATOR, Membership, Standing
from app.http.oidc import Providers
from app.services import members, users
from app.services.projects import archive_project, unarchive_project
from tests.api.people import ELSEWHERE, Place, now, place_on
from tests.databases import SQLiteTemplates, opened
from tests.services.people import chained, project
from tests.web.provider import CLIENT, PUBLIC, SECRET, running_provider

TENANT = "11111111-2222-4333-8444-555555555555"
OTHER_TENANT = "99999999-2222-4333-8444-555555555555"
OBJECT = "aaaaaaaa-2222-4333-8444-555555555555"
ACCOUNTS: Mapping[str, Mapping[str, object]] = {
    "ada": {"email": "Ada@example.com", "email_verified": True, "name": "Ada"},
    "bob": {"email": "bob@else.org", "email_verified": True, "name": "<b>Bob</b>"},
    "eve": {"email": "eve@example.com", "email_verified": False, "name": "Eve"},
    "text": {"email": "text@example.com", "email_verified": "true", "name": "Text"},
    "mallory": {"email": "ada@example.com", "email_verified": True, "name": "Mallory"},
    "none": {"name": "None"},
    "root": {"email": "root@else.org", "email_verified": True, "name": "Root"},
}
OF_MICROSOFT: Mapping[str, Mapping[str, object]] = {
    "ms-ada": {"email": "ada@example.com", "xms_edov": True, "tid": TENANT, "oid": OBJECT, "name": "Ada"},
    "ms-eve": {"email": "eve@example.com", "tid": TENANT, "oid": OBJECT, "name": "Eve"},
    "ms-foreign": {"email": "ada@example.com", "xms_edov": True, "tid": OTHER_TENANT, "oid": OBJECT, "name": "F"},
    "ms-no-tenant": {"email": "ada@example.com", "xms_edov": True, "oid": OBJECT, "name": "N"},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_provider("oidc", ACCOUNTS) as made:
        yield made


@pytest.fixture(scope="module")
def microsoft() -> Iterator[str]:
    with running_provider("microsoft", OF_MICROSOFT, tenant=TENANT) as made:
        yield made


@pytest.fixture
def place(sqlite_templates: SQLiteTemplates, issuer: str, microsoft: str) -> Iterator[Place]:
    ways = {
        "public_url": PUBLIC,
        "oidc_issuer": issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "microsoft_client_id": CLIENT,
        "microsoft_client_secret": SECRET,
        "sign_in_domains": ("example.com",),
        "admin_emails": ("root@else.org",),
    }
    with opened(sqlite_templates) as database, place_on(database, **ways) as made:
        settings = made.app.state.settings
        made.app.state.providers = Providers(settings, issuers={"microsoft": microsoft})
        yield made


def browser(place: Place) -> TestClient:
    return TestClient(place.app, base_url=PUBLIC, client=ELSEWHERE, follow_redirects=False)


def authorised(client: TestClient, who: str, *, provider: str = "oidc", then: str = "/") -> str:
    """Begin to sign in and give the address at which the provider sends the browser back."""
    began = client.get(f"/auth/{provider}/start", params={"next": then})
    assert began.status_code == 303
    with httpx.Client(timeout=60) as elsewhere:
        answer = elsewhere.get(began.headers["location"] + f"&login_hint={who}")
        while answer.is_redirect and not answer.headers["location"].startswith(PUBLIC):
            answer = elsewhere.get(httpx.URL(str(answer.url)).join(answer.headers["location"]))
    address: str = answer.headers["location"]
    return address


def sign_in(client: TestClient, who: str, *, provider: str = "oidc", then: str = "/") -> Response:
    return client.get(authorised(client, who, provider=provider, then=then))


def me(client: TestClient) -> dict[str, object] | None:
    answer = client.get("/api/v1/me")
    found: dict[str, object] | None = answer.json() if answer.status_code == 200 else None
    return found


def test_a_person_of_an_admitted_domain_enters(place: Place) -> None:
    client = browser(place)
    answer = sign_in(client, "ada", then="/projects/school?tab=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/projects/school?tab=1")
    found = me(client)
    assert found is not None
    assert (found["name"], found["is_administrator"]) == ("Ada", False)
    again = browser(place)
    sign_in(again, "ada")
    assert me(again) == found


def test_the_first_administrator_is_named_by_the_settings(place: Place) -> None:
    client = browser(place)
    sign_in(client, "root")
    found = me(client)
    assert found is not None
    assert found["is_administrator"] is True
    sign_in(browser(place), "root")
    assert chained(place.database).count('"administrator.appointed"') == 1


def test_an_added_person_whom_the_settings_name_is_appointed_at_the_first_sign_in(place: Place) -> None:
    with place.database.begin() as session:
        added = users.add_user(session, LOCAL_OPERATOR, email="root@else.org", now=now())
    sign_in(browser(place), "root")
    (told,) = [line for line in chained(place.database).splitlines() if '"administrator.appointed"' in line]
    assert (added.id in told, '"system"' in told) == (True, True)


def test_an_invited_person_becomes_a_member(place: Place) -> None:
    school = project(place.database)
    viewer = Membership(standing=Standing.VIEWER)
    with place.database.begin() as session:
        members.invite(session, LOCAL_OPERATOR, email="bob@else.org", project=school, membership=viewer, now=now())
    client = browser(place)
    sign_in(client, "bob")
    assert client.get("/api/v1/projects/school").status_code == 200
    page = client.get("/sign-in").text
    assert ("<b>Bob</b>" in page, "&lt;b&gt;Bob&lt;/b&gt;" in page) == (False, True)


def test_an_invitation_to_an_archived_project_waits_until_it_is_taken_out_again(place: Place) -> None:
    school, viewer = project(place.database), Membership(standing=Standing.VIEWER)
    with place.database.begin() as session:
        users.add_user(session, LOCAL_OPERATOR, email="bob@else.org", now=now())
        members.invite(session, LOCAL_OPERATOR, email="bob@else.org", project=school, membership=viewer, now=now())
        archive_project(session, LOCAL_OPERATOR, project=school, now=now())
    client = browser(place)
    sign_in(client, "bob")
    assert client.get("/api/v1/projects/school").status_code == 404
    with place.database.begin() as session:
        unarchive_project(session, LOCAL_OPERATOR, project=school, now=now())
    sign_in(client, "bob")
    assert client.get("/api/v1/projects/school").status_code == 200


@pytest.mark.parametrize(
    ("who", "reason"),
    [("bob", "not invited"), ("eve", "not verified"), ("text", "not verified"), ("none", "not verified")],
)
def test_who_is_not_admitted_is_refused_with_the_reason(place: Place, who: str, reason: str) -> None:
    client = browser(place)
    answer = sign_in(client, who)
    assert (answer.status_code, reason in answer.text, me(client)) == (403, True, None)


def test_an_address_never_links_two_identities(place: Place) -> None:
    sign_in(browser(place), "ada")
    for who, provider in (("mallory", "oidc"), ("ms-ada", "microsoft")):
        client = browser(place)
        answer = sign_in(client, who, provider=provider)
        assert (answer.status_code, "another provider" in answer.text, me(client)) == (403, True, None)


def test_an_added_person_is_known_by_the_first_verified_sign_in(place: Place) -> None:
    with place.database.begin() as session:
        added = users.add_user(session, LOCAL_OPERATOR, email="bob@else.org", name="Robert", now=now())
    client = browser(place)
    sign_in(client, "bob")
    found = me(client)
    assert found is not None
    assert (found["id"], found["name"]) == (added.id, "Robert")


def test_a_disabled_person_stays_out(place: Place) -> None:
    sign_in(browser(place), "ada")
    with place.database.begin() as session:
        users.disable_user(session, LOCAL_OPERATOR, who="ada@example.com", now=now())
    assert sign_in(browser(place), "ada").status_code == 403


def test_a_code_is_used_once(place: Place) -> None:
    client = browser(place)
    cookie = None
    address = authorised(client, "ada")
    cookie = client.cookies["combine-sign-in"]
    assert client.get(address).status_code == 303
    thief = browser(place)
    thief.cookies.set("combine-sign-in", cookie)
    assert (thief.get(address).status_code, me(thief)) == (403, None)


def test_the_answer_belongs_to_the_browser_that_began(place: Place) -> None:
    address = authorised(browser(place), "ada")
    victim = browser(place)
    assert victim.get(address).status_code == 403
    victim.get("/auth/oidc/start")
    assert (victim.get(address).status_code, me(victim)) == (403, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [("state", "forged"), ("state", ""), ("iss", "https://evil.example"), ("code", "forged"), ("code", None)],
)
def test_a_forged_answer_is_refused(place: Place, name: str, value: str | None) -> None:
    client = browser(place)
    parts = urlsplit(authorised(client, "ada"))
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    changed = {**query, name: value} if value is not None else {key: query[key] for key in query if key != name}
    assert (client.get(parts.path, params=changed).status_code, me(client)) == (403, None)


def test_another_verifier_is_refused_by_the_provider(place: Place) -> None:
    client = browser(place)
    address = authorised(client, "ada")
    kept = place.app.state.seal.open(client.cookies["combine-sign-in"])
    forged = place.app.state.seal.close({**kept, "verifier": "x" * 64}, seconds=60)
    client.cookies.clear()
    client.cookies.set("combine-sign-in", forged)
    assert (client.get(address).status_code, me(client)) == (403, None)


@pytest.mark.parametrize("change", [{"nonce": "another"}, {"provider": "microsoft"}])
def test_an_answer_to_another_question_is_refused(place: Place, change: dict[str, str]) -> None:
    client = browser(place)
    address = authorised(client, "ada")
    kept = place.app.state.seal.open(client.cookies["combine-sign-in"])
    client.cookies.clear()
    client.cookies.set("combine-sign-in", place.app.state.seal.close({**kept, **change}, seconds=60))
    assert (client.get(address).status_code, me(client)) == (403, None)


def test_providers_are_not_mixed_up(place: Place) -> None:
    client = browser(place)
    address = authorised(client, "ada").replace("/auth/oidc/", "/auth/microsoft/")
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("sealed", ["", "x", "AAAA", "!" * 10, "A" * 5000])
def test_a_cookie_that_is_not_ours_is_refused(place: Place, sealed: str) -> None:
    client = browser(place)
    address = authorised(client, "ada")
    client.cookies.clear()
    client.cookies.set("combine-sign-in", sealed)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("then", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_afterwards(place: Place, then: str) -> None:
    assert sign_in(browser(place), "ada", then=then).headers["location"] == "/"


def test_a_planted_session_is_not_taken_over(place: Place) -> None:
    client = browser(place)
    client.cookies.set("combine", "planted-by-somebody")
    sign_in(client, "ada")
    assert "planted-by-somebody" not in [cookie.value for cookie in client.cookies.jar if cookie.domain]
    thief = browser(place)
    thief.cookies.set("combine", "planted-by-somebody")
    assert me(thief) is None


def test_microsofts_issuer_is_that_of_the_tokens_tenant(place: Place) -> None:
    client = browser(place)
    assert sign_in(client, "ms-ada", provider="microsoft").status_code == 303
    assert me(client) is not None


@pytest.mark.parametrize("who", ["ms-eve", "ms-foreign", "ms-no-tenant"])
def test_microsofts_answer_is_not_believed_blindly(place: Place, who: str) -> None:
    client = browser(place)
    answer = sign_in(client, who, provider="microsoft")
    assert (answer.status_code, me(client)) == (403, None)


def test_only_named_tenants_enter(place: Place, microsoft: str) -> None:
    for tenants, status in (((OTHER_TENANT,), 403), ((TENANT,), 303)):
        settings = place.app.state.settings.model_copy(update={"microsoft_tenants": tenants})
        place.app.state.providers = Providers(settings, issuers={"microsoft": microsoft})
        assert sign_in(browser(place), "ms-ada", provider="microsoft").status_code == status


def test_a_provider_by_another_name_is_refused(place: Place, issuer: str) -> None:
    settings = place.app.state.settings.model_copy(update={"oidc_issuer": issuer.replace("127.0.0.1", "localhost")})
    place.app.state.providers = Providers(settings)
    assert browser(place).get("/auth/oidc/start").status_code == 403


def test_a_provider_that_is_away_is_a_503(place: Place) -> None:
    settings = place.app.state.settings.model_copy(update={"oidc_issuer": "http://127.0.0.1:9"})
    place.app.state.providers = Providers(settings)
    assert browser(place).get("/auth/oidc/start").status_code == 503


def test_what_the_provider_is_asked_for(place: Place) -> None:
    asked = parse_qs(urlsplit(browser(place).get("/auth/oidc/start").headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{PUBLIC}/auth/oidc/callback"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43
