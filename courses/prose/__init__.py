"""What our texts promise their readers, as rules over plain values: short, kind, in one word for one thing, and nothing we cannot stand behind."""
