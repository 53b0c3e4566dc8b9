"""The queue, and all that is done to cases."""
