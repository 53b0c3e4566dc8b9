"""The tutor in the screens: the app on a throw-away desk, with a bar of lessons above the footer."""
