"""Strict JSON (SPEC §1.3) and the small types of SPEC §1.1 and §1.2.

A format is described by values such as `obj(lot=IDENT, size=u(64))`: functions that take a parsed
value and the place where it stood, and give back the value to work with or refuse it.
"""

import base64
import binascii
import datetime
import json
import re
import unicodedata


class Refused(Exception):
    """A refusal: its name is one of the SPEC's errors."""

    def __init__(self, name, detail=""):
        super().__init__(f"{name}: {detail}" if detail else name)
        self.name = name


class _NoInteger:
    """Stands for a number with a fraction or an exponent, or -0: never of the right type."""


MAX_DEPTH = 32


def loads(data, bound, what):
    if len(data) > bound:
        raise Refused("TooLarge", f"{what}: {len(data)} bytes, at most {bound}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("BadJson", f"{what}: not UTF-8") from None
    if text.startswith("\ufeff"):
        raise Refused("BadJson", f"{what}: a byte order mark")
    _check_depth(text, what)

    def members(pairs):
        value = {}
        for name, member in pairs:
            if name in value:
                raise Refused("DuplicateField", f"{what}: {name!r}")
            value[name] = member
        return value

    def constant(name):
        raise ValueError(name)

    try:
        value = json.loads(
            text,
            object_pairs_hook=members,
            parse_float=lambda _: _NoInteger(),
            parse_int=_integer,
            parse_constant=constant,
        )
    except ValueError as e:
        raise Refused("BadJson", f"{what}: {e}") from None
    _check_surrogates(value, what)
    return value


def _integer(digits):
    if digits == "-0":
        return _NoInteger()
    # Beyond any range of the format; Python itself refuses to convert more than 4300 digits.
    return 1 << 200 if len(digits) > 40 else int(digits)


def _check_depth(text, what):
    depth = 0
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text, re.DOTALL):
        depth += (token in ("[", "{")) - (token in ("]", "}"))
        if depth > MAX_DEPTH:
            raise Refused("BadJson", f"{what}: nested deeper than {MAX_DEPTH}")


def _check_surrogates(value, what):
    """Python lets "\\ud800" through; it stands for no text."""
    if isinstance(value, str):
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise Refused("BadJson", f"{what}: a lone surrogate")
    elif isinstance(value, dict):
        for name, member in value.items():
            _check_surrogates(name, what)
            _check_surrogates(member, what)
    elif isinstance(value, list):
        for member in value:
            _check_surrogates(member, what)


def bad(where, why):
    return Refused("BadField", f"{where}: {why}")


# ---- objects and lists -----------------------------------------------------------------------

def obj(optional=None, ignore_unknown=False, **required):
    optional = optional or {}

    def check(value, where):
        if not isinstance(value, dict):
            raise bad(where, "not an object")
        for name in value:
            if name not in required and name not in optional and not ignore_unknown:
                raise Refused("UnknownField", f"{where}.{name}")
        for name in required:
            if name not in value:
                raise Refused("MissingField", f"{where}.{name}")
        known = {**required, **optional}
        return {n: known[n](v, f"{where}.{n}") for n, v in value.items() if n in known}

    return check


def document(format_name, optional=None, **required):
    """An object that stands alone, with its member `format`."""
    inner = obj(optional, format=text(), **required)

    def check(value, where):
        if isinstance(value, dict) and value.get("format", format_name) != format_name:
            raise Refused("UnknownFormat", f"{where}: {value['format']!r}")
        return inner(value, where)

    return check


def list_of(item, low=0, high=2**32):
    def check(value, where):
        if not isinstance(value, list):
            raise bad(where, "not a list")
        if not low <= len(value) <= high:
            raise bad(where, f"{len(value)} entries, not {low} to {high}")
        return [item(v, f"{where}[{n}]") for n, v in enumerate(value)]

    return check


def tagged(member, **kinds):
    """An object whose member `member` says which other members it has."""

    def check(value, where):
        if not isinstance(value, dict):
            raise bad(where, "not an object")
        if member not in value:
            raise Refused("MissingField", f"{where}.{member}")
        kind = value[member]
        if not isinstance(kind, str) or kind not in kinds:
            raise bad(f"{where}.{member}", "no such kind")
        return kinds[kind](value, where)

    return check


