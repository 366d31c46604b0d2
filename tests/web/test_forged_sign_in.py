"""What a provider, or somebody in its place, could say to let the wrong person in: all of it is refused."""

import base64
import hmac
import json
from collections.abc import Iterator
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from joserfc.jwk import OctKey

from app.http.oidc import Providers
from tests.api.people import ELSEWHERE, Place, place_on
from tests.databases import SQLiteTemplates, opened
from tests.web.forger import FOREIGN_KEY, KEY, Forger, forging
from tests.web.provider import CLIENT, PUBLIC, SECRET

HOUR = 3600


@pytest.fixture
def forger() -> Iterator[Forger]:
    with forging() as made:
        yield made


@pytest.fixture
def place(sqlite_templates: SQLiteTemplates, forger: Forger) -> Iterator[Place]:
    ways = {
        "public_url": PUBLIC,
        "oidc_issuer": forger.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "google_client_id": CLIENT,
        "google_client_secret": SECRET,
        "sign_in_domains": ("example.com",),
    }
    with opened(sqlite_templates) as database, place_on(database, **ways) as made:
        made.app.state.providers = Providers(made.app.state.settings, issuers={"google": forger.issuer})
        yield made


def sign_in(place: Place, forger: Forger, *, provider: str = "oidc", **more: str) -> tuple[TestClient, Response]:
    client = TestClient(place.app, base_url=PUBLIC, client=ELSEWHERE, follow_redirects=False)
    began = client.get(f"/auth/{provider}/start")
    if began.status_code != 303:
        return client, began
    asked = parse_qs(urlsplit(began.headers["location"]).query)
    forger.nonce = forger.nonce or asked["nonce"][0]
    return client, client.get(f"/auth/{provider}/callback", params={"code": "c", "state": asked["state"][0], **more})


def is_in(client: TestClient) -> bool:
    return client.get("/api/v1/me").status_code == 200


def test_what_is_said_rightly_is_believed(place: Place, forger: Forger) -> None:
    client, answer = sign_in(place, forger)
    assert (answer.status_code, is_in(client)) == (303, True)


FORGED: dict[str, dict[str, object]] = {
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "somebody-else"},
    "another audience beside ours, not authorised for us": {"aud": [CLIENT, "evil"], "azp": "evil"},
    "no audience": {"aud": None},
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "expired": {"exp": int(time()) - HOUR, "iat": int(time()) - 2 * HOUR},
    "no expiry": {"exp": None},
    "not yet": {"iat": int(time()) + HOUR, "exp": int(time()) + 2 * HOUR},
    "nobody": {"sub": ""},
    "no subject": {"sub": None},
    "an endless subject": {"sub": "x" * 300},
    "an unverified address": {"email_verified": False},
    "an address that somebody calls verified": {"email_verified": "true"},
    "an address verified by a number": {"email_verified": 1},
    "no word about the address": {"email_verified": None},
    "an address of another domain": {"email": "ada@else.org"},
    "an address of a domain that ends alike": {"email": "ada@notexample.com"},
    "an address below the domain": {"email": "ada@sub.example.com"},
    "two addresses in one": {"email": "ada@example.com@else.org"},
    "an address with a line break": {"email": "ada@else.org\n@example.com"},
    "an address that is none": {"email": ["ada@example.com"]},
    "another code's token": {"at_hash": "x" * 22},
}


@pytest.mark.parametrize("case", FORGED)
def test_a_claim_that_is_not_right_lets_nobody_in(place: Place, forger: Forger, case: str) -> None:
    forger.claims = FORGED[case]
    client, answer = sign_in(place, forger)
    assert (answer.status_code, is_in(client)) == (403, False)


def unsigned(claims: dict[str, object], algorithm: str) -> str:
    parts = [{"alg": algorithm, "kid": "forger"}, claims]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "RS256", ""])
def test_an_unsigned_token_lets_nobody_in(place: Place, forger: Forger, algorithm: str) -> None:
    now = int(time())
    said = {"iss": forger.issuer, "sub": "ada", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": "n"}
    forger.nonce, forger.id_token = "n", unsigned(said, algorithm)
    client, answer = sign_in(place, forger)
    assert (answer.status_code, is_in(client)) == (403, False)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ({}, FOREIGN_KEY),
        ({"kid": "unknown"}, KEY),
        ({"alg": "HS256"}, OctKey.import_key(SECRET.encode() * 2)),
        ({"jwk": FOREIGN_KEY.as_dict(private=False)}, FOREIGN_KEY),
    ],
    ids=["another key", "an unknown key", "our own secret", "a key that it brings along"],
)
def test_another_signature_lets_nobody_in(place: Place, forger: Forger, header: dict[str, object], key: Any) -> None:  # noqa: ANN401 - of either kind
    forger.header, forger.key = header, key
    client, answer = sign_in(place, forger)
    assert (answer.status_code, is_in(client)) == (403, False)


