"""Seals bids as SPEC §3-§5 say, well and badly, and opens them with open_bid.py.

Run with `python3 test_roundtrip.py`. It needs the openssl program to sign with; without one
nothing is tried, and with SEALBID_REQUIRE_INTEROP=1 that is a failure.
"""

import contextlib
import datetime
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

import bls
import lock
import open_bid
from certificates import verify_cms
from notice import Notice
from sbid import Bid
from sealer import BID_KEY, RAW, SECRETS, honest_lock, make_notice, seal
from test_primitives import BEACONS, refused


def certificate(name, issuer=None):
    """A key and its certificate, from the authority (key, certificate) or its own."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    issuer_key, above = (issuer[0], issuer[1].subject) if issuer else (key, subject)
    start = datetime.datetime(2023, 1, 1)
    builder = x509.CertificateBuilder(above, subject, key.public_key(), 17, start, start.replace(year=2043))
    builder = builder.add_extension(x509.BasicConstraints(issuer is None, None), True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return key, builder.add_extension(identifier, False).sign(issuer_key, hashes.SHA256())


class Case:
    """A folder with a notice, a bidder and a thief, releases and bids."""

    def __init__(self, folder, with_certificate):
        self.folder, self.n = folder, 0
        authority = certificate("Authority")
        self.notary_key, notary = certificate("Notary")
        self.notice_bytes = make_notice(authority[1], notary if with_certificate else None)
        self.notice = Notice(self.notice_bytes)
        self.context = lock.Context(self.notice, "1", "technical", BID_KEY.public_key().public_bytes(*RAW))
        self.put("notice.json", self.notice_bytes)
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        for name in ("bidder", "thief"):
            key, cert = certificate(name, authority)
            self.put(f"{name}.cert", cert.public_bytes(pem))
            self.put(f"{name}.key", key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
        for name, secret in SECRETS.items():
            self.release(name, name, bls.sign(secret, self.context.id, bls.DST_RELEASE))
        self.release("false-A", "A", bls.sign(SECRETS["B"], self.context.id, bls.DST_RELEASE))
        beacons = {n: {"round": n, "signature": BEACONS[n], "randomness": ""} for n in (1000, 1001)}
        self.put("beacon", json.dumps([beacons[1001], beacons[1000]]).encode())
        self.put("false-beacon", json.dumps(beacons[1001] | {"round": 1000}).encode())
        self.put("other-beacon", json.dumps(beacons[1001]).encode())
        self.release("quicknet", "quicknet", bytes.fromhex(BEACONS[1000]))
        if with_certificate:
            made, masks, _, _ = honest_lock(self.notice, "technical")
            oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
            opened = self.notary_key.decrypt(made["quorums"][1]["transports"][0], oaep)
            assert opened == self.context.ctx + masks[1, 0]
            assert made["quorums"][0]["checks"] == []
            assert made["quorums"][1]["checks"] == [lock.kdf("mask check", opened[32:], self.context.ctx + b"\1\0")]
            self.release("notary", "notary", opened[32:])
            self.release("false-notary", "notary", bytes(32))

    def put(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data)

    def release(self, name, holder, value):
        self.put(name, json.dumps({
            "format": "sealbid-release/1", "tender": self.notice.tender.hex(),
            "notice": self.notice.digest.hex(), "stage": "technical", "holder": holder,
            "releases": [{"lot": "1", "bid_key": BID_KEY.public_key().public_bytes(*RAW).hex(), "value": value.hex()}],
        }).encode())

    def cms(self, manifest, signer="bidder"):
        self.put("manifest", manifest)
        at = [os.path.join(self.folder, name) for name in ("manifest", f"{signer}.cert", f"{signer}.key")]
        return subprocess.run(
            ["openssl", "cms", "-sign", "-cades", "-binary", "-outform", "DER",
             "-in", at[0], "-signer", at[1], "-inkey", at[2]],
            capture_output=True, check=True).stdout

    def open(self, bid, releases, beacon="beacon", expect=None, refused=()):
        self.n += 1
        self.put("bid.sbid", bid)
        out = os.path.join(self.folder, f"out{self.n}")
        argv = ["open_bid.py", os.path.join(self.folder, "bid.sbid"), "--notice",
                os.path.join(self.folder, "notice.json"), "--stage", "technical", "--out", out, "--json"]
        for name in releases:
            argv += ["--release", os.path.join(self.folder, name)]
        argv += ["--beacon", os.path.join(self.folder, beacon)] if beacon else []
        stdout, stderr, begun = io.StringIO(), io.StringIO(), time.perf_counter()
        sys.argv = argv
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            code = open_bid.main()
        took = time.perf_counter() - begun
        print(f"{expect or 'opened'}: {releases} ({took:.2f} s) {stderr.getvalue().strip()[:150]!r}")
        if expect:
            assert code == 1 and stderr.getvalue().split(":")[0].strip() == expect, stderr.getvalue()
            assert not os.path.exists(out)
            named = [line.split(":")[2].strip() for line in stderr.getvalue().splitlines() if "BadRelease" in line]
            assert named == list(refused), stderr.getvalue()
            return None
        assert code == 0, stderr.getvalue()
        outcome = json.loads(stdout.getvalue())
        assert outcome["refused"] == list(refused), outcome["refused"]
        return outcome, out

    def read(self, bid, later=lambda file: None):
        """Opens a bid with the lock's known key, without releases; `later` is done between the two readings."""
        file = io.BytesIO(bid)
        bid = Bid(file)
        bid.check_signed(self.notice)
        assert verify_cms(bid.cms, bid.manifest_bytes, self.notice.value["bidder_anchors"])
        bid.check_notice(self.notice)
        bid.check_roots("technical")
        later(file)
        return bid.read_parts(self.context, honest_lock(self.notice, "technical")[2])


