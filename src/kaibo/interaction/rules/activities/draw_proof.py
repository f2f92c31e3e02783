"""The arithmetic of a provable draw (decision 30). Pure; `docs/verify_draw.py` does it again.

Everything is SHA-256 over bytes that anybody can put together from the published proof:

- commitment: of activity, rules and server seed, published when the draw opens
- leaf: of one entry; its viewer gets it as the receipt, at once
- head: of the head before and the leaf, so that a receipt fixes all entries before its own
- root: of the Merkle tree over the leaves (RFC 6962 prefixes, an odd node goes up as it is)
- key: PBKDF2 of the seed over rules, root and head; slow on purpose, see the decision
- winners: a Fisher-Yates shuffle fed by HMAC-SHA256(key, counter), 32-bit words, rejected when
  they would favor small numbers
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

VERSION = "kaibo-draw-1"
WORD = 1 << 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry as it is published; ``tag`` and ``nonce`` are hex, ``at`` Unix ms.

    ``counted`` is 0 for an entry that was refused as cheating when it came; it stays in the list
    and takes no part in the shuffle.
    """

    number: int
    tag: str
    nonce: str
    at: int
    counted: int = 1


def _lines(*values: object) -> bytes:
    return "\n".join(str(value) for value in values).encode()


def rules_hash(rules_text: str) -> str:
    """SHA-256 of the rules as they were published, hex."""
    return hashlib.sha256(rules_text.encode()).hexdigest()


def commitment(activity: int, rules: str, closes_at: int, seed: bytes) -> str:
    """What is published of the seed (32 bytes) at opening.

    ``rules`` is the hash of the rules, ``closes_at`` the announced end (Unix ms).
    """
    body = _lines(VERSION, "commit", activity, rules, closes_at, seed.hex())
    return hashlib.sha256(body).hexdigest()


def leaf_hash(activity: int, leaf: Leaf) -> bytes:
    """32 bytes over all that is published of one entry."""
    body = _lines(activity, leaf.number, leaf.tag, leaf.nonce, leaf.at, leaf.counted)
    return hashlib.sha256(b"\x00" + body).digest()


def next_head(head: bytes, leaf: bytes) -> bytes:
    """The head after one more entry."""
    return hashlib.sha256(b"\x02" + head + leaf).digest()


def heads(start: str, leaves: Sequence[bytes]) -> list[str]:
    """The head after each leaf, hex; ``start`` is the commitment."""
    found, head = [], bytes.fromhex(start)
    for leaf in leaves:
        head = next_head(head, leaf)
        found.append(head.hex())
    return found


def merkle_root(leaves: Sequence[bytes]) -> str:
    """The root of the tree, hex; of no leaves the hash of nothing."""
    row = list(leaves)
    if not row:
        return hashlib.sha256(b"").hexdigest()
    while len(row) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + row[i] + row[i + 1]).digest()
            for i in range(0, len(row) - 1, 2)
        ]
        row = pairs + row[len(pairs) * 2 :]
    return row[0].hex()


@dataclass(frozen=True, slots=True)
class Sealed:
    """All that is published when a draw closes, before its seed is: hex, and how many entries."""

    count: int
    root: str
    head: str


def draw_key(seed: bytes, activity: int, rules: str, sealed: Sealed, work: int) -> bytes:
    """The key of the shuffle: ``work`` PBKDF2 steps, each of which waits for the one before."""
    salt = _lines(VERSION, "draw", activity, rules, sealed.count, sealed.root, sealed.head)
    return hashlib.pbkdf2_hmac("sha256", seed, salt, work)


def words(key: bytes) -> Iterator[int]:
    """The endless stream of 32-bit words of a key."""
    block = 0
    while True:
        data = hmac.digest(key, block.to_bytes(8, "big"), "sha256")
        yield from (int.from_bytes(data[i : i + 4], "big") for i in range(0, 32, 4))
        block += 1


def below(stream: Iterator[int], n: int) -> int:
    """A number in [0, n), each as likely; words beyond the last whole multiple are thrown away."""
    limit = WORD - WORD % n
    for word in stream:
        if word < limit:
            return word % n
    raise AssertionError("the stream never ends")


def shuffle(key: bytes, numbers: Sequence[int], places: int) -> list[int]:
    """The entries that win, in the order of the places; all of them when there are fewer."""
    row, stream = list(numbers), words(key)
    places = min(places, len(row))
    for i in range(places):
        j = i + below(stream, len(row) - i)
        row[i], row[j] = row[j], row[i]
    return row[:places]


def prize_of_place(counts: Sequence[int], place: int) -> int:
    """Which prize the ``place``-th winner (from 0) gets: the first prize goes out first."""
    for index, count in enumerate(counts):
        if place < count:
            return index
        place -= count
    raise ValueError(f"there is no prize for place {place}")


def seal(activity: int, start: str, entries: Sequence[Leaf]) -> Sealed:
    """Root and head over the entries in their order; ``start`` is the commitment."""
    hashes = [leaf_hash(activity, leaf) for leaf in entries]
    head = heads(start, hashes)[-1] if hashes else start
    return Sealed(len(hashes), merkle_root(hashes), head)


def winners(
    seed: bytes, activity: int, rules: str, sealed: Sealed, entries: Sequence[Leaf],
    counts: Sequence[int], work: int,
) -> list[tuple[int, int]]:  # fmt: skip
    """(number of the entry, index of its prize) in the order drawn; takes a second or more."""
    key = draw_key(seed, activity, rules, sealed, work)
    order = shuffle(key, [leaf.number for leaf in entries if leaf.counted], sum(counts))
    return [(number, prize_of_place(counts, place)) for place, number in enumerate(order)]


def proof(
    activity: int, rules_text: str, closes_at: int, seed: bytes, entries: Sequence[Leaf]
) -> dict[str, Any]:
    """The whole proof as it is published; ``rules_text`` are the rules as canonical JSON."""
    rules = json.loads(rules_text)
    hashed = rules_hash(rules_text)
    start = commitment(activity, hashed, closes_at, seed)
    sealed = seal(activity, start, entries)
    counts = [prize["count"] for prize in rules["prizes"]]
    won = winners(seed, activity, hashed, sealed, entries, counts, rules["work"])
    return {
        "v": VERSION, "activity": activity, "rules_text": rules_text, "rules_hash": hashed,
        "closes_at": closes_at, "commitment": start, "seed": seed.hex(), "count": sealed.count,
        "root": sealed.root, "head": sealed.head, "entries": [list(row(leaf)) for leaf in entries],
        "winners": [list(pair) for pair in won],
    }  # fmt: skip


def row(leaf: Leaf) -> tuple[int, str, str, int, int]:
    """An entry as the proof prints it."""
    return leaf.number, leaf.tag, leaf.nonce, leaf.at, leaf.counted
