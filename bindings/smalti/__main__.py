# SPDX-License-Identifier: MIT
"""python -m smalti"""

import sys

from .cli import main

sys.exit(main())
