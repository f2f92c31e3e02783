"""HTTP routes that put several domains together; each module has a ``router``."""
