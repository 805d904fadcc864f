"""Sets up Desktop CRM on a computer that has only Python 3.11 or newer, then does a job with it.

    python3 packaging/bootstrap.py demo            a store of sample data, its call list, the window
    python3 packaging/bootstrap.py test            every check that CI makes; more words go to pytest
    python3 packaging/bootstrap.py run             the window on your own store
    python3 packaging/bootstrap.py call-list --due any other word goes to the program as it is

This file only looks at the Python it is run by, so it must stay readable for very old ones, Python 2 among them.
"""

import sys

OLDEST = (3, 11)


def refusal(version):
    # type: (tuple[int, ...]) -> str
    """What to say to a Python of ``version``; empty if it will do."""
    if version >= OLDEST:
        return ""
    return "Desktop CRM needs Python {}.{} or newer; this is Python {}.{}.".format(*(OLDEST + version))


if __name__ == "__main__":
    reason = refusal(sys.version_info[:2])
    if reason:
        sys.stderr.write(reason + "\n")
        sys.exit(4)
    try:
        from prepare import main

        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # while importing: main answers for itself
        sys.exit(130)
