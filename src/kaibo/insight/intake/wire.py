"""Reads a batch of msgpack rows into columns without making an object per value.

A batch is ``[version, sent, sources, rows]``: `VERSION`, the sender's clock (Unix ms), the names
that rows give by index as their source, and rows with a value for every column of the log, in its
order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from kaibo.foundation.eventlog import FIELDS, SCHEMA
from kaibo.insight.engine.columns import NONE
from kaibo.insight.engine.tables import hot

VERSION = 1
WIDTH = len(FIELDS)
MOST_ROWS = 200_000
ID, SOURCE, TEXT, REHEARSAL = (
    FIELDS.index(name) for name in ("event_id", "source", "text", "rehearsal")
)
_IS_NULLABLE = np.array([SCHEMA.field(name).nullable for name in FIELDS])
_IS_NARROW = np.array([str(SCHEMA.field(name).type) == "int32" for name in FIELDS])
# Columns in which any number below 128 is a value.
_IS_SMALL = np.array([number not in (ID, SOURCE, TEXT, REHEARSAL) for number in range(WIDTH)])
_PADDING = b"\0" * 16  # a number that the end of the bytes cuts is still read within them
OK, BAD_SHAPE, BAD_VALUE = 0, 1, 2
_CUT = -1
Whole = Any  # a whole number of the compiler's


class BadBatch(ValueError):
    """The bytes are no batch of this format: nothing of them was read."""


@dataclass(frozen=True)
class Rows:
    """Rows as columns. Shapes: values int64[columns, n] (nulls `NONE`), ids uint8[n, 16], texts
    int64[n, 2] (start and end in ``data``), spans the same of whole rows, status int8[n] (`OK` …),
    column int8[n]: which value is wrong."""

    data: bytes
    sent: int
    sources: list[str]
    values: np.ndarray
    ids: np.ndarray
    texts: np.ndarray
    spans: np.ndarray
    status: np.ndarray
    column: np.ndarray

    def row(self, number: int) -> Any:
        """A row as it came, to be shown."""
        start, end = self.spans[number].tolist()
        try:
            return msgspec.msgpack.decode(self.data[start:end])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self.data[start:end].hex()


def read(data: bytes) -> Rows:
    """Raises BadBatch, which says what is wrong with the whole."""
    sent, sources, count, at = _head(data)
    padded = np.frombuffer(data + _PADDING, np.uint8)
    found = Rows(
        data, sent, sources, np.full((WIDTH, count), NONE, np.int64),
        np.zeros((count, 16), np.uint8), np.zeros((count, 2), np.int64),
        np.zeros((count, 2), np.int64), np.zeros(count, np.int8), np.zeros(count, np.int8),
    )  # fmt: skip
    end = _rows(padded, len(data), at, len(sources), _IS_SMALL, _IS_NULLABLE, _IS_NARROW,
                found.values, found.ids, found.texts, found.spans, found.status,
                found.column)  # fmt: skip
    if end != len(data):
        raise BadBatch(f"the batch ends at byte {end} of {len(data)}; send whole batches")
    return found


def _head(data: bytes) -> tuple[int, list[str], int, int]:
    """Sender's clock, sources, how many rows, and where the first begins."""
    if data[:1] != b"\x94":
        raise BadBatch("a batch is an array of [version, sent, sources, rows]")
    padded = np.frombuffer(data + _PADDING, np.uint8)
    ends = [1]
    for _ in range(3):
        ends.append(int(skip(padded, len(data), ends[-1])))
        if ends[-1] < 0:
            raise BadBatch("the batch is cut within its head")
    try:
        version = msgspec.msgpack.decode(data[ends[0] : ends[1]], type=int)
        sent = msgspec.msgpack.decode(data[ends[1] : ends[2]], type=int)
        sources = msgspec.msgpack.decode(data[ends[2] : ends[3]], type=list[str])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadBatch(f"the head is not [version, sent, sources, …]: {error}") from None
    if version != VERSION:
        raise BadBatch(f"version {version} is not known; send version {VERSION}")
    if not 0 <= sent < 2**53:
        raise BadBatch(f"sent is {sent}; give the Unix ms of the sender's clock")
    count, at = array_head(padded, ends[3])
    if not 0 <= count <= MOST_ROWS or len(sources) > 30_000:
        raise BadBatch(f"rows must be an array of at most {MOST_ROWS}")
    return sent, sources, count, at


@hot
def number_at(data: np.ndarray, at: int) -> tuple[Whole, Whole]:
    """The whole number at a place and where it ends; the end is −1 if it is none."""
    tag = np.int64(data[at])
    if tag <= 0x7F:
        return tag, at + 1
    if tag >= 0xE0:
        return tag - 256, at + 1
    if tag < 0xCC or tag > 0xD3:
        return 0, _CUT
    size = 1 << ((tag - 0xCC) & 3)
    value = np.int64(0)
    for step in range(size):
        value = value << 8 | np.int64(data[at + 1 + step])
    if tag >= 0xD0:
        shift = 64 - 8 * size
        value = value << shift >> shift
    elif value < 0:  # beyond 2**63 − 1
        return 0, _CUT
    return value, at + 1 + size


