"""Takes a page apart into messages, and puts it together again with other words.

One function for both: whoever extracts passes a `say` that remembers, whoever translates one that
looks the message up. So what is found is what can be replaced.
"""

import re

# What an HTML line says, and what a picture says.
SAYS = re.compile(r"(<(summary|figcaption|p|text|title|desc)(?: [^>]*)?>)(.*?)(</\2>)")
BLOCK = re.compile(r"</?(details|summary|div|figure|figcaption|svg|p|g|rect|text|title|desc|path|style|!--)\b|<!--")
# A table that a program has printed: the same in every language.
PRINTED = '<div class="steps">'
HEADING = re.compile(r"(#+ +)(.*?)( *\{#[^}]*\})?$")
ITEM = re.compile(r"( *(?:[-*]|\d+\.) +)(.*)$")
FENCE = re.compile(r" *(```+|~~~+) *([a-z]*)")
COMMENT = re.compile(r"(.*?)(//[/!]?|/\*) ?(.*?)( *\*/)?$")
SHELL_COMMENT = re.compile(r"((?:.* )?)(#) (.*?)()$")
COMMENTED = {"rust": COMMENT, "c": COMMENT, "sh": SHELL_COMMENT}


def has_words(text):
    """Not only code, numbers and Chinese."""
    text = re.sub(r"`[^`]*`|<code>.*?</code>|\]\([^)]*\)|\{\{.*?\}\}|<[^>]*>", "", text)
    return re.search(r"[A-Za-z]{2}", text) is not None


def translate(page, say):
    def speak(text):
        return say(text) if has_words(text) else text

    lines, out, at = page.split("\n"), [], 0
    terms = False
    while at < len(lines):
        line = lines[at]
        if fence := FENCE.match(line):
            end = end_of_fence(lines, at, fence[1])
            inside = lines[at + 1 : end]
            out += [line, *(comments(inside, speak, COMMENTED[fence[2]]) if fence[2] in COMMENTED else inside), *lines[end : end + 1]]
            at = end + 1
        elif line.startswith("<script"):
            end = next(n for n in range(at, len(lines)) if "</script>" in lines[n]) + 1
            out += lines[at:end]
            at = end
        elif line == PRINTED:
            end = next(n for n in range(at, len(lines)) if lines[n] == "</div>")
            out += lines[at:end]
            at = end
        elif BLOCK.match(line):
            out.append(SAYS.sub(lambda found: found[1] + speak(found[3]) + found[4], line))
            at += 1
        elif line.startswith("|"):
            # The glossary's terms are English in every edition.
            terms = line.startswith("| Term ") or (terms and lines[at - 1].startswith("|"))
            out.append(row(line, speak, 2 if terms and not line.startswith("| Term ") else 0))
            at += 1
        elif heading := HEADING.match(line):
            out.append(heading[1] + speak(heading[2]) + (heading[3] or ""))
            at += 1
        elif not line.strip() or line.startswith("{{"):
            out.append(line)
            at += 1
        else:
            start = ITEM.match(line)
            end = end_of_paragraph(lines, at)
            text = [start[2] if start else line, *lines[at + 1 : end]]
            message = " ".join(part.strip() for part in text)
            # What has no translation stays as it is, line by line.
            said = speak(message)
            out += lines[at:end] if said == message else [(start[1] if start else "") + said]
            at = end
    return "\n".join(out)


def end_of_fence(lines, at, mark):
    ends = (n for n in range(at + 1, len(lines)) if lines[n].strip() == mark)
    return next(ends, len(lines))


def end_of_paragraph(lines, at):
    at += 1
    while at < len(lines) and lines[at].strip():
        if any(kind.match(lines[at]) for kind in (FENCE, BLOCK, HEADING, ITEM)) or lines[at][0] in "|{":
            break
        at += 1
    return at


def row(line, speak, keep):
    """The words of a table's row, but not of its first `keep` parts, and not what is Chinese already."""
    cells = re.split(r"(?<!\\)\|", line)
    speaks = lambda n, cell: n >= keep and cell.strip() and not re.search("[一-鿿]", cell)
    return "|".join(f" {speak(cell.strip())} " if speaks(n, cell) else cell for n, cell in enumerate(cells))


def comments(lines, speak, pattern):
    """The comments of a listing. Several lines that follow one another are one message."""
    out, at = [], 0
    while at < len(lines):
        found = comment(lines[at], pattern)
        if not found:
            out.append(lines[at])
            at += 1
            continue
        before, mark, text, close = found
        end = at + 1
        if not before.strip() and not close:
            while end < len(lines) and (more := comment(lines[end], pattern)) and more[:2] == (before, mark):
                text += " " + more[2]
                end += 1
        said = speak(text)
        out += lines[at:end] if said == text else [f"{before}{mark} {part}{close}" for part in said.split("\n")]
        at = end
    return out


def comment(line, pattern):
    found = pattern.match(line)
    # An odd quote before it: the slashes are in a string.
    if not found or found[1].count('"') % 2:
        return None
    return found[1], found[2], found[3], found[4] or ""
