"""The review on paper: complete, in both languages, whatever people wrote into it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.factories.reviewed import reviewed

from kaibo.foundation.config import from_environment
from kaibo.foundation.models import Shop
from kaibo.insight import facade, registry
from kaibo.insight.models import Review
from kaibo.insight.paper import typeset
from kaibo.insight.paper.content import content
from kaibo.planning import facade as planning
from kaibo.planning.models import Goal, Show
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
TRAPS = (
    '#set text(red) $x^2$ *粗* _斜_ `码` @引用 \\ "引号" <标签> // 注释 https://例.cn/' + "a" * 180
)
LONG = "一句没有停顿的话" * 30
RATED = {"n": 1207, "mean": 4.36, "low": 4.3, "high": 4.42, "stars": [20, 40, 110, 347, 690]}


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = from_environment({"KAIBO_DATA": str(tmp_path)})
    monkeypatch.setattr("kaibo.insight.client.config", lambda: config)


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="yunhe", name="云禾家居", requires_totp=False)


@pytest.fixture
def manager(shop: Shop) -> Staff:
    staff = Staff.objects.create_user(username="manager", password=None)
    Membership.objects.create(staff=staff, shop=shop, role="brand_manager")
    return staff


@pytest.fixture
def show(shop: Shop) -> Show:
    for n in range(6):
        reviewed(shop, 20 - n, orders=30 + n)
    made = reviewed(shop, 1, orders=66, pv=1800, minutes=244)
    goal = Goal.objects.create(show=made, metric="gmv", dimension="effect", target=600_000)
    stored = Review.objects.get(show=made)
    stored.body["goals"] = [
        asdict(one) for one in planning.goal_cards(made.pk, {"gmv": stored.body["totals"]["gmv"]})
    ]
    stored.body["segments"][1]["rating"] = RATED
    stored.save()
    assert stored.body["goals"][0]["id"] == goal.pk
    return made


def words(pdf: bytes, tmp_path: Path) -> str:
    """What a reader could copy out of it, without the breaks of lines."""
    (tmp_path / "review.pdf").write_bytes(pdf)
    call = ["pdftotext", "-layout", str(tmp_path / "review.pdf"), "-"]
    text = subprocess.run(call, capture_output=True, check=True).stdout.decode()
    return "".join(text.split()).replace("\u200b", "").replace("\u2060", "")


def content_of(show: Show, manager: Staff, lang: str = "zh") -> dict[str, Any]:
    review, study = facade.review(show.pk, manager), facade.study(show.pk, None, manager)
    lines = facade.lines(show.pk, manager)
    return content(review, study, lines, registry.METRICS, lang)


def picture(page: dict[str, Any], name: str) -> list[bytes]:
    """PNGs of the pages; kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    pages = typeset(page, "png", ppi=100)
    if folder := os.environ.get("KAIBO_SCREENS"):
        for number, one in enumerate(pages, 1):
            (Path(folder) / f"{name}-{number}.png").write_bytes(one)
    return pages


def test_the_pdf_says_what_the_review_says(show: Show, manager: Staff, tmp_path: Path) -> None:
    client = Client()
    client.force_login(manager)
    answer = client.get(f"/api/v1/insight/shows/{show.pk}/review.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    said = words(answer.content, tmp_path)
    study = facade.study(show.pk, None, manager)
    review = facade.review(show.pk, manager)["now"]
    for text in (show.title, review["verdict"]["zh"], study["change"]["sentence"]["zh"]):
        assert "".join(text.split()) in said
    for factor in study["change"]["factors"]:
        assert f"{abs(factor['effect']) / 100:,.2f}" in said
    assert "6,000.00" in said  # the goal
    assert "4.4★1,207" in said  # what viewers gave a segment
    assert "〓" not in said
    english = client.get(f"/api/v1/insight/shows/{show.pk}/review.pdf?lang=en").content
    assert "".join(review["verdict"]["en"].split()) in words(english, tmp_path)
    assert "Chanceorsystem" in words(english, tmp_path)


def test_it_is_a_picture_with_charts_and_stays_within_its_pages(show: Show, manager: Staff) -> None:
    pages = picture(content_of(show, manager), "review-pdf")
    assert 2 <= len(pages) <= 4
    picture(content_of(show, manager, "en"), "review-pdf-en")


def test_whatever_people_write_is_text_and_nothing_runs_off_the_page(
    show: Show, manager: Staff, tmp_path: Path
) -> None:
    Show.objects.filter(pk=show.pk).update(title=TRAPS[:80], host_name="阿月" * 20)
    stored = Review.objects.get(show=show)
    stored.note = LONG + "\n" + TRAPS
    for segment in stored.body["segments"]:
        segment["title"] = LONG[:80]
    stored.body["show"]["title"] = TRAPS[:120]
    stored.body["products"][0]["name"] = "a" * 300
    stored.body["sources"][0]["source"] = "x" * 40
    stored.save()
    page = content_of(show, manager)
    pages = picture(page, "review-pdf-long")
    assert len(pages) <= 7
    said = words(typeset(page)[0], tmp_path)
    assert "".join(TRAPS.split()) in said
    assert LONG in said


def test_letters_that_the_font_lacks_are_marked_and_named(
    show: Show, manager: Staff, tmp_path: Path
) -> None:
    page = content_of(show, manager)
    page["note"] = "𠮷野家🎉 naïve − Straße £9 龘\x00\x07"
    said = words(typeset(page)[0], tmp_path)
    assert "〓野家〓naïve-Straße£9〓" in said
    assert "U+20BB7U+1F389U+9F98" in said


def test_an_empty_show_is_printed_too(shop: Shop, manager: Staff, tmp_path: Path) -> None:
    show = reviewed(shop, 1, orders=0, pv=1, uv=1)
    stored = Review.objects.get(show=show)
    stored.body |= {name: [] for name in ("minutes", "segments", "products", "sources", "findings")}
    stored.body["totals"] = dict.fromkeys(stored.body["totals"]) | {"uv": 0, "buyers": 0}
    stored.save()
    page = content_of(show, manager)
    assert len(picture(page, "review-pdf-empty")) == 1
    assert "还没有可对比的同类场次" in words(typeset(page)[0], tmp_path)


def test_only_reviewers_print(show: Show, shop: Shop) -> None:
    host = Staff.objects.create_user(username="host", password=None)
    Membership.objects.create(staff=host, shop=shop, role="host")
    client = Client()
    assert client.get(f"/api/v1/insight/shows/{show.pk}/review.pdf").status_code == 401
    client.force_login(host)
    assert client.get(f"/api/v1/insight/shows/{show.pk}/review.pdf").status_code == 403
