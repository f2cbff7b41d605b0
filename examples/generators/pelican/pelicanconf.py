SITENAME = "A site made with Pelican"
SITEURL = ""
THEME = "simple"
PATH = "content"
DIRECT_TEMPLATES = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = None
