"""What is around every screen: top line, footer, palette, help, the list with its views."""
