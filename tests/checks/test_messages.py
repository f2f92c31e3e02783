"""Every sentence of the control plane has a Chinese and an English text."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from kaibo.planning.rules.cells import BadCell, whole

ROOT = Path(__file__).resolve().parents[2]
PLACES = re.compile(r"%\((\w+)\)|\{(\w+)\}|%s")


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    catalog = tool.stored(language)
    for message in tool.extracted():
        if message.id:
            known = catalog.get(message.id)
            yield message.id, str(known.string) if known else ""


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_every_sentence_has_a_text_in_its_language(language: str) -> None:
    without = [msgid for msgid, text in _pairs(language) if not text]
    foreign = [
        msgid
        for msgid, text in _pairs(language)
        if text == msgid and tool.language_of(msgid) != language
    ]
    assert without == [], "run `make messages`, then fill in the empty texts"
    assert foreign == [], "these are copied, not translated"


def test_no_chinese_stands_in_an_english_text() -> None:
    mixed = [text for _, text in _pairs("en") if tool.language_of(text) == "zh_Hans"]
    assert mixed == []


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_texts_keep_the_places_of_their_values(language: str) -> None:
    differ = [
        msgid
        for msgid, text in _pairs(language)
        if sorted(PLACES.findall(msgid)) != sorted(PLACES.findall(text))
    ]
    assert differ == []


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_nothing_is_fuzzy_left_over_or_not_compiled(language: str) -> None:
    catalog = tool.stored(language)
    assert [message.id for message in catalog if message.id and message.fuzzy] == []
    assert list(catalog.obsolete) == []
    path = tool.catalog_path(language)
    assert tool.compiled(tool.merged(language)) == path.with_suffix(".mo").read_bytes()


def test_django_speaks_the_language_of_the_request() -> None:
    sentence, other = "没有场次 %(id)s", "There is no show %(id)s"
    with translation.override("zh-hans"):
        assert gettext(other) == sentence
    with translation.override("en"):
        assert gettext(other) == other
        assert gettext("本店没有场次 %(id)s") == "This shop has no show %(id)s"


@pytest.mark.parametrize(
    ("wanted", "detail"),
    [
        ("en", "The token is not valid; enter the room again"),
        ("zh-CN", "登录凭证无效，请重新进入直播间"),
    ],
)
def test_the_api_refuses_in_the_language_that_is_asked_for(wanted: str, detail: str) -> None:
    headers = {"Accept-Language": wanted, "Authorization": "Bearer forged"}
    answer = Client().get("/api/v1/viewers/me", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["detail"] == detail


def test_rules_speak_the_language_of_the_request() -> None:
    """They reach gettext through `foundation.words`, not through Django."""
    with translation.override("en"), pytest.raises(BadCell, match="is no number"):
        whole(0, 9)("12a")
    with translation.override("zh-hans"), pytest.raises(BadCell, match="不是数字"):
        whole(0, 9)("12a")
