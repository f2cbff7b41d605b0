"""The snippet with fields to fill in. Written by scripts/build-integrations.mjs from js/snippet.js."""

from __future__ import annotations

SNIPPET = (
    "<!-- Matomo -->\n"
    '<script async src="{script}" data-tracker-url="{tracker}" data-site-id="{site}"{more}></script>\n'
    "<!-- End Matomo Code -->"
)

#: Attributes of every snippet, unless the site's owner gives another value.
USUAL = {
    "data-disable-cookies": "",
}

#: Attributes for a site whose pages change without being loaded.
SPA = {
    "data-enable-spa-tracking": "",
    "data-discard-hash-tag": "[true]",
}