DOCUMENTS = {"plan": [("卷一/正文.txt", b"text " * 40_000), ("b.txt", b"")], "sheet": [("s.txt", b"1")]}
FORM = {"days": 90, "grade": "乙"}


def test_with_beacon(folder):
    case = Case(folder, False)
    bid = seal(case.notice, DOCUMENTS, FORM, case.cms)
    outcome, out = case.open(bid, ["A"])
    assert outcome["form"] == FORM
    assert outcome["documents"] == {"plan": ["卷一/正文.txt", "b.txt"], "extra": []}
    with open(os.path.join(out, "plan", "卷一", "正文.txt"), "rb") as file:
        assert file.read() == DOCUMENTS["plan"][0][1]
    case.open(bid, ["false-A", "A", "B"], beacon=None, refused=["A"])
    case.open(bid, ["false-A", "B", "quicknet"], beacon="false-beacon", refused=["A", "quicknet"])
    case.open(bid, ["A"], beacon="other-beacon", expect="WrongRound")
    case.open(bid, ["B"], beacon=None, expect="QuorumNotMet")

    def changed(old, new):
        assert old in bid
        return bid.replace(old, new, 1)

    case.open(bid + b"\0", ["A"], expect="TrailingBytes")
    case.open(bid[:-1], ["A"], expect="Truncated")
    start = 16 + int.from_bytes(bid[12:16], "big")
    case.open(bid[:start] + bytes([bid[start] ^ 1]) + bid[start + 1 :], ["A"], expect="PartRootMismatch")
    case.open(changed(b"sealbid-bid/1", b"sealbid-bid/2"), ["A"], expect="UnknownFormat")
    case.open(changed(b'"lot": "1"', b'"lot" :"1"'), ["A"], expect="HeaderMismatch")

    def sealed(documents=DOCUMENTS, form=FORM, cms=case.cms, **more):
        return seal(case.notice, documents, form, cms, **more)

    def fails(expect, *args, **kwargs):
        refused(expect, case.read, sealed(*args, **kwargs))
        print(f"{expect}: read with the key")

    def correction(made):
        made["quorums"][0]["corrections"][1] = bytes(32)

    def commitment(made):
        made["commitment"] = bytes(32)

    for spoil in (correction, commitment):  # also where the spoilt correction is of an unused holder
        case.open(sealed(spoil_lock=spoil), ["A", "B"], beacon=None, expect="LockInconsistent")
    documents, values = case.read(bid)
    assert (documents["plan"], values) == (DOCUMENTS["plan"], FORM)
    at = start + 65_552 + 70_000  # in the plan's second segment

    def flip(file):
        file.getbuffer()[at] ^= 1

    refused("PartRootMismatch", case.read, bid, flip)
    fails("LockShape", spoil_lock=lambda made: made["quorums"][0]["corrections"].pop())
    fails("LockShape", spoil_lock=lambda made: made["quorums"][0]["checks"].append(bytes(32)))
    fails("BadPadding", junk=b"x")
    fails("BadPadding", more=4096)  # the next size that Padmé gives
    fails("PartTable", more=1)
    fails("PartTable", spoil_table=lambda table: table[0].update(part="plan"))
    fails("FormRootMismatch", wrong_root=True)
    fails("RequiredPartEmpty", {"sheet": DOCUMENTS["sheet"]})
    fails("UnsafePath", {"plan": [("../x", b"")]})
    fails("DuplicateId", {"plan": [("x/Y", b""), ("X", b"")]})
    fails("DuplicateId", {"plan": [("straße", b""), ("STRASSE", b"")]})
    fails("DuplicateId", {"plan": [("ſ/a", b""), ("S", b"")]})
    fails("MediaTypeNotAccepted", media_type="text/html")
    fails("BadIndex", form_media_type="text/plain")
    fails("BadFormValue", form={"days": 90, "grade": "丙"})
    fails("BadField", form={"days": True, "grade": "乙"})
    fails("MissingField", form={"days": 90})
    fails("UnknownFormField", form=FORM | {"cost": 1})
    fails("UnknownFormField", form={"grade": "乙", "days": 90})
    fails("UnknownFormField", form=[("days", 90), *FORM.items()])
    fails("UnknownStage", form_stage="price")
    fails("CmsDigestMismatch", cms=lambda m: case.cms(m + b" "))
    fails("BadBidSignature", other_cms=lambda m: case.cms(m, "thief"))  # a stolen bid


