"""Releases (SPEC §3.5): what the files say, and which of it is true (SPEC §3.6 step 1)."""

import bls
from lock import fits_check
from strict_json import IDENT, Refused, document, hexa, list_of, loads, obj, text, u

RELEASES = document(
    "sealbid-release/1",
    tender=hexa(32), notice=hexa(32), stage=IDENT, holder=IDENT,
    releases=list_of(obj(lot=IDENT, bid_key=hexa(32), value=text()), 1, 100_000),
)
BEACON = obj(round=u(64), signature=hexa(48), ignore_unknown=True)
VALUE_SIZE = {"custodian": 48, "beacon": 48, "certificate": 32}


def read_releases(data, notice, stage, lot, bid_key):
    """(holder, value) of the one release in the file that is for this bid."""
    file = RELEASES(loads(data, 32 << 20, "release"), "release")
    if (file["tender"], file["notice"], file["stage"]) != (notice.tender, notice.digest, stage):
        raise Refused("ReleaseOfAnother", "a release for another tender, notice or stage")
    holder = next((h for h in notice.holders() if h.id == file["holder"]), None)
    if holder is None:
        raise Refused("UnknownHolder", file["holder"])
    values = {}
    for n, entry in enumerate(file["releases"]):
        bid = entry["lot"], entry["bid_key"]
        if bid in values:
            raise Refused("DuplicateId", f"release of {holder.id}: one bid twice")
        values[bid] = hexa(VALUE_SIZE[holder.kind])(entry["value"], f"release.releases[{n}].value")
    if (lot, bid_key) not in values:
        raise Refused("NotReleased", f"{holder.id} has not released this bid")
    return holder, values[lot, bid_key]


def read_beacons(data, notice, stage):
    """[(round, signature)] of the rounds that the policy's beacons have for the stage; others are left aside."""
    value = loads(data, 1 << 20, "beacon")
    entries = value if isinstance(value, list) else [value]
    rounds = {notice.round(h, stage) for h in notice.holders() if h.kind == "beacon"}
    beacons = [(entry["round"], entry["signature"]) for entry in (BEACON(v, "beacon") for v in entries)]
    fitting = [beacon for beacon in beacons if beacon[0] in rounds]
    if beacons and not fitting:
        raise Refused("WrongRound", f"no beacon of the rounds {sorted(rounds)}")
    return fitting


def signature_point(signature, holder, context):
    """The signature as a point where it is the holder's, else the reason why not."""
    message, dst = context.signed(holder)
    try:
        point = bls.decode_g1(signature)
    except Refused as e:
        return None, str(e)
    if not bls.verify(point, message, dst, holder.point):
        return None, "the pairing equation does not hold"
    return point, None


def check(releases, beacons, notice, context, lock, refused):
    """Verified signatures, and certificate holders' masks that fit their checks, both by holder id.

    Every release is checked, whether it will be needed or not. A beacon does not say of which
    chain it is: it counts for those under whose key it verifies, and where there is none, every
    chain that has its round is named.
    """
    signatures, masks = {}, {}
    for holder, value in dict.fromkeys(releases):
        if holder.kind == "certificate":
            if fits_check(value, holder, lock, context):
                masks[holder.id] = value
            else:
                refused.append((holder.id, "the mask does not fit the lock's check"))
            continue
        point, why = signature_point(value, holder, context)
        if point:
            signatures[holder.id] = point
        else:
            refused.append((holder.id, why))
    for round, signature in dict.fromkeys(beacons):
        chains = [h for h in notice.holders() if h.kind == "beacon" and notice.round(h, context.stage) == round]
        results = [(h.id, *signature_point(signature, h, context)) for h in chains]
        good = {id: point for id, point, _ in results if point}
        signatures |= good
        if not good:
            refused += [(id, why) for id, _, why in results]
    return signatures, masks
