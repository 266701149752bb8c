"""Computes SPEC §10, the worked example, again: every value in it, as SPEC.md prints it.

Run with `python3 test_example.py`.
"""

import pathlib
import re
import time

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import bls
import lock
from notice import Holder, Notice, sha256

SPEC = pathlib.Path(__file__).resolve().parents[2] / "SPEC.md"
BID_KEY, SEED = b"\xbb" * 32, b"\x42" * 32
# The one value without a name of its own: the hash of a's element of GT.
NAMELESS = "hash of GT"


def printed():
    """{name: bytes} of the section's code blocks; lines that begin with white space continue."""
    section = re.search(r"^## 10\. .*?(?=^## 11\.)", SPEC.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    values = {}
    for block in re.findall(r"^```\n(.*?)^```", section.group(0), re.DOTALL | re.MULTILINE):
        name = NAMELESS
        for line in block.splitlines():
            label, digits = re.fullmatch(r"(\S.*?)?\s+([0-9a-f]+)", line).groups()
            name = label or name
            assert not (label and name in values), f"{name} stands twice"
            values[name] = values.get(name, "") + digits
    return {name: bytes.fromhex(digits) for name, digits in values.items()}


def example_notice(keys):
    """As much of a notice as a lock depends on; the example has no notice file."""
    notice = Notice.__new__(Notice)
    notice.digest = notice.tender = sha256(b"example tender")
    holders = []
    for name, secret in keys.items():
        holder = Holder("custodian", name)
        holder.point = bls.g2_times(secret)
        holder.key = bls.encode_g2(holder.point)
        holders.append(holder)
    notice.quorums = [(2, holders)]
    return notice


def computed():
    keys = {name: bls.keygen(bytes([n]) * 32) for n, name in enumerate("abc", 1)}
    notice = example_notice(keys)
    context = lock.Context(notice, "1", "technical", BID_KEY)
    policy = notice.policy_bytes("technical")
    assert len(policy) == 294 and policy[:4] == b"\x01\x02\x03\x01"
    values = {"tender": notice.tender, "hash of it": sha256(policy), "id": context.id, "ctx": context.ctx}
    values |= {f"pk_{holder.id}": holder.key for holder in notice.holders()}

    r = bls.keygen(lock.kdf("r", SEED, context.ctx), context.ctx)
    hashed = bls.hash_to_g1(context.id, bls.DST_RELEASE)
    element = bls.pair(bls.multiply(hashed, r), notice.holders()[0].point)
    made, masks, key = lock.make(SEED, context)
    values |= {"r": r.to_bytes(32, "big"), "U": made["u"], NAMELESS: sha256(element)}
    values |= {f"m_{name}": masks[0, i] for i, name in enumerate("abc")}
    values["c_b"], values["c_c"] = made["quorums"][0]["corrections"]
    values |= {"K": key, "C": made["commitment"]}

    signatures = {name: bls.sign(keys[name], context.id, bls.DST_RELEASE) for name in "ab"}
    values |= {f"σ_{name}": signature for name, signature in signatures.items()}
    points = {name: bls.decode_g1(signature) for name, signature in signatures.items()}
    for i, holder in enumerate(notice.holders()[:2]):
        assert bls.verify(points[holder.id], context.id, bls.DST_RELEASE, holder.point)
        gt = bls.pair(points[holder.id], bls.decode_g2(made["u"]))
        assert context.mask(gt, made["u"], 0, i) == masks[0, i]
    shares = [(1, masks[0, 0]), (2, lock.xor(masks[0, 1], values["c_b"]))]
    assert lock.interpolate(shares, 0) == SEED
    assert lock.open_lock(made, bls.decode_g2(made["u"]), context, points, {}) == key

    info = sha256(b"example header") + (1).to_bytes(4, "big") + lock.lp(b"offer")
    values["part key"] = lock.kdf("part", key, info)
    values["nonce"] = bytes(11) + b"\x01"
    values["segment"] = AESGCM(values["part key"]).encrypt(values["nonce"], b"hello", b"")
    return values


def test_example():
    ours, theirs = computed(), printed()
    assert set(ours) == set(theirs), f"not in both: {sorted(set(ours) ^ set(theirs))}"
    wrong = [name for name in theirs if ours[name] != theirs[name]]
    assert not wrong, f"differs from SPEC.md: {wrong}"
    print(f"{len(theirs)} values of SPEC §10:", ", ".join(theirs))


if __name__ == "__main__":
    begun = time.perf_counter()
    test_example()
    print(f"ok test_example ({time.perf_counter() - begun:.2f} s)")
