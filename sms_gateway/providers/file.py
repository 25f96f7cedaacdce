"""Messages in a file, one JSON object a line, for trials and tests."""

import json
import os
from pathlib import Path

from django.conf import settings

from sms_gateway import numbers
from sms_gateway.providers import NotSent, Outgoing, Reference, Unknown


class File:
    """Appends to settings.SMS_FILE; the number is masked, for none is ever stored plain (decisions F4)."""

    carries_to_unproved = True

    def submit(self, message: Outgoing) -> Reference:
        """Append the message; when this returns it is on the disk."""
        line = json.dumps({"to": numbers.masked(message.to), "text": message.text, "key": message.key}, ensure_ascii=False)
        try:
            file = Path(settings.SMS_FILE).open("ab", buffering=0)
        except OSError as error:
            raise NotSent("file-closed") from error
        try:
            with file:
                # One write, so that the lines of several workers never mix.
                file.write(f"{line}\n".encode())
                os.fsync(file.fileno())
        except OSError as error:
            raise Unknown("file-unfinished") from error
        return Reference(message.key)
