"""The door of segment ratings for upper domains: reviews, the buyer's page."""

from __future__ import annotations

from kaibo.interaction.actions.rate_segment import ask_for_ratings, rate_segment
from kaibo.interaction.ratings import MyRating, Rated, is_on, mine, of_show, whole

__all__ = [
    "MyRating", "Rated", "ask_for_ratings", "is_on", "mine", "of_show", "rate_segment", "whole",
]  # fmt: skip
