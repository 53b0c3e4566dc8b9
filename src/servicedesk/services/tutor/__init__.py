"""The tutor: lessons as data, what each puts on a throw-away desk, and checks of what happened.

`Course(desk)` is all that screens call. Checks only read. The records of a lesson are put there by a
colleague, so that undo takes back what the learner did and never what the lesson needs.
"""
