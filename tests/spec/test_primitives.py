"""Checks of the building blocks against published or independently computed values.

Run with `python3 test_primitives.py`.
"""

import datetime
import hashlib
import itertools
import json
import pathlib
import sys
import time

import bls
import lock
import plaintext
import releases
import sbid
from notice import Holder, Notice, chain_hash
from strict_json import BASE64, IDENT, TIME, Refused, document, hexa, loads, u

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors"
CHECK = json.loads((VECTORS / "pairing" / "check.json").read_text())
PK, SIG = CHECK["key"], CHECK["signature"]
DRAND = json.loads((VECTORS / "drand" / "quicknet.json").read_text())
CHAIN = next(chain for chain in DRAND["chains"] if chain["name"] == "quicknet")
CHAIN_HASH = CHAIN["chain_hash"]
QUICKNET = {
    "period": CHAIN["period_s"],
    "genesis_time": CHAIN["genesis_time"],
    "public_key": bytes.fromhex(CHAIN["public_key"]),
    "group_hash": bytes.fromhex(CHAIN["group_hash"]),
    "beacon_id": "quicknet",
}
BEACONS = {b["round"]: b["signature"] for b in DRAND["beacons"] if b["chain"] == "quicknet" and b["expect_valid"]}
# e(G1, G2) as in the tests of drand's time lock, which writes the coefficients in another order.
DRAND_GT = DRAND["gt_vector"]["gt_hex"]


def refused(name, action, *args, **kwargs):
    try:
        action(*args, **kwargs)
    except Refused as e:
        assert e.name == name, f"{e} where {name} was expected"
    else:
        raise AssertionError(f"accepted where {name} was expected: {args!r:.100}")


def test_bls_against_blst():
    message, dst = CHECK["message"].encode(), CHECK["dst"].encode()
    sk = bls.keygen(bytes.fromhex(CHECK["ikm"]), CHECK["info"].encode())
    assert bls.encode_g2(bls.g2_times(sk)).hex() == PK
    assert bls.sign(sk, message, dst).hex() == SIG
    key, signature = bls.decode_g2(bytes.fromhex(PK)), bls.decode_g1(bytes.fromhex(SIG))
    assert bls.verify(signature, message, dst, key)
    assert not bls.verify(signature, message + b"b", dst, key)
    assert not bls.verify(signature, message, dst + b"Y", key)
    assert bls.pair(signature, key).hex() == CHECK["pairing"]


