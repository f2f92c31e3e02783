"""The event log: what viewers and staff did, as framed Arrow IPC segments on disk.

Owns the schema, the kinds, the framing, writing and reading. Any process may write (one writer
name per process) and any may read; nothing is ever changed once written. See ``docs/events.md``.

>>> batch = Batch()
>>> batch.add("comment", ts=1_700_000_000_000, shop=1, show=7, room=3, viewer=42, text="能机洗吗")
>>> with Writer(config().events, "gateway") as writer:
...     writer.append(batch)              # returns after fsync
>>> for chunk in Reader(config().events).poll():
...     chunk.batch                        # pyarrow.RecordBatch of SCHEMA
"""

from __future__ import annotations

from kaibo.foundation.eventlog.batch import Batch
from kaibo.foundation.eventlog.frames import Damage
from kaibo.foundation.eventlog.reader import Chunk, Reader, read_all
from kaibo.foundation.eventlog.schema import FIELDS, KIND_NAMES, KINDS, SCHEMA, VIEWER_KINDS
from kaibo.foundation.eventlog.writer import Offset, Writer, WriterBusy

__all__ = [
    "FIELDS", "KINDS", "KIND_NAMES", "SCHEMA", "VIEWER_KINDS", "Batch", "Chunk", "Damage",
    "Offset", "Reader", "Writer", "WriterBusy", "read_all",
]  # fmt: skip
