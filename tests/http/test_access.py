from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.api.main import create_app
from tests.http.applications import settings_for
from tests.settings import STRONG_KEY, STRONG_TOKEN

STRICT = {"environment": "production", "secret_key": STRONG_KEY, "ops_token": STRONG_TOKEN}


def ask(folder: Path, path: str, headers: dict[str, str], **settings: object) -> int:
    app = create_app(settings_for(folder, **settings))
    return TestClient(app).get(path, headers={"Host": "localhost", **headers}).status_code


WRONG = {
    "none": {},
    "empty": {"Authorization": "Bearer "},
    "another": {"Authorization": "Bearer " + STRONG_TOKEN[::-1]},
    "prefix": {"Authorization": "Bearer " + STRONG_TOKEN[:-1]},
    "longer": {"Authorization": "Bearer " + STRONG_TOKEN + "x"},
    "basic": {"Authorization": "Basic " + STRONG_TOKEN},
    "bare": {"Authorization": STRONG_TOKEN},
}


@pytest.mark.parametrize("path", ["/metrics", "/health/detailed"])
@pytest.mark.parametrize("case", WRONG)
def test_without_the_token_operations_stay_closed(tmp_path: Path, path: str, case: str) -> None:
    assert ask(tmp_path, path, WRONG[case], **STRICT) == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_token_opens_operations(tmp_path: Path, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {STRONG_TOKEN}"}
    assert ask(tmp_path, "/metrics", headers, **STRICT) == 200
    assert ask(tmp_path, "/health/detailed", headers, **STRICT) == 503


def test_without_a_token_set_details_stay_closed_in_production(tmp_path: Path) -> None:
    assert ask(tmp_path, "/health/detailed", {"Authorization": "Bearer None"}, environment="production") == 401
    assert ask(tmp_path, "/health/detailed", {}, environment="development") == 503


class TestDeveloper:
    """In development, while there is no way to sign in, the interface answers the person at this computer."""

    def ask(self, folder: Path, *, peer: str = "127.0.0.1", environment: str = "development", **headers: str) -> int:
        app = create_app(settings_for(folder, environment=environment))
        sent = {"Host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return TestClient(app, client=(peer, 4711)).get("/api/v1/me", headers=sent).status_code

    @pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "testclient"])
    def test_this_computer_is_let_in(self, tmp_path: Path, peer: str) -> None:
        assert self.ask(tmp_path, peer=peer) == 200

    @pytest.mark.parametrize("peer", ["10.0.0.1", "192.0.2.7", "2001:db8::1", "nonsense", "198.51.100.0"])
    def test_other_computers_are_not(self, tmp_path: Path, peer: str) -> None:
        assert self.ask(tmp_path, peer=peer) == 401

    @pytest.mark.parametrize("environment", ["staging", "production"])
    def test_nobody_is_let_in_elsewhere(self, tmp_path: Path, environment: str) -> None:
        assert self.ask(tmp_path, environment=environment) == 401

    @pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP"])
    def test_a_forwarded_request_is_somebody_elses(self, tmp_path: Path, header: str) -> None:
        assert self.ask(tmp_path, **{header: "203.0.113.9"}) == 401

    @pytest.mark.parametrize(
        ("origin", "status"), [("http://localhost:8000", 200), ("https://evil.example", 401), ("null", 401)]
    )
    def test_a_page_of_another_site_is_refused(self, tmp_path: Path, origin: str, status: int) -> None:
        assert self.ask(tmp_path, Origin=origin) == status

    @pytest.mark.parametrize(("site", "status"), [("same-origin", 200), ("none", 200), ("same-site", 401), ("x", 401)])
    def test_a_browser_says_where_a_request_comes_from(self, tmp_path: Path, site: str, status: int) -> None:
        assert self.ask(tmp_path, Sec_Fetch_Site=site) == status

    @pytest.mark.parametrize(
        "way_in",
        [
            {"development_sign_in": True},
            {"google_client_id": "x"},
            {"microsoft_client_id": "x"},
            {"oidc_client_id": "x"},
        ],
    )
    def test_who_can_sign_in_must(self, tmp_path: Path, way_in: dict[str, object]) -> None:
        app = create_app(settings_for(tmp_path, environment="development", **way_in))
        assert TestClient(app, base_url="http://localhost").get("/api/v1/me").status_code == 401

    @pytest.mark.parametrize("credential", [{"Authorization": "Bearer x"}, {"Authorization": ""}])
    def test_a_wrong_credential_is_not_forgiven(self, tmp_path: Path, credential: dict[str, str]) -> None:
        app = create_app(settings_for(tmp_path, environment="development"))
        client = TestClient(app, base_url="http://localhost", headers=credential)
        assert client.get("/api/v1/me").status_code == 401
