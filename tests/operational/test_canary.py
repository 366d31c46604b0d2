"""Planted secrets are found in no output, no response and no metric, whatever fails."""

import base64
import signal
import socket
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.operational.service_process import ServiceProcess, free_port, wait_for
from tests.settings import STRICT_VARIABLES

CANARIES = {
    "SECRET_KEY": "kZ3qWv8Lm2Xt9Rb5Yn7Hc4Jd6Fg1Ps0AuEiOwQxTzKlMv",
    "OPS_TOKEN": "t7Kp2Vx9Lq4Wm8Zr3Nb6Yc1Hd5JfGsTa",
    "GOOGLE_CLIENT_SECRET": "GOCSPX-m4Nq8Rw2Tz6Kx",
    "ANTHROPIC_API_KEY": "sk-ant-REDACTED",
    "OPENAI_API_KEY": "sk-proj-p3Wm7Kx1Vz5Rb9Nq",
}
PASSWORD = "d6/Yk+0Jw 4Hs"
SENT = "user-typed-hunter2-canary"


def spellings(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("=")[:-1]}


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as link:
        link.sendall(request)
        link.settimeout(2)
        answer = b""
        try:
            while piece := link.recv(65536):
                answer += piece
        except TimeoutError:
            pass
        return answer


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_planted_secret_is_ever_seen(tmp_path: Path, log_format: str) -> None:
    url = f"postgresql://combine:{quote(PASSWORD, safe='')}@127.0.0.1:{free_port()}/combine"
    variables = {
        **STRICT_VARIABLES,
        **CANARIES,
        "DATABASE_URL": url,
        "LOG_FORMAT": log_format,
        "LOG_LEVEL": "DEBUG",
        "DRAIN_SECONDS": "0.5",
    }
    seen = b""
    token = CANARIES["OPS_TOKEN"]
    basic = base64.b64encode(f"ops:{token}".encode()).decode()
    with ServiceProcess(tmp_path, variables) as service:
        service.until("/health/live", 200)
        for path in (
            "/health/ready",
            "/health/startup",
            "/health/detailed",
            "/metrics",
            "/docs",
            "/openapi.json",
            "/no",
        ):
            for headers in (
                {"Authorization": f"Bearer {token}"},
                {"Authorization": f"Basic {basic}"},
                {"Authorization": f"Bearer {token}x", "Cookie": f"session={SENT}", "X-Request-ID": token},
                {"X-Request-ID": CANARIES["SECRET_KEY"]},
            ):
                answer = service.ask(
                    f"{path}?password={SENT}&token={quote(token)}", headers={"Host": "combine.internal", **headers}
                )
                own = headers.get("X-Request-ID")
                told = {name: value for name, value in answer.headers.items() if value != own}
                seen += repr(told).encode() + answer.body.replace((own or "\0").encode(), b"")
        for request in (
            b"GET / HTTP/1.1\r\n\r\n",
            f"GET /{quote(token)} HTTP/1.1\r\nHost: combine.internal\r\nConnection: close\r\n\r\n".encode(),
            f"GET / HTTP/9 {token}\r\nHost: {token}\r\n\r\n".encode(),
            b"POST /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n" + SENT.encode(),
        ):
            seen += raw(service.port, request)
        wait_for(lambda: service.status("/health/ready") == 503, "the database to be missed")
        service.signal(signal.SIGTERM)
        assert service.ended() == 0
    seen += service.log.read_bytes() + service.errors.read_bytes()
    text = seen.decode("utf-8", "replace")
    found = {name for name, secret in CANARIES.items() for form in spellings(secret) if form in text}
    found |= {"DATABASE_URL" for form in spellings(PASSWORD) if form in text}
    found |= {"typed" for form in spellings(SENT) if form in text}
    assert found == set()
    assert "[redacted]" in text
