import base64
import json
from urllib.parse import quote

import pytest

from app.core.declaration import Sensitivity
from app.core.redaction import Redactor, is_secret_key
from app.core.settings import DECLARATIONS

SECRET = 'p/Q+9 "Kx=\\z&7Tm'
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"

SPELLINGS = {
    "as it stands": SECRET,
    "in a URL": quote(SECRET, safe=""),
    "in a path": quote(SECRET),
    "in base64": base64.b64encode(SECRET.encode()).decode(),
    "in base64 after one letter": base64.b64encode(b"u" + SECRET.encode()).decode(),
    "in base64 after a user": base64.b64encode(f"user:{SECRET}".encode()).decode(),
    "in base64 between others": base64.b64encode(f"ab:{SECRET}:cd".encode()).decode(),
    "in base64 for URLs": base64.urlsafe_b64encode(f"xy{SECRET}".encode()).decode(),
    "as Python shows it": repr(SECRET),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_live_secret_is_found(spelling: str) -> None:
    line = json.dumps({"message": f"before {SPELLINGS[spelling]} after"}).encode()
    clean = Redactor((SECRET,)).line(line)
    message = json.loads(clean)["message"]
    assert "[redacted]" in message
    assert message.startswith("before ")
    assert message.endswith(" after")
    assert not any(part in message for part in (SECRET[3:10], SPELLINGS[spelling][6:16]))


PATTERNS = {
    "bearer": (f"Authorization: Bearer {JWT}", JWT[:12]),
    "basic": ("authorization=Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpw"),
    "jwt": (f"got {JWT} back", JWT[10:30]),
    "address": ("connect to postgresql://writer:hunter22@db:5432/x", "hunter22"),
    "pem": ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----", "MIIEow"),
    "provider key": ("key sk-ant-REDACTED", "api03-abcdef"),
    "own token": ("cmb_1234567890abcdef1234", "1234567890ab"),
    "GitHub": ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F"),
    "Slack": ("xoxb-123456789012-abcdef", "123456789012"),
    "AWS": ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    "Google": ("AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", "SyD-9tSrke"),
    "password field": ("login failed: password=hunter2 user=ada", "hunter2"),
    "password in JSON": ('body {"password": "hunter2", "user": "ada"}', "hunter2"),
    "password in repr": ("{'client_secret': 'hunter2'}", "hunter2"),
    "api key header": ("x-api-key: hunter2hunter2", "hunter2"),
    "cookie": ("Cookie: session=hunter2; other=1", "session=hunter2"),
}


@pytest.mark.parametrize("case", PATTERNS)
def test_a_value_that_looks_secret_is_taken_out_and_the_line_stays_json(case: str) -> None:
    text, secret = PATTERNS[case]
    line = Redactor().line(json.dumps({"message": text}).encode())
    assert secret not in json.loads(line)["message"]


HARMLESS = (
    "The tokenizer made 12 tokens",
    "password is required in production",
    "https://combine.internal/projects/harbour?page=2",
    "ada@example.com wrote",
    "secret_key=unset api_key=unset ops_token=set",
    "a basic idea of a bearer of news",
    "the key of the door",
    "sk-short",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_words_stay(text: str) -> None:
    line = json.dumps({"message": text}).encode()
    assert Redactor(("f8Gh2Kq9Zx",)).line(line) == line


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "api_key",
        "apiKey",
        "APIKey",
        "x-api-key",
        "client_secret",
        "Authorization",
        "set-cookie",
        "ops_token",
        "accessToken",
    ],
)
def test_a_field_of_this_name_is_secret(name: str) -> None:
    assert is_secret_key(name)


@pytest.mark.parametrize(
    "name",
    [
        "tokenizer",
        "token_count",
        "input_tokens",
        "key",
        "keyboard",
        "secretary",
        "passenger",
        "instance_key",
        "monkey",
        "rate_limit_token",
    ],
)
def test_a_field_of_this_name_is_not_secret(name: str) -> None:
    assert not is_secret_key(name)


def test_a_very_short_secret_would_riddle_every_line_and_is_left() -> None:
    assert Redactor(("ab",)).line(b'{"message":"about"}') == b'{"message":"about"}'


def test_redactions_are_counted() -> None:
    redactor = Redactor(("f8Gh2Kq9Zx",))
    redactor.line(b"f8Gh2Kq9Zx and password=hunter2")
    assert redactor.redactions == 2


def test_a_secret_learnt_later_is_known_from_then_on() -> None:
    redactor = Redactor()
    redactor.learn(("f8Gh2Kq9Zx",))
    assert redactor.text("f8Gh2Kq9Zx") == "[redacted]"


@pytest.mark.parametrize("value", [300, -1.5, True, 0])
def test_a_line_stays_json_where_a_number_has_a_name_that_ends_like_a_secrets(value: float) -> None:
    line = {"rate_limit_token": value, "message": "a token=hidden-9f3 was sent", "last_token": value}
    told = json.loads(Redactor().line(json.dumps(line).encode()))
    assert told == {**line, "message": "a token=[redacted] was sent"}


@pytest.mark.parametrize(
    "name", [name for name, told in DECLARATIONS.items() if told.sensitivity is Sensitivity.PUBLIC]
)
def test_a_public_setting_is_read_in_both_formats(name: str) -> None:
    assert not is_secret_key(f"setting_{name.lower()}")
    for line in (f"setting_{name.lower()}=value-4711", f'{{"setting_{name.lower()}":"value-4711"}}'):
        assert Redactor().text(line) == line


def test_a_number_inside_a_text_is_taken_out_like_any_value() -> None:
    line = json.dumps({"message": json.dumps({"token": 123456}) + " token=123456, token: 123456"}).encode()
    assert "123456" not in json.loads(Redactor().line(line))["message"]
