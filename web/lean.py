"""Serves the widget's sources without what only their readers need.

The sources stay as they are written: no build, nothing to install. Comments on lines of
their own, blank lines and indentation are a fifth of what would travel, gzipped.
"""

import re

# A text over several lines would lose its indentation too: only style sheets are such texts.
_FOR_READERS = re.compile(
    r"^[ \t]*(?:/\*.*?\*/[ \t]*\n|//[^\n]*\n|\n)|^[ \t]+", re.MULTILINE | re.DOTALL
)


def lean(source: str) -> str:
    """Return the JavaScript without comment lines, blank lines and indentation."""
    return _FOR_READERS.sub("", source)
