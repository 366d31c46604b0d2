"""A sign-in provider on loopback that says whatever a test wants: for what no real one says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.web.provider import CLIENT

KEY = RSAKey.generate_key(2048, {"kid": "forger", "use": "sig"}, private=True)
FOREIGN_KEY = RSAKey.generate_key(2048, {"kid": "forger", "use": "sig"}, private=True)


@dataclass
class Forger:
    """Answers discovery, keys, tokens and user information; each can be replaced."""

    metadata: dict[str, object] = field(default_factory=dict)
    claims: dict[str, object] = field(default_factory=dict)
    header: dict[str, object] = field(default_factory=dict)
    key: RSAKey | OctKey = field(default_factory=lambda: KEY)
    nonce: str = ""
    bodies: dict[str, bytes] = field(default_factory=dict)
    port: int = 0
    id_token: str | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str) -> bytes:
        if path in self.bodies:
            return self.bodies[path]
        return json.dumps(self._answers(path)).encode()

    def _answers(self, path: str) -> Any:  # noqa: ANN401 - JSON by nature
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                **self.metadata,
            }
        if path == "/keys":
            return {"keys": [KEY.as_dict(private=False)]}
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": self.signed()}

    def signed(self) -> str:
        """Give the token that is handed out."""
        if self.id_token is not None:
            return self.id_token
        now = int(time())
        said = {
            "iss": self.issuer,
            "sub": "ada",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "email": "ada@example.com",
            "email_verified": True,
            "name": "Ada",
            **self.claims,
        }
        claims = {name: value for name, value in said.items() if value is not None}
        header = {"alg": "RS256", "kid": "forger", **self.header}
        return jwt.encode(header, claims, self.key, algorithms=[str(header["alg"])])


@contextmanager
def forging() -> Iterator[Forger]:
    """Run a forger."""
    forger = Forger()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            body = forger.answer(self.path.partition("?")[0])
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Keep still."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forger.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield forger
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
