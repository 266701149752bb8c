"""The record: log file, tree, heads and proof files (SPEC §13), written from SPEC.md alone."""

import base64
import binascii
import hashlib
import re
import struct
import zlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from strict_json import Refused

MAGIC = bytes.fromhex("89534c4f470d0a1a")
HEADER = struct.Struct(">8s8sQIQQI")


def sha256(data):
    return hashlib.sha256(data).digest()


# ---- 13.2 the log file -----------------------------------------------------------------------

def header_at(data, offset):
    raw = data[offset:offset + HEADER.size]
    if len(raw) < HEADER.size:
        return None
    magic, ident, number, count, meta, blobs, crc = HEADER.unpack(raw)
    if magic != MAGIC or zlib.crc32(raw[:-4]) != crc:
        return None
    return ident, number, count, meta, blobs


class Meta:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if size > len(self.data) - self.at:
            raise Refused("LogDamaged", "meta ends too early")
        self.at += size
        return self.data[self.at - size:self.at]

    def u32(self, bound):
        value = int.from_bytes(self.take(4), "big")
        if value > bound:
            raise Refused("LogDamaged", f"{value} > {bound}")
        return value

    def lp(self, bound):
        return self.take(self.u32(bound))


def frames(meta, count, blobs_at, blobs_size):
    """(entry, attachments, blob), a blob as (offset, size, crc)."""
    meta, at, found = Meta(meta), blobs_at, []
    for _ in range(count):
        entry = meta.lp(1 << 20)
        attachments = [meta.lp(64 << 20) for _ in range(meta.u32(64))]
        blob = None
        if meta.u32(1):
            size, crc = struct.unpack(">QI", meta.take(12))
            blob = (at, size, crc)
            at += size
        found.append((entry, attachments, blob))
    if meta.at != len(meta.data) or at != blobs_at + blobs_size:
        raise Refused("LogDamaged", "more in a batch than its entries")
    return found


def read_log(data):
    """All entries, and where a torn tail begins (None if there is none)."""
    entries, ident, at = [], None, 0
    while at < len(data):
        header = header_at(data, at)
        if header is None:
            for behind in range(at, len(data)):
                other = header_at(data, behind)
                if other and ident in (None, other[0]):
                    raise Refused("LogDamaged", f"no batch at {at}, but one at {behind}")
            return entries, at
        found, number, count, meta_size, blobs_size = header
        if ident not in (None, found) or number != len(entries):
            raise Refused("LogDamaged", f"a batch that does not follow, at {at}")
        if count > 4096 or meta_size > 256 << 20 or blobs_size > 1 << 40 or number + count > 1 << 40:
            raise Refused("LogDamaged", f"sizes, at {at}")
        meta_at = at + HEADER.size
        blobs_at = meta_at + meta_size + 4
        end = blobs_at + blobs_size
        if end > len(data):
            return entries, at
        meta = data[meta_at:meta_at + meta_size]
        if zlib.crc32(meta).to_bytes(4, "big") != data[blobs_at - 4:blobs_at]:
            if end < len(data):
                raise Refused("LogDamaged", f"meta, at {at}")
            return entries, at
        batch = frames(meta, count, blobs_at, blobs_size)
        if end == len(data):
            for _, _, blob in batch:
                if blob and zlib.crc32(data[blob[0]:blob[0] + blob[1]]) != blob[2]:
                    return entries, at
        entries, ident, at = entries + batch, found, end
    return entries, None


# ---- 13.3 tree and proofs: by the definition of RFC 6962 §2.1, not by the verifier of RFC 9162 ----

def split(count):
    return 1 << ((count - 1).bit_length() - 1)


def tree(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0])
    k = split(len(leaves))
    return sha256(b"\1" + tree(leaves[:k]) + tree(leaves[k:]))


