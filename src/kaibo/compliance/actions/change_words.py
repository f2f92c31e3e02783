"""A shop's words: put in, taken out, brought from a file; with the shipped list or without."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.compliance.matcher import Word
from kaibo.compliance.matcher.system import BadRow, check_word, read_words
from kaibo.compliance.models import ListedWord, WordList
from kaibo.compliance.revisions import touch
from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.team.facade import Role, Staff, require

KEEPERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.COMPLIANCE, Role.SERVICE, Role.ADMIN)
MOST_WORDS = 20_000


@transaction.atomic
def put_words(actor: Staff, shop_id: int, words: Sequence[Word], now: datetime) -> int:
    """New words are added, known ones changed; the number of words. Raises `InvalidInput`."""
    require(actor, shop_id, *KEEPERS)
    for line, word in enumerate(words, 1):
        _check(line, word)
    if ListedWord.objects.filter(shop_id=shop_id).count() + len(words) > MOST_WORDS:
        raise InvalidInput(_("一个店铺最多 %(most)s 个词") % {"most": MOST_WORDS}, field="words")
    made = {
        word.text: ListedWord(
            shop_id=shop_id, text=word.text, category=word.category, grade=word.grade,
            reach=word.reach, by=actor, at=now,
        )
        for word in words
    }  # fmt: skip
    ListedWord.objects.bulk_create(
        made.values(), update_conflicts=True, unique_fields=["shop", "text"],
        update_fields=["category", "grade", "reach", "by", "at"],
    )  # fmt: skip
    _changed(actor, shop_id, "put_words", {"words": len(made), "first": _first(made)}, now)
    return len(made)


def import_words(actor: Staff, shop_id: int, text: str, now: datetime) -> int:
    """The words of a CSV file; a bad row is named and nothing is taken."""
    try:
        words = read_words(text)
    except BadRow as bad:
        raise _refusal(bad) from bad
    except csv.Error as error:
        raise InvalidInput(_("文件不是 CSV：%(why)s") % {"why": error}, field="file") from error
    if not words:
        raise InvalidInput(_("文件里没有词"), field="file")
    return put_words(actor, shop_id, words, now)


@transaction.atomic
def remove_words(actor: Staff, shop_id: int, ids: Sequence[int], now: datetime) -> int:
    """Take words out; the number that were there. Raises `NotFound` when none was."""
    require(actor, shop_id, *KEEPERS)
    rows = ListedWord.objects.filter(shop_id=shop_id, pk__in=ids)
    gone = list(rows.values_list("text", flat=True))
    if not gone:
        raise NotFound(_("这些词已经不在词库里"))
    rows.delete()
    _changed(actor, shop_id, "remove_words", {"words": len(gone), "first": _first(gone)}, now)
    return len(gone)


@transaction.atomic
def use_system_words(actor: Staff, shop_id: int, is_on: bool, now: datetime) -> None:
    """Match with the shipped list, or with the shop's own words alone."""
    require(actor, shop_id, *KEEPERS)
    WordList.objects.update_or_create(shop_id=shop_id, defaults={"uses_system": is_on})
    _changed(actor, shop_id, "use_system_words", {"is_on": is_on}, now)


def _check(line: int, word: Word) -> None:
    try:
        check_word(line, word)
    except BadRow as bad:
        raise _refusal(bad) from bad


def _refusal(bad: BadRow) -> InvalidInput:
    why = {
        "length": _("词要有 1 到 40 个字"), "category": _("分类要有 1 到 20 个字"),
        "grade": _("处理要是 allow、note、review、mask 或 block"),
        "reach": _("识别范围要是 word、letters 或 sound"),
    }[bad.why]  # fmt: skip
    message = _("第 %(line)s 行「%(value)s」：%(why)s")
    told = {"line": bad.line, "value": bad.value[:40], "why": why}
    return InvalidInput(message % told, field="words", line=bad.line)


def _first(texts: Iterable[str]) -> list[str]:
    return sorted(texts)[:5]


def _changed(
    actor: Staff, shop_id: int, verb: str, detail: dict[str, object], now: datetime
) -> None:
    touch(shop_id, "words")
    audit.record(
        shop=shop_id, actor=actor, action=f"compliance.{verb}", subject=f"shop:{shop_id}",
        detail=detail, at=now,
    )  # fmt: skip
