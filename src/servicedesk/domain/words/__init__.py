"""Each closed list once: its values, how each is called, and everything that people type for it.

Filter bar, command line, quick note, forms, import, rules and screens read the same tables. `lists.py` names
the lists; the files beside it hold them by subject; `foreign.py` has what other programs write, for import.
"""
