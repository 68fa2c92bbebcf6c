"""Reads and writes PO files: the format of gettext, as far as a book needs it."""

import ast
import re
from dataclasses import dataclass, field

HEAD = "Content-Type: text/plain; charset=UTF-8\nLanguage: zh-CN\nPlural-Forms: nplurals=1; plural=0;\n"


@dataclass
class Message:
    id: str
    str: str = ""
    notes: list = field(default_factory=list)  # "# …": the translator's own
    places: list = field(default_factory=list)  # "#: …"
    fuzzy: bool = False

    @property
    def done(self):
        return bool(self.str) and not self.fuzzy


def read(path):
    """All messages by their id, without the one that holds the file's head."""
    messages = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        message, target = Message(""), None
        for line in block.splitlines():
            if line.startswith("#~"):
                continue
            if line.startswith("#:"):
                message.places += line[2:].split()
            elif line.startswith("#,"):
                message.fuzzy = "fuzzy" in line
            elif line.startswith("#"):
                message.notes.append(line[1:].strip())
            elif found := re.match(r'(msgid|msgstr)?\s*(".*")$', line):
                target = {"msgid": "id", "msgstr": "str", None: target}[found[1]]
                # PO's escapes are those of C, and of Python.
                setattr(message, target, getattr(message, target) + ast.literal_eval(found[2]))
        if message.id:
            messages[message.id] = message
    return messages


def quote(text):
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'


def write(path, messages):
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(quote(line + "\n") for line in HEAD.splitlines())]
    for message in messages:
        lines = [f"# {note}" for note in message.notes]
        lines += [f"#: {place}" for place in message.places]
        lines += ["#, fuzzy"] if message.fuzzy else []
        blocks.append("\n".join([*lines, f"msgid {quote(message.id)}", f"msgstr {quote(message.str)}"]))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