def test_exponent_and_sign():
    """What SPEC §3.2 says of py_ecc: that its result lacks a cube and an inversion."""
    f = bls.pairing(bls.G2, bls.decode_g1(bytes.fromhex(SIG)), final_exponentiate=False)
    e = f ** ((bls.field_modulus**12 - 1) // bls.curve_order)
    assert bls.conjugate(e) * e == bls.FQ12.one()
    assert bls.encode_gt(bls.conjugate(e) ** 3) == bls.pair(bls.decode_g1(bytes.fromhex(SIG)), bls.G2)


def test_pairing_against_drand():
    from py_ecc.optimized_bls12_381 import G1

    def coefficients(data):
        return [data[n : n + 48] for n in range(0, 576, 48)]

    theirs = coefficients(bytes.fromhex(DRAND_GT))
    # They write Fp12 as a tower over w, then v = w^2, then u, the highest coefficient first.
    order = [11, 10, 5, 4, 9, 8, 3, 2, 7, 6, 1, 0]
    assert coefficients(bls.pair(G1, bls.G2)) == [theirs[n] for n in order]


def test_bilinear():
    a, b = 0x1234567, 0x89ABCDEF
    p = bls.hash_to_g1(b"p", b"X")
    assert bls.pair(bls.multiply(p, a), bls.g2_times(b)) == bls.pair(bls.multiply(p, a * b), bls.G2)


def test_points():
    for point, size, decode in ((PK, 96, bls.decode_g2), (SIG, 48, bls.decode_g1)):
        good = bytes.fromhex(point)
        refused("BadPoint", decode, b"\xc0" + bytes(size - 1))  # infinity
        refused("BadPoint", decode, b"\xe0" + bytes(size - 1))
        refused("BadPoint", decode, good[:-1])
        refused("BadPoint", decode, bytes([good[0] & 0x7F]) + good[1:])  # not compressed
        refused("BadPoint", decode, b"\x9f" + b"\xff" * (size - 1))  # not in the field
    # Small x: where they are on the curves at all, they are outside the subgroups.
    found = 0
    for x in range(1, 20):
        try:
            bls.decode_g1(b"\x80" + x.to_bytes(47, "big"))
        except Refused as e:
            found += "subgroup" in str(e)
    assert found, "no point outside the subgroup was tried"
    found = 0
    for x in range(1, 12):
        try:
            bls.decode_g2(b"\x80" + bytes(47) + x.to_bytes(48, "big"))
        except Refused as e:
            found += "subgroup" in str(e)
    assert found, "no point outside the subgroup was tried"


def test_drand_quicknet():
    assert chain_hash(QUICKNET).hex() == CHAIN_HASH
    for beacon in DRAND["beacons"]:
        chain = next(c for c in DRAND["chains"] if c["name"] == beacon["chain"])
        message = hashlib.sha256(beacon["round"].to_bytes(8, "big")).digest()
        point = bls.decode_g1(bytes.fromhex(beacon["signature"]))
        valid = bls.verify(point, message, chain["dst"].encode(), bls.decode_g2(bytes.fromhex(chain["public_key"])))
        assert valid == beacon["expect_valid"], beacon
    assert len(BEACONS) > 1


def test_hash_to_curve():
    """RFC 9380 J.9.1, the message "abc"."""
    point = bls.hash_to_g1(b"abc", b"QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_")
    x = "03567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f6903"
    assert bls.encode_g1(point).hex()[2:] == x[2:]


def test_gf256_and_shamir():
    assert lock.gf_mul(0x57, 0x83) == 0xC1 and lock.gf_mul(0x57, 0x13) == 0xFE  # FIPS 197 §4.2
    assert all(lock.gf_mul(a, lock.gf_inv(a)) == 1 for a in range(1, 256))
    secret = bytes(range(32))
    masks = [hashlib.sha256(bytes([i])).digest() for i in range(5)]
    for n, t in ((1, 1), (3, 2), (5, 3), (5, 5), (4, 3)):
        given = lock.corrections(secret, t, masks[:n])
        assert len(given) == n - t + 1
        shares = [(i + 1, m if i < t - 1 else lock.xor(m, given[i - t + 1])) for i, m in enumerate(masks[:n])]
        for chosen in itertools.combinations(shares, t):
            assert lock.interpolate(list(chosen), 0) == secret
        if t > 1:
            assert lock.interpolate(shares[: t - 1], 0) != secret


def test_kdf():
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    theirs = HKDF(hashes.SHA256(), 32, b"sealbid/1 mask", b"context").derive(b"key" * 200)
    assert lock.kdf("mask", b"key" * 200, b"context") == theirs


def test_oaep():
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = rsa.generate_private_key(65537, 2048)
    message = b"m" * 64
    sealed = lock.oaep_encrypt(message, key.public_key().public_numbers(), 256, b"s" * 32)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    assert len(sealed) == 256 and key.decrypt(sealed, oaep) == message


def test_padme():
    # Values worked out by hand from the definition: E = floor(log2 L), S = floor(log2 E) + 1.
    padme = plaintext.padme
    assert [padme(n) for n in (65_536, 65_537, 67_585, 100_000)] == [65_536, 67_584, 69_632, 100_352]
    assert padme(1 << 30) == 1 << 30 and padme((1 << 30) + 1) == (1 << 30) + (1 << 25)
    for n in range(65_536, 400_000, 977):
        assert n <= padme(n) <= n * 1.12 and padme(padme(n)) == padme(n)


def test_tree():
    """The test vectors of RFC 6962's reference implementation (certificate-transparency)."""
    leaves = [bytes.fromhex(x) for x in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )]
    roots = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    for n, root in roots.items():
        assert plaintext.tree(leaves[:n]).hex() == root, n


def test_ed25519():
    """RFC 8032 §7.1, test 2."""
    key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    sbid.ed25519_verify(key, signature, b"\x72", "BadBidSignature")
    refused("BadBidSignature", sbid.ed25519_verify, key, signature, b"\x73", "BadBidSignature")
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(signature[32:], "little") + order
    refused(
        "BadBidSignature", sbid.ed25519_verify, key, signature[:32] + s.to_bytes(32, "little"), b"\x72",
        "BadBidSignature",
    )
    refused("BadBidSignature", sbid.ed25519_verify, b"\x02" + bytes(31), signature, b"\x72", "BadBidSignature")
    refused("BadBidSignature", sbid.ed25519_verify, b"\xff" * 32, signature, b"\x72", "BadBidSignature")