def path_of(leaves, index):
    """The inclusion proof of one of several leaves, sibling first."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return path_of(leaves[:k], index) + [tree(leaves[k:])]
    return path_of(leaves[k:], index - k) + [tree(leaves[:k])]


def root_from(leaf_hash, index, size, path):
    """The root that an inclusion proof, sibling first, leads to."""
    if not 0 <= index < size <= 1 << 40:
        raise Refused("OutsideTree", f"{index} of {size}")
    if size == 1:
        if path:
            raise Refused("BadProof", "too long")
        return leaf_hash
    if not path:
        raise Refused("BadProof", "too short")
    k = split(size)
    if index < k:
        return sha256(b"\1" + root_from(leaf_hash, index, k, path[:-1]) + path[-1])
    return sha256(b"\1" + path[-1] + root_from(leaf_hash, index - k, size - k, path[:-1]))


def roots_from(old, new, path, old_root, whole=True):
    """Both roots that a consistency proof leads to (RFC 6962 §2.1.2, turned round)."""
    if old == new:
        if whole:
            if path:
                raise Refused("BadProof", "too long")
            return old_root, old_root
        if len(path) != 1:
            raise Refused("BadProof", "length")
        return path[0], path[0]
    if not path:
        raise Refused("BadProof", "too short")
    k = split(new)
    if old <= k:
        before, after = roots_from(old, k, path[:-1], old_root, whole)
        return before, sha256(b"\1" + after + path[-1])
    before, after = roots_from(old - k, new - k, path[:-1], old_root, False)
    return sha256(b"\1" + path[-1] + before), sha256(b"\1" + path[-1] + after)


# ---- 13.4 heads ------------------------------------------------------------------------------

def unbase64(text, error):
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Refused(error, "base64") from None
    if base64.b64encode(data).decode() != text:
        raise Refused(error, "base64")
    return data


def is_name(name):
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


class Head:
    def __init__(self, data):
        if len(data) > 64 << 10:
            raise Refused("TooLarge", "head")
        try:
            whole = data.decode()
        except UnicodeDecodeError:
            raise Refused("BadHead", "UTF-8") from None
        if any(c < " " and c != "\n" for c in whole):
            raise Refused("BadHead", "control character")
        text, separator, lines = whole.rpartition("\n\n")
        lines = lines.split("\n")
        if not separator or lines.pop() or not 1 <= len(lines) <= 64:
            raise Refused("BadHead", "signatures")
        self.text = text + "\n"
        self.signatures = [self.signature(line) for line in lines]
        fields = text.split("\n")
        if len(fields) != 3 or not is_name(fields[0]) or not re.fullmatch("0|[1-9][0-9]*", fields[1], re.ASCII):
            raise Refused("BadHead", "text")
        self.origin, self.size, self.root = fields[0], int(fields[1]), unbase64(fields[2], "BadHead")
        if self.size > 1 << 40 or len(self.root) != 32 or (self.size == 0 and self.root != sha256(b"")):
            raise Refused("BadHead", "size or root")

    @staticmethod
    def signature(line):
        fields = line.split(" ")
        if len(fields) != 3 or fields[0] != "\u2014" or not is_name(fields[1]):
            raise Refused("BadHead", "signature line")
        data = unbase64(fields[2], "BadHead")
        if len(data) < 5:
            raise Refused("BadHead", "signature line")
        return fields[1], data[:4], data[4:]

    def of_key(self, name, kind, public):
        ident = sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]
        return [signature for found, key_id, signature in self.signatures if (found, key_id) == (name, ident)]

    def verify(self, tender, platform):
        if self.origin != f"sealbid/1/{tender.hex()}":
            raise Refused("HeadOfAnother", self.origin)
        signatures = self.of_key(self.origin, 1, platform)
        for signature in signatures:
            check(platform, signature, self.text.encode())
        if not signatures:
            raise Refused("UnsignedHead", self.origin)

    def cosigned(self, record_key):
        """When the custodian of this key cosigned; None if it did not."""
        times = []
        for signature in self.of_key(f"{self.origin}/{record_key.hex()}", 4, record_key):
            time = int.from_bytes(signature[:8], "big")
            if len(signature) != 72 or time > 253402300799:
                raise Refused("BadHeadSignature", "form")
            check(record_key, signature[8:], f"cosignature/v1\ntime {time}\n{self.text}".encode())
            times.append(time)
        return times[0] if times else None


def check(public, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Refused("BadHeadSignature", public.hex()) from None


class ProofFile:
    def __init__(self, data):
        if len(data) > 128 << 10:
            raise Refused("TooLarge", "proof file")
        before, separator, head = data.partition(b"\n\n")
        try:
            lines = before.decode().split("\n")
        except UnicodeDecodeError:
            raise Refused("BadProofFile", "UTF-8") from None
        if not separator or lines.pop(0) != "c2sp.org/tlog-proof@v1":
            raise Refused("BadProofFile", "first line")
        self.extra = None
        if lines and lines[0].startswith("extra "):
            self.extra = unbase64(lines.pop(0)[6:], "BadProofFile")
        index = re.fullmatch("index (0|[1-9][0-9]*)", lines.pop(0), re.ASCII) if lines else None
        self.path = [unbase64(line, "BadProofFile") for line in lines]
        if not index or len(self.path) > 40 or any(len(node) != 32 for node in self.path):
            raise Refused("BadProofFile", "index or hashes")
        self.index, self.head = int(index[1]), Head(head)
