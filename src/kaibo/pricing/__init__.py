"""Pricing: what a SKU should cost, what rivals ask, what it really sold for.

Owns the three methods side by side with the decision and its reason, rival prices, the history of
deal prices, the lawful before-price with its proof, and the suggested price. Callers: the studio's
price page; selling, which records deals; the room, which shows the before-price.
"""
