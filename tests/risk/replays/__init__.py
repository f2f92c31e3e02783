"""Labelled sessions for the guard: honest crowds, and attacks inside honest crowds.

`stage` is the room and its clock, `honest` the people, `attacks` and `attacks_held` the abusers,
`catalog` names the families and which of them are held out from tuning. A family and a seed give
the same session for ever. `frozen.json` keeps the SHA-256 of the split and of each module.
"""
