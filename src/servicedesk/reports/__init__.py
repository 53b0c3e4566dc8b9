"""What is laid before people: read models as documents in text, Markdown and HTML."""
