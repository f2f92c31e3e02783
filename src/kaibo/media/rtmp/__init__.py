"""The part of RTMP that a publisher needs: handshake, chunks, AMF0, publish commands."""
