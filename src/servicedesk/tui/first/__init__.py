"""The first start: one screen before there is a desk."""
