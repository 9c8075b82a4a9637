"""`headache-diary` with the pages of another build: the one in the folder that JOURNEY_BUILD names."""

import os
from pathlib import Path

from app.api import pages
from app.cli import main

if __name__ == "__main__":
    pages.BUILD = Path(os.environ["JOURNEY_BUILD"])
    main()