def test_strict_json():
    form = document("x/1", n=u(8))

    def parse(data):
        return form(loads(data, 200, "x"), "x")

    assert parse(b'{"format":"x/1","n":255} \n')["n"] == 255
    refused("TooLarge", parse, b" " * 201)
    for data in (b"", b"{", b'{"n":1}x', b"\xef\xbb\xbf{}", b'{"n":"\xff"}', b"[" * 33 + b"]" * 33,
                 b'{"n":NaN}', b'{"n":"\\ud800"}', b'{"n":"\n"}', b'{"n":01}', b"{'n':1}", b'{"n":1,}'):
        refused("BadJson", parse, data)
    refused("DuplicateField", parse, b'{"format":"x/1","n":1,"n":1}')
    refused("DuplicateField", parse, b'{"format":"x/1","n":{"a":1,"\\u0061":1}}')
    refused("UnknownField", parse, b'{"format":"x/1","n":1,"m":1}')
    refused("MissingField", parse, b'{"format":"x/1"}')
    refused("UnknownFormat", parse, b'{"format":"x/2","n":1}')
    for n in (b"1.0", b"1e0", b"-0", b"256", b"-1", b'"1"', b"true", b"null", b"9" * 60):
        refused("BadField", parse, b'{"format":"x/1","n":%s}' % n)


def test_small_types():
    assert TIME("1970-01-01T00:00:00Z", "t") == 0
    assert TIME("2026-03-01T08:00:00+08:00", "t") == TIME("2026-03-01T00:00:00Z", "t") == 1772323200
    assert TIME("1969-12-31T23:30:00-01:00", "t") == 1800
    for t in ("1969-12-31T23:59:59Z", "9999-12-31T23:30:00-01:00", "2026-01-01t00:00:00z",
              "2026-02-29T00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.5Z",
              "2026-01-01 00:00:00Z", "2026-01-01T23:59:60Z", "2026-01-01T00:00:00+0800"):
        refused("BadTime", TIME, t, "t")
    for i in ("", "a/b", "a\\b", " a", "a ", "a.", ".a", "a\x00", "e\u0301", "x" * 65, "a\u3000",
              "a:b", "a<b", "a>b", 'a"b', "a|b", "a?b", "a*b", "nul", "Con.x", "COM²"):
        refused("BadField", IDENT, i, "id")
    assert IDENT("标段 1", "id") == "标段 1"
    refused("BadField", hexa(1), "AB", "h")
    for b in ("QQ", "QQ==\n", "QR==", "Q Q="):
        refused("BadField", BASE64, b, "b")


def test_paths():
    for good in ("a", "a/b.pdf", "投标文件/封面.pdf", "console", "a b", ".hidden", "com",
                 "lpt10", "conin", " nul", "nul-1"):
        plaintext.check_path(good)
    for bad in ("", "/a", "a/", "a//b", ".", "..", "a/../b", "a\\b", "c:x", "a\x7f", "a.", "a ", "CON", "nul.txt",
                "x/com1", "LPT0.tar.gz", "nul .txt", "x/Con\u3000.txt", "ConIn$", "conout$.x", "com¹", "LPT³.a",
                *(f"a{c}b" for c in '<>"|?*'), "e\u0301", "é" * 121, "a/" * 512 + "a"):
        refused("UnsafePath", plaintext.check_path, bad)


def test_releases():
    """SPEC §3.5, on files that no honest holder writes."""
    notice = Notice((VECTORS / "tender" / "notice.json").read_bytes())
    good = json.loads((VECTORS / "tender" / "c0.release.json").read_text())
    first = good["releases"][0]

    def read(change):
        data = json.dumps(good | change).encode()
        return releases.read_releases(data, notice, "technical", first["lot"], bytes.fromhex(first["bid_key"]))

    holder, value = read({})
    assert (holder.id, value.hex()) == ("c0", first["value"])
    refused("NotReleased", read, {"releases": [first | {"lot": "2"}]})
    refused("ReleaseOfAnother", read, {"notice": "00" * 32})
    refused("ReleaseOfAnother", read, {"tender": "00" * 32})
    refused("ReleaseOfAnother", read, {"stage": "price"})
    refused("UnknownHolder", read, {"holder": "c9"})
    refused("DuplicateId", read, {"releases": [first, first]})
    refused("BadField", read, {"releases": [first, first | {"lot": "2", "value": "00" * 32}]})
    refused("BadField", read, {"releases": []})
    refused("UnknownFormat", read, {"format": "sealbid-release/2"})


