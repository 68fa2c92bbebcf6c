"""Archives as students hand them in, and as nobody should: archives.py FOLDER RIGHT-PROGRAM."""

import io
import os
import sys
import tarfile
import zipfile

folder, right = sys.argv[1:]
with open(right, "rb") as file:
    program = file.read()


def tar(name, *entries):
    """Each entry: its name, its type, its content or where it links to."""
    with tarfile.open(os.path.join(folder, name + ".tar.gz"), "w:gz") as archive:
        for entry, kind, content in entries:
            info = tarfile.TarInfo(entry)
            info.type, info.mode = kind, 0o755
            data = None
            if kind == tarfile.REGTYPE:
                info.size, data = len(content), io.BytesIO(content)
            elif isinstance(content, str):
                info.linkname = content
            archive.addfile(info, data)


def zipped(name, *entries):
    """Each entry: its name, its mode with the type, its content."""
    with zipfile.ZipFile(os.path.join(folder, name + ".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, mode, content in entries:
            info = zipfile.ZipInfo(entry)
            info.create_system, info.external_attr = 3, mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


FILE, LINK, HARD = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE
tar("tar-right", ("work", tarfile.DIRTYPE, None), ("work/lab1", FILE, program))
tar("Tar-GREAT", ("lab1", FILE, program))
tar("tar-names", ("caf\udce9", FILE, b""), ("a b ü", FILE, b""), ("-rf", FILE, b""), ("lab1", FILE, program))
tar("tar-markup", ("../</script><script>alert(1)</script>", FILE, b""))
tar("tar-up", ("../lab1", FILE, program))
tar("tar-absolute", (os.path.join(folder, "outside/lab1"), FILE, program))
tar("tar-link", ("lab1", LINK, right))
tar("tar-hard-link", ("lab1", HARD, right))
tar("tar-through-link", ("way", LINK, ".."), ("way/lab1", FILE, program))
tar("tar-fifo", ("lab1", tarfile.FIFOTYPE, None))
tar("tar-device", ("lab1", tarfile.CHRTYPE, None))
tar("tar-twice", ("lab1", FILE, b"#!/bin/true\n"), ("lab1", FILE, program))
tar("tar-bomb", ("lab1", FILE, bytes(65 << 20)))
tar("tar-many", *((f"f{n}", FILE, b"") for n in range(2001)))
tar("tar-deep", ("d/" * 30 + "lab1", FILE, program))
with open(os.path.join(folder, "tar-broken.tar.gz"), "wb") as file:
    file.write(b"no archive")

os.rename(os.path.join(folder, "Tar-GREAT.tar.gz"), os.path.join(folder, "Tar-GREAT.TAR.GZ"))

zipped("zip-right", ("lab1", 0o100755, program))
zipped("zip-names", ("caf?", 0o100644, b""), ("a b ü", 0o100644, b""), ("lab1", 0o100755, program))
# A name as an old program for another country wrote it.
with open(os.path.join(folder, "zip-names.zip"), "rb+") as file:
    content = file.read().replace(b"caf?", b"caf\xe9")
    file.seek(0)
    file.write(content)
zipped("zip-up", ("a/../../lab1", 0o100755, program))
zipped("zip-absolute", (os.path.join(folder, "outside/lab1"), 0o100755, program))
zipped("zip-link", ("lab1", 0o120777, right.encode()))
zipped("zip-bomb", ("lab1", 0o100755, bytes(65 << 20)))
zipped("zip-many", *((f"f{n}", 0o100644, b"") for n in range(2001)))
with open(os.path.join(folder, "zip-broken.zip"), "wb") as file:
    file.write(b"PK\x03\x04 and no more")
