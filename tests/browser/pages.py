"""What holds of every page that dslint writes."""

BACKGROUNDS = {"light": "rgb(245, 246, 248)", "dark": "rgb(14, 18, 23)"}


def assert_calm(browser, file, scheme, width):
    """Open a page: nobody complains, nothing comes from elsewhere or is too wide, and the scheme counts."""
    browser.open(file, scheme=scheme, width=width)
    assert browser.run("document.documentElement.scrollWidth") == width
    assert browser.run("getComputedStyle(document.body).backgroundColor") == BACKGROUNDS[scheme]
    assert browser.run("typeof hacked") == "undefined"
    assert browser.complaints == []
    assert browser.requests == [file.as_uri()]
