"""Pure decisions of the room; time and facts are passed in."""
