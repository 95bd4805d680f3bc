"""What dslint says of texts, whichever Python runs it: imported by a test, and read by ``reports.mjs``."""

import json

from dslint import Options
from dslint.render.json import render
from dslint.render.style import Style
from dslint.run import check_text


def reports(texts):
    """Return the whole report of each of some texts, all as JSON, with every rule on."""
    options = Options(no_config=True, select=("ALL",), preview=True)
    found = {
        name: "".join(render(check_text(text, path="manifest.yaml", options=options), Style()))
        for name, text in json.loads(texts).items()
    }
    return json.dumps(found)
