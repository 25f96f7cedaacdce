"""Measurements: `python -m bench` makes them all and writes docs/figures.md. One module per measurement; nothing here is a test."""