@hot
def bytes_at(data: np.ndarray, at: int) -> tuple[Whole, Whole]:
    """Start and end of the text or bytes at a place; the end is −1 if it is neither."""
    tag = np.int64(data[at])
    if tag & 0xE0 == 0xA0:
        return at + 1, at + 1 + (tag & 0x1F)
    size = 0
    if tag == 0xD9 or tag == 0xC4:
        size = 1
    elif tag == 0xDA or tag == 0xC5:
        size = 2
    elif tag == 0xDB or tag == 0xC6:
        size = 4
    if size == 0:
        return 0, _CUT
    length = np.int64(0)
    for step in range(size):
        length = length << 8 | np.int64(data[at + 1 + step])
    return at + 1 + size, at + 1 + size + length


@hot
def array_head(data: np.ndarray, at: int) -> tuple[Whole, Whole]:
    """How many elements the array at a place has, −1 if it is none, and where they begin."""
    tag = np.int64(data[at])
    if tag & 0xF0 == 0x90:
        return tag & 0x0F, at + 1
    if tag == 0xDC:
        return np.int64(data[at + 1]) << 8 | np.int64(data[at + 2]), at + 3
    if tag == 0xDD:
        length = np.int64(0)
        for step in range(4):
            length = length << 8 | np.int64(data[at + 1 + step])
        return length, at + 5
    return _CUT, at


@hot
def skip(data: np.ndarray, size: int, at: Whole) -> Whole:
    """Where the value at a place ends, whatever it is; −1 if the bytes end within it."""
    pending = 1
    while pending:
        if at >= size:
            return _CUT
        pending -= 1
        tag: Whole = np.int64(data[at])
        children, begin = array_head(data, at)
        _, text_end = bytes_at(data, at)
        _, number_end = number_at(data, at)
        if number_end > 0:
            at = number_end
        elif children >= 0:
            pending, at = pending + children, begin
        elif text_end > 0:
            at = text_end
        elif tag & 0xF0 == 0x80:
            pending, at = pending + 2 * (tag & 0x0F), at + 1
        elif tag in (0xC0, 0xC2, 0xC3):
            at += 1
        elif 0xCA <= tag <= 0xCF:  # floats; numbers that are too large
            at += 5 if tag == 0xCA else 9
        else:
            return _CUT  # maps of 16 bits and extensions have no place in a batch
    return at if at <= size else _CUT


@hot
def _rows(data: np.ndarray, size: int, at: int, sources: int, is_small: np.ndarray,
          is_nullable: np.ndarray, is_narrow: np.ndarray, values: np.ndarray, ids: np.ndarray,
          texts: np.ndarray, spans: np.ndarray, status: np.ndarray,
          column: np.ndarray) -> int:  # fmt: skip
    """Reads every row; returns where the last one ends, −1 if the bytes end before."""
    for row in range(len(status)):
        if at >= size:
            return _CUT
        spans[row, 0] = at
        count, place = array_head(data, at)
        if count != WIDTH:
            status[row] = BAD_SHAPE
            place = skip(data, size, at)
        else:
            for number in range(WIDTH):
                if place < 0 or place >= size:
                    return _CUT
                tag = data[place]
                if tag <= 0x7F and is_small[number]:
                    values[number, row] = tag
                    place += 1
                    continue
                if tag == 0xC0 and is_nullable[number]:
                    place += 1  # the column is filled with nulls
                    continue
                end = _value(data, place, number, row, values, ids, texts)
                if end < 0 or not _fits(
                    values[number, row], number, sources, is_nullable, is_narrow
                ):
                    status[row], column[row] = BAD_VALUE, number
                    end = skip(data, size, place)
                place = end
        if place < 0 or place > size:
            return _CUT
        spans[row, 1] = at = place
    return at


@hot
def _value(data: np.ndarray, at: int, number: int, row: int, values: np.ndarray, ids: np.ndarray,
           texts: np.ndarray) -> Whole:  # fmt: skip
    """Reads one value of a row; returns where it ends, −1 if it is of another type."""
    if number == ID:
        start, end = bytes_at(data, at)
        if end - start != 16 or end > len(data):
            return _CUT
        for step in range(16):
            ids[row, step] = data[start + step]
        values[number, row] = 0
        return end
    tag = data[at]
    if tag == 0xC0:
        return at + 1  # null: the column is filled with it
    if number == TEXT:
        start, end = bytes_at(data, at)
        texts[row, 0], texts[row, 1], values[number, row] = start, end, 0
        return end
    if number == REHEARSAL:
        values[number, row] = tag == 0xC3
        return at + 1 if tag in (0xC2, 0xC3) else _CUT
    values[number, row], end = number_at(data, at)
    return end


@hot
def _fits(
    value: int, number: int, sources: int, is_nullable: np.ndarray, is_narrow: np.ndarray
) -> bool:
    """Whether a column of the log can hold the value."""
    if value == NONE:
        return bool(is_nullable[number])
    if number == SOURCE:
        return 0 <= value < sources
    return not is_narrow[number] or -(2**31) <= value < 2**31


@hot
def gather(data: np.ndarray, texts: np.ndarray, offsets: np.ndarray, into: np.ndarray) -> None:
    """Copies every row's text behind the one before; offsets int32[n + 1]."""
    at = 0
    for row in range(len(texts)):
        offsets[row] = at
        for place in range(texts[row, 0], texts[row, 1]):
            into[at] = data[place]
            at += 1
    offsets[len(texts)] = at
