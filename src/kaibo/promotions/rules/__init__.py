"""The promotion engine: pure, without I/O, time passed in."""
