"""Verifies the receipts of the golden tender, their proofs, and one signed file of each kind.

Run with `python3 test_receipts.py` (SPEC §13.5, §14.3, §14.5, §15.2, §17.6).
"""

import base64
import copy
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import tender
from golden import FOLDER, another_root, entries_of, flipped, refused, roots
from record import Head, ProofFile, path_of, sha256
from signed import SignedFile, load
from tender import by_platform, in_record, read_notice, read_receipt
from tokens import Token

FORMATS = {
    "receipt": tender.RECEIPT, "refusal": tender.REFUSAL, "announcement": tender.ANNOUNCEMENT,
    "replacement": tender.REPLACEMENT, "withdrawal": tender.WITHDRAWAL, "postponement": tender.POSTPONEMENT,
    "admission": tender.ADMISSION, "adjudication": tender.ADJUDICATION, "quorum-lost": tender.QUORUM_LOST,
    "release-request": tender.RELEASE_REQUEST, "release-refusal": tender.RELEASE_REFUSAL,
}


def signed_file(content, signature):
    return json.dumps({
        "format": "sealbid-signed/1", "content": base64.b64encode(content).decode(), "signature": signature,
    }).encode()


# ---- receipts --------------------------------------------------------------------------------

def proof_of(entries, index, recorded):
    head = Head(recorded)
    path = path_of([entry.leaf for entry in entries[:head.size]], index)
    lines = ["c2sp.org/tlog-proof@v1", f"index {index}", *(base64.b64encode(node).decode() for node in path)]
    return ProofFile("\n".join(lines).encode() + b"\n\n" + recorded)


def test_receipts(entries):
    note = next(entry for entry in entries if entry.kind == "head").files["note"]
    head, kinds, notice = Head(note), set(), None
    for entry in entries:
        if entry.kind == "notice":
            notice = read_notice(entry.files["notice"])
            head.verify(notice.tender, notice.value["platform"]["record_key"])
        if entry.number >= head.size or "receipt" not in entry.files:
            continue
        data, proof = entry.files["receipt"], proof_of(entries, entry.number, note)
        receipt = in_record(data, entry, proof, head, notice)
        assert SignedFile(data).verify_cms().claimed_time == receipt["arrived"]
        assert receipt["notice"] in (notice.digest, notice.tender)
        kinds.add(receipt["kind"])
        # The proof of another entry, and the receipt of another one.
        other = entries[4 if entry.number != 4 else 5]
        moved = proof_of(entries, other.number, note)
        assert refused(in_record, data, entry, moved, head, notice) == "BadProof"
        assert refused(in_record, data, other, moved, head, notice) == "ReceiptMismatch"
        proof.path[0] = bytes(32)
        assert refused(in_record, data, entry, proof, head, notice) == "BadProof"
    assert kinds == {"bid", "replacement", "announcement", "withdrawal"}, kinds
    delivered = next(entry for entry in entries if entry.kind == "delivered")
    proof = proof_of(entries, 4, note)
    proof.index = delivered.number
    assert refused(in_record, delivered.files["receipt"], delivered, proof, head, notice) == "OutsideTree"
    print("receipts:", ", ".join(sorted(kinds)))


