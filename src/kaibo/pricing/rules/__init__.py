"""Pricing rules: pure, time passed in."""
