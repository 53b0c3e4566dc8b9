"""What every screen, popup and widget stands on: bindings, calls of services, harmless text, the terminal."""
