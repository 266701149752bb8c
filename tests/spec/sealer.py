"""A sealer, the least that SPEC §2-§5 allow, which can also be told to seal badly.

It serves to try the opener on bids that no honest sealer would make, with a notice of two stages,
two custodians and a beacon, and a certificate holder if there is one.
"""

import base64
import copy
import datetime
import functools
import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import bls
import lock
import plaintext
import sbid
from notice import sha256
from test_primitives import CHAIN_HASH, QUICKNET

RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
T1 = QUICKNET["genesis_time"] + 999 * 3  # the time of round 1000 of quicknet
SECRETS = {name: bls.keygen(name.encode() * 32) for name in ("A", "B")}
SEED = {"technical": b"\x11" * 32, "price": b"\x22" * 32}
BID_KEY = Ed25519PrivateKey.from_private_bytes(b"\x33" * 32)


def b64(data):
    return base64.b64encode(data).decode()


def when(t):
    return datetime.datetime.fromtimestamp(t, datetime.timezone.utc).isoformat()


def der(cert):
    return cert.public_bytes(serialization.Encoding.DER)


def make_notice(anchor, holder=None):
    statements = [
        json.dumps({
            "format": "sealbid-statement/1", "custodian": name, "organisation": f"Office {name}",
            "tender_id": "T-1", "key": bls.encode_g2(bls.g2_times(secret)).hex(),
            "record_key": sha256(name.encode()).hex(), "created": when(T1 - 9000),
        }).encode()
        for name, secret in SECRETS.items()
    ]
    beacon = {k: v.hex() if isinstance(v, bytes) else v for k, v in QUICKNET.items()}
    beacon |= {"type": "beacon", "id": "quicknet", "scheme": "bls-unchained-g1-rfc9380", "chain_hash": CHAIN_HASH}
    quorums = [{
        "threshold": 2,
        "holders": [{"type": "custodian", "id": "A"}, {"type": "custodian", "id": "B"}, beacon],
    }]
    if holder:
        entry = {"type": "certificate", "id": "notary", "certificate": b64(der(holder))}
        quorums.append({"threshold": 1, "holders": [entry]})
    part = {"title": "-", "required": True, "blind": False, "max_bytes": 10**7, "media_types": ["text/plain"]}
    return json.dumps({
        "format": "sealbid-notice/1", "tender_id": "T-1", "title": "道路工程", "tenderer": "The city",
        "suite": "sealbid-bls12381-aes256gcm-sha256", "padding": "padme",
        "issued": when(T1 - 8000), "deadline": when(T1 - 3660), "objection_period": 3600, "grace": 60,
        "lots": [{"id": "1", "title": "Lot 1"}],
        "stages": [{"id": "technical", "title": "-", "time": when(T1)},
                   {"id": "price", "title": "-", "time": when(T1 + 3)}],
        "parts": [part | {"id": "plan", "stage": "technical"},
                  part | {"id": "extra", "stage": "technical", "required": False},
                  part | {"id": "sheet", "stage": "price"}],
        "form": [
            {"id": "days", "title": "-", "stage": "technical", "required": True, "type": "duration", "unit": "days"},
            {"id": "lead", "title": "-", "stage": "technical", "required": False, "type": "text", "max_bytes": 50},
            {"id": "grade", "title": "-", "stage": "technical", "required": True, "type": "choice",
             "options": ["甲", "乙"]},
        ],
        "custodians": [{"statement": b64(s), "signature": b64(b"not looked at")} for s in statements],
        "lock": {"quorums": quorums}, "bidder_anchors": [b64(der(anchor))], "timestamp_authorities": [],
        "adjudicator": {"name": "X", "certificate": b64(der(anchor))}, "rescue": {"by_seed": False},
    }).encode()


