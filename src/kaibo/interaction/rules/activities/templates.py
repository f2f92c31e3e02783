"""Standard interactions (标准化互动环节): what a script's palette offers, complete and ready."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kaibo.foundation.words import gettext as _
from kaibo.foundation.words import gettext_noop as N_
from kaibo.interaction.rules.activities.kind import Json


@dataclass(frozen=True, slots=True)
class Template:
    """``seconds`` 0: open until closed by hand. Texts are msgids."""

    key: str
    kind: str
    title: str
    seconds: int
    rules: Json = field(default_factory=dict)


_SPOKEN = ("name", "text", "button", "options")
_POINTS = {"kind": "points", "amount": 50}
TEMPLATES: tuple[Template, ...] = (
    Template("qa", "qa", N_("答疑时间"), 300, {"text": N_("想问什么打在公屏上")}),
    Template("poll", "poll", N_("二选一投票"), 60, {"options": [N_("选 A"), N_("选 B")]}),
    Template("draw", "draw", N_("福袋"), 180, {
        "prizes": [
            {"name": N_("100 积分"), "kind": "points", "amount": 100, "count": 10, "value": 100},
        ],
    }),
    Template("packet", "packet", N_("红包雨"), 30, {"total": 5_000, "count": 50}),
    Template("guess", "guess", N_("猜价格"), 60, {
        "mode": "price", "answer": 9_900, "prize": _POINTS,
    }),
    Template("box", "guess", N_("盲盒"), 60, {"mode": "box", "contents": [
        {"name": N_("50 积分"), "boxes": 2, "prize": _POINTS, "winners": 20},
        {"name": N_("谢谢参与"), "boxes": 4},
    ]}),
    Template("game", "game", N_("手速挑战"), 60, {"rounds": 3, "winners": 10, "prize": _POINTS}),
    Template("follow", "card", N_("关注提醒"), 120, {
        "purpose": "follow", "button": N_("关注"), "text": N_("点个关注，开播不错过"),
    }),
    Template("share", "card", N_("分享提醒"), 120, {
        "purpose": "share", "button": N_("分享"), "text": N_("分享给朋友一起来看"),
    }),
    Template("community", "card", N_("加入社群"), 300, {
        "purpose": "community", "button": N_("加入"), "text": N_("进群领专属福利"),
    }),
    Template("reserve", "card", N_("预约下一场"), 0, {
        "purpose": "reserve", "button": N_("预约"), "text": N_("下一场更精彩，开播提醒你"),
    }),
)  # fmt: skip


def offered() -> list[Json]:
    """The templates in the language of whoever asks: {key, kind, title, seconds, rules}."""
    return [
        {
            "key": one.key, "kind": one.kind, "title": _(one.title), "seconds": one.seconds,
            "rules": _words(one.rules),
        }
        for one in TEMPLATES
    ]  # fmt: skip


def _words(value: Any, name: str = "") -> Any:
    """Rules with their texts said; codes stay as they are."""
    if isinstance(value, dict):
        return {key: _words(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_words(one, name) for one in value]
    return _(value) if name in _SPOKEN and isinstance(value, str) and value else value
