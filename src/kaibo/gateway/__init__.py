"""The gateway: every WebSocket of viewers and staff, and nothing but carrying what they say.

Owns fan-out in two lanes (lossy: comments, likes, counters; reliable: room events and personal
events), the counters of who is here, and the viewer side of the event log. It imports no Django
and runs no SQL on its loop; other processes reach it through ``config().gateway_socket`` only.
"""
