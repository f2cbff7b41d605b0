"""MkDocs plugin: the snippet in the head of every page, and the tracker's files beside them, when the site is built.

``mkdocs serve`` has no tracker. With Material's ``navigation.instant`` each page that is shown counts, not only the first.
"""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile
from typing import Any, Literal
from urllib.parse import urlsplit

from mkdocs.config import base, config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from . import FILES, STATIC, OptionError, insert_into_head, script_for, snippet


class CrumblessConfig(base.Config):
    """What stands in ``mkdocs.yml`` under the plugin's name."""

    url = config_options.Type(str)
    site_id = config_options.Type((int, str))
    script_url = config_options.Optional(config_options.Type(str))
    attributes = config_options.Type(dict, default={})


class CrumblessPlugin(BasePlugin[CrumblessConfig]):
    """Tells MkDocs's events apart; :mod:`crumbless` makes the text."""

    _is_on = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Learn whether a site is built or tried out."""
        self._is_on = command != "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Tell at the start which option is wrong, also where no tracker comes into the pages."""
        self._head(config, self._script(config))
        return config

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Add the snippet to a page."""
        return self._add(output, config, get_relative_url(self._script(config), page.url))

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Add it to the page for addresses that do not exist, which is shown at any of them."""
        if template_name != "404.html":
            return output_content
        folder = _path_of(config.site_url)
        return self._add(output_content, config, f"{folder}{self._script(config)}")

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Copy the files."""
        if not self._is_on or self.config.script_url:
            return
        for name in FILES:
            target = Path(config.site_dir, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(STATIC / name, target)

    def _add(self, html: str, config: MkDocsConfig, script: str) -> str:
        return insert_into_head(html, self._head(config, script)) if self._is_on else html

    def _script(self, config: MkDocsConfig) -> str:
        return script_for(spa=_is_spa(config), attributes=self.config.attributes)

    def _head(self, config: MkDocsConfig, script: str) -> str:
        try:
            return snippet(
                self.config.url,
                str(self.config.site_id),
                self.config.script_url or script,
                spa=_is_spa(config),
                attributes=self.config.attributes,
            )
        except OptionError as error:
            raise PluginError(f"crumbless: {error}") from error


def _is_spa(config: MkDocsConfig) -> bool:
    features: Any = config.theme.get("features", [])
    return "navigation.instant" in features


def _path_of(site_url: str | None) -> str:
    """The folder that the site lies in on its host, as MkDocs itself takes it for this page."""
    return f"{urlsplit(site_url or '').path.rstrip('/')}/"
