"""`python -m zongjie`: the same as the command `zongjie`."""

import sys

from zongjie.cli import main

if __name__ == "__main__":
    sys.exit(main())
