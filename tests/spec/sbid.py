"""The sealed bid (SPEC §5): the file, its checks without opening, and the opening of a stage."""

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lock import LOCK, check_shape, kdf, lp, open_lock
from notice import sha256, suite
from plaintext import (
    MAX_FORM, MAX_INDEX, MIN_SIZE, check_part, form_root, padded_size, padme, read_form, read_plaintext, tree,
)
from strict_json import IDENT, Refused, document, hexa, list_of, loads, obj, u

MAGIC = bytes.fromhex("89534249440d0a1a")
SEGMENT, TAG = 65_536, 16

HEADER = document(
    "sealbid-bid/1",
    suite=suite, tender=hexa(32), notice=hexa(32), lot=IDENT, bid_key=hexa(32),
    locks=list_of(LOCK), parts=list_of(obj(stage=IDENT, part=IDENT, size=u(64))),
)
MANIFEST = document(
    "sealbid-manifest/1",
    header=hexa(32), parts=list_of(hexa(32)), forms=list_of(obj(stage=IDENT, root=hexa(32))),
)


def stored_size(size):
    return size + TAG * -(-size // SEGMENT)


def check_root(part, segments, root):
    if tree(segments) != root:
        raise Refused("PartRootMismatch", part["part"])


# ---- Ed25519 ---------------------------------------------------------------------------------

def ed25519_decodes(key):
    """RFC 8032 §5.1.3: OpenSSL does not tell a bad key from a bad signature."""
    p = 2**255 - 19
    y, sign = int.from_bytes(key, "little") & (1 << 255) - 1, key[31] >> 7
    if y >= p:
        return False
    d = -121665 * pow(121666, -1, p) % p
    x2 = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
    return not sign if x2 == 0 else pow(x2, (p - 1) // 2, p) == 1


def ed25519_verify(key, signature, message, error):
    if not ed25519_decodes(key):
        raise Refused(error, "the key is no point")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise Refused(error) from None


# ---- the file --------------------------------------------------------------------------------

class Bid:
    """A bid file. Made from the file alone; the checks of SPEC §5.6 follow in the order of its methods."""

    def __init__(self, file):
        self.file = file
        self.length = file.seek(0, 2)
        file.seek(0)
        start = self._read(16)
        if start[:8] != MAGIC:
            raise Refused("NotASealedBid", "another file, or one that was transferred as text")
        if start[8:12] != b"\0\0\0\1":
            raise Refused("UnknownVersion", start[8:12].hex())
        header = self._read(self._bounded(start[12:16], 1 << 20, "header"))
        self.header_digest = sha256(start + header)
        self.header = HEADER(loads(header, 1 << 20, "header"), "header")
        self.bid_key = self.header["bid_key"]
        at = file.tell()
        for part in self.header["parts"]:
            part["start"] = at
            at += stored_size(part["size"])
        if at > self.length:
            raise Refused("Truncated", f"{self.length} bytes, the parts alone end at {at}")
        file.seek(at)
        self.trailer_start = at
        self.manifest_bytes = self._read(self._bounded(self._read(4), 64 << 10, "manifest"))
        self.signature = self._read(64)
        self.cms = self._read(self._bounded(self._read(4), 256 << 10, "CMS signature"))
        if file.tell() != self.length:
            raise Refused("TrailingBytes")
        self.manifest = MANIFEST(loads(self.manifest_bytes, 64 << 10, "manifest"), "manifest")

    def _read(self, size):
        data = self.file.read(size)
        if len(data) < size:
            raise Refused("Truncated")
        return data

    def _bounded(self, data, bound, what):
        size = int.from_bytes(data, "big")
        if size > bound:
            raise Refused("TooLarge", f"{what}: {size} bytes, at most {bound}")
        return size

    def check_signed(self, notice):
        """The header digest, the part table, and the bid key's signature."""
        if self.manifest["header"] != self.header_digest:
            raise Refused("HeaderMismatch")
        self._check_table(notice)
        message = b"sealbid/1 manifest" + sha256(self.manifest_bytes) + sha256(self.cms)
        ed25519_verify(self.bid_key, self.signature, message, "BadBidSignature")

    def _check_table(self, notice):
        expected = []
        with_forms = [stage for stage in notice.stages if notice.form_of(stage)]
        for stage in notice.stages:
            expected += [(stage, "form", MAX_FORM)] if stage in with_forms else []
            expected += [(stage, part["id"], part["max_bytes"]) for part in notice.parts_of(stage)]
        table = self.header["parts"]
        if [(p["stage"], p["part"]) for p in table] != [(stage, part) for stage, part, _ in expected]:
            raise Refused("PartTable", "not the notice's parts, in its order")
        if len(self.manifest["parts"]) != len(table):
            raise Refused("PartTable", "the manifest's parts")
        if [f["stage"] for f in self.manifest["forms"]] != with_forms:
            raise Refused("PartTable", "the manifest's forms")
        for p, (_, _, max_bytes) in zip(table, expected):
            if p["size"] < MIN_SIZE or padme(p["size"]) != p["size"]:
                raise Refused("PartTable", f"{p['part']}: {p['size']} is not a padded size")
            if p["size"] > padded_size(max_bytes, MAX_INDEX):
                raise Refused("PartTooLarge", f"{p['part']}: {p['size']} bytes padded")

    def check_notice(self, notice):
        """That the bid is one for this notice, and that its locks have the shape of its policy."""
        if self.header["suite"] != notice.value["suite"]:
            raise Refused("WrongSuite", self.header["suite"])
        if self.header["tender"] != notice.tender:
            raise Refused("WrongTender")
        if self.header["notice"] != notice.digest:
            raise Refused("WrongNotice")
        if self.header["lot"] not in notice.lots:
            raise Refused("UnknownLot", self.header["lot"])
        if [lock["stage"] for lock in self.header["locks"]] != list(notice.stages):
            raise Refused("LockShape", "not one lock for each stage, in order")
        self.u_points = {lock["stage"]: check_shape(lock, notice.quorums) for lock in self.header["locks"]}

    def check_roots(self, stage):
        for part, root in zip(self.header["parts"], self.manifest["parts"]):
            if part["stage"] == stage:
                check_root(part, self.segments(part), root)

    def digest(self):
        self.file.seek(self.trailer_start)
        return sha256(b"sealbid/1 bid" + self.file.read())

    def segments(self, part):
        self.file.seek(part["start"])
        left = stored_size(part["size"])
        while left:
            segment = self._read(min(left, SEGMENT + TAG))
            left -= len(segment)
            yield segment

    def lock(self, stage):
        return next(lock for lock in self.header["locks"] if lock["stage"] == stage)

    def open_lock(self, context, signatures, masks):
        """The payload key of the context's stage."""
        stage = context.stage
        return open_lock(self.lock(stage), self.u_points[stage], context, signatures, masks)

    def read_parts(self, context, key):
        """The documents, as {part: [(path, bytes)]}, and the form's values (SPEC §5.7)."""
        notice, stage = context.notice, context.stage
        notice_parts = {part["id"]: part for part in notice.parts_of(stage)}
        documents, values = {}, {}
        for n, part in enumerate(self.header["parts"]):
            if part["stage"] != stage:
                continue
            entries = read_plaintext(self._decrypt(n, part, key), part["part"])
            if part["part"] == "form":
                form_entries = entries
            else:
                check_part(entries, notice_parts[part["part"]])
                documents[part["part"]] = [(e["path"], content) for e, content in entries]
        if notice.form_of(stage):
            values = read_form(form_entries, notice.form_of(stage), stage)
            roots = {form["stage"]: form["root"] for form in self.manifest["forms"]}
            if form_root(values, stage, key, context.ctx) != roots[stage]:
                raise Refused("FormRootMismatch", stage)
        return documents, values

    def _decrypt(self, n, part, key):
        """A part's plaintext, from bytes whose root is compared again: the file may have changed."""
        segments = list(self.segments(part))
        check_root(part, segments, self.manifest["parts"][n])
        info = self.header_digest + n.to_bytes(4, "big") + lp(part["part"].encode())
        aead = AESGCM(kdf("part", key, info))
        plain = bytearray()
        for m, segment in enumerate(segments):
            nonce = m.to_bytes(8, "big") + b"\0\0\0" + bytes([m == len(segments) - 1])
            try:
                plain += aead.decrypt(nonce, segment, b"")
            except InvalidTag:
                raise Refused("BadSegment", f"{part['part']}, segment {m}") from None
        return bytes(plain)
