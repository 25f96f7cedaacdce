"""Messages on the terminal, for trying things out."""

import sys

from sms_gateway import numbers
from sms_gateway.providers import Outgoing, Reference


class Console:
    """One line for each message, without the number."""

    carries_to_unproved = True

    def submit(self, message: Outgoing) -> Reference:
        """Write the message to standard output."""
        text = message.text.replace("\n", " ⏎ ")
        line = f"SMS {numbers.masked(message.to)} [{message.key}] {text}\n"
        known = sys.stdout.encoding or "utf-8"  # a terminal without Khmer shows question marks, and the code
        sys.stdout.write(line.encode(known, "replace").decode(known))
        sys.stdout.flush()
        return Reference(message.key)
