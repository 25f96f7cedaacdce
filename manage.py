#!/usr/bin/env python
"""The door for commands. `up` starts everything and must not pay for importing Django first."""

import os
import sys


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    if sys.argv[1:2] == ["up"]:
        from cms import up  # noqa: PLC0415 -- standard library only; Django stays unloaded in the parent

        sys.exit(up.main())
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- as above

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
