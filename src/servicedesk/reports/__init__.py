"""Reports: read models written as documents in text, Markdown and HTML."""
