import os
import sys

sys.path.append(os.curdir)
from pelicanconf import *  # noqa: E402, F403

SITEURL = "https://site.example"
PLUGINS = ["crumbless.pelican"]
CRUMBLESS_URL = "https://matomo.example/"
CRUMBLESS_SITE_ID = "7"
