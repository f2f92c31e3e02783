"""The stand-alone page in Chromium, opened as a file: no server, no network."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import kaibo.console
from tests.factories.drawn import FORGERIES, Forge, published

pytestmark = pytest.mark.e2e
FILE = Path(kaibo.console.__file__).parent / "assets" / "verify_draw.html"


def _choose(page: Page, proof: dict[str, Any], noted: str = "") -> None:
    page.context.set_offline(True)
    page.goto(FILE.as_uri())
    page.fill("#noted", noted)
    data = json.dumps(proof, ensure_ascii=False).encode()
    page.set_input_files(
        "#file", {"name": "proof.json", "mimeType": "application/json", "buffer": data}
    )


@pytest.mark.capability("INTR-02")
def test_an_honest_draw_is_confirmed_offline(desk: Page) -> None:
    proof = published(65)
    _choose(desk, proof, f"{proof['commitment']}\n{proof['root']}")
    expect(desk.locator("#verdict")).to_contain_text("CONFIRMED")
    expect(desk.locator("#steps li.fine")).to_have_count(5)
    number = proof["winners"][0][0]
    expect(desk.locator("#facts")).to_contain_text(f"{number} 号 → 奖品0")


@pytest.mark.capability("INTR-02")
@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forgery_is_refused(desk: Page, forge: Forge) -> None:
    proof = copy.deepcopy(published())
    forge(proof)
    _choose(desk, proof)
    expect(desk.locator("#verdict")).to_contain_text("REFUSED")


def test_another_draw_than_the_noted_one_is_refused(desk: Page) -> None:
    _choose(desk, published(), "ab" * 32)
    expect(desk.locator("#verdict")).to_contain_text("REFUSED")
    expect(desk.locator("#steps li.bad")).to_have_count(1)


def test_what_is_no_proof_is_told(desk: Page) -> None:
    _choose(desk, {"v": "kaibo-draw-1"})
    expect(desk.locator("#verdict")).to_contain_text("CANNOT CHECK")
