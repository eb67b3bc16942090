"""No address off the public internet is contacted, nobody's headers go to another host, and bombs stay small."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.addresses import is_public, literal_address
from crawler.guard import why_refused
from tests.faultd import FaultServer
from tests.probe import crawl

PRIVATE = [
    "127.0.0.1", "127.0.0.2", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1.",
    "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "0", "100.64.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[fd00::1]",
    "[fe80::1%25eth0]", "[ff02::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fec0::1]", "[2001:db8::1]", "localhost",
    "localhost.", "printer.local", "db.internal",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "1.1.1.1", "[2606:4700::1111]", "example.org", "example.org.", "1688.com", "0731fdc.com", "3.cn"]


@pytest.mark.parametrize("host", PRIVATE)
def test_private_hosts_are_refused_in_every_spelling(host: str) -> None:
    assert why_refused(f"http://{host}/", frozenset())
    assert why_refused(f"https://{host}:8443/x?y", frozenset({"127.0.0.1:80"}))


@pytest.mark.parametrize("host", PUBLIC)
def test_public_hosts_are_not(host: str) -> None:
    assert why_refused(f"https://{host}/", frozenset()) == ""


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/x", "data:text/html,x", "s3://bucket/key", "javascript:alert(1)", "http:///x",
     "http://user@example.org/", "http://example.org@127.0.0.1/", "http://u:p@example.org/", "http://example.org:99999/",
     "http://[::1", "http://./"],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    assert why_refused(url, frozenset())


def test_an_allowed_pair_is_that_host_and_that_port() -> None:
    allowed = frozenset({"127.0.0.1:8000"})
    assert why_refused("http://127.0.0.1:8000/x", allowed) == ""
    assert all(why_refused(f"http://{pair}/", allowed) for pair in ("127.0.0.1:8001", "127.0.0.2:8000", "localhost:8000"))


def test_every_address_of_the_loopback_and_private_nets_is_private() -> None:
    for net in ("127.0.0.0/8", "10.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::ffff:0:0/104"):
        network = ipaddress.ip_network(net)
        assert not is_public(network[0]) and not is_public(network[-1]), net
    assert literal_address("999.1.1.1") is None and literal_address("a.b") is None


def test_nothing_connects_to_what_is_refused(tmp_path: Path) -> None:
    """Straight, by redirect and by name: the recorder on 127.0.0.2 hears nothing."""
    with FaultServer() as server, FaultServer("127.0.0.2") as recorder:
        port = recorder.port
        hosts = ["127.0.0.2", "2130706434", "0x7f000002", "0177.0.0.2", "127.0.2", "[::ffff:127.0.0.2]", "127.0.0.2."]
        hosts += ["example.org@127.0.0.2"]
        straight = [f"http://{host}:{port}/straight" for host in hosts]
        hidden = [f"{server.origin}/redirect?to={quote(url + '/hidden')}" for url in straight]
        others = ["file:///etc/passwd", "ftp://127.0.0.2/", "data:text/html,x"]
        hidden += [f"{server.origin}/redirect?to={quote(url)}" for url in others]
        outcome = crawl([*straight, *hidden], tmp_path, JISHI_ALLOW_HOSTS=[server.host_port])
        assert recorder.log == []
        assert len(server.pages()) == len(hidden)
    assert outcome.pages == []
    assert outcome.stats["jishi/refused_address"] == len(straight) + len(hidden)


def test_a_name_that_leads_to_a_private_address_is_refused_when_it_is_connected_to(tmp_path: Path) -> None:
    """The names of this machine are judged by what they resolve to, at the moment of the connection."""
    with FaultServer("127.0.0.2") as recorder:
        name = "rebind.example.org"
        outcome = crawl([f"http://{name}:{recorder.port}/x"], tmp_path, resolves={name: "127.0.0.2"})
        assert recorder.log == []
        assert "not on the public internet" in outcome.errors[f"http://{name}:{recorder.port}/x"]
        assert outcome.stats["jishi/refused_address"] >= 1
        allowed = [f"{name}:{recorder.port}"]
        again = crawl([f"http://{name}:{recorder.port}/x"], tmp_path, JISHI_ALLOW_HOSTS=allowed, resolves={name: "127.0.0.2"})
        assert [page["status"] for page in again.pages] == [200]


def test_headers_stay_with_their_host(tmp_path: Path) -> None:
    secrets = {"X-Api-Key": "k", "Authorization": "Bearer t", "Cookie": "a=b", "Referer": "http://x/", "If-None-Match": '"e"'}
    with FaultServer() as first, FaultServer() as second:
        across = f"{first.origin}/redirect?to={quote(second.origin + '/there')}"
        within = f"{first.origin}/redirect?to=/here"
        crawl([across, within], tmp_path, secrets, JISHI_ALLOW_HOSTS=[first.host_port, second.host_port])
        there = next(seen.headers for seen in second.log if seen.path == "/there")
        here = next(seen.headers for seen in first.log if seen.path == "/here")
    assert not {name.lower() for name in secrets} & set(there)
    assert there["user-agent"].startswith("Jishi/")
    assert here["x-api-key"] == "k"
    assert "if-none-match" not in here and "referer" not in here


def test_redirects_end(tmp_path: Path) -> None:
    with FaultServer() as server:
        urls = [f"{server.origin}{path}" for path in ("/hops/5", "/hops/21", "/loop/a", "/redirect?to=/redirect%3Fto%3D/x")]
        urls.append(f"{server.origin}/redirect?to=http://%5Bbad/")
        outcome = crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=[server.host_port], REDIRECT_MAX_TIMES=5)
        assert len([seen for seen in server.log if seen.path.startswith("/loop")]) == 2
        assert len([seen for seen in server.log if seen.path.startswith("/hops/1")]) <= 7
    assert sorted(page["url"].removeprefix(server.origin) for page in outcome.pages) == ["/hops/0", "/x"]
    assert "in a circle" in outcome.errors[urls[2]] and "/loop/b ->" in outcome.errors[urls[2]]
    assert "more than 5 redirects" in outcome.errors[urls[1]]
    assert "no address" in outcome.errors[urls[4]]
    assert (
        outcome.stats["jishi/redirects_unreadable"]
        == outcome.stats["jishi/redirect_loops"]
        == outcome.stats["jishi/redirects_over_limit"]
        == 1
    )


def test_bombs_and_endless_bodies_are_cut(tmp_path: Path) -> None:
    paths = ["/gz?mb=1100", "/gz?mb=300&twice=1", "/big?mb=1000&length=1", "/big?mb=1000", "/big", "/drip"]
    with FaultServer() as server:
        urls = [f"{server.origin}{path}" for path in paths]
        outcome = crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=[server.host_port], DOWNLOAD_TIMEOUT=1.5, RETRY_TIMES=0)
    assert sorted(outcome.errors) == sorted(urls)
    assert outcome.pages == []
    assert outcome.stats["jishi/too_big"] == 5
    assert outcome.rss_mb < 200
    assert outcome.stats["elapsed_time_seconds"] < 8


def _certificate(folder: Path, name: str, days: int) -> tuple[Path, Path]:
    """A self-signed certificate for that name or address; negative days: it has expired."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    shown = x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    begin = datetime.now(UTC) - timedelta(days=30)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begin)
    builder = builder.not_valid_after(begin + timedelta(days=30 + days))
    builder = builder.add_extension(x509.SubjectAlternativeName([shown]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    certificate = builder.sign(key, hashes.SHA256())
    files = folder / f"{name}{days}.pem", folder / f"{name}{days}.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files


@pytest.fixture
def tls_servers(tmp_path: Path) -> Iterator[tuple[dict[str, FaultServer], Path]]:
    """Servers with a trusted, a self-signed, an expired and another host's certificate; and the file of trusted ones."""
    names = {"good": ("127.0.0.1", 9), "unknown": ("127.0.0.1", 8), "expired": ("127.0.0.1", -2), "other": ("example.org", 9)}
    pairs = {case: _certificate(tmp_path, *arguments) for case, arguments in names.items()}
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(b"".join(pairs[case][0].read_bytes() for case in ("good", "expired", "other")))
    with ExitStack() as stack:
        yield {case: stack.enter_context(FaultServer(certificate=pair)) for case, pair in pairs.items()}, trusted


def test_certificates_are_verified(tls_servers: tuple[dict[str, FaultServer], Path], tmp_path: Path) -> None:
    servers, trusted = tls_servers
    urls = {case: f"{server.origin}/x" for case, server in servers.items()}
    allow = [server.host_port for server in servers.values()]
    environment = {"SSL_CERT_FILE": str(trusted)}
    outcome = crawl(list(urls.values()), tmp_path, JISHI_ALLOW_HOSTS=allow, environment=environment, RETRY_TIMES=0)
    assert {page["asked"] for page in outcome.pages} == {urls["good"]}
    assert {case for case, server in servers.items() if server.log} == {"good"}
    opted_out = crawl([urls["unknown"]], tmp_path, JISHI_ALLOW_HOSTS=allow, DOWNLOAD_VERIFY_CERTIFICATES=False)
    assert [page["status"] for page in opted_out.pages] == [200]
