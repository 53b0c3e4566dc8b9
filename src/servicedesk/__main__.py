"""`python -m servicedesk` is the same as `servicedesk`."""

from servicedesk.launcher import main

if __name__ == "__main__":
    main()
