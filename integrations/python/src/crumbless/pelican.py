"""Pelican plugin: the snippet in the head of every HTML page, and the tracker's files beside them.

Pelican says to no plugin whether a site is tried out: it has two configurations for that. What stands in ``publishconf.py``
alone is not there for ``pelican --autoreload --listen``, which reads ``pelicanconf.py``.
"""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

from pelican import signals

from . import FILES, STATIC, OptionError, insert_into_head, script_for, snippet

if TYPE_CHECKING:
    from pelican import Pelican


def register() -> None:
    """Tell Pelican what is to be called."""
    signals.initialized.connect(_check)
    signals.content_written.connect(_add_snippet)
    signals.finalized.connect(_copy_files)


def _check(pelican: Pelican) -> None:
    _head(pelican.settings)  # reports a wrong option at the start


def _add_snippet(path: str, context: dict[str, Any]) -> None:
    """Settings are in every page's context, and there SITEURL is relative to the page if the site's owner wants that."""
    page = Path(path)
    if page.suffix.lower() in (".html", ".htm"):
        page.write_text(insert_into_head(page.read_text(encoding="utf-8"), _head(context)), encoding="utf-8")


def _copy_files(pelican: Pelican) -> None:
    if pelican.settings.get("CRUMBLESS_SCRIPT_URL"):
        return
    for name in FILES:
        target = Path(pelican.settings["OUTPUT_PATH"], name)
        target.parent.mkdir(parents=True, exist_ok=True)
        copyfile(STATIC / name, target)


def _head(settings: dict[str, Any]) -> str:
    attributes = settings.get("CRUMBLESS_ATTRIBUTES", {})
    try:
        return snippet(
            settings.get("CRUMBLESS_URL", ""),
            settings.get("CRUMBLESS_SITE_ID", ""),
            settings.get("CRUMBLESS_SCRIPT_URL") or f"{settings['SITEURL']}/{script_for(attributes=attributes)}",
            attributes=attributes,
        )
    except OptionError as error:
        raise OptionError(f"crumbless: {error}") from error
