"""The desk's rules: policies and the working calendar."""
