"""`python -m aval …`, the same as `aval …`."""

import sys

from aval.console.main import main

sys.exit(main())
