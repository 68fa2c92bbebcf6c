#!/usr/bin/env python3
"""Checks every link of the built book that stays inside it: links.py FOLDER."""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag


class Page(HTMLParser):
    """The ids and the link targets of a page."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.targets, self.twice = set(), [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                if value in self.ids:
                    self.twice.append(value)
                self.ids.add(value)
            elif name in ("href", "src") and value and "://" not in value:
                self.targets.append(value)


folder = Path(sys.argv[1])
# print.html is all pages in one, and mdBook's own; so is 404.html, whose links start at the root.
pages = {p.name: Page(p) for p in sorted(folder.glob("*.html")) if p.name not in ("print.html", "404.html")}
faults = [f"{name}: the id {id} is there twice" for name, page in pages.items() for id in page.twice]
checked = 0
for name, page in pages.items():
    for target in page.targets:
        if target.startswith(("mailto:", "data:")):
            continue
        checked += 1
        file, anchor = urldefrag(target)
        file = unquote(file) or name
        if not (folder / file).exists():
            faults.append(f"{name}: {target}: no such file")
        elif anchor and file in pages and unquote(anchor) not in pages[file].ids:
            faults.append(f"{name}: {target}: no such anchor")

print("\n".join(faults) or f"{checked} links in {len(pages)} pages, all lead somewhere")
sys.exit(bool(faults))
