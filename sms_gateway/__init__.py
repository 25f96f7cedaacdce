"""Carrying text messages: a number, a text and a key. Knows no learner and no lesson."""
