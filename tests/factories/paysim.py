"""The payment simulator as a child process, and the hands of its buyer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaibo.selling.payments.adapter import Adapter
from kaibo.selling.payments.alipay import AlipayAdapter
from kaibo.selling.payments.keys import StripeMerchant
from kaibo.selling.payments.stripe import StripeAdapter
from kaibo.selling.payments.wechat import WeChatAdapter


@dataclass(frozen=True)
class Cashier:
    """The adapters of a running simulator, and what a buyer does at its pages."""

    url: str
    wechat: WeChatAdapter
    alipay: AlipayAdapter
    stripe: StripeAdapter
    stripe_account: StripeMerchant

    def adapter(self, name: str) -> Adapter:
        return {"wechat": self.wechat, "alipay": self.alipay, "stripe": self.stripe}[name]

    def confirm(self, pay_url: str, do: str = "pay") -> str:
        """Open the page the buyer was sent to and press a button; returns the next page."""
        with urllib.request.urlopen(pay_url, timeout=60) as page:
            cashier, text = page.url, page.read().decode()
        assert 'name="do"' in text, text
        return post_form(cashier, {"do": do})

    def steer(self, path: str, body: dict[str, Any]) -> None:
        _steer(self.url + path, body)


def mute(address: str, is_muted: bool = True) -> None:
    """From here on notices are lost; none is under way when it returns."""
    _steer(address + "/sim/notices", {"muted": is_muted})


def _steer(url: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 204


def post_form(url: str, fields: dict[str, str]) -> str:
    data = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(url, data=data, timeout=60) as answer:
        return str(answer.read().decode())


def until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What ``condition`` gives as soon as it is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)
    return found


def running_paysim(data: Path, port: int) -> Iterator[str]:
    """Start on ``port`` with the keys of ``data``; yields its address."""
    env = os.environ | {"KAIBO_DATA": str(data), "PAYSIM_PORT": str(port), "HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "kaibo.selling.paysim"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address + "/healthz")
        yield address
        mute(address)
    finally:
        process.terminate()
        assert process.wait(60) == 0


def _wait(url: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