def test_writing(folder):
    def write(documents):
        open_bid.write_documents(documents, os.path.join(folder, "out"))

    write({"a": [("x/y", b"1")]})
    for second in ("x/y", "x", "x/y/z"):
        try:
            write({"a": [("new/file", b"2"), (second, b"2")]})
            raise AssertionError(second)
        except open_bid.Refused as e:
            assert e.name == "WouldOverwrite", e
    left = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
    assert left == [os.path.join(folder, "out", "a", "x", "y")]
    assert not os.path.exists(os.path.join(folder, "out", "a", "new"))


def test_with_certificate(folder):
    case = Case(folder, True)
    bid = seal(case.notice, DOCUMENTS, FORM, case.cms)
    case.open(bid, ["A", "notary"])
    case.open(bid, ["A", "B"], expect="QuorumNotMet")
    case.open(bid, ["A", "false-notary"], expect="QuorumNotMet", refused=["notary"])
    case.open(bid, ["A", "false-notary", "notary"], refused=["notary"])

    def check(made):
        made["quorums"][1]["checks"][0] = bytes(32)

    def transport(made):
        made["quorums"][1]["transports"][0] = bytes(256)

    def sealed(spoil):
        return seal(case.notice, DOCUMENTS, FORM, case.cms, spoil_lock=spoil)

    case.open(sealed(check), ["notary"], beacon=None, expect="QuorumNotMet", refused=["notary"])
    case.open(sealed(transport), ["A", "notary"], expect="LockInconsistent")
    refused("LockShape", case.read, sealed(lambda made: made["quorums"][1]["checks"].pop()))


if __name__ == "__main__":
    if not shutil.which("openssl"):
        print("not run: there is no openssl program to sign with")
        sys.exit(os.environ.get("SEALBID_REQUIRE_INTEROP") == "1")
    for name, test in list(globals().items()):
        if name in ("test_with_beacon", "test_with_certificate", "test_writing"):
            with tempfile.TemporaryDirectory() as folder:
                test(folder)
            print("ok", name)
