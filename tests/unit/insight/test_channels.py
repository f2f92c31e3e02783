"""Channels have one name on pages, in charts and on paper."""

from __future__ import annotations

import re
from pathlib import Path

from kaibo.insight.registry.channels import CHANNELS, channel_name

_PAGE = Path("web/src/studio/parts/channels.ts")
_LINE = re.compile(r"^  (\w+|''): \['(.+)', '(.+)'\],$", re.MULTILINE)


def test_pages_say_the_same_names() -> None:
    found = {code.strip("'"): (zh, en) for code, zh, en in _LINE.findall(_PAGE.read_text())}
    assert found == dict(CHANNELS)


def test_an_owners_own_code_stays() -> None:
    assert channel_name("投放-千川", False) == "投放-千川"
    assert (channel_name("feed", False), channel_name("feed", True)) == ("推荐流", "Feed")
    assert (channel_name("", False), channel_name("", True)) == ("未标来源", "No source")
