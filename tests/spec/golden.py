"""What the tests of the golden tender share: its files, and how to change them."""

import base64
import json
import pathlib
import re

from record import read_log
from signed import load
from strict_json import Refused
from tender import read_entries

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "record"


def refused(call, *arguments):
    try:
        call(*arguments)
    except Refused as error:
        return error.name
    return None


def roots(name):
    block = re.search("-----BEGIN CERTIFICATE-----(.*?)-----END", (FOLDER / name).read_text(), re.DOTALL)
    return [load(base64.b64decode(block[1]))]


def entries_of(name):
    frames, torn = read_log((FOLDER / name).read_bytes())
    assert torn is None
    return frames, read_entries(frames)


def flipped(data):
    """`data` with one byte changed, for every byte of it."""
    for at in range(len(data)):
        yield at, data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def another_root():
    """A root that is right, but that nobody here trusts."""
    case = json.loads((FOLDER.parent / "cms" / "ecdsa-p256.json").read_text())
    return base64.b64decode(case["root"])
