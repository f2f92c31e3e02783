"""The index of one shop, built once per version of its catalog.

Every word of a query must be found in a product; the product's score is the mean of its words.
A word counts by the best way it is found (`WAYS`): what was typed beats what only sounds alike,
which beats a slip of the hand. Equal scores are ordered by what sells (units of late weeks), then
by the shorter name, then by code, so that the same query gives the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from kaibo.catalog.search.text import Sound, bigrams, has_han, plain, sound, words

# A word found this way counts so much; the order is the ranking.
WAYS = {
    "code": 1.0,  # the whole product code, SKU code or bar code
    "name": 0.97,  # the whole name
    "starts": 0.93,  # the name begins with it
    "inside": 0.9,  # the name contains it
    "code_part": 0.86,  # a code contains it, three characters or more
    "synonym": 0.84,  # the name contains a word the shop calls equal
    "other": 0.8,  # brand, category, need, attribute or selling point contains it
    "pinyin": 0.76,  # the name's pinyin, from the start of a syllable
    "initials": 0.72,  # first letters: crmmj
    "alike": 0.66,  # other characters of the same sound: 毛金
    "other_sound": 0.62,  # pinyin or initials of brand, category, need, attribute
    "slip": 0.55,  # one or two characters or letters are wrong
    "mixed": 0.45,  # most pairs of characters, in another order
}
MIN_LETTERS = 2  # one letter is the sound of too much
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Doc:
    """What the search knows of a product; ``others`` are brand, category, needs, attributes."""

    product_id: int
    name: str
    codes: tuple[str, ...]
    others: tuple[str, ...] = ()
    sold: int = 0  # paid units of late weeks, breaks ties


@dataclass(frozen=True, slots=True)
class Hit:
    product_id: int
    score: float
    way: str  # of the weakest word, a key of `WAYS`


@dataclass(frozen=True, slots=True)
class _Entry:
    doc: Doc
    name: str
    said: Sound
    codes: tuple[str, ...]
    others: tuple[str, ...]
    others_said: tuple[Sound, ...]
    pairs: frozenset[str] = field(repr=False, default=frozenset())


class Index:
    """Built from all products of a shop; `search` is read only and may run in any thread."""

    def __init__(self, docs: Sequence[Doc], synonyms: Sequence[Sequence[str]] = ()) -> None:
        self._entries = [_entry(doc) for doc in docs]
        self._synonyms = _equals(synonyms)

    def __len__(self) -> int:
        return len(self._entries)

    def search(
        self, query: str, *, among: Collection[int] | None = None, limit: int = 50
    ) -> list[Hit]:
        """Best first; empty for a query without a letter. ``among`` are ids to choose from."""
        wanted = words(query)[:MOST_WORDS]
        if not wanted:
            return []
        found = []
        for entry in self._entries:
            if among is not None and entry.doc.product_id not in among:
                continue
            hit = self._match(entry, wanted)
            if hit is not None:
                found.append((hit, entry))
        found.sort(key=_rank)
        return [hit for hit, _entry in found[:limit]]

    def _match(self, entry: _Entry, wanted: Sequence[str]) -> Hit | None:
        ways = []
        for word in wanted:
            way = self._way(entry, word)
            if way is None:
                return None
            ways.append(way)
        score = sum(WAYS[way] for way in ways) / len(ways)
        return Hit(entry.doc.product_id, round(score, 4), min(ways, key=WAYS.__getitem__))

    def _way(self, entry: _Entry, word: str) -> str | None:
        for name, holds in _CHECKS:
            if holds(entry, word):
                return name
            if name == "code_part" and self._means(entry, word):
                return "synonym"
        return None

    def _means(self, entry: _Entry, word: str) -> bool:
        """Whether the product has an equal of a part of the word, and the rest of it."""
        texts = (entry.name, *entry.others)
        return any(
            equal in text and rest in text
            for part, equals in self._synonyms.items()
            if part in word
            for rest in [word.replace(part, "", 1)]
            for equal in equals
            for text in texts
        )


def _entry(doc: Doc) -> _Entry:
    name = plain(doc.name)
    others = tuple(filter(None, map(plain, doc.others)))
    return _Entry(
        doc=doc,
        name=name,
        said=sound(name),
        codes=tuple(filter(None, map(plain, doc.codes))),
        others=others,
        others_said=tuple(sound(other) for other in others),
        pairs=bigrams(name),
    )


def _equals(groups: Sequence[Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        plains = [word for word in map(plain, group) if word]
        for word in plains:
            others = tuple(other for other in plains if other != word)
            found[word] = found.get(word, ()) + others
    return found


def _rank(pair: tuple[Hit, _Entry]) -> tuple[float, int, int, str]:
    hit, entry = pair
    return -hit.score, -entry.doc.sold, len(entry.name), entry.codes[0] if entry.codes else ""


def _is_code(entry: _Entry, word: str) -> bool:
    return word in entry.codes


def _is_code_part(entry: _Entry, word: str) -> bool:
    return len(word) >= 3 and not has_han(word) and any(word in code for code in entry.codes)


def _is_other(entry: _Entry, word: str) -> bool:
    return any(word in other for other in entry.others)


def _is_pinyin(entry: _Entry, word: str) -> bool:
    return _letters(word) and _said_in(word, entry.said)


def _is_initials(entry: _Entry, word: str) -> bool:
    return _letters(word) and word in entry.said.initials


def _is_alike(entry: _Entry, word: str) -> bool:
    return has_han(word) and len(word) > 1 and _said_in(sound(word).joined, entry.said)


def _is_other_sound(entry: _Entry, word: str) -> bool:
    if has_han(word):
        said = sound(word).joined
        return len(word) > 1 and any(_said_in(said, other) for other in entry.others_said)
    return _letters(word) and any(
        _said_in(word, other) or word in other.initials for other in entry.others_said
    )


def _is_slip(entry: _Entry, word: str) -> bool:
    if has_han(word):
        return _is_near(word, entry.name) or (
            len(word) > 2 and _is_near(sound(word).joined, entry.said.joined)
        )
    return _letters(word) and (
        _is_near(word, entry.said.joined) or any(_is_near(word, code) for code in entry.codes)
    )


def _is_mixed(entry: _Entry, word: str) -> bool:
    pairs = bigrams(word)
    return len(word) >= 4 and len(pairs & entry.pairs) >= 0.6 * len(pairs)


def _letters(word: str) -> bool:
    return len(word) >= MIN_LETTERS and word.isascii()


def _said_in(letters: str, said: Sound) -> bool:
    at = said.joined.find(letters)
    while at >= 0:
        if at in said.starts:
            return True
        at = said.joined.find(letters, at + 1)
    return False


def _is_near(word: str, text: str) -> bool:
    """Whether a stretch of the text is the word but for a slip: one in three characters of
    Chinese, one letter in four of pinyin, two at most."""
    allowed = _slips(word)
    if not allowed or not text:
        return False
    # partial_ratio finds the stretch quickly, the distance then counts transposed letters as one.
    best = fuzz.partial_ratio_alignment(word, text, score_cutoff=50)
    if best is None or len(text) < len(word) - allowed:
        return False
    start = max(0, best.dest_start - allowed)
    stretches = (
        text[begin : begin + size]
        for begin in range(start, min(best.dest_start + allowed, len(text)) + 1)
        for size in range(len(word) - allowed, len(word) + allowed + 1)
    )
    return any(DamerauLevenshtein.distance(word, one) <= allowed for one in stretches)


def _slips(word: str) -> int:
    if has_han(word):
        return 0 if len(word) < 3 else 1 if len(word) < 6 else 2
    return 0 if len(word) < 5 else 1 if len(word) < 9 else 2


_CHECKS: tuple[tuple[str, Callable[[_Entry, str], bool]], ...] = (
    ("code", _is_code),
    ("name", lambda entry, word: word == entry.name),
    ("starts", lambda entry, word: entry.name.startswith(word)),
    ("inside", lambda entry, word: word in entry.name),
    ("code_part", _is_code_part),
    ("other", _is_other),
    ("pinyin", _is_pinyin),
    ("initials", _is_initials),
    ("alike", _is_alike),
    ("other_sound", _is_other_sound),
    ("slip", _is_slip),
    ("mixed", _is_mixed),
)
