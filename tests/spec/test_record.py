"""Reads the golden record of tests/vectors/record/, whole, cut and changed (SPEC §13).

Run with `python3 test_record.py`.
"""

import datetime
import json
import pathlib

import record
from record import Head, ProofFile, read_log, root_from, roots_from, sha256, tree
from strict_json import Refused

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "record"


def refused(call, *arguments):
    try:
        call(*arguments)
    except Refused as error:
        return error.name
    return None


def main():
    expected = json.loads((FOLDER / "record.json").read_text())
    log = (FOLDER / "log").read_bytes()
    entries, torn = read_log(log)
    assert torn is None
    assert [
        dict(entry=e.decode(), attachments=[a.decode() for a in files], blob=blob and blob[1])
        for e, files, blob in entries
    ] == expected["entries"]

    # Cut anywhere, whole batches stay; a changed byte before the last batch is damage, unless it was erased.
    ends = [at for at in range(len(log)) if record.header_at(log, at)] + [len(log)]
    assert len(ends) == 7
    for length in range(len(log)):
        kept, torn = read_log(log[:length])
        start = max(end for end in ends if end <= length)
        if length == ends[1]:
            # Without the fence the batch whose blob was erased is the last, and looks unfinished.
            assert (kept, torn) == ([], 0)
            continue
        assert entries[:len(kept)] == kept and torn == (None if start == length else start)
    blob = entries[1][2]
    for at in range(len(log)):
        changed = bytearray(log)
        changed[at] ^= 1
        if at >= ends[-2]:
            assert read_log(bytes(changed))[1] == ends[-2], at
        elif blob[0] <= at < blob[0] + blob[1]:
            assert read_log(bytes(changed))[1] is None, at
        else:
            assert refused(read_log, bytes(changed)) == "LogDamaged", at

    leaves = [entry for entry, _, _ in entries]
    old, new = expected["old_size"], expected["size"]
    old_root, root = bytes.fromhex(expected["old_root"]), bytes.fromhex(expected["root"])
    assert (tree(leaves), tree(leaves[:old]), len(leaves)) == (root, old_root, new)
    path = [bytes.fromhex(node) for node in expected["consistency"]]
    assert roots_from(old, new, path, old_root) == (old_root, root)

    tender, platform = bytes.fromhex(expected["tender"]), bytes.fromhex(expected["platform"])
    cosigned = {}
    for custodian in expected["custodians"]:
        time = custodian["cosigned"]
        at = time and int(datetime.datetime.fromisoformat(time).timestamp())
        cosigned[bytes.fromhex(custodian["record_key"])] = at
    proof = ProofFile((FOLDER / "entry.tlog-proof").read_bytes())
    leaf = sha256(b"\0" + leaves[expected["proved"]])
    assert proof.index == expected["proved"]
    assert root_from(leaf, proof.index, proof.head.size, proof.path) == proof.head.root
    first, last = Head((FOLDER / "head").read_bytes()), Head((FOLDER / "head.cosigned").read_bytes())
    for head, size, expected_root in (first, old, old_root), (last, new, root), (proof.head, new, root):
        head.verify(tender, platform)
        assert (head.size, head.root) == (size, expected_root)
    assert {key: last.cosigned(key) for key in cosigned} == cosigned
    assert all(first.cosigned(key) is None for key in cosigned)

    assert refused(last.verify, root, platform) == "HeadOfAnother"
    assert refused(last.verify, tender, root) == "UnsignedHead"
    last.text = last.text.replace("7", "8")
    assert refused(last.verify, tender, platform) == "BadHeadSignature"
    key = next(key for key, at in cosigned.items() if at)
    assert refused(last.cosigned, key) == "BadHeadSignature"
    assert refused(root_from, leaf, proof.index, new, proof.path[1:]) == "BadProof"
    print(f"the golden record: {len(entries)} entries, {len(log)} cuts and changed bytes")


main()
