"""The NATS server that several gateways of one machine speak over, when the owner gives none."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import replace
from pathlib import Path

from kaibo.foundation.config import Config
from kaibo.foundation.keys import load_or_create
from kaibo.supervisor.processes import Process


class NatsMissing(RuntimeError):
    """Several gateways cannot hear each other."""


def own_server(config: Config) -> tuple[Config, list[Process]]:
    """The settings with the address of our server, and its process; unchanged when not needed.

    It listens on this machine only and asks for a token, so that no other user of the machine can
    speak in a room. Raises `NatsMissing`.
    """
    if config.nats_url is not None or len(config.gateway_ports) < 2:
        return config, []
    program = shutil.which("nats-server")
    if program is None:
        raise NatsMissing(
            f"{len(config.gateway_ports)} gateways need NATS: install nats-server, or give the "
            "address of a server in KAIBO_NATS_URL"
        )
    token = load_or_create(config.secrets / "nats-token", _new_token).decode()
    path = _write(config, token)
    process = Process("nats", (program, "-c", str(path)))
    return replace(config, nats_url=f"nats://{token}@127.0.0.1:{config.nats_port}"), [process]


def _write(config: Config, token: str) -> Path:
    """A file, because the command line of a process is read by everybody."""
    path = config.run / "nats.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(
            f'listen: "127.0.0.1:{config.nats_port}"\nauthorization {{ token: "{token}" }}\n'
        )
    return path


def _new_token() -> bytes:
    return secrets.token_hex(24).encode()