def test_false_receipts(entries):
    data, notice = entries[4].files["receipt"], read_notice(entries[0].files["notice"])
    file, (receipt, content) = SignedFile(data), read_receipt(data, notice)
    signature, arrived = file.verify_cms(), receipt["arrived"]

    def changed(**members):
        other = copy.deepcopy(notice)
        other.value["platform"].update(members)
        return refused(read_receipt, data, other)

    assert changed() is None
    assert changed(operator="Another Centre") == "WrongSigner"
    assert changed(anchor=another_root()) == "NoTrustedChain"
    another = read_notice(entries_of("opening/record/log")[1][0].files["notice"])
    assert another.value["platform"]["operator"] == notice.value["platform"]["operator"]
    assert refused(read_receipt, data, another) == "WrongTender"

    cms = json.loads(data)["signature"]
    for at, other in flipped(content):
        assert refused(read_receipt, signed_file(other, cms), notice), at
    assert refused(SignedFile(signed_file(content.replace(b"1000", b"1001"), cms)).verify_cms) == "CmsDigestMismatch"
    for at, other in flipped(base64.b64decode(cms["value"])):
        forged = signed_file(content, dict(type="cms", value=base64.b64encode(other).decode()))
        assert refused(read_receipt, forged, notice), at
    # Somebody else's signature, right over other content; and one that is right, but of a bare key.
    others = json.loads(entries[17].files["request"])["signature"]
    assert others["type"] == "cms"
    assert refused(read_receipt, signed_file(content, others), notice) == "CmsDigestMismatch"
    bidder = SignedFile(entries[17].files["request"]).verify_cms()
    assert refused(by_platform, bidder, notice, arrived) == "WrongSigner"
    key = Ed25519PrivateKey.generate()
    public, value = key.public_key().public_bytes_raw(), key.sign(b"sealbid/1 signed" + content)
    bare = signed_file(content, dict(type="ed25519", key=public.hex(), value=value.hex()))
    SignedFile(bare).verify_key(public)
    assert refused(read_receipt, bare, notice) == "WrongSigner"

    certificate, anchors = signature.certificate, [load(notice.value["platform"]["anchor"])]
    first, end = (int(at.timestamp()) for at in (certificate.not_valid_before_utc, certificate.not_valid_after_utc))
    operator = notice.value["platform"]["operator"]
    assert first < arrived < end
    assert [refused(signature.by, operator, anchors, at) for at in (first - 1, first, end, end + 1)] == [
        "CertificateNotYetValid", None, None, "CertificateExpired"
    ]
    print(f"a receipt: {len(content) + len(base64.b64decode(cms['value']))} changed bytes")


# ---- signed files ----------------------------------------------------------------------------

def test_signed_files(anchors):
    found = set()
    for path in sorted(FOLDER.glob("tender-signed-*.json")):
        case = json.loads(path.read_text())
        name = case["format"].removeprefix("sealbid-").removesuffix("/1")
        file = SignedFile(base64.b64decode(case["file"]))
        value = file.read(FORMATS[name], 2 << 20)
        changed = copy.copy(file)
        changed.content += b" "
        if "key" in case:
            key = bytes.fromhex(case["key"])
            file.verify_key(key)
            assert value.get("bid_key", key) == key
            assert refused(changed.verify_key, key) == "BadSignature"
            assert refused(file.verify_key, bytes(32)) == refused(file.verify_cms) == "WrongSigner"
        else:
            signature = file.verify_cms()
            signature.by(case["organisation"], anchors, signature.claimed_time)
            assert refused(changed.verify_cms) == "CmsDigestMismatch"
            assert refused(file.verify_key, bytes(32)) == "WrongSigner"
        found.add(name)
    assert found == set(FORMATS)
    print(f"{len(found)} kinds of signed files")


def test_cosigned():
    """SPEC §15.2: a cosignature's time is the last whole second that is not after the latest token."""
    request = json.loads((FOLDER / "custody-cosign-request.json").read_text())
    memory = json.loads((FOLDER / "custody-memory.json").read_text())
    asked, answer = Head(base64.b64decode(request["note"])), Head((FOLDER / "custody-cosigned.note").read_bytes())
    key = bytes.fromhex(memory["record_key"])
    assert (answer.text, asked.cosigned(key)) == (asked.text, None)
    tokens = [Token(base64.b64decode(token)) for token in request["tokens"]]
    assert {token.imprint for token in tokens} == {sha256(asked.text.encode())}
    assert answer.cosigned(key) == max(token.floor for token in tokens)


def main():
    entries = entries_of("tender-log")[1]
    test_receipts(entries)
    test_false_receipts(entries)
    test_signed_files(roots("tender-trust.pem"))
    test_cosigned()


main()
