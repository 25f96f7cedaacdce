"""Messages in a file, one JSON object a line, for trials and tests."""

import json
import os

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
            file = os.open(settings.SMS_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            raise NotSent("file-closed") from error
        try:
            # One write, so that the lines of several workers never mix.
            os.write(file, f"{line}\n".encode())
            os.fsync(file)
        except OSError as error:
            raise Unknown("file-unfinished") from error
        finally:
            os.close(file)
        return Reference(message.key)
