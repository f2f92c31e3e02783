"""What crosses domains while a show runs: start, end, pin, undo, and the desk's one answer.

Each is one transaction over the facades of planning, selling, liveroom and interaction.
"""
