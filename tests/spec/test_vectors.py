"""Runs every case of tests/vectors/cases/ through the opener.

Run with `python3 test_vectors.py [NAME ...]`. A case ends as it says: with the error that it
names, or with its documents and form; and with just the holders that it names set aside.
With SEALBID_REQUIRE_INTEROP=1 it is a failure that there is no openssl program to verify CMS.
"""

import io
import json
import pathlib
import re
import sys
import time

import bls
from certificates import CERTIFICATE, verify_cms
from notice import Notice, sha256
from open_bid import Opening
from strict_json import IDENT, NAME, Refused, document, hexa, list_of, loads, obj, text

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors"
TENDER = VECTORS / "tender"
CASE_MEMBERS = {
    "about", "bid", "stage", "releases", "expect", "patch", "cut", "append", "refused", "documents", "form",
}
ACCEPTANCE = document("sealbid-acceptance/1", custodian=IDENT, notice=hexa(32), signature=hexa(48))

ORGANISATION = obj(name=NAME, optional=dict(credit_code=text()))
TRUST = document(
    "sealbid-trust/1",
    anchors=list_of(CERTIFICATE), organisations=list_of(ORGANISATION), optional=dict(beacons=list_of(hexa(32))),
)


def anchors():
    text = (TENDER / "ca.pem").read_text()
    blocks = re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", text, re.DOTALL)
    return [CERTIFICATE("".join(block.split()), "ca.pem") for block in blocks]


# ---- the tender ------------------------------------------------------------------------------

def check_tender(notice, data):
    """What the opener takes for granted: the notice's signature, the statements', the acceptances."""
    assert notice.value["bidder_anchors"] == anchors(), "ca.pem is not the notice's anchor"
    signed = verify_cms((TENDER / "notice.json.p7s").read_bytes(), data, anchors())
    for entry in notice.value["custodians"]:
        verify_cms(entry["signature"], entry["statement"], anchors())
    for holder in notice.holders():
        name = f"{holder.id}.acceptance.json"
        acceptance = ACCEPTANCE(loads((TENDER / name).read_bytes(), 4 << 10, name), name)
        assert (acceptance["custodian"], acceptance["notice"]) == (holder.id, notice.digest), name
        point = bls.decode_g1(acceptance["signature"], "BadAcceptance")
        assert bls.verify(point, notice.digest, bls.DST_ACCEPT, holder.point), name
    trust = TRUST(loads((TENDER / "trust.json").read_bytes(), 4 << 20, "trust.json"), "trust.json")
    assert trust["anchors"] == anchors(), "trust.json has other anchors than ca.pem"
    if signed:
        check_cms_errors(notice)
    return signed


def check_cms_errors(notice):
    """That wrong signatures are refused, and by the names of SPEC §6.3."""
    content, cms = (notice.value["custodians"][0][member] for member in ("statement", "signature"))
    wrong = [("CmsDigestMismatch", cms, content + b" "), ("CmsBadSignature", cms[:-1] + bytes([cms[-1] ^ 1]), content)]
    wrong += [("BadCms", data, content) for data in (b"", b"junk", cms + b"\0", cms[:-1], anchors()[0])]
    for name, *args in wrong:
        try:
            verify_cms(*args, anchors())
        except Refused as e:
            assert e.name == name, f"{e} where {name} was expected"
        else:
            raise AssertionError(f"accepted where {name} was expected")


# ---- the cases -------------------------------------------------------------------------------

def changed(case):
    """The bid of a case: the file, patched, then cut at its end, then with bytes appended."""
    bid = bytearray((TENDER / case["bid"]).read_bytes())
    for patch in case.get("patch", []):
        new = bytes.fromhex(patch["bytes"])
        before = bytes(bid[patch["offset"] : patch["offset"] + len(new)])
        assert len(before) == len(new) and before != new, "a patch that changes nothing"
        bid[patch["offset"] : patch["offset"] + len(new)] = new
    cut = case.get("cut", 0)
    assert 0 <= cut < len(bid)
    return bytes(bid[: len(bid) - cut]) + bytes.fromhex(case.get("append", ""))


def outcome(case, notice):
    """What a case comes to, in the members of a case."""
    opening = Opening(notice, case["stage"])
    files = [(TENDER / name).read_bytes() for name in case["releases"]]
    detail, got = "", {"expect": "success"}
    try:
        opening.run(io.BytesIO(changed(case)), files)
    except Refused as e:
        got, detail = {"expect": e.name}, str(e)
    else:
        got["documents"] = {
            f"{part}/{path}": sha256(content).hex()
            for part, entries in opening.documents.items()
            for path, content in entries
        }
        got["form"] = opening.form
    got["refused"] = [holder for holder, _ in opening.refused]
    return got, detail


def differences(case, got):
    for member, default in (("expect", None), ("refused", []), ("documents", None), ("form", None)):
        wanted = case.get(member, default)
        if member in ("documents", "form") and case["expect"] == "success":
            assert wanted is not None, f"a case that succeeds says its {member}"
        if got.get(member, default) != wanted:
            yield f"{member}: {got.get(member, default)!r} where {wanted!r} was expected"


def run_case(name, notice):
    case = json.loads((VECTORS / "cases" / f"{name}.json").read_text(encoding="utf-8"))
    begun = time.perf_counter()
    unknown = set(case) - CASE_MEMBERS
    got, detail = outcome(case, notice)
    wrong = list(differences(case, got)) + [f"unknown member {member}" for member in sorted(unknown)]
    took = time.perf_counter() - begun
    print(f"{'FAILED' if wrong else 'ok'} {name} ({took:.2f} s) {detail or got['expect']}", flush=True)
    for line in wrong:
        print(f"    {line}")
    return not wrong


def check_list():
    files = sorted(path.stem for path in (VECTORS / "cases").glob("*.json"))
    listed = (VECTORS / "cases.txt").read_text().split()
    others = [path.name for path in (VECTORS / "cases").iterdir() if path.suffix != ".json"]
    assert files == sorted(listed), f"cases.txt differs from the files by {sorted(set(files) ^ set(listed))}"
    assert len(set(listed)) == len(listed) and listed and not others, "cases.txt or cases/"
    return files


def main():
    begun = time.perf_counter()
    names = check_list()
    data = (TENDER / "notice.json").read_bytes()
    notice = Notice(data)
    if not check_tender(notice, data):
        print("SKIPPED: CMS signatures, as there is no openssl program")
    print(f"ok the tender and its notice ({time.perf_counter() - begun:.2f} s)", flush=True)
    failed = [name for name in sys.argv[1:] or names if not run_case(name, notice)]
    took = time.perf_counter() - begun
    print(f"{len(failed)} of {len(sys.argv[1:] or names)} cases failed ({took:.1f} s): {failed}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
