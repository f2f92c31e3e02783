"""Restore into a data folder whose platform is not running."""

from __future__ import annotations

from pathlib import Path

from kaibo.foundation.config import Config
from kaibo.supervisor.backup import BadBackup, Drill, restore
from kaibo.supervisor.postgres import Postgres


def restore_offline(config: Config, source: Path, *, force: bool = False) -> Drill:
    """Start the embedded PostgreSQL for the time of the restore, unless the owner has their own."""
    if not source.is_file():
        raise BadBackup(f"there is no file {source}")
    config.data.mkdir(parents=True, exist_ok=True)
    if config.database_url is not None:
        return restore(config, source, force=force)
    cluster = Postgres(config.postgres)
    cluster.prepare()
    if cluster.pid is not None:
        raise BadBackup(f"the platform is running on {config.data}; stop it before you restore")
    process = cluster.spawn()
    try:
        cluster.wait_ready()
        return restore(config, source, force=force)
    finally:
        cluster.stop(process)
