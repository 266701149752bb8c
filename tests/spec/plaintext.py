"""What a part's plaintext holds (SPEC §4): the documents, their index, and the form."""

import unicodedata

from lock import kdf, lp
from notice import sha256
from strict_json import (
    IDENT, Refused, bad, document, folded, has_control, is_component, list_of, loads, obj, text, u,
)

MIN_SIZE = 65_536
MAX_INDEX = 16 << 20
MAX_FORM = 1 << 20

INDEX = document(
    "sealbid-index/1",
    documents=list_of(obj(path=text(), media_type=text(), offset=u(64), size=u(64)), 0, 100_000),
)


def form_value(value, where):
    if type(value) not in (str, int):
        raise bad(where, "neither text nor a whole number")
    return value


FORM = document("sealbid-form/1", stage=IDENT, fields=list_of(obj(id=IDENT, value=form_value)))


def tree(leaves):
    """RFC 6962 §2.1."""
    def join(hashes):
        if len(hashes) == 1:
            return hashes[0]
        split = 1 << (len(hashes) - 1).bit_length() - 1
        return sha256(b"\x01" + join(hashes[:split]) + join(hashes[split:]))

    return join([sha256(b"\x00" + leaf) for leaf in leaves])


# ---- sizes -----------------------------------------------------------------------------------

def padme(size):
    e = size.bit_length() - 1
    step = 1 << e - e.bit_length()  # floor(log2 e) + 1 is the number of e's bits
    return (size + step - 1) // step * step


def padded_size(documents, index):
    return max(MIN_SIZE, padme(documents + index + 16))


# ---- a part's plaintext ----------------------------------------------------------------------

def read_plaintext(plain, part):
    """[(index entry, content)] of one part (SPEC §4.2, §4.3)."""
    offset, size = int.from_bytes(plain[-16:-8], "big"), int.from_bytes(plain[-8:], "big")
    if size > MAX_INDEX:
        raise Refused("BadPadding", f"{part}: index of {size} bytes")
    if offset + size > len(plain) - 16:
        raise Refused("BadPadding", f"{part}: the index is outside the part")
    if any(plain[offset + size : -16]):
        raise Refused("BadPadding", part)
    if len(plain) != padded_size(offset, size):
        raise Refused("BadPadding", f"{part}: {len(plain)} bytes, not {padded_size(offset, size)}")
    where = f"{part}.index"
    index = INDEX(loads(plain[offset : offset + size], MAX_INDEX, where), where)
    at, entries, paths, folders = 0, [], set(), set()
    for entry in index["documents"]:
        check_path(entry["path"])
        if entry["offset"] != at or at + entry["size"] > offset:
            raise Refused("BadIndex", f"{part}: {entry['path']}")
        content = plain[at : at + entry["size"]]
        at += entry["size"]
        name = folded(entry["path"])
        components = name.split("/")
        above = {"/".join(components[:n]) for n in range(1, len(components))}
        if name in paths or name in folders or above & paths:
            raise Refused("DuplicateId", f"{part}: {entry['path']}")
        paths.add(name)
        folders |= above
        entries.append((entry, content))
    if at != offset:
        raise Refused("BadIndex", f"{part}: the documents do not reach the index")
    return entries


def check_path(path):
    good = 1 <= len(path.encode()) <= 1024 and unicodedata.normalize("NFC", path) == path
    if not (good and all(map(is_component, path.split("/")))):
        raise Refused("UnsafePath", repr(path))


def check_part(entries, part):
    if part["required"] and not entries:
        raise Refused("RequiredPartEmpty", part["id"])
    if sum(e["size"] for e, _ in entries) > part["max_bytes"]:
        raise Refused("PartTooLarge", part["id"])
    for e, _ in entries:
        if e["media_type"] not in part["media_types"]:
            raise Refused("MediaTypeNotAccepted", f"{part['id']}: {e['path']}")


# ---- the form --------------------------------------------------------------------------------

def read_form(entries, fields, stage):
    """{field id: value} of the fields that are filled in, in the notice's order (SPEC §4.4)."""
    if [(e["path"], e["media_type"]) for e, _ in entries] != [("form.json", "application/json")]:
        raise Refused("BadIndex", "form: not the one document form.json")
    content = entries[0][1]
    form = FORM(loads(content, MAX_FORM, "form.json"), "form.json")
    if form["stage"] != stage:
        raise Refused("UnknownStage", f"a form for stage {form['stage']}")
    values = {f["id"]: f["value"] for f in form["fields"]}
    known = {field["id"]: field for field in fields}
    if [f["id"] for f in form["fields"]] != [id for id in known if id in values]:
        raise Refused("UnknownFormField", "form.json: a field unknown, twice or out of order")
    for id, field in known.items():
        if id not in values and field["required"]:
            raise Refused("MissingField", f"form.json: {id}")
        if id in values and not value_fits(values[id], field):
            raise Refused("BadFormValue", id)
    return values


def value_fits(value, field):
    if field["type"] in ("money", "duration"):
        high = 2**53 - 1 if field["type"] == "money" else 100_000
        return type(value) is int and 0 <= value <= high
    if not isinstance(value, str):
        return False
    if field["type"] == "choice":
        return value in field["options"]
    return len(value.encode()) <= field["max_bytes"] and not has_control(value)


def form_root(values, stage, key, ctx):
    head = b"sealbid/1 field" + lp(stage.encode())
    leaves = []
    for id, value in values.items():
        name = lp(id.encode())
        leaves.append(head + name + kdf("form salt", key, ctx + name) + lp(str(value).encode()))
    empty = b"sealbid/1 empty form" + lp(stage.encode()) + kdf("form salt", key, ctx)
    return tree(leaves or [empty])