# ---- scalars ---------------------------------------------------------------------------------

def has_control(value):
    return any(unicodedata.category(c) == "Cc" for c in value)


def text(low=0, high=None, clean=False):
    """`clean`: in NFC and without control characters, as names and titles are (SPEC §1.1)."""
    def check(value, where):
        if not isinstance(value, str):
            raise bad(where, "not a text")
        size = len(value.encode())
        if size < low or (high is not None and size > high):
            raise bad(where, f"{size} bytes, not {low} to {high}")
        if clean and has_control(value):
            raise bad(where, "a control character")
        if clean and unicodedata.normalize("NFC", value) != value:
            raise bad(where, "not in NFC")
        return value

    return check


TITLE = text(1, 512, clean=True)
NAME = text(1, 256, clean=True)


def one_of(*values):
    def check(value, where):
        if not isinstance(value, str) or value not in values:
            raise bad(where, "not one of the values that the format has")
        return value

    return check


def integer(low, high):
    def check(value, where):
        if type(value) is not int or not low <= value <= high:
            raise bad(where, f"not a whole number from {low} to {high}")
        return value

    return check


def u(bits):
    return integer(0, 2**bits - 1)


def BOOL(value, where):
    if type(value) is not bool:
        raise bad(where, "not true or false")
    return value


def TRUE(value, where):
    if value is not True:
        raise bad(where, "must be true, or left out")
    return value


# The names that Windows reserves; the superscripts are digits to it.
DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"}
DEVICES |= {name + digit for name in ("com", "lpt") for digit in "0123456789¹²³"}


def is_component(value):
    """Whether `value` may be one component of a path (SPEC §4.3), its form C aside."""
    return (
        value not in ("", ".", "..")
        and not any(c in '/\\:<>"|?*' for c in value)
        and not has_control(value)
        and value[-1] not in ". "
        and len(value.encode()) <= 240
        and ascii_lower(value.split(".")[0].rstrip()) not in DEVICES
    )


def folded(value):
    """What two names are compared by, as one file system or another takes them for the same (SPEC §4.3)."""
    return value.lower().upper().lower()


def ascii_lower(value):
    return "".join(c.lower() if c.isascii() else c for c in value)


def IDENT(value, where):
    text(1, 64, clean=True)(value, where)
    if not is_component(value):
        raise bad(where, "not a name that a file can have everywhere")
    if any(c.isspace() or c == "." for c in (value[0], value[-1])):
        raise bad(where, "white space or a full stop at an end")
    return value


def hexa(size):
    def check(value, where):
        if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{%d}" % (2 * size), value):
            raise bad(where, f"not {size} bytes in lower-case hex")
        return bytes.fromhex(value)

    return check


def BASE64(value, where):
    try:
        data = base64.b64decode(value.encode("ascii"), validate=True)
    except (AttributeError, UnicodeEncodeError, binascii.Error):
        raise bad(where, "not base64") from None
    if base64.b64encode(data).decode() != value:
        raise bad(where, "not canonical base64")
    return data


TIME_RE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)


def TIME(value, where):
    if not isinstance(value, str):
        raise bad(where, "not a text")
    m = TIME_RE.fullmatch(value)
    if not m:
        raise Refused("BadTime", f"{where}: {value!r}")
    sign, oh, om = m.group(7), int(m.group(8) or 0), int(m.group(9) or 0)
    try:
        if oh > 23 or om > 59:
            raise ValueError("offset")
        at = datetime.datetime(*(int(g) for g in m.groups()[:6]), tzinfo=datetime.timezone.utc)
    except ValueError as e:
        raise Refused("BadTime", f"{where}: {e}") from None
    local = int((at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)).total_seconds())
    seconds = local - (-1 if sign == "-" else 1) * (oh * 3600 + om * 60)
    if not 0 <= seconds < 253402300800:
        raise Refused("BadTime", f"{where}: outside the years 1970 to 9999")
    return seconds
