"""`kaibo up | status | stream-key | dataset | backup | restore | rehearse | manage`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kaibo.foundation.config import config, with_gateways

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Kaibo 开播"
)
console = Console()


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Demo shop with a show on air.")] = False,
    gateways: Annotated[
        int, typer.Option(min=0, max=16, help="Gateways on this machine; 0: as configured.")
    ] = 0,
) -> None:
    """Start the platform and watch over it until Ctrl-C."""
    from kaibo.cli.welcome import announce
    from kaibo.supervisor.up import Supervisor

    supervisor = Supervisor(with_gateways(config(), gateways), demo=demo)
    asyncio.run(supervisor.run(lambda well: announce(config(), well, demo=demo)))


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
def stream_key(
    room: Annotated[
        str, typer.Argument(help="Address of the room; the first one if omitted.")
    ] = "",
) -> None:
    """Server and key of a room for OBS or another encoder; keep the key secret."""
    import psycopg

    from kaibo.foundation.addresses import rtmp

    with psycopg.connect(config().dsn) as db:
        query = "select stream_key from liveroom_room where slug = %s"
        row = db.execute(query, [room or _only_room()]).fetchone()
    if row is None:
        console.print(f"There is no room {room!r}; its address is the part after /r/.")
        raise typer.Exit(1)
    typer.echo(f"server {rtmp(config())}\nkey    {row[0]}")


@app.command()
def dataset(shop: Annotated[str, typer.Argument(help="Its address name.")], folder: Path) -> None:
    """Write the documented tables of a shop as Parquet, for notebooks."""
    import psycopg

    from kaibo.insight.batch.export import export
    from kaibo.insight.lake.seal import Lake

    settings = config()
    with psycopg.connect(settings.dsn) as db:
        row = db.execute("select id from foundation_shop where slug = %s", [shop]).fetchone()
    if row is None:
        console.print(f"There is no shop {shop!r}.")
        raise typer.Exit(1)
    written = export(row[0], folder, Lake(settings.lake), settings.events, settings.dsn)
    for name, rows in written.items():
        console.print(f"{folder / name}.parquet  {rows:,} rows")


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


@app.command()
def rehearse(
    viewers: Annotated[int, typer.Option(min=1, max=5000, help="Synthetic viewers.")] = 200,
    seconds: Annotated[float, typer.Option(min=10, help="Length of the show.")] = 180.0,
    room: Annotated[str, typer.Option(help="Room whose show is rehearsed.")] = "",
    seed: Annotated[int, typer.Option(help="The same seed plays the same audience.")] = 1,
    report: Annotated[Path | None, typer.Option(help="Write everything as JSON.")] = None,
) -> None:
    """Rehearse the next show with a synthetic audience over real sockets."""
    from kaibo.cli.rehearse import rehearse as play
    from kaibo.cli.rehearse import write_report

    played = play(config(), room or _only_room(), viewers, seconds, seed)
    if report is not None:
        write_report(report, played)
    console.print(
        f"rehearsal show {played['show']}: {played['entered']} entered, "
        f"{played['comments']} comments, {played['likes']} likes, {len(played['orders'])} orders, "
        f"{len(played['paid'])} paid; lost events {played['gaps']}, doubled {played['doubles']}"
    )
    console.print(f"review: {config().url(config().web_port)}/studio/review/{played['show']}")


def _only_room() -> str:
    """The first room of the installation."""
    import psycopg

    with psycopg.connect(config().dsn) as db:
        row = db.execute(
            "select slug from liveroom_room where slug not like '%-rehearsal' order by id limit 1"
        ).fetchone()
    if row is None:
        console.print("There is no room yet; run the set-up wizard first.")
        raise typer.Exit(1)
    return str(row[0])


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Run a Django management command of the control plane."""
    from kaibo.cli.django_setup import setup

    setup()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["kaibo manage", *context.args])


if __name__ == "__main__":
    app()
