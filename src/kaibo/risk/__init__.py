"""Owns anti-cheat: who likes, votes, draws or speaks as no person would, with reasons to read.

The engine (`engine/`, by way of `hot`) is pure and Django-free; the gateway feeds it. Decisions,
appeals and what staff do with them are tables, entered through `facade`.
"""
