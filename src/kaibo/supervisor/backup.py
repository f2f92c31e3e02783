"""`kaibo backup` and `kaibo restore`: database, event log, recordings index, uploads, keys.

The sizes of the event log are noted *before* the database is dumped. A restore therefore may
hold outbox rows that the dump calls relayed but whose log rows came after the noted sizes: it
marks them as waiting, they are relayed again, and the event id keeps the log from counting twice.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from kaibo import __version__
from kaibo.foundation.config import Config
from kaibo.supervisor.postgres import binary

_FORMAT = 1
_RELAY_OVERLAP = timedelta(minutes=2)
_INDEX_NAMES = ("*.jsonl", "*.json", "*.m3u8", "init*.mp4")


class BadBackup(RuntimeError):
    """The file is not a backup of this platform, or it is damaged."""


@dataclass(frozen=True, slots=True)
class Drill:
    """What a backup or a restore did; ``seconds`` is wall time."""

    file: Path
    bytes: int
    files: int
    seconds: float


def backup(config: Config, target: Path, *, with_video: bool = False) -> Drill:
    """Write everything that cannot be made again into one tar file, mode 0600.

    The file holds the keys that open personal data: keep it as you keep the database.
    ``with_video`` adds the recordings themselves; without it only their index is kept.
    """
    started = time.monotonic()
    begun_at = datetime.now(UTC)
    sizes = _event_sizes(config.events)
    with tempfile.TemporaryDirectory(prefix="kaibo-backup-") as folder:
        dump = Path(folder) / "database.dump"
        _pg("pg_dump", "-Fc", "-f", str(dump), config.dsn)
        partial = target.with_name(target.name + ".part")
        sources = list(_sources(config, dump, sizes, with_video))
        _write_tar(partial, sources, begun_at)
        partial.replace(target)
    return Drill(target, target.stat().st_size, len(sources), time.monotonic() - started)


def restore(config: Config, source: Path, *, force: bool = False) -> Drill:
    """Check every checksum, then load the backup into an empty installation.

    The database must answer and be empty, unless ``force`` replaces what it holds. Room epochs
    are raised, so that every page reloads its state instead of resuming from a lost number.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kaibo-restore-", dir=config.data) as folder:
        manifest = _unpack(source, Path(folder))
        if not force and _has_tables(config):
            raise BadBackup(
                f"the database {config.dsn} is not empty; restore into a new KAIBO_DATA, "
                "or give --force to replace what is there"
            )
        _load_database(config, Path(folder) / "database.dump", manifest["begun_at"])
        for name in ("events", "recordings", "uploads", "secrets"):
            _replace_folder(Path(folder) / name, config.data / name)
        for name in ("lake", "insight"):  # made from the log; what is there is of another log
            shutil.rmtree(config.data / name, ignore_errors=True)
    count = len(manifest["files"])
    return Drill(source, source.stat().st_size, count, time.monotonic() - started)


def _sources(
    config: Config, dump: Path, sizes: dict[Path, int], with_video: bool
) -> Iterator[tuple[str, Path, int]]:
    """(name in the archive, file, bytes to take)."""
    yield "database.dump", dump, dump.stat().st_size
    for path, size in sizes.items():
        yield f"events/{path.relative_to(config.events)}", path, size
    for name in ("uploads", "secrets"):
        for path in _files(config.data / name):
            yield f"{name}/{path.relative_to(config.data / name)}", path, path.stat().st_size
    for path in _files(config.recordings):
        if with_video or any(path.match(pattern) for pattern in _INDEX_NAMES):
            yield f"recordings/{path.relative_to(config.recordings)}", path, path.stat().st_size


def _event_sizes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in _files(folder)}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def _write_tar(target: Path, sources: list[tuple[str, Path, int]], begun_at: datetime) -> None:
    target.touch(mode=0o600)
    sums: dict[str, str] = {}
    with tarfile.open(target, "w") as archive:
        for name, path, size in sources:
            sums[name] = _add(archive, name, path, size)
        manifest = {
            "format": _FORMAT, "version": __version__, "begun_at": begun_at.isoformat(),
            "files": sums,
        }  # fmt: skip
        with tempfile.NamedTemporaryFile("w", suffix=".json") as text:
            json.dump(manifest, text)
            text.flush()
            archive.add(text.name, "manifest.json")


def _add(archive: tarfile.TarFile, name: str, path: Path, size: int) -> str:
    """Add the first ``size`` bytes of a file that may be growing; returns its SHA-256."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(path.stat().st_mtime)
    with path.open("rb") as stream:
        digest = _digest(stream.read(size))
        stream.seek(0)
        archive.addfile(info, stream)
    return digest


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _unpack(source: Path, folder: Path) -> dict[str, dict[str, str]]:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, dict[str, str]] = json.loads((folder / "manifest.json").read_text())
    except (tarfile.TarError, FileNotFoundError, ValueError) as error:
        raise BadBackup(f"{source} is not a Kaibo backup: {error}") from error
    for name, expected in manifest["files"].items():
        if _digest((folder / name).read_bytes()) != expected:
            raise BadBackup(f"{source} is damaged ({name} differs); use another copy")
    return manifest


def _has_tables(config: Config) -> bool:
    with psycopg.connect(config.dsn) as db:
        row = db.execute(
            "select exists (select 1 from pg_tables where schemaname = 'public')"
        ).fetchone()
    return bool(row and row[0])


def _load_database(config: Config, dump: Path, begun_at: object) -> None:
    with psycopg.connect(config.dsn, autocommit=True) as db:
        db.execute("drop schema public cascade")
        db.execute("create schema public")
    _pg("pg_restore", "--no-owner", "--exit-on-error", "-d", config.dsn, str(dump))
    since = datetime.fromisoformat(str(begun_at)) - _RELAY_OVERLAP
    with psycopg.connect(config.dsn, autocommit=True) as db:
        db.execute(
            "update foundation_outboxmessage set relayed_at = null where relayed_at >= %s", [since]
        )
        db.execute("update liveroom_room set epoch = epoch + 1, last_seq = 0")


def _replace_folder(fresh: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    if fresh.exists():
        shutil.move(fresh, target)
    else:
        target.mkdir(parents=True)


def _pg(name: str, *args: str) -> None:
    done = subprocess.run([*binary(name), *args], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadBackup(f"{name} failed: {done.stderr.strip()}")
