import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import dslint
from dslint.inputs.unchecked import NotChecked
from dslint.judge.report import Report
from dslint.render.html import render
from dslint.render.style import Style
from dslint.run import check_text
from tests.render.build import three
from tests.render.samples import BAD, FINDINGS, HOSTILE

TAGS = """
html head meta title style body header h1 h2 h3 p dl dt dd div span main label input article section aside pre code bdi
ul li a script
"""
VOID = {"meta", "input"}


class Page(HTMLParser):
    """Reads a page and holds that every element is one of ours and closed in its turn."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words = [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS.split()
        assert not any(name.startswith("on") or name in ("src", "style") for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.words.append(data)


def text_of(made, **more):
    return "".join(render(made, Style(), **more))


def words(text):
    return " ".join("".join(Page(text).words).split())


def test_a_page_looks_as_promised(golden):
    made = three()
    made.not_checked = [NotChecked("charts/a.yaml", 3, "Helm template; check its chart")]
    text = text_of(made).replace(f"dslint {dslint.__version__}", "dslint VERSION")
    for part in ("style", "script"):
        text = re.sub(rf"<{part}>.*?</{part}>", f"<{part}></{part}>", text, flags=re.DOTALL)
    golden("check.html", re.sub("'sha256-[^']+'", "'sha256-…'", text))


def test_everything_is_said_in_words():
    said = words(text_of(three()))
    assert "pod template label app=agnet does not satisfy the selector line 17, column 14" in said
    assert "17 | app: agnet | ^^^^^ found here" in said
    assert 'help set the label to "agent"' in said
    assert "more dslint explain DS101" in said


def test_no_finding_and_a_failure_are_pages_too():
    assert "Checked 3 DaemonSets in 2 files: no problems." in words(text_of(Report(files=2, daemon_sets=3)))
    assert "could not be done. cannot read <x>" in words(text_of(Report(errors=["cannot read <x>"])))


def test_only_the_pages_own_style_and_script_are_allowed():
    text = text_of(three())
    for part, directive in (("style", "style-src"), ("script", "script-src")):
        (body,) = re.findall(rf"<{part}>(.*?)</{part}>", text, re.DOTALL)
        digest = b64encode(sha256(body.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in text
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=", text)


def test_hostile_names_are_words_and_nothing_else():
    for word in HOSTILE.values():
        named = (BAD % "agent").replace("agnet", f"'{word[:300]}'" if word.isprintable() else '"\\x1b\\x00</pre>"')
        text = text_of(check_text(named, path=f"{word[:50]}.yaml"))
        assert text.isascii()
        assert text.replace("\n", "").isprintable()
        Page(text)


def test_objects_follow_each_other_with_their_findings():
    text = text_of(check_text(FINDINGS["many"], path="deploy/a.yaml"))
    assert text.count("<article>") == text.count('<section class="finding error">') == 70
