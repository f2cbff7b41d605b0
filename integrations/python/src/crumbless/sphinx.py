"""Sphinx extension: the snippet in the head of every HTML page, and the tracker's files beside them.

Sphinx has no development mode: ``-D crumbless_enabled=0`` on the command line of sphinx-autobuild keeps the tracker out.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError

from . import STATIC, OptionError, script_for, snippet

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx the options and what is to be called."""
    app.add_config_value("crumbless_url", "", "html", str)
    app.add_config_value("crumbless_site_id", "", "html", (int, str))
    app.add_config_value("crumbless_script_url", "", "html", str)
    app.add_config_value("crumbless_attributes", {}, "html", dict)
    app.add_config_value("crumbless_enabled", True, "html", bool)
    app.connect("builder-inited", _prepare)
    app.connect("html-page-context", _add_snippet)
    return {"version": version("crumbless"), "parallel_read_safe": True, "parallel_write_safe": True}


def _prepare(app: Sphinx) -> None:
    if not _is_website(app):
        return
    _head(app.config, _script(app.config))  # reports a wrong option at the start
    if not app.config.crumbless_script_url:
        app.config.html_static_path.append(str(STATIC))


def _add_snippet(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    if _is_website(app):
        script = context["pathto"](f"_static/{_script(app.config)}", 1)
        context["metatags"] = context.get("metatags", "") + _head(app.config, script) + "\n"


def _is_website(app: Sphinx) -> bool:
    """Whether pages are made for a server; a book is made of HTML too."""
    return app.config.crumbless_enabled and app.builder.format == "html" and app.builder.name != "epub"


def _script(config: Config) -> str:
    return script_for(attributes=config.crumbless_attributes)


def _head(config: Config, script: str) -> str:
    try:
        return snippet(
            config.crumbless_url,
            config.crumbless_site_id,
            config.crumbless_script_url or script,
            attributes=config.crumbless_attributes,
        )
    except OptionError as error:
        raise ConfigError(f"crumbless: {error}") from error
