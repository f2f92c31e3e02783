"""One change of growth each, in one transaction."""
