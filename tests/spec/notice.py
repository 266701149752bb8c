"""The notice (SPEC §2) and the policy that follows from it (SPEC §3.1).

The CMS signatures of the notice and of the custodians' statements, what follows from them
(DuplicateOrganisation, OrganisationMismatch) and the custodians' acceptances are not checked here:
whoever opens a bid has the notice from the record.
"""

import hashlib
import re

import bls
from certificates import CERTIFICATE, rsa_key
from strict_json import (
    BASE64, BOOL, IDENT, NAME, TIME, TITLE, TRUE, Refused, bad, document, folded, hexa, integer, list_of, loads, obj,
    one_of, tagged, text, u,
)

SUITE = "sealbid-bls12381-aes256gcm-sha256"


def sha256(data):
    return hashlib.sha256(data).digest()


# ---- what the JSON looks like ----------------------------------------------------------------

def media_type(value, where):
    name = r"[a-z0-9][a-z0-9!#$&^_.+-]*"
    if not isinstance(value, str) or len(value) > 127 or not re.fullmatch(f"{name}/{name}", value):
        raise bad(where, "not a media type in lower case")
    return value


def currency(value, where):
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise bad(where, "not three letters")
    return value


def scheme(value, where):
    if value != "bls-unchained-g1-rfc9380":
        raise Refused("UnknownScheme", f"{where}: {value!r}")
    return value


def suite(value, where):
    if value != SUITE:
        raise Refused("UnknownSuite", f"{where}: {value!r}")
    return value


FIELD = dict(id=IDENT, title=TITLE, stage=IDENT, required=BOOL, type=text())

STATEMENT = document(
    "sealbid-statement/1",
    custodian=IDENT, organisation=NAME, tender_id=IDENT, key=hexa(96), record_key=hexa(32), created=TIME,
)

NOTICE = document(
    "sealbid-notice/1",
    tender_id=IDENT,
    title=TITLE,
    tenderer=NAME,
    suite=suite,
    padding=one_of("padme"),
    issued=TIME,
    deadline=TIME,
    objection_period=integer(0, 2_592_000),
    grace=integer(0, 3_600),
    lots=list_of(obj(id=IDENT, title=TITLE), 1, 256),
    stages=list_of(obj(id=IDENT, title=TITLE, time=TIME), 1, 8),
    parts=list_of(
        obj(
            id=IDENT, title=TITLE, stage=IDENT, required=BOOL, blind=BOOL,
            max_bytes=integer(1, 2**40), media_types=list_of(media_type, 1, 32),
        ), 1, 64,
    ),
    form=list_of(
        tagged(
            "type",
            money=obj(**FIELD, currency=currency, minor_digits=integer(0, 4)),
            duration=obj(**FIELD, unit=one_of("days", "months")),
            text=obj(**FIELD, max_bytes=integer(1, 4096)),
            choice=obj(**FIELD, options=list_of(text(1, 256, clean=True), 1, 64)),
        ), 0, 128,
    ),
    custodians=list_of(obj(statement=BASE64, signature=BASE64), 0, 16),
    lock=obj(
        quorums=list_of(
            obj(
                threshold=u(8),
                holders=list_of(
                    tagged(
                        "type",
                        custodian=obj(type=text(), id=IDENT),
                        beacon=obj(
                            type=text(), id=IDENT, scheme=scheme, chain_hash=hexa(32),
                            public_key=hexa(96), period=integer(1, 2**32 - 1), genesis_time=u(64),
                            group_hash=hexa(32), beacon_id=text(1, 64),
                        ),
                        certificate=obj(type=text(), id=IDENT, certificate=CERTIFICATE),
                    ), 1, 16,
                ),
            ), 1, 4,
        ),
    ),
    bidder_anchors=list_of(CERTIFICATE, 1, 64),
    timestamp_authorities=list_of(
        obj({"url": text(1, 1024), "own": TRUE}, name=NAME, anchor=CERTIFICATE), 0, 16,
    ),
    adjudicator=obj(name=NAME, certificate=CERTIFICATE),
    rescue=obj(by_seed=BOOL),
    optional=dict(
        guarantee=tagged(
            "type",
            deposit=obj(type=text(), amount=u(64), currency=IDENT),
            letter=obj(type=text(), part=IDENT),
        ),
        bidder_policies=list_of(text(3, 256), 0, 64),
        platform=obj(operator=NAME, anchor=CERTIFICATE, record_key=hexa(32)),
        file_period=integer(0, 604_800),
        tender=hexa(32),
        supersedes=hexa(32),
    ),
)


class Holder:
    """One holder of a quorum: `kind`, `id`, and what its kind has."""

    def __init__(self, kind, id):
        self.kind, self.id = kind, id


