"""Pure decisions about what viewers may do in a room; time is passed in."""
