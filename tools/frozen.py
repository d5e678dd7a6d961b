"""What the frozen program starts with."""

import sys

from crm_console.__main__ import main

sys.exit(main())
