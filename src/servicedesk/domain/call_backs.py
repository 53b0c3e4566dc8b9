"""A call that nobody took owes its caller a call back."""

from datetime import timedelta

OWED_FOR = timedelta(days=30)
"""Whom nobody has called back for so long does not wait any more."""

TO_CALL_BACK = "is:to-call-back"
"""The list of them: the last such call of each caller whom nobody has spoken to since."""
