"""What each key means, as plain tables that screens, command line and docs share; no framework."""
