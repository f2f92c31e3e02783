"""What `kaibo up` prints when everything runs; in the demo it also puts the show on air."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from rich.console import Console

from kaibo.foundation.config import Config
from kaibo.supervisor.child import environment
from kaibo.supervisor.up import Healthy

_console = Console(highlight=False, soft_wrap=True)


async def announce(config: Config, healthy: Healthy, *, demo: bool) -> None:
    """Print addresses and log-ins. In the demo, go live first: the page that opens shows a show."""
    going_live = asyncio.create_task(asyncio.to_thread(_go_live, config)) if demo else None
    await healthy()
    note = await going_live if going_live else ""
    web = config.public_origin or config.url(config.web_port)
    lines = ["", "[bold]Kaibo 开播[/bold]", ""]
    if demo:
        lines += _demo_lines(web)
    else:
        lines += [f"  后台 Studio   {web}/studio/", f"  开店向导 Set up {web}/studio/setup"]
    push = f"rtmp://{config.public_host}:{config.rtmp_port}/live"
    lines += [f"  推流 RTMP     {push}   （密钥 key: kaibo stream-key）", ""]
    _console.print("\n".join(lines))
    if note:
        _console.print(f"[yellow]{note}[/yellow]")
    _console.print("Ctrl-C 停止 stops everything.")


def _demo_lines(web: str) -> list[str]:
    from kaibo.cli.django_setup import setup

    setup()
    from kaibo.console.demo import logins
    from kaibo.console.demo.seed import SLUG

    people = logins()
    names = " · ".join(f"{person.username}（{'、'.join(person.roles[:1])}）" for person in people)
    return [
        f"  买家直播间 Room      {web}/r/{SLUG}",
        f"  中控台 Console      {web}/studio/console/{SLUG}",
        f"  主播屏 Prompter     {web}/studio/prompter/{SLUG}",
        f"  后台 Studio         {web}/studio/",
        "",
        f"  登录名 Log-ins      {names}",
        f"  密码 Password       {people[0].password}",
        "  买家验证码由演示短信打印在页面上；付款用本机模拟收银台。",
        "",
    ]


def _go_live(config: Config) -> str:
    """Run `air_demo`; returns what kept the show off the air, empty when it is on."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "air_demo"],
        env=environment(config), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else f"未能开播 not on air:\n{done.stderr.strip()}"
