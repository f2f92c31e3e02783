"""Events of others into the log: batches in msgpack, checked row by row, durable when answered.

``wire`` reads the bytes, ``checks`` says what is dropped or mended and why, ``accept`` writes. The
format is in ``docs/events.md``.
"""
