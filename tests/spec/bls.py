"""BLS12-381 as SPEC §3.2 uses it: signatures in G1, keys in G2, GT in 576 bytes.

The field, curve and Miller loop come from py_ecc. What this module adds is what py_ecc leaves to
its caller or does differently: subgroup checks, a DST of one's own, the exponent of the pairing
and the encoding of its result.
"""

import hashlib
import hmac

from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import compress_G1, compress_G2, decompress_G1, decompress_G2
from py_ecc.optimized_bls12_381 import (
    FQ12,
    G2,
    curve_order,
    field_modulus,
    final_exponentiate,
    is_inf,
    multiply,
    neg,
    pairing,
)

from strict_json import Refused

DST_RELEASE = b"SEALBID-V1-RELEASE_BLS12381G1_XMD:SHA-256_SSWU_RO_"
DST_ACCEPT = b"SEALBID-V1-ACCEPT_BLS12381G1_XMD:SHA-256_SSWU_RO_"
DST_BEACON = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


# ---- points ----------------------------------------------------------------------------------

def _decode(data, size, decompress, error):
    if len(data) != size:
        raise Refused(error, f"{len(data)} bytes where a point has {size}")
    try:
        point = decompress(data)
    except ValueError as e:
        raise Refused(error, str(e)[:80]) from None
    if is_inf(point):
        raise Refused(error, "the point at infinity")
    if not is_inf(multiply(point, curve_order)):
        raise Refused(error, "not in the prime-order subgroup")
    return point


def decode_g1(data, error="BadPoint"):
    return _decode(data, 48, lambda d: decompress_G1(int.from_bytes(d, "big")), error)


def decode_g2(data, error="BadPoint"):
    def decompress(d):
        return decompress_G2((int.from_bytes(d[:48], "big"), int.from_bytes(d[48:], "big")))

    return _decode(data, 96, decompress, error)


def encode_g1(point):
    return compress_G1(point).to_bytes(48, "big")


def encode_g2(point):
    x_im, x_re = compress_G2(point)
    return x_im.to_bytes(48, "big") + x_re.to_bytes(48, "big")


def g2_times(k):
    return multiply(G2, k)


def hash_to_g1(message, dst):
    return hash_to_G1(message, dst, hashlib.sha256)


# ---- keys and signatures ---------------------------------------------------------------------

def keygen(ikm, info=b""):
    """KeyGen of draft-irtf-cfrg-bls-signature-05 §2.3, salt H("BLS-SIG-KEYGEN-SALT-")."""
    salt = hashlib.sha256(b"BLS-SIG-KEYGEN-SALT-").digest()
    while True:
        prk = hmac.digest(salt, ikm + b"\0", "sha256")
        okm, block = b"", b""
        for n in (1, 2):
            block = hmac.digest(prk, block + info + (48).to_bytes(2, "big") + bytes([n]), "sha256")
            okm += block
        sk = int.from_bytes(okm[:48], "big") % curve_order
        if sk:
            return sk
        salt = hashlib.sha256(salt).digest()


def sign(sk, message, dst):
    return encode_g1(multiply(hash_to_g1(message, dst), sk))


def verify(signature, message, dst, key):
    """Whether e(signature, G2) = e(H1(message), key): both are decoded points."""
    left = pairing(G2, signature, final_exponentiate=False)
    right = pairing(key, neg(hash_to_g1(message, dst)), final_exponentiate=False)
    return final_exponentiate(left * right) == FQ12.one()


# ---- the pairing and its encoding ------------------------------------------------------------

def pair(p, q):
    """e(p in G1, q in G2) with the exponent 3·(p^12 − 1)/r, encoded.

    py_ecc runs its Miller loop over |x| and forgets that the curve's parameter x is negative,
    which inverts the result; and its exponent is (p^12 − 1)/r. Both are put right here.
    """
    e = final_exponentiate(pairing(q, p, final_exponentiate=False))
    return encode_gt(conjugate(e * e * e))


def conjugate(e):
    """w -> −w, which is the inverse in GT."""
    return FQ12([-int(c) if i % 2 else int(c) for i, c in enumerate(e.coeffs)])


def encode_gt(e):
    # py_ecc has Fp12 = Fp[w]/(w^12 − 2w^6 + 2), so that w^6 = u + 1 and
    # c·w^i + d·w^(i+6) = (c + d + d·u)·w^i.
    out = b""
    for i in range(6):
        c, d = int(e.coeffs[i]), int(e.coeffs[i + 6])
        out += ((c + d) % field_modulus).to_bytes(48, "big") + d.to_bytes(48, "big")
    return out
