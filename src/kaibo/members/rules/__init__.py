"""Pure decisions of members; time is an argument."""
