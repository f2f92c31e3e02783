"""What viewers do to their own data; each module is one action in one transaction."""
