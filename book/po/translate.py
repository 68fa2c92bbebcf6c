#!/usr/bin/env python3
"""The book in another language, from a PO file: a preprocessor for mdBook, after its `links`.

    translate.py extract      brings zh-CN.po up to date with the English pages
    translate.py supports R   mdBook asks this first
    translate.py              mdBook passes the book on stdin and takes it back on stdout
    translate.py said         the same, before `links`: what programs say is included in Chinese
"""

import difflib
import json
import re
import sys
from pathlib import Path

import pieces
import pofile

HERE = Path(__file__).parent
SRC = HERE.parent / "src"
PO = HERE / "zh-CN.po"
ANCHOR = re.compile(r"ANCHOR(_END)?: *[\w-]+")
INCLUDE = re.compile(r"\{\{#(?:rustdoc_)?include ([^:}]+)(?::([^}]*))?\}\}")
NUMBER = re.compile(r"\d+(?:\.\d+)*")
# What programs have recorded. Its words are messages, with {} for each figure.
RECORDED = re.compile(r"data/(?!.*-steps).*\.md$")
# What programs say. A file beside it may hold the same in Chinese.
SAID = re.compile(r"(data/|\.\./\.\./tests/snapshots/)([\w-]+)\.(md|snap)")
# There it is Chinese already.
SPOKEN = re.compile(r"^(> |\*\*\d+\\\. ).*[一-鿿]")


def main():
    match sys.argv[1:]:
        case ["extract"]:
            extract()
        case ["supports", _] | ["said", "supports", _]:
            pass
        case ["said"]:
            _, book = json.load(sys.stdin)
            for item in book["items"]:
                include_said(item)
            json.dump(book, sys.stdout)
        case []:
            _, book = json.load(sys.stdin)
            say = words(pofile.read(PO))
            for item in book["items"]:
                put(item, say)
            json.dump(book, sys.stdout)
        case _:
            sys.exit(__doc__)


def include_said(item):
    def beside(found):
        other = found[1] + found[2] + {"md": ".zh.md", "snap": "-zh.snap"}[found[3]]
        return other if (SRC / other).exists() else found[0]

    if "Chapter" in item:
        chapter = item["Chapter"]
        chapter["content"] = SAID.sub(beside, chapter["content"])
        for sub in chapter["sub_items"]:
            include_said(sub)


def words(known):
    def say(text):
        recorded = NUMBER.sub("{}", text)
        for each, figures in ((text, []), (recorded, NUMBER.findall(text))):
            if each in known and known[each].done:
                return known[each].str.format(*figures) if figures else known[each].str
        if text != "Summary" and not SPOKEN.match(text):
            print(f"WARN no translation: {text}", file=sys.stderr)
        return text

    return say


def put(item, say):
    if "PartTitle" in item:
        item["PartTitle"] = say(item["PartTitle"])
    elif "Chapter" in item:
        chapter = item["Chapter"]
        chapter["name"] = say(chapter["name"])
        chapter["content"] = pieces.translate(chapter["content"], say)
        for sub in chapter["sub_items"]:
            put(sub, say)


def extract():
    """What was translated stays so. What was changed takes the nearest old words, as fuzzy."""
    old = pofile.read(PO) if PO.exists() else {}
    new = {}
    for place, text in messages():
        new.setdefault(text, pofile.Message(text))
        if place not in new[text].places:
            new[text].places.append(place)
    gone = [text for text in old if text not in new and old[text].str]
    for text, message in new.items():
        near = [text] if text in old else difflib.get_close_matches(text, gone, 1, 0.8)
        if near:
            was = old[near[0]]
            message.str, message.notes = was.str, was.notes
            message.fuzzy = was.fuzzy or near[0] != text
    pofile.write(PO, new.values())
    done = sum(message.done for message in new.values())
    print(f"{done} of {len(new)} messages are translated")


def messages():
    """All messages, with the page that each is on. Recorded data has none: nothing reads it here."""
    found = []
    summary = (SRC / "SUMMARY.md").read_text()
    for name in re.findall(r"\[(.*?)\]\(|^# (.*)$", summary, re.M):
        found.append(("SUMMARY.md", name[0] or name[1]))
    for name in re.findall(r"\((.*?)\)", summary):
        remember = lambda text: found.append((name, text)) or text
        page = (SRC / name).read_text()
        for path, _ in INCLUDE.findall(page):
            if RECORDED.match(path):
                figures = lambda text: remember(NUMBER.sub("{}", text)) and text
                pieces.translate(ANCHOR.sub("", (SRC / path).read_text()), figures)
        pieces.translate(INCLUDE.sub(lambda part: included(part[1], part[2]), page), remember)
    # Each once on a page, in its order.
    return [(place, text) for place, text in dict.fromkeys(found) if text != "Summary"]


def included(name, part):
    """Pictures and listings have words; the rest is what programs printed."""
    path = SRC / name
    if path.suffix not in (".svg", ".rs", ".c") or name == "data/outcomes.svg":
        return ""
    text = path.read_text()
    if part and re.match(r"\d", part):
        first, _, last = part.partition(":")
        return "\n".join(text.split("\n")[int(first) - 1 : int(last) if last else None])
    if part:
        text = text.split(f"ANCHOR: {part}\n")[1].split(f"ANCHOR_END: {part}")[0].rsplit("\n", 1)[0]
        # Of other anchors inside, mdBook shows nothing.
        return "\n".join(line for line in text.split("\n") if not ANCHOR.search(line))
    return text.rstrip("\n")


if __name__ == "__main__":
    main()
