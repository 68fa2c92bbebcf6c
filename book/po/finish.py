#!/usr/bin/env python3
"""What both editions get after mdBook has built them: finish.py ENGLISH CHINESE (two folders).

A switch to the same page in the other language, and an index in which Chinese words are found. The
Chinese edition also gets mdBook's own words in Chinese.
"""

import json
import math
import os
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
HAN = re.compile(r"[㐀-䶿一-鿿]+")
BUTTONS = '<div class="right-buttons">'
INDEX = re.compile(r"(JSON\.parse\(')(.*)('\)\))", re.S)


def pairs(text):
    """Overlapping pairs of characters, and the last one of each run: book/search.js asks for these.

    Chinese has no spaces between words. A pair is written as its code points: mdBook's search takes
    everything but Latin letters and digits away from the ends of a word.
    """
    for run in HAN.findall(text):
        codes = [f"h{ord(character)}" for character in run]
        yield from (first + second for first, second in zip(codes, codes[1:]))
        yield codes[-1]


def add(root, token, document, count):
    node = root
    for letter in token:
        node = node.setdefault(letter, {"df": 0, "docs": {}})
    node["docs"][document] = {"tf": math.sqrt(count)}
    node["df"] = len(node["docs"])


def index(folder):
    (path,) = folder.glob("searchindex-*.js")
    script = path.read_text(encoding="utf-8")
    # A JavaScript string in single quotes, with JSON in it.
    search = json.loads(re.sub(r"\\(.)", r"\1", INDEX.search(script)[2]))
    for document, fields in search["index"]["documentStore"]["docs"].items():
        for field, tree in search["index"]["index"].items():
            for token, count in Counter(pairs(fields[field])).items():
                add(tree["root"], token, document, count)
    text = json.dumps(search, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\\", "\\\\").replace("'", "\\'")
    path.write_text(INDEX.sub(lambda found: found[1] + text + found[3], script), encoding="utf-8")


def switch(folder, other, language, name, title):
    for page in sorted(folder.glob("*.html")):
        text = page.read_text(encoding="utf-8")
        if BUTTONS not in text or not (other / page.name).exists() or page.name == "404.html":
            continue
        there = os.path.relpath(other / page.name, folder)
        link = f'<a class="edition" href="{there}" lang="{language}" hreflang="{language}" title="{title}">{name}</a>'
        page.write_text(text.replace(BUTTONS, BUTTONS + link, 1), encoding="utf-8")


def own_words(folder):
    """mdBook's own words. One that it no longer says is an error: there is a new one to translate."""
    words = json.loads((HERE / "mdbook.zh-CN.json").read_text(encoding="utf-8"))
    for pattern, pairs_of_words in words.items():
        unused = set(pairs_of_words)
        for path in sorted(folder.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            for english, chinese in pairs_of_words.items():
                if english in text:
                    unused.discard(english)
                    text = text.replace(english, chinese)
            path.write_text(text, encoding="utf-8")
        if unused:
            sys.exit(f"{pattern} says no longer: {sorted(unused)}")


def main():
    english, chinese = map(Path, sys.argv[1:])
    own_words(chinese)
    switch(english, chinese, "zh-CN", "中文", "本页的中文版")
    switch(chinese, english, "en", "English", "This page in English")
    for folder in (english, chinese):
        index(folder)


if __name__ == "__main__":
    main()
