"""The matcher: word lists made into automata once, then asked for every text.

Four readings of a text are searched: tight (signs taken out), squeezed (runs read once), sounding
(as pinyin) and with its signs (for entries that contain some). A hit counts only when its edges
are edges of the text's own units, and when no allowed phrase covers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ahocorasick_rs import AhoCorasick

from kaibo.compliance.matcher import sounds
from kaibo.compliance.matcher.contacts import contacts
from kaibo.compliance.matcher.contracts import GRADES, Grade, Hit, Via, Word
from kaibo.compliance.matcher.folding import Folded, fold, squeezed, tight

LONGEST_TEXT = 10_000
_SHORTEST_SPELLED = 5
_SHORTEST_MIXED = 4
_FEWEST_INITIALS = 3
# A letter behind a syllable that makes it another one: xin + g.
_GOES_ON = frozenset("aeiouvgnr")
_CLAUSES = frozenset("，。！？；,!?;、")


class _Book:
    """Patterns of one reading; several words may share one."""

    def __init__(self) -> None:
        self._words: dict[str, list[tuple[Word, Via]]] = {}
        self._keys: list[str] = []
        self._automaton: AhoCorasick | None = None

    def add(self, pattern: str, word: Word, via: Via) -> None:
        if pattern:
            self._words.setdefault(pattern, []).append((word, via))

    def close(self) -> None:
        self._keys = list(self._words)
        self._automaton = AhoCorasick(self._keys) if self._keys else None

    def search(self, text: str) -> Iterator[tuple[Word, Via, int, int]]:
        if self._automaton is None or not text:
            return
        for key, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for word, via in self._words[self._keys[key]]:
                yield word, via, start, end


class Matcher:
    """Never changes once built, so threads share it; a new list is a new matcher."""

    def __init__(self, contact_grade: Grade | None) -> None:
        self._contact_grade = contact_grade
        self._tight, self._signs, self._squeezed = _Book(), _Book(), _Book()
        self._sounds, self._allowed = _Book(), _Book()

    @classmethod
    def build(cls, words: Iterable[Word], contacts: Grade | None = None) -> Matcher:
        """``contacts``: the grade of telephone numbers, links and account names; None: free."""
        made = cls(contacts)
        for word in words:
            made._add(word)
        for book in (made._tight, made._signs, made._squeezed, made._sounds, made._allowed):
            book.close()
        return made

    def find(self, text: str) -> list[Hit]:
        """Every hit in the order of the text; of hits on the same place the gravest."""
        folded = fold(text[:LONGEST_TEXT])
        dense = tight(folded)
        found = [*self._find_words(text, folded, dense), *self._find_sounds(text, dense)]
        if self._contact_grade is not None:
            found += contacts(folded, self._contact_grade)
        if not found:
            return []
        allowed = [_span(dense, a, b) for _, _, a, b in self._allowed.search(dense.text)]
        free = (hit for hit in found if not _covered(hit, allowed))
        return _gravest(free)

    def _add(self, word: Word) -> None:
        folded = fold(word.text)
        dense = tight(folded).text
        if word.grade == "allow":
            self._allowed.add(dense, word, "exact")
        elif len(dense) < len(folded.text.replace(" ", "")):
            self._signs.add(folded.text, word, "exact")
        else:
            self._tight.add(dense, word, "exact")
            if len(squeezed(fold(dense)).text) == len(dense) > 1:
                self._squeezed.add(dense, word, "repeated")
            self._add_sounds(dense, word)

    def _add_sounds(self, dense: str, word: Word) -> None:
        if word.reach == "word" or not any("\u4e00" <= char <= "\u9fff" for char in dense):
            return
        letters = sounds.spelled(dense)
        if len(dense) > 1 and len(letters) >= _SHORTEST_MIXED:
            self._sounds.add(letters, word, "letters")
        if word.reach == "sound" and len(dense) >= _FEWEST_INITIALS:
            self._tight.add(sounds.initials(dense), word, "initials")

    def _find_words(self, text: str, folded: Folded, dense: Folded) -> Iterator[Hit]:
        for word, via, start, end in self._tight.search(dense.text):
            if _stands_alone(dense, start, end) and not _crosses_clause(text, dense, start, end):
                yield _hit(word, dense, start, end, _seen(text, word, dense, start, end, via))
        for word, via, start, end in self._signs.search(folded.text):
            yield _hit(word, folded, start, end, via)
        once = squeezed(dense)
        if once is dense:
            return
        for word, via, start, end in self._squeezed.search(once.text):
            is_new = once.at[end - 1] - once.at[start] >= end - start
            if is_new and _stands_alone(once, start, end):
                yield _hit(word, once, start, end, via)

    def _find_sounds(self, text: str, dense: Folded) -> Iterator[Hit]:
        spoken = sounds.sounding(dense)
        for word, _, start, end in self._sounds.search(spoken.text):
            if not _whole_syllables(spoken, start, end):
                continue
            read = [char for char, at in zip(dense.text, dense.at, strict=True)
                    if spoken.at[start] <= at <= spoken.at[end - 1]]  # fmt: skip
            via = _how_spelled(read, word, end - start)
            if via == "sound" and _is_broken(text, spoken, start, end):
                continue
            if via is not None and _latin_edges(dense, spoken.at[start], spoken.at[end - 1]):
                yield _hit(word, spoken, start, end, via)


def mask(text: str, hits: Sequence[Hit]) -> str:
    """The text with ``*`` for every character of these hits."""
    chars = list(text)
    for hit in hits:
        chars[hit.start : hit.end] = "*" * (hit.end - hit.start)
    return "".join(chars)


def _hit(word: Word, read: Folded, start: int, end: int, via: Via) -> Hit:
    first, last = _span(read, start, end)
    # What only sounds like the word may be another: a person looks at it.
    grade: Grade = word.grade if via != "sound" else min(word.grade, "review", key=GRADES.index)
    return Hit(word.text, first, last, word.category, grade, via)


def _span(read: Folded, start: int, end: int) -> tuple[int, int]:
    return read.at[start], read.at[end - 1] + 1


def _seen(text: str, word: Word, read: Folded, start: int, end: int, via: Via) -> Via:
    first, last = _span(read, start, end)
    if via != "exact" or text[first:last] == word.text:
        return via
    return "separated" if last - first > end - start else "folded"


def _stands_alone(read: Folded, start: int, end: int) -> bool:
    """Whether Latin edges of a hit are no middle of a Latin word (sb in usb)."""
    return _edge(read, start - 1, start) and _edge(read, end - 1, end)


def _edge(read: Folded, left: int, right: int) -> bool:
    if left < 0 or right >= len(read.text) or read.at[right] - read.at[left] > 1:
        return True
    return not (_is_latin(read.text[left]) and _is_latin(read.text[right]))


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z"


def _crosses_clause(text: str, read: Folded, start: int, end: int) -> bool:
    """Whether one end of a clause is all that divides the hit (有点微，信号不好): no evasion."""
    gap = _only_gap(text, read, start, end)
    return len(gap) == 1 and gap in _CLAUSES


def _is_broken(text: str, read: Folded, start: int, end: int) -> bool:
    """Whether a space or the end of a clause divides what sounds like a word (喂 信号断了)."""
    gap = _only_gap(text, read, start, end)
    return bool(gap) and not gap.strip(" ，。！？；,!?;、")


def _only_gap(text: str, read: Folded, start: int, end: int) -> str:
    """What stands between the units of a hit where that is in one place; else empty."""
    at = sorted(set(read.at[start:end]))
    gaps = [text[left + 1 : right] for left, right in pairwise(at) if right - left > 1]
    return gaps[0] if len(gaps) == 1 else ""


def _whole_syllables(spoken: Folded, start: int, end: int) -> bool:
    at = spoken.at
    begins = start == 0 or at[start - 1] != at[start]
    return begins and (end == len(at) or at[end - 1] != at[end])


def _how_spelled(read: list[str], word: Word, letters: int) -> Via | None:
    """Letters, or other characters of the same sound; None when neither counts for the word."""
    latin = sum(1 for char in read if _is_latin(char))
    if latin:
        needed = _SHORTEST_SPELLED if latin == len(read) else _SHORTEST_MIXED
        return "letters" if letters >= needed else None
    return "sound" if word.reach == "sound" and "".join(read) != word.text else None


def _latin_edges(dense: Folded, first: int, last: int) -> bool:
    """Whether the letters around a spelled word leave its syllables as they are."""
    before = next((c for c, at in zip(dense.text, dense.at, strict=True) if at == first - 1), "")
    start = dense.text[dense.at.index(first)]
    end = dense.text[dense.at.index(last)]
    after = next((c for c, at in zip(dense.text, dense.at, strict=True) if at == last + 1), "")
    joins = _is_latin(before) and _is_latin(start) and before not in "aeiounvg"
    goes_on = _is_latin(after) and _is_latin(end) and after in _GOES_ON
    return not joins and not goes_on


def _covered(hit: Hit, allowed: list[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in allowed)


def _gravest(found: Iterable[Hit]) -> list[Hit]:
    """A hit inside a graver or longer one of its category says nothing new."""
    order = sorted(
        found, key=lambda hit: (-GRADES.index(hit.grade), hit.start, hit.start - hit.end)
    )
    kept: list[Hit] = []
    for hit in order:
        if not any(one.start <= hit.start and hit.end <= one.end for one in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))