class Notice:
    def __init__(self, data):
        value = NOTICE(loads(data, 4 << 20, "notice"), "notice")
        self.value = value
        self.digest = sha256(data)
        self.tender = value.get("tender", self.digest)
        self.lots = [lot["id"] for lot in value["lots"]]
        self.stages = {stage["id"]: stage for stage in value["stages"]}
        self._check_structure()
        self.quorums = self._quorums(self._custodian_keys())

    def holders(self):
        return [h for _, holders in self.quorums for h in holders]

    def parts_of(self, stage):
        return [p for p in self.value["parts"] if p["stage"] == stage]

    def form_of(self, stage):
        return [f for f in self.value["form"] if f["stage"] == stage]

    def _check_structure(self):
        v = self.value
        for kind in ("lots", "stages", "parts", "form"):
            distinct(kind, [folded(entry["id"]) for entry in v[kind]])
        times = [stage["time"] for stage in v["stages"]]
        if v["deadline"] <= v["issued"]:
            raise Refused("TimesOutOfOrder", "the deadline is not after the issue")
        if times[0] < v["deadline"] + v["grace"] + v.get("file_period", 0) + v["objection_period"]:
            raise Refused("TimesOutOfOrder", "the first stage, which objections must precede")
        if any(a >= b for a, b in zip(times, times[1:])):
            raise Refused("TimesOutOfOrder", "the stages")
        for entry in v["parts"] + v["form"]:
            if entry["stage"] not in self.stages:
                raise Refused("UnknownStage", f"{entry['id']} names {entry['stage']}")
        for part in v["parts"]:
            if folded(part["id"]) == "form":
                raise Refused("ReservedId", "a part may not be called form")
        for field in v["form"]:
            if len(set(field.get("options", []))) != len(field.get("options", [])):
                raise bad(field["id"], "one option twice")
        for stage in self.stages:
            if not any(e["required"] for e in self.parts_of(stage) + self.form_of(stage)):
                raise Refused("EmptyStage", stage)
        guarantee = v.get("guarantee", {})
        if guarantee.get("type") == "letter":
            named = [p for p in v["parts"] if p["id"] == guarantee["part"]]
            if not named:
                raise Refused("UnknownPart", guarantee["part"])
            if not named[0]["required"]:
                raise Refused("LetterNotRequired", guarantee["part"])
        if ("tender" in v) != ("supersedes" in v):
            raise Refused("SupersedesIncomplete")

    def _custodian_keys(self):
        keys, record_keys = {}, []
        for n, entry in enumerate(self.value["custodians"]):
            where = f"custodians[{n}].statement"
            s = STATEMENT(loads(entry["statement"], 16 << 10, where), where)
            if s["tender_id"] != self.value["tender_id"]:
                raise Refused("StatementOfAnotherTender", s["custodian"])
            if s["created"] > self.value["issued"]:
                raise Refused("TimesOutOfOrder", f"the statement of {s['custodian']}")
            if s["custodian"] in keys:
                raise Refused("DuplicateId", s["custodian"])
            bls.decode_g2(s["key"], "BadCustodianKey")
            if s["key"] in keys.values() or s["record_key"] in record_keys:
                raise Refused("DuplicateKey", s["custodian"])
            keys[s["custodian"]] = s["key"]
            record_keys.append(s["record_key"])
        return keys

    def _quorums(self, custodian_keys):
        quorums, seen = [], set()
        distinct("holders", [h["id"] for q in self.value["lock"]["quorums"] for h in q["holders"]])
        for n, quorum in enumerate(self.value["lock"]["quorums"]):
            threshold, entries = quorum["threshold"], quorum["holders"]
            if not 1 <= threshold <= len(entries):
                raise Refused("ThresholdOutOfRange", f"quorum {n}")
            if len(entries) > 1 and 2 * threshold <= len(entries):
                raise Refused("ThresholdTooLow", f"quorum {n}")
            holders = []
            for entry in entries:
                holder = make_holder(entry, custodian_keys)
                identity = getattr(holder, "key", None) or holder.spki
                if identity in seen:
                    raise Refused("DuplicateKey", holder.id)
                seen.add(identity)
                holders.append(holder)
            quorums.append((threshold, holders))
        held = {h.id for _, holders in quorums for h in holders if h.kind == "custodian"}
        for custodian in custodian_keys:
            if custodian not in held:
                raise Refused("UnusedCustodian", custodian)
        return quorums

    def policy_bytes(self, stage):
        out = bytes([len(self.quorums)])
        for threshold, holders in self.quorums:
            out += bytes([threshold, len(holders)])
            for h in holders:
                if h.kind == "custodian":
                    out += b"\x01" + h.key
                elif h.kind == "beacon":
                    out += b"\x02" + h.chain_hash + h.key + self.round(h, stage).to_bytes(8, "big")
                else:
                    out += b"\x03" + sha256(h.spki)
        return out

    def round(self, beacon, stage):
        after = self.stages[stage]["time"] - beacon.genesis_time
        return 1 if after <= 0 else 1 - (-after // beacon.period)


def make_holder(entry, custodian_keys):
    holder = Holder(entry["type"], entry["id"])
    if holder.kind == "custodian":
        if holder.id not in custodian_keys:
            raise Refused("UnknownCustodian", holder.id)
        holder.key = custodian_keys[holder.id]
        holder.point = bls.decode_g2(holder.key, "BadCustodianKey")
    elif holder.kind == "beacon":
        holder.key, holder.chain_hash = entry["public_key"], entry["chain_hash"]
        holder.period, holder.genesis_time = entry["period"], entry["genesis_time"]
        holder.point = bls.decode_g2(holder.key)
        if chain_hash(entry) != holder.chain_hash:
            raise Refused("ChainHashMismatch", holder.id)
    else:
        holder.rsa, holder.spki = rsa_key(entry["certificate"], holder.id)
        holder.modulus_bytes = holder.rsa.n.bit_length() // 8
    return holder


def chain_hash(entry):
    """`beacon_id` is the last thing hashed, and left out when it is `default`."""
    name = b"" if entry["beacon_id"] == "default" else entry["beacon_id"].encode()
    numbers = entry["period"].to_bytes(4, "big") + entry["genesis_time"].to_bytes(8, "big")
    return sha256(numbers + entry["public_key"] + entry["group_hash"] + name)


def distinct(kind, ids):
    if len(set(ids)) != len(ids):
        raise Refused("DuplicateId", kind)
