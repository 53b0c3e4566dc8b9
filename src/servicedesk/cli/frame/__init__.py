"""What every command runs in: arguments, settings, help pages, and the writers of both outputs."""
