"""Pure decisions of selling; time and facts are passed in."""
