"""`kaibo up | status | backup | restore | rehearse | manage`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kaibo.foundation.config import config

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Kaibo 开播")
console = Console()


@app.command()
def up(demo: Annotated[bool, typer.Option(help="Demo shop with a show on air.")] = False) -> None:
    """Start the platform and watch over it until Ctrl-C."""
    from kaibo.cli.welcome import announce
    from kaibo.supervisor.up import Supervisor

    supervisor = Supervisor(config(), demo=demo)
    asyncio.run(supervisor.run(lambda: announce(config(), demo=demo)))


@app.command()
def status() -> None:
    """What runs, since when, and how often it was restarted."""
    path = config().run / "status.json"
    if not path.exists():
        console.print(f"Not running ({config().data}).")
        raise typer.Exit(1)
    table = Table("part", "state", "pid", "restarts")
    for name, part in json.loads(path.read_text())["parts"].items():
        table.add_row(name, part["state"], str(part["pid"] or ""), str(part["restarts"]))
    console.print(table)


@app.command()
def backup(
    file: Path,
    with_video: Annotated[bool, typer.Option(help="Add the recordings themselves.")] = False,
) -> None:
    """Write database, event log, recordings index, uploads and keys into one tar file."""
    from kaibo.supervisor.backup import backup as write

    drill = write(config(), file, with_video=with_video)
    console.print(
        f"{drill.file}: {drill.bytes / 1e6:.1f} MB, {drill.files} files, {drill.seconds:.1f} s"
    )


@app.command()
def restore(
    file: Path,
    force: Annotated[bool, typer.Option(help="Replace what is there.")] = False,
) -> None:
    """Load a backup into a new data folder (the platform must not be running on it)."""
    from kaibo.supervisor.drill import restore_offline

    drill = restore_offline(config(), file, force=force)
    console.print(f"restored {drill.files} files in {drill.seconds:.1f} s; start with `kaibo up`")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Run a Django management command of the control plane."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaibo.console.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["kaibo manage", *context.args])


if __name__ == "__main__":
    app()
