"""What staff do in a room; each is one transaction with its audit, fact and console row."""
