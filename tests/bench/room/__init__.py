"""Bench of the room: the real gateway against the physical limit. Run ``make bench-room``.

The gateway runs whole (tokens, rooms, presence, buckets, event log) with a feed from memory in
place of PostgreSQL's. Pages are a lean C program in processes of their own. Costs are CPU seconds
of the gateway, so other load on the machine cancels out; latencies are wall time and do not.
"""
