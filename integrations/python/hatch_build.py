"""Puts the tracker's files into a package that is built from a clone; one that was published has them already."""

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "crumbless/static/crumbless"
FILES = ("matomo.js", "matomo.full.js", "matomo.fallback.js", "matomo.engagement.js")


class TrackerFiles(BuildHookInterface):
    """Tells hatchling where the files are."""

    def initialize(self, version, build_data):
        """Take those that were built in the clone, or say what is to be done."""
        here = Path(self.root)
        if all((here / "src" / FOLDER / name).is_file() for name in FILES):
            return
        if version == "editable":
            _refuse("An editable installation has no place for the tracker's files: install without --editable.")
        built = here.parent.parent / "dist"
        if not all((built / name).is_file() for name in FILES):
            _refuse("The tracker's files are not built: run `npm run build` in the folder of the clone, then install again from there.")
        top = f"src/{FOLDER}" if self.target_name == "sdist" else FOLDER
        build_data["force_include"].update({str(built / name): f"{top}/{name}" for name in FILES})


def _refuse(sentence):
    """End as a program does that was called wrongly: a traceback would hide the sentence."""
    sys.exit(f"crumbless: {sentence}")
