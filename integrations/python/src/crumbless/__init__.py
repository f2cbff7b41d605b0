"""Matomo's browser tracker on documentation sites: what the integrations share.

The text of the snippet stands in ``_template``, which is generated; here its fields are filled in. Which hook of which
program is used, and when it stays off, is for ``crumbless.mkdocs``, ``crumbless.sphinx`` and ``crumbless.pelican`` to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from ._template import CORE, SNIPPET, SPA, USUAL

__all__ = ["FILES", "FULL_SCRIPT", "SCRIPT", "STATIC", "OptionError", "insert_into_head", "script_for", "snippet"]

#: A folder to lay into a site as it is.
STATIC = Path(__file__).parent / "static"

#: The tracker's files by their places in the folder and in a built site: the small one, the one with every command, and the
#: fallback. The others are asked for in the folder of the first.
SCRIPT = "crumbless/matomo.js"
FULL_SCRIPT = "crumbless/matomo.full.js"
FILES = (SCRIPT, FULL_SCRIPT, "crumbless/matomo.fallback.js", "crumbless/matomo.engagement.js")

#: Attributes that say where files are; they are no commands.
_PLACES = ("fullurl", "fallbackurl", "engagementurl")
_ATTRIBUTE = re.compile(r"data-[a-z]+(-[a-z]+)*")
_ADDRESS = re.compile(r"(https?:/)?/[^\s?#]+", re.IGNORECASE)


class OptionError(ValueError):
    """An option is missing or wrong; the message says which."""


def snippet(
    url: str, site_id: int | str, script: str, *, spa: bool = False, attributes: Mapping[str, object] | None = None
) -> str:
    """Make the text for a page's head.

    :param url: address of the Matomo, or of its ``matomo.php``
    :param site_id: the site's id in Matomo
    :param script: address of the tracker's file as seen from the page
    :param spa: whether pages change without being loaded
    :param attributes: further attributes of the script element, which are commands of the tracker
    """
    if not _ADDRESS.fullmatch(url):
        raise OptionError(f'"url" must be the address of your Matomo, which begins with https:// or /, not {url!r}.')
    if not str(site_id).strip():
        raise OptionError('"site_id" is missing: the site\'s id in Matomo.')
    wrong = next((name for name in attributes or {} if not _ATTRIBUTE.fullmatch(name)), None)
    if wrong is not None:
        raise OptionError(f'"attributes" has {wrong!r}: a name begins with data- and has small letters.')
    wanted = {**USUAL, **(SPA if spa else {}), **(attributes or {})}
    more = "".join(f' {name}="{escape(str(value))}"' for name, value in wanted.items())
    return SNIPPET.format(
        script=escape(script),
        tracker=escape(_tracker_address(url)),
        site=escape(str(site_id).strip()),
        more=more,
    )


def script_for(*, spa: bool = False, attributes: Mapping[str, object] | None = None) -> str:
    """Choose the file for the pages: the one with every command, if the small one lacks any that is wanted."""
    wanted = {**(SPA if spa else {}), **(attributes or {})}
    names = [name.removeprefix("data-").replace("-", "") for name, value in wanted.items() if value != "false"]
    lacks = any(not {name, f"set{name}"} & CORE and name not in _PLACES for name in names)
    return FULL_SCRIPT if lacks else SCRIPT


def insert_into_head(html: str, head: str) -> str:
    """Put a text at the end of a page's head; a part of a page, which has none, stays as it is."""
    end = re.search(r"</head\s*>", html, re.IGNORECASE)
    return html if end is None else f"{html[: end.start()]}{head}\n{html[end.start() :]}"


def _tracker_address(url: str) -> str:
    folder = url.rstrip("/")
    return folder if folder.endswith(".php") else f"{folder}/matomo.php"
