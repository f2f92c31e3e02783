"""The built-in pusher: draws the demo show, encodes it and sends it over real RTMP.

Needs the ``video`` extra (PyAV). Everything costly is drawn once per product; a frame is a few
copies of planes, so that the show takes a small part of one core.
"""