def test_mixed_quorum():
    """Certificates beside a custodian: their checks by place, and every choice comes to one verdict."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    notice = Notice.__new__(Notice)
    notice.digest = notice.tender = bytes(32)
    holders = [Holder(kind, id) for kind, id in (("certificate", "x"), ("custodian", "a"), ("certificate", "y"))]
    notice.quorums = [(2, holders)]
    for x in holders[::2]:
        x.rsa = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
        x.modulus_bytes, x.spki = 256, x.id.encode()
    holders[1].point = bls.g2_times(5)
    holders[1].key = bls.encode_g2(holders[1].point)
    context = lock.Context(notice, "1", "s", bytes(32))
    made, masks, key = lock.make(b"s" * 32, context)
    u_point = lock.check_shape(made, notice.quorums)
    signed = {"a": bls.multiply(bls.hash_to_g1(context.id, bls.DST_RELEASE), 5)}
    given = {"x": masks[0, 0], "y": masks[0, 2]}
    for i, holder in ((0, holders[0]), (2, holders[2])):
        assert made["quorums"][0]["checks"][i // 2] == lock.kdf("mask check", masks[0, i], context.at(0, i))
        assert [lock.fits_check(m, holder, made, context) for m in given.values()] == [i == 0, i == 2]
    assert lock.open_lock(made, u_point, context, {}, given) == key
    assert lock.open_lock(made, u_point, context, signed, {"x": masks[0, 0]}) == key
    assert lock.open_lock(made, u_point, context, signed, {"x": masks[0, 0], "y": bytes(32)}) == key
    refused("QuorumNotMet", lock.open_lock, made, u_point, context, signed, {})
    made["quorums"][0]["checks"][1] = bytes(32)
    refused("LockInconsistent", lock.open_lock, made, u_point, context, signed, {"x": masks[0, 0]})
    made["quorums"][0]["checks"].pop()
    refused("LockShape", lock.check_shape, made, notice.quorums)


def test_beacon_lists():
    """Each holder takes the beacons of its round; a list that fits none is refused (SPEC §3.5)."""
    class Chain:
        kind = "beacon"

        def __init__(self, wanted):
            self.wanted = wanted

    class TwoChains:
        def __init__(self, *rounds):
            self.chains = [Chain(round) for round in rounds]

        def holders(self):
            return self.chains

        def round(self, holder, stage):
            return holder.wanted

    def read(rounds, notice=TwoChains(7, 9)):
        data = json.dumps([{"round": n, "signature": "ab" * 48, "randomness": ""} for n in rounds]).encode()
        return [round for round, _ in releases.read_beacons(data, notice, "s")]

    assert read([7]) == [7] and read([9, 8, 7]) == [9, 7] and read([]) == [] == read([], TwoChains())
    refused("WrongRound", read, [8])
    refused("WrongRound", read, [7], TwoChains())


def test_notice_rules():
    """SPEC §2.1 and §2.2, on the golden notice with one thing changed."""
    good = json.loads((VECTORS / "tender" / "notice.json").read_text(encoding="utf-8"))

    def read(**change):
        return Notice(json.dumps(good | change).encode())

    start, grace, objection = TIME(good["stages"][0]["time"], "t"), good["grace"], good["objection_period"]
    issued = TIME(good["issued"], "t")
    assert read().value["deadline"] + grace + objection <= start
    room = start - TIME(good["deadline"], "t") - grace
    if room <= 2_592_000:
        read(objection_period=room)
        refused("TimesOutOfOrder", read, objection_period=room + 1)
        # A period for files comes between, too.
        read(objection_period=room - 1, file_period=1)
        refused("TimesOutOfOrder", read, objection_period=room, file_period=1)
    else:
        at = [datetime.datetime.fromtimestamp(start - grace - objection + n, datetime.timezone.utc) for n in (0, 1)]
        assert issued < start - grace - objection
        read(deadline=at[0].isoformat())
        refused("TimesOutOfOrder", read, deadline=at[1].isoformat())
    part, lot = good["parts"][0], good["lots"][0]
    for id in ("form", "Form", "FORM"):
        refused("ReservedId", read, parts=good["parts"] + [part | {"id": id}])
    for pair in (("Lot", "lOT"), ("straße", "STRASSE")):
        refused("DuplicateId", read, lots=[lot | {"id": id} for id in pair])
    refused("BadField", read, lots=[lot | {"id": "com1"}])


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_") and (not sys.argv[1:] or name in sys.argv[1:]):
            begun = time.perf_counter()
            test()
            print(f"ok {name} ({time.perf_counter() - begun:.2f} s)")
