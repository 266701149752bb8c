"""The time lock (SPEC §3): making one from a seed, and opening one with masks."""

import functools
import hashlib
import hmac

import bls
from notice import SUITE, sha256
from strict_json import BASE64, IDENT, Refused, hexa, list_of, obj

LOCK = obj(
    stage=IDENT,
    u=hexa(96),
    quorums=list_of(obj(corrections=list_of(hexa(32)), transports=list_of(BASE64), checks=list_of(hexa(32)))),
    commitment=hexa(32),
)


def kdf(label, key, context):
    """HKDF-SHA256 for 32 bytes, which is one block of Expand (SPEC §1.4)."""
    prk = hmac.digest(b"sealbid/1 " + label.encode(), key, "sha256")
    return hmac.digest(prk, context + b"\x01", "sha256")


def lp(x):
    return len(x).to_bytes(4, "big") + x


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


# ---- Shamir over GF(2^8) ---------------------------------------------------------------------

@functools.cache
def gf_mul(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


@functools.cache
def gf_inv(a):
    result = 1
    for _ in range(254):
        result = gf_mul(result, a)
    return result


def interpolate(points, at):
    """The value at `at` of the polynomial through `points`, a list of (x, 32 bytes)."""
    out = bytes(32)
    for x, y in points:
        weight = 1
        for other, _ in points:
            if other != x:
                weight = gf_mul(weight, gf_mul(at ^ other, gf_inv(x ^ other)))
        out = xor(out, bytes(gf_mul(weight, byte) for byte in y))
    return out


def corrections(secret, threshold, masks):
    points = [(0, secret)] + [(i + 1, masks[i]) for i in range(threshold - 1)]
    return [xor(interpolate(points, i + 1), masks[i]) for i in range(threshold - 1, len(masks))]


# ---- certificate transport -------------------------------------------------------------------

def mgf1(seed, size):
    blocks = (hashlib.sha256(seed + n.to_bytes(4, "big")).digest() for n in range((size + 31) // 32))
    return b"".join(blocks)[:size]


def oaep_encrypt(message, rsa, k, seed):
    """RSAES-OAEP-ENCRYPT with a seed of the caller's: no library takes one."""
    block = sha256(b"") + bytes(k - len(message) - 66) + b"\x01" + message
    masked = xor(block, mgf1(seed, len(block)))
    encoded = b"\0" + xor(seed, mgf1(masked, 32)) + masked
    return pow(int.from_bytes(encoded, "big"), rsa.e, rsa.n).to_bytes(k, "big")


# ---- one lock of one bid ---------------------------------------------------------------------

class Context:
    """What the masks of one bid's lock for one stage depend on."""

    def __init__(self, notice, lot, stage, bid_key):
        self.notice, self.stage, self.quorums = notice, stage, notice.quorums
        place = notice.tender + notice.digest + lp(lot.encode()) + lp(stage.encode())
        self.id = sha256(b"sealbid/1 identity" + place + bid_key)
        self.ctx = sha256(
            b"sealbid/1 context" + lp(SUITE.encode()) + place + lp(notice.policy_bytes(stage)) + bid_key
        )

    def at(self, j, i):
        return self.ctx + bytes([j, i])

    def signed(self, holder):
        """The message that the holder signs, and the DST."""
        if holder.kind == "custodian":
            return self.id, bls.DST_RELEASE
        return sha256(self.notice.round(holder, self.stage).to_bytes(8, "big")), bls.DST_BEACON

    def mask(self, gt, u, j, i):
        holder = self.quorums[j][1][i]
        return kdf("mask", gt, u + holder.key + self.signed(holder)[0] + self.at(j, i))


def check_shape(lock, quorums):
    """SPEC §3.4: counts that fit the policy, and a point. Gives the point."""
    if len(lock["quorums"]) != len(quorums):
        raise Refused("LockShape", f"{lock['stage']}: {len(lock['quorums'])} quorums")
    for j, ((threshold, holders), quorum) in enumerate(zip(quorums, lock["quorums"])):
        sizes = [h.modulus_bytes for h in holders if h.kind == "certificate"]
        if len(quorum["corrections"]) != len(holders) - threshold + 1:
            raise Refused("LockShape", f"{lock['stage']}: corrections of quorum {j}")
        if [len(t) for t in quorum["transports"]] != sizes:
            raise Refused("LockShape", f"{lock['stage']}: transports of quorum {j}")
        if len(quorum["checks"]) != len(sizes):
            raise Refused("LockShape", f"{lock['stage']}: checks of quorum {j}")
    return bls.decode_g2(lock["u"])


def lock_bytes(lock):
    """For comparing two locks of one shape in constant time."""
    lists = [q[name] for q in lock["quorums"] for name in ("corrections", "transports", "checks")]
    return b"".join([lock["u"], lock["commitment"]] + [entry for entries in lists for entry in entries])


def mask_check(mask, at):
    return kdf("mask check", mask, at)


def fits_check(mask, holder, lock, context):
    """Whether a certificate holder's mask is the one that the bidder made for it (SPEC §3.5)."""
    for j, (_, holders) in enumerate(context.quorums):
        certificates = [h for h in holders if h.kind == "certificate"]
        if holder in certificates:
            check = lock["quorums"][j]["checks"][certificates.index(holder)]
            return hmac.compare_digest(mask_check(mask, context.at(j, holders.index(holder))), check)
    raise AssertionError(f"{holder.id} is no certificate holder")


def make(seed, context, known_u=None, known_masks={}):
    """The lock of a seed, its masks and its payload key (SPEC §3.4).

    `known_masks` may hold, by (j, i), masks from verified releases for a lock whose u is `known_u`:
    where the seed's own u is that one, they spare a pairing each (SPEC §3.6 step 5).
    """
    ctx, quorums = context.ctx, context.quorums
    r = bls.keygen(kdf("r", seed, ctx), ctx)
    u_bytes = bls.encode_g2(bls.g2_times(r))
    known_masks = known_masks if u_bytes == known_u else {}
    secrets = [kdf("quorum", seed, ctx + bytes([j])) for j in range(len(quorums) - 1)]
    last = seed
    for secret in secrets:
        last = xor(last, secret)
    made, all_masks = [], {}
    for j, ((threshold, holders), secret) in enumerate(zip(quorums, secrets + [last])):
        masks, transports, checks = [], [], []
        for i, holder in enumerate(holders):
            at = context.at(j, i)
            if holder.kind == "certificate":
                mask = kdf("certificate mask", seed, at)
                oaep_seed = kdf("oaep", seed, at)
                transports.append(oaep_encrypt(ctx + mask, holder.rsa, holder.modulus_bytes, oaep_seed))
                checks.append(mask_check(mask, at))
            elif (j, i) in known_masks:
                mask = known_masks[j, i]
            else:
                hashed = bls.hash_to_g1(*context.signed(holder))
                mask = context.mask(bls.pair(bls.multiply(hashed, r), holder.point), u_bytes, j, i)
            masks.append(mask)
            all_masks[j, i] = mask
        given = corrections(secret, threshold, masks)
        made.append({"corrections": given, "transports": transports, "checks": checks})
    key = kdf("payload", seed, ctx)
    lock = {
        "stage": context.stage, "u": u_bytes, "quorums": made, "commitment": kdf("commitment", key, ctx),
    }
    return lock, all_masks, key


# ---- opening ---------------------------------------------------------------------------------

def quorum_secret(chosen, threshold, given):
    """q_j from `threshold` pairs of holder and mask."""
    shares = [(i + 1, m if i < threshold - 1 else xor(m, given[i - threshold + 1])) for i, m in chosen]
    return interpolate(shares, 0)


def open_lock(lock, u_point, context, signatures, masks):
    """The payload key of a lock (SPEC §3.6).

    By holder id, `signatures` are verified releases of custodians and beacons (points of G1), and
    `masks` those of certificate holders, which fit the lock's checks.
    """
    chosen = []
    for j, (threshold, holders) in enumerate(context.quorums):
        able = [i for released in (signatures, masks) for i, h in enumerate(holders) if h.id in released]
        if len(able) < threshold:
            raise Refused("QuorumNotMet", f"quorum {j} needs {threshold} releases and has {len(able)}")
        chosen.append(able[:threshold])

    known, seed = {}, bytes(32)
    for j, (threshold, holders) in enumerate(context.quorums):
        pairs = []
        for i in chosen[j]:
            id = holders[i].id
            if id in signatures:
                known[j, i] = context.mask(bls.pair(signatures[id], u_point), lock["u"], j, i)
            pairs.append((i, known[j, i] if id in signatures else masks[id]))
        seed = xor(seed, quorum_secret(pairs, threshold, lock["quorums"][j]["corrections"]))
    made, _, key = make(seed, context, lock["u"], known)
    if not hmac.compare_digest(lock_bytes(made), lock_bytes(lock)):
        raise Refused("LockInconsistent", f"stage {context.stage}")
    return key
