#!/usr/bin/env python3
"""A preprocessor for mdBook: marks Chinese words as Chinese, for who has pages read aloud, and for the right letters.

It is here and not in a script of the pages, so that the marks are there without JavaScript, too.
"""

import json
import re
import sys

# Code, tags and the targets of links stay as they are; an SVG's text takes no HTML inside.
FIXED = r"^ *(?P<fence>```+)[^\n]*\n.*?\n *(?P=fence) *$|<svg\b.*?</svg>|`[^`\n]+`|<[^>]*>|\]\([^)\n]*\)|\{#[^}\n]*\}"
HAN = "[㐀-䶿一-鿿]"
WORDS = re.compile(rf"(?P<fixed>{FIXED})|{HAN}(?:{HAN}|[，。：；、（）])*", re.S | re.M)


def marked(page):
    mark = lambda found: found[0] if found["fixed"] else f'<span lang="zh-Hans">{found[0]}</span>'
    return WORDS.sub(mark, page)


def put(item):
    if "Chapter" in item:
        item["Chapter"]["content"] = marked(item["Chapter"]["content"])
        for sub in item["Chapter"]["sub_items"]:
            put(sub)


def main():
    if sys.argv[1:2] == ["supports"]:
        return
    context, book = json.load(sys.stdin)
    # In a Chinese book they are nothing special.
    if not (context["config"]["book"].get("language") or "en").startswith("zh"):
        for item in book["items"]:
            put(item)
    json.dump(book, sys.stdout)


if __name__ == "__main__":
    main()
