"""The delivered nginx configuration with a certificate of our own, in front of the real gateway."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import json
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.factories.gateway import GatewayProcess, Page, in_database, token
from tests.factories.ports import free_ports
from tests.factories.selling import Stage
from websockets.asyncio.client import connect

from kaibo.liveroom import facade
from kaibo.liveroom.contracts import Announced

DEPLOY = Path(__file__).parents[3] / "deploy"


@dataclass(frozen=True)
class Proxy:
    """nginx on two ports of its own; ``trust`` believes its certificate and no other."""

    port: int
    plain_port: int
    trust: ssl.SSLContext


def certificate(folder: Path) -> ssl.SSLContext:
    """Writes fullchain.pem and privkey.pem for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    chain = made.public_bytes(Encoding.PEM)
    (folder / "fullchain.pem").write_bytes(chain)
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return ssl.create_default_context(cadata=chain.decode())


def configuration(folder: Path, gateway: int, port: int, plain: int) -> Path:
    """`deploy/nginx.conf` with other ports and paths, as the only file of an nginx."""
    text = (DEPLOY / "nginx.conf").read_text()
    for old, new in (
        ("127.0.0.1:8001", f"127.0.0.1:{gateway}"),
        ("/etc/ssl/kaibo/", f"{folder}/"),
        ("live.example.cn", "127.0.0.1"),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
    ):
        assert old in text, f"{old} is not in nginx.conf"
        text = text.replace(old, new)
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{name}_temp_path {folder}/{name};" for name in names)
    file = folder / "nginx.conf"
    file.write_text(
        f"pid {folder}/pid;\nerror_log stderr;\nevents {{ worker_connections 1024; }}\n"
        f"http {{\naccess_log off;\n{temporary}\n{text}\n}}\n"
    )
    return file


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def proxy(gateway: GatewayProcess, tmp_path: Path) -> Iterator[Proxy]:
    port, plain = free_ports(2)
    trust = certificate(tmp_path)
    file = configuration(tmp_path, gateway.port, port, plain)
    command = ["nginx", "-p", str(tmp_path), "-c", str(file), "-g", "daemon off;"]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(command)
    deadline = time.monotonic() + 30
    while not _listens(plain):
        assert process.poll() is None, "nginx ended"
        assert time.monotonic() < deadline, "nginx does not start"
        time.sleep(0.02)
    yield Proxy(port, plain, trust)
    process.terminate()
    assert process.wait(30) == 0


async def test_a_page_speaks_through_tls(
    proxy: Proxy, gateway: GatewayProcess, on_air: Stage
) -> None:
    async with connect(f"wss://127.0.0.1:{proxy.port}/ws", ssl=proxy.trust) as line:
        assert line.transport.get_extra_info("ssl_object").version() in ("TLSv1.2", "TLSv1.3")
        page = Page(line)
        await page.send(k="hello", token=token(7), room=on_air.room.slug)
        await page.kind("welcome")
        await page.send(k="comment", id="c1", text="尺码偏大吗")
        await page.kind("ok", id="c1")
        await page.until(lambda frame: "尺码偏大吗" in json.dumps(frame, ensure_ascii=False))
        await in_database(facade.append_event, on_air.room.id, Announced(text="开抢"))
        await page.until(lambda frame: frame.get("ev"))


async def test_a_stranger_s_certificate_is_not_believed(proxy: Proxy) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        async with connect(f"wss://127.0.0.1:{proxy.port}/ws"):
            raise AssertionError("connected without trust")


async def test_plain_http_is_sent_to_tls(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.plain_port)
    writer.write(b"GET /r/demo HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    answer = (await reader.read()).decode()
    writer.close()
    assert answer.startswith("HTTP/1.1 301 ")
    assert "Location: https://127.0.0.1/r/demo" in answer
