"""DER, as strictly as SPEC §6.1 and §6.3 want it, read on demand: an element is checked when it is looked at."""

import datetime
import re

from strict_json import Refused

SEQUENCE, SET, INTEGER, OID, OCTETS, NULL, BOOLEAN = 0x30, 0x31, 0x02, 0x06, 0x04, 0x05, 0x01
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
MAX_ELEMENTS = 256


class Element:
    """One element; `error` is what an encoding that is not DER is refused with."""

    def __init__(self, data, error, at=0):
        self.error, start = error, at + 2
        if start > len(data):
            raise Refused(error, "ends too early")
        self.tag, size = data[at], data[at + 1]
        if self.tag & 0x1F == 0x1F:
            raise Refused(error, "a tag of several bytes")
        if self.tag < 0x40 and bool(self.tag & 0x20) != (self.tag & 0x1F in (0x10, 0x11)):
            raise Refused(error, "constructed where it must not be, or the reverse")
        if size & 0x80:
            count = size & 0x7F
            digits = data[start:start + count]
            size, start = int.from_bytes(digits, "big"), start + count
            if not 1 <= count <= 4 or len(digits) != count or size < 0x80 or digits[0] == 0:
                raise Refused(error, "a length that is indefinite or longer than needed")
        self.end = start + size
        if self.end > len(data):
            raise Refused(error, "ends too early")
        self.content, self.raw = data[start:self.end], data[at:self.end]

    def children(self):
        """What a constructed element holds; of a SET OF in the right order."""
        found, at = [], 0
        while at < len(self.content):
            child = Element(self.content, self.error, at)
            found.append(child)
            at = child.end
        if len(found) > MAX_ELEMENTS:
            raise Refused(self.error, f"{len(found)} elements")
        if self.tag == SET:
            self.ascending(found)
        return found

    def ascending(self, elements):
        """Equal ones are let pass: X.690 §11.6 asks for no more than that."""
        encodings = [element.raw for element in elements]
        if encodings != sorted(encodings):
            raise Refused(self.error, "a SET OF that is not in ascending order")

    def fields(self, *wanted):
        """The elements of a SEQUENCE, in its order: each wanted by its tag, or if its tag is negative optional."""
        if self.tag != SEQUENCE:
            raise Refused(self.error, f"no SEQUENCE, but the tag {self.tag:02x}")
        rest, found = self.children(), []
        for tag in wanted:
            if rest and rest[0].tag == abs(tag):
                found.append(rest.pop(0))
            elif tag < 0:
                found.append(None)
            else:
                raise Refused(self.error, f"a field with the tag {tag:02x} is missing")
        if rest:
            raise Refused(self.error, f"an unknown field with the tag {rest[0].tag:02x}")
        return found

    def explicit(self, tag):
        """The one element within an explicit tag."""
        children = self.children()
        if len(children) != 1 or children[0].tag != tag:
            raise Refused(self.error, f"not one element with the tag {tag:02x}")
        return children[0]

    def integer(self):
        data = self.content
        if not data or len(data) > 1 and (data[0], data[1] & 0x80) in ((0, 0), (0xFF, 0x80)):
            raise Refused(self.error, "an INTEGER longer than needed")
        return int.from_bytes(data, "big", signed=True)

    def boolean(self):
        if self.content not in (b"\0", b"\xff"):
            raise Refused(self.error, "a BOOLEAN that is neither 00 nor ff")
        return self.content == b"\xff"

    def oid(self):
        if not self.content or self.content[-1] & 0x80:
            raise Refused(self.error, "an OBJECT IDENTIFIER that ends too early")
        arcs, value, begins = [], 0, True
        for byte in self.content:
            if begins and byte == 0x80:
                raise Refused(self.error, "an OBJECT IDENTIFIER longer than needed")
            value, begins = value << 7 | byte & 0x7F, not byte & 0x80
            if begins:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, [first, arcs[0] - 40 * first] + arcs[1:]))

    def time(self, fraction=False):
        """Seconds, and whether there is a fraction behind them; a fraction only where it may be."""
        try:
            text = self.content.decode("ascii")
        except UnicodeDecodeError:
            raise Refused(self.error, "a time") from None
        if self.tag == UTC_TIME:
            text = ("19" if text >= "50" else "20") + text
        parts = re.fullmatch(r"([0-9]{14})(\.[0-9]*[1-9])?Z", text)
        try:
            if not parts or parts[2] and not fraction:
                raise ValueError("form")
            at = datetime.datetime.strptime(parts[1] + "+0000", "%Y%m%d%H%M%S%z")
            # strptime takes the seconds 60 and 61 for leap seconds.
            if at.year < 1970 or parts[1][12:] > "59":
                raise ValueError("range")
        except ValueError as e:
            raise Refused(self.error, f"the time {text}: {e}") from None
        return int(at.timestamp()), bool(parts[2])


def read(data, error):
    """The one element that `data` is."""
    element = Element(data, error)
    if element.end != len(data):
        raise Refused(error, "bytes after the end")
    return element


def algorithm(element):
    """(identifier, parameters or None) of an AlgorithmIdentifier."""
    children = element.children() if element.tag == SEQUENCE else []
    if not 1 <= len(children) <= 2 or children[0].tag != OID:
        raise Refused(element.error, "not an AlgorithmIdentifier")
    return children[0].oid(), children[1] if len(children) == 2 else None


def hash_algorithm(element):
    """The identifier of a hash algorithm, whose parameters are NULL or left out (RFC 5754 §2); None if not so."""
    identifier, parameters = algorithm(element)
    return identifier if parameters is None or parameters.raw == b"\x05\0" else None
