"""What staff do about what viewers say."""