def pad_plaintext(documents, media_type="text/plain", junk=b"", more=0):
    index, at = [], 0
    for path, content in documents:
        index.append({"path": path, "media_type": media_type, "offset": at, "size": len(content)})
        at += len(content)
    body = b"".join(content for _, content in documents)
    table = json.dumps({"format": "sealbid-index/1", "documents": index}).encode()
    size = plaintext.padded_size(len(body), len(table)) + more
    zeros = junk + bytes(size - len(body) - len(table) - 16 - len(junk))
    return body + table + zeros + len(body).to_bytes(8, "big") + len(table).to_bytes(8, "big")


@functools.cache
def honest_lock(notice, stage):
    """The lock, its masks, its payload key and its context: made once, for it takes seconds."""
    context = lock.Context(notice, "1", stage, BID_KEY.public_key().public_bytes(*RAW))
    return *lock.make(SEED[stage], context), context


def seal(notice, documents, form, cms, spoil_lock=None, wrong_root=False, form_stage="technical", other_cms=None,
         spoil_table=None, form_media_type="application/json", **layout):
    """`form` is a dict or a list of pairs; the last arguments are what an honest sealer never gives."""
    bid_key = BID_KEY.public_key().public_bytes(*RAW)
    locks, keys, ctxs = [], {}, {}
    for stage in notice.stages:
        made, _, keys[stage], context = honest_lock(notice, stage)
        made, ctxs[stage] = copy.deepcopy(made), context.ctx
        if spoil_lock:
            spoil_lock(made)
        locks.append({
            "stage": stage, "u": made["u"].hex(), "commitment": made["commitment"].hex(),
            "quorums": [{"corrections": [c.hex() for c in q["corrections"]],
                         "transports": [b64(t) for t in q["transports"]],
                         "checks": [c.hex() for c in q["checks"]]} for q in made["quorums"]],
        })
    fields = [{"id": id, "value": value} for id, value in (form.items() if isinstance(form, dict) else form)]
    form_json = json.dumps({"format": "sealbid-form/1", "stage": form_stage, "fields": fields}).encode()
    plain = [("technical", "form", pad_plaintext([("form.json", form_json)], form_media_type))]
    for part in notice.value["parts"]:
        plain.append((part["stage"], part["id"], pad_plaintext(documents.get(part["id"], []), **layout)))
    table = [{"stage": s, "part": p, "size": len(data)} for s, p, data in plain]
    if spoil_table:
        spoil_table(table)
    header = json.dumps({
        "format": "sealbid-bid/1", "suite": notice.value["suite"], "tender": notice.tender.hex(),
        "notice": notice.digest.hex(), "lot": "1", "bid_key": bid_key.hex(), "locks": locks,
        "parts": table,
    }).encode()
    out = sbid.MAGIC + (1).to_bytes(4, "big") + len(header).to_bytes(4, "big") + header
    digest, roots = sha256(out), []
    for n, (stage, part, data) in enumerate(plain):
        info = digest + n.to_bytes(4, "big") + lock.lp(part.encode())
        aead, segments = AESGCM(lock.kdf("part", keys[stage], info)), []
        for at in range(0, len(data), 65_536):
            nonce = (at // 65_536).to_bytes(8, "big") + b"\0\0\0" + bytes([at + 65_536 >= len(data)])
            segments.append(aead.encrypt(nonce, data[at : at + 65_536], b""))
        roots.append(plaintext.tree(segments).hex())
        out += b"".join(segments)
    root = plaintext.form_root(dict(form), "technical", keys["technical"], ctxs["technical"])
    manifest = json.dumps({
        "format": "sealbid-manifest/1", "header": digest.hex(), "parts": roots,
        "forms": [{"stage": "technical", "root": (bytes(32) if wrong_root else root).hex()}],
    }).encode()
    signature = cms(manifest)
    out += lock.lp(manifest) + BID_KEY.sign(b"sealbid/1 manifest" + sha256(manifest) + sha256(signature))
    return out + lock.lp(other_cms(manifest) if other_cms else signature)
