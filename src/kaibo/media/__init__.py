"""Live video: RTMP in, one remux, WS-fMP4 and HLS out, segments on disk as the recording.

Owns the process ``python -m kaibo.media`` and the built-in pusher. Imports no Django; other parts
read ``contracts.py`` and reach the process by HTTP and by the events it appends to the room.
"""