def test_a_public_key_is_no_shared_secret(place: Place, forger: Forger) -> None:
    now = int(time())
    said = {"iss": forger.issuer, "sub": "ada", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": "n"}
    signed = unsigned(said, "HS256").removesuffix(".")
    mark = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    forger.nonce, forger.id_token = "n", f"{signed}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"
    client, answer = sign_in(place, forger)
    assert (answer.status_code, is_in(client)) == (403, False)


GARBAGE: list[bytes] = [b"", b"[]", b"null", b'"x"', b"{}", b"<html>", b"{" * 10_000, b"\xff", b'{"id_token": 1}']


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize("body", GARBAGE, ids=lambda body: repr(body[:10]))
def test_garbage_is_refused_and_breaks_nothing(place: Place, forger: Forger, path: str, body: bytes) -> None:
    forger.bodies[path] = body
    client, answer = sign_in(place, forger)
    assert (answer.status_code in {403, 503}, is_in(client)) == (True, False)


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b'"x"', b"{}", b'{"sub": "eve", "email": "a@example.com"}', b"<html>"]
)
def test_user_information_of_somebody_else_is_refused(place: Place, forger: Forger, body: bytes) -> None:
    forger.metadata = {"userinfo_endpoint": f"{forger.issuer}/userinfo"}
    forger.claims = {"email": None, "email_verified": None}
    forger.bodies["/userinfo"] = body
    client, answer = sign_in(place, forger)
    assert (answer.status_code, is_in(client)) == (403, False)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "//evil.example", "", None, 1])
def test_an_endpoint_that_is_no_web_address_is_not_used(
    place: Place, forger: Forger, name: str, address: object
) -> None:
    forger.metadata = {name: address}
    _, answer = sign_in(place, forger)
    assert answer.status_code in {403, 503}
    assert "location" not in answer.headers


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "[fd00:ec2::254]", "0.0.0.0"])  # noqa: S104 - asked, not bound
def test_a_provider_sends_us_to_no_private_address(place: Place, forger: Forger, name: str, host: str) -> None:
    forger.metadata = {name: f"http://{host}/latest/meta-data"}
    client, answer = sign_in(place, forger)
    assert (answer.status_code, is_in(client)) == (502, False)


class TestMixedUp:
    """RFC 9207: a provider that names itself in its answers is held to it."""

    def test_a_provider_that_names_itself_must(self, place: Place, forger: Forger) -> None:
        forger.metadata = {"authorization_response_iss_parameter_supported": True}
        client, answer = sign_in(place, forger)
        assert (answer.status_code, is_in(client)) == (403, False)

    def test_its_own_name_is_taken(self, place: Place, forger: Forger) -> None:
        forger.metadata = {"authorization_response_iss_parameter_supported": True}
        client, _ = sign_in(place, forger, iss=forger.issuer)
        assert is_in(client)

    @pytest.mark.parametrize("named", ["https://evil.example", "", "http://127.0.0.1", "HTTP://127.0.0.1:1"])
    def test_another_name_is_refused(self, place: Place, forger: Forger, named: str) -> None:
        client, answer = sign_in(place, forger, iss=named)
        assert (answer.status_code, is_in(client)) == (403, False)


class TestGoogle:
    """A domain counts where Google says that it hosts the account, not where the address ends like it."""

    def enters(self, place: Place, forger: Forger, **claims: object) -> bool:
        forger.claims = claims
        client, _ = sign_in(place, forger, provider="google")
        return is_in(client)

    def test_an_account_of_the_domain_enters(self, place: Place, forger: Forger) -> None:
        assert self.enters(place, forger, hd="example.com")

    @pytest.mark.parametrize(
        "hosted", [None, "", "else.org", "notexample.com", "example.com.else.org", ["example.com"]]
    )
    def test_any_other_does_not(self, place: Place, forger: Forger, hosted: object) -> None:
        assert not self.enters(place, forger, hd=hosted)

    def test_an_unverified_address_does_not_though_the_domain_is_right(self, place: Place, forger: Forger) -> None:
        assert not self.enters(place, forger, hd="example.com", email_verified=False)

    def test_the_issuer_may_be_spelled_without_its_scheme(self, place: Place, forger: Forger) -> None:
        assert self.enters(place, forger, hd="example.com", iss=forger.issuer.removeprefix("http://"))

    def test_both_spellings_are_one_person(self, place: Place, forger: Forger) -> None:
        names = []
        for issuer in (forger.issuer, forger.issuer.removeprefix("http://")):
            forger.nonce, forger.claims = "", {"hd": "example.com", "iss": issuer}
            client, _ = sign_in(place, forger, provider="google")
            names.append(client.get("/api/v1/me").json()["id"])
        assert names[0] == names[1]

    @pytest.mark.parametrize("issuer", ["accounts.google.com", "https://accounts.google.com.evil.example", "google"])
    def test_any_other_spelling_is_refused(self, place: Place, forger: Forger, issuer: str) -> None:
        assert not self.enters(place, forger, hd="example.com", iss=issuer)
