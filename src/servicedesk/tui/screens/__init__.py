"""One file for each screen; screens never import each other."""
