"""What is asked for outside: public addresses, allowed networks, and nothing else."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.settings import Settings
from app.http.outgoing import AddressRefused, Outgoing, TooLong, is_permitted

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2001:4860:4860::8888", "64:ff9b::808:808", "2002:808:808::1"]
PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",  # noqa: S104 - refused, not bound
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "169.254.170.2",
    "168.63.129.16",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_asked(address: str) -> None:
    assert is_permitted(ipaddress.ip_address(address), ())


@pytest.mark.parametrize("address", PRIVATE)
def test_any_other_may_not(address: str) -> None:
    assert not is_permitted(ipaddress.ip_address(address), ())


@pytest.mark.parametrize(
    ("address", "network", "permitted"),
    [
        ("10.1.2.3", "10.1.0.0/16", True),
        ("10.2.2.3", "10.1.0.0/16", False),
        ("::ffff:10.1.2.3", "10.1.0.0/16", True),
        ("fd12::1", "fd12::/16", True),
        ("fd13::1", "fd12::/16", False),
        ("169.254.169.254", "10.0.0.0/8", False),
        ("8.8.8.8", "10.0.0.0/8", True),
    ],
)
def test_a_network_may_be_allowed(address: str, network: str, permitted: bool) -> None:  # noqa: FBT001 - a column
    assert is_permitted(ipaddress.ip_address(address), (ipaddress.ip_network(network),)) is permitted


class Site:
    """A web server on one address of this computer that answers as a test wants, and remembers who came."""

    def __init__(self, address: str, port: int = 0) -> None:
        site = self
        self.seen: list[str] = []
        self.status, self.headers, self.body = 200, {"Content-Type": "application/json"}, b"{}"

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.seen.append(self.headers["Host"])
                self.send_response(site.status)
                for name, value in site.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(site.body)

            def log_message(self, *_: object) -> None:
                """Keep still."""

        self.server = ThreadingHTTPServer((address, port), Handler)
        self.port = int(self.server.server_address[1])


@contextmanager
def running(site: Site) -> Iterator[Site]:
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site("127.0.0.1")) as made:
        yield made


def client(*allowed: str, environment: str = "production", follow: bool = False, most: int = 1000) -> httpx2.Client:
    settings = Settings.model_validate({"environment": environment, "outgoing_networks": ",".join(allowed)})
    transport = Outgoing(settings, most_bytes=most)
    return httpx2.Client(transport=transport, follow_redirects=follow, timeout=60)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_in_production_this_computer_is_not_asked(site: Site, host: str) -> None:
    with client() as asking, pytest.raises(AddressRefused):
        asking.get(f"http://{host}:{site.port}/")
    assert site.seen == []


@pytest.mark.parametrize(("allowed", "environment"), [("127.0.0.0/8", "production"), ("", "development"), ("", "test")])
def test_it_is_where_the_settings_say_so(site: Site, allowed: str, environment: str) -> None:
    with client(*filter(None, [allowed]), environment=environment) as asking:
        assert asking.get(f"http://localhost:{site.port}/a?b=c").status_code == 200
    assert site.seen == [f"localhost:{site.port}"]


def test_a_redirect_is_judged_like_a_request(site: Site) -> None:
    with running(Site("127.0.0.2")) as inside, client("127.0.0.1/32", follow=True) as asking:
        site.status, site.headers = 302, {"Location": f"http://127.0.0.2:{inside.port}/latest/meta-data"}
        with pytest.raises(AddressRefused):
            asking.get(f"http://127.0.0.1:{site.port}/")
        assert (len(site.seen), inside.seen) == (1, [])


def test_a_redirect_is_not_followed_unasked(site: Site) -> None:
    site.status, site.headers = 302, {"Location": "http://169.254.169.254/"}
    with client("127.0.0.1/32") as asking:
        assert asking.get(f"http://127.0.0.1:{site.port}/").status_code == 302


class Resolver:
    """Answers each question for a name with the next of its addresses; the last one stays."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        self.asked += 1
        found = [host] if host[0].isdigit() else self.answers[min(self.asked, len(self.answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


def test_the_judged_address_is_the_connected_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(Site("127.0.0.2", site.port)) as inside, client("127.0.0.1/32") as asking:
        monkeypatch.setattr(socket, "getaddrinfo", Resolver(["127.0.0.1"], ["127.0.0.2"]))
        assert asking.get(f"http://rebinding.internal:{site.port}/").status_code == 200
        assert (site.seen, inside.seen) == ([f"rebinding.internal:{site.port}"], [])


def test_of_several_addresses_only_permitted_ones_are_tried(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(Site("127.0.0.2", site.port)) as inside, client("127.0.0.1/32", "127.0.0.3/32") as asking:
        monkeypatch.setattr(socket, "getaddrinfo", Resolver(["127.0.0.2", "127.0.0.3", "127.0.0.1"]))
        assert asking.get(f"http://several.internal:{site.port}/").status_code == 200
        assert (len(site.seen), inside.seen) == (1, [])


@pytest.mark.parametrize("text", ["0x7f000001", "2130706433", "127.1", "localtest.internal", "127.0.0.1.nip.internal"])
def test_what_resolves_to_this_computer_is_judged_like_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: Resolver(["127.0.0.1"])("name", site.port))
    with client() as asking, pytest.raises(AddressRefused):
        asking.get(f"http://{text}:{site.port}/")
    assert site.seen == []


def test_a_name_without_an_address_is_a_fault_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with client() as asking, pytest.raises(httpx2.ConnectError):
        asking.get("http://nowhere.internal/")


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/"])
def test_only_the_web_is_asked(address: str) -> None:
    with client(environment="test") as asking, pytest.raises((AddressRefused, httpx2.UnsupportedProtocol)):
        asking.get(address)


def test_a_long_answer_is_not_read_to_its_end(site: Site) -> None:
    site.body = b"x" * 1001
    with client(environment="test") as asking:
        with pytest.raises(TooLong):
            asking.get(f"http://127.0.0.1:{site.port}/")
        site.body = b"x" * 1000
        assert len(asking.get(f"http://127.0.0.1:{site.port}/").content) == 1000


def test_a_compressed_answer_is_not_unpacked(site: Site) -> None:
    site.headers = {"Content-Encoding": "gzip"}
    with client(environment="test") as asking, pytest.raises(TooLong):
        asking.get(f"http://127.0.0.1:{site.port}/")


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate is held against the real time
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(minutes=5))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = folder / "certificate.pem", folder / "key.pem"
    certificate_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_path, key_path


@pytest.mark.parametrize(("name", "is_its_own"), [("id.test.internal", True), ("other.test.internal", False)])
def test_a_certificate_is_that_of_the_name_and_not_of_the_address(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    is_its_own: bool,  # noqa: FBT001 - a column
) -> None:
    certificate_path, key_path = certificate(tmp_path, "id.test.internal")
    made = Site("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_path, key_path)
    made.server.socket = context.wrap_socket(made.server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_path))
    with running(made) as site, client(environment="test") as asking:
        monkeypatch.setattr(socket, "getaddrinfo", Resolver(["127.0.0.1"]))
        if is_its_own:
            assert asking.get(f"https://{name}:{site.port}/").status_code == 200
        else:
            with pytest.raises(httpx2.ConnectError):
                asking.get(f"https://{name}:{site.port}/")
