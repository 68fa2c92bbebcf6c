#!/usr/bin/env python3
"""Whether the Chinese edition is whole, and says one thing by one word: check.py [all].

With `all`, a message without a translation is a fault, too; without, only what is translated is looked at.
"""

import re
import sys
from pathlib import Path

import pofile
import translate

HERE = Path(__file__).parent
HAN = "[㐀-䶿一-鿿]"
# Code, links, tags: the same in every language.
FIXED = re.compile(r"`[^`]*`|(?<=\])\([^)]*\)|</?\w[^>]*>")


def terms():
    """English words and their Chinese ones, from the glossary's table: what takes the most letters first."""
    page = (translate.SRC / "glossary.md").read_text(encoding="utf-8")
    found = {}
    for english, chinese in re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", page, re.M)[1:]:
        words = re.sub(r"\(.*?\)", "", english).split(",")
        # 原子的: the word is 原子; 读数据进程（读方）: one may say either.
        many = [each.strip().removesuffix("的") for each in re.split("[，、（）]", chinese) if each.strip()]
        for word in map(str.strip, words):
            found[word] = many
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def word(english):
    """A word, and its plural."""
    return re.compile(rf"\b{re.escape(english)}(e?s)?\b", re.I)


def wrong_terms(message, law):
    """The glossary's words that the English has and the Chinese does not.

    A note `not: key` beside a message says that the word is no term there: a key on the keyboard.
    """
    allowed = {each.strip() for note in message.notes if note.startswith("not:") for each in note[4:].split(",")}
    english, said = FIXED.sub(" ", message.id), FIXED.sub(" ", message.str).lower()
    for term, chinese in law:
        pattern = word(term)
        if not pattern.search(english):
            continue
        # What is part of a longer term is none of its own.
        english = pattern.sub(" ", english)
        if term not in allowed and not any(each.lower() in said for each in [*chinese, term]):
            yield f"{term} is {'、'.join(chinese)}"


def wrong_form(message):
    # A set: Chinese may have to name again what English calls "it".
    fixed = lambda text: set(FIXED.findall(text))
    if fixed(message.id) != fixed(message.str):
        yield f"code, links or tags differ: {fixed(message.id) ^ fixed(message.str)}"
    text = FIXED.sub("", message.str)
    if found := re.search(rf"{HAN}[,;:!?()]|[,;:!?()]{HAN}", text):
        yield f"half-width punctuation: {found[0]}"
    if found := re.search(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}", text):
        yield f"no space between: {found[0]}"
    # Where punctuation meets a letter, Markdown does not see where bold ends or begins: a space helps.
    parts = text.split("**")
    for before, bold, after in zip(parts[::2], parts[1::2], parts[2::2]):
        if re.search(r"[。？！”）]$", bold) and re.match(HAN, after) or re.match("[“（]", bold) and re.search(f"{HAN}$", before):
            yield f"not bold: {bold}"


def main():
    messages = pofile.read(translate.PO)
    law = terms()
    faults = []
    now = {text for _, text in translate.messages()}
    if now != set(messages):
        faults.append(f"{len(now ^ set(messages))} messages have changed: run translate.py extract")
    # What the programs say in Chinese keeps the same law.
    said = pofile.read(HERE.parent.parent / "src/lesson/zh-CN.po")
    for message in [*messages.values(), *said.values()]:
        if message.done:
            wrong = [*wrong_terms(message, law), *wrong_form(message)]
            faults += [f"{message.id[:70]}\n  {message.str[:70]}\n  {fault}" for fault in wrong]
        elif message.fuzzy or sys.argv[1:] == ["all"]:
            faults.append(f"{message.places}: {message.id[:70]}\n  has no translation")
    print(*faults, sep="\n")
    done = sum(message.done for message in messages.values())
    print(f"{done} of {len(messages)} messages are translated, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
