"""Pure decisions of the guard: time comes with each signal, chance with none.

`engine` holds the state of a room and asks the detectors `pace`, `reflex`, `lockstep`, `graph`
and `texts`; each sets the weight of its reason, `grading` makes a grade of their sum.
"""
