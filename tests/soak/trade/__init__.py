"""A state machine over orders, payments, refunds, stock and coupons on the real database."""
