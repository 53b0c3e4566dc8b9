"""`servicedesk case` and `servicedesk complaint`: one file for each subject."""
