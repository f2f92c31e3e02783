"""Pure decisions of growth; time is passed in."""
