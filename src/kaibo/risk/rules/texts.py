"""Words: contacts in disguise, and the same words again and again. Pure, O(length)."""

from __future__ import annotations

import re
import unicodedata
import zlib

from kaibo.risk.rules.account import Account

# Letters of other scripts that look like Latin ones, digits in words, characters used for 微信.
_LOOKS = {
    **dict(zip("аɑαеіјорсϲѕхχуѵνԁɡһκⅼЬƄьтмпвԛԝ", "aaaeijopccsxxyvvdghklbbbtmnbqw", strict=True)),
    **dict(zip("零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖", "01234567890123456789", strict=True)),
    **dict(zip("①②③④⑤⑥⑦⑧⑨⓪", "1234567890", strict=True)),
    **dict.fromkeys("薇徽威维葳", "微"), **dict.fromkeys("伩杺芯心", "信"),
    **dict.fromkeys("➕十", "加"),
    **dict.fromkeys("叩", "扣"),
}  # fmt: skip
_TABLE = str.maketrans(_LOOKS)
_CONTACT = re.compile(
    r"(?:微信?|vx|wx|v信|weixin|wechat|加[vw微qk]|[私滴]我|扣扣|qq|扣群|q群|v我|vv我|q)[^a-z0-9]{0,4}"
    r"(?=[a-z0-9]*[0-9])[a-z0-9_]{5,}"
    r"|https?|(?:[a-z0-9]{3,}(?:com|cn|net|top|xyz|shop)\b)|(?<![0-9])1[3-9][0-9]{9}(?![0-9])"
)
_TORN = re.compile(r"\w[^\w](?=\w[^\w])")
KEPT = 12
_SHORT = 6
_MOST = 6.5


def plain(text: str) -> str:
    """The text without disguise: one width, one case, one script, no signs between."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_TABLE)
    return "".join(char for char in folded if char.isalnum())


def disguise(text: str) -> int:
    """How many tricks: letters of other scripts in a word, single characters torn apart."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    scripts = {_script(char) for char in folded if char.isalpha()}
    tricks = len(scripts & {"CYRILLIC", "GREEK"}) + (text != unicodedata.normalize("NFKC", text))
    return tricks + (2 if len(_TORN.findall(text)) >= 4 else 0)


def comment(account: Account, at: int, text: str) -> bool:
    """Weigh a comment; True when a weight was set."""
    bare = plain(text)
    if len(bare) <= _SHORT:
        return False
    grams = frozenset(zlib.crc32(bare[k : k + 2].encode()) for k in range(len(bare) - 1))
    alike = sum(1 for when, seen in account.texts if _alike(grams, seen) and at - when < 900_000)
    account.texts = [*account.texts[1 - KEPT :], (at, grams)]
    contact = _CONTACT.search(bare) is not None
    account.spam = account.spam * 0.9 + _points(contact, disguise(text), alike)
    nats = min(_MOST, account.spam - 1.0)
    figures = {"contacts": int(contact), "alike": alike, "disguise": disguise(text)}
    return account.blame("spam", nats, at, dict(figures))


def _points(contact: bool, tricks: int, alike: int) -> float:
    """What one comment adds; a contact said once is a matter of the word list, not of this."""
    if contact:
        return 1.6 + 0.5 * min(tricks, 3) + 0.3 * min(alike, 3)
    return 0.25 * max(0, alike - 3) + (0.3 if tricks >= 2 and alike else 0.0)


def _alike(one: frozenset[int], other: frozenset[int]) -> bool:
    """Jaccard of letter pairs at least one half."""
    both = len(one & other)
    return both * 3 >= len(one) + len(other)


def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ")[0]
