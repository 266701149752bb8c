"""What the entries of a tender's record say, and the signed files in them (SPEC §13.6 to §13.8, §14, §15.1)."""

import bls
from chains import organisation
from notice import STATEMENT, Notice, sha256
from record import root_from
from signed import SignedFile, load, verify_detached
from strict_json import (
    BASE64, IDENT, TIME, Refused, document, hexa, integer, list_of, loads, obj, one_of, tagged, text, u,
)

HASH, SIZE = hexa(32), u(64)

# ---- 13.6 entries ----------------------------------------------------------------------------

REASON = obj(code=integer(-2**31, 2**31 - 1), name=text(1, 64, clean=True), place=text(clean=True))
BID = obj(lot=IDENT, bid_key=HASH, digest=HASH, arrived=TIME, token=HASH, receipt=HASH)
OUTCOME = tagged(
    "type",
    opened=obj(
        dict(credit_code=text()), type=text(), bidder=text(),
        form=list_of(obj(id=IDENT, value=lambda value, where: value)), contents=HASH,
    ),
    excluded=obj(
        type=text(), fault=one_of("bidder", "platform", "holders", "undetermined"),
        reason=REASON, evidence=list_of(HASH),
    ),
)


def event(optional=None, **members):
    return obj(optional, type=text(), **members)


EVENT = tagged(
    "type",
    notice=event(dict(token=HASH), notice=HASH, signature=HASH),
    accepted=event(custodian=IDENT, acceptance=HASH),
    postponed=event(dict(token=HASH), postponement=HASH),
    bid=event(bid=BID, size=SIZE),
    replaced=event(old=HASH, request=HASH, bid=BID, size=SIZE),
    announced=event(request=HASH, bid=BID),
    delivered=event(digest=HASH, size=SIZE, arrived=TIME, receipt=HASH),
    withdrawn=event(digest=HASH, request=HASH, receipt=HASH),
    closed=event(deadline=TIME, revocation=HASH),
    head=event(note=HASH, tokens=list_of(HASH, 0, 16)),
    objection=event(receipt=HASH),
    reread=event(stage=IDENT, damaged=list_of(HASH)),
    rescued=event(digest=HASH),
    requested=event(stage=IDENT, request=HASH),
    refused=event(stage=IDENT, custodian=IDENT, refusal=HASH),
    released=event(stage=IDENT, holder=IDENT, release=HASH),
    quorum_lost=event(declaration=HASH),
    seeds=event(stage=IDENT, seeds=HASH),
    outcome=event(stage=IDENT, digest=HASH, outcome=OUTCOME),
    adjudicated=event(decision=HASH),
    admitted=event(stage=IDENT, admission=HASH),
    finished=event(stage=IDENT, minutes=HASH, signature=HASH, tokens=list_of(HASH, 0, 16)),
)
ENTRY = document("sealbid-entry/1", number=SIZE, time=TIME, event=EVENT)
# The column "attached"; a bid's token and receipt stand within `bid`.
ATTACHED = dict(
    notice=("notice", "signature", "token"), accepted=("acceptance",), postponed=("postponement", "token"),
    bid=("token", "receipt"), replaced=("request", "token", "receipt"), announced=("request", "token", "receipt"),
    delivered=("receipt",), withdrawn=("request", "receipt"), closed=("revocation",), head=("note", "tokens"),
    objection=("receipt",), requested=("request",), refused=("refusal",), quorum_lost=("declaration",),
    adjudicated=("decision",), admitted=("admission",), finished=("minutes", "signature", "tokens"),
)


class Entry:
    """One entry; `files` are its attachments by the member that names them, `tokens` a list."""

    def __init__(self, leaf, attachments):
        value = ENTRY(loads(leaf, 2 << 20, "entry"), "entry")
        self.leaf, self.number, self.time, self.event = leaf, value["number"], value["time"], value["event"]
        self.kind = self.event["type"]
        self.files, rest = {}, list(attachments)
        for member in ATTACHED.get(self.kind, ()):
            named = {**self.event, **self.event.get("bid", {})}.get(member, [])
            many = isinstance(named, list)
            hashes = named if many else [named]
            files, rest = rest[:len(hashes)], rest[len(hashes):]
            if [sha256(file) for file in files] != hashes:
                raise Refused("AttachmentMismatch", f"entry {self.number}, {member}")
            if files or member == "tokens":
                self.files[member] = files if many else files[0]
        if rest:
            raise Refused("AttachmentMismatch", f"entry {self.number}: {len(rest)} more than it names")

    def follows(self, number, time):
        if self.number != number:
            raise Refused("EntryNumber", f"{self.number} in the place of {number}")
        if self.time < time:
            raise Refused("TimeBackwards", f"entry {number}")


def read_entries(frames):
    """All entries of a log, numbered and in the order of their times."""
    entries = []
    for leaf, attachments, _ in frames:
        entries.append(Entry(leaf, attachments))
        entries[-1].follows(len(entries) - 1, entries[-2].time if len(entries) > 1 else 0)
    return entries


# ---- signed content --------------------------------------------------------------------------

RECEIPT = document(
    "sealbid-receipt/1", dict(size=SIZE, token=HASH, replaces=HASH),
    kind=one_of("bid", "replacement", "announcement", "delivery", "withdrawal"),
    tender=HASH, notice=HASH, lot=IDENT, bid_key=HASH, digest=HASH, arrived=TIME,
)
REFUSAL = document("sealbid-refusal/1", dict(digest=HASH), tender=HASH, notice=HASH, arrived=TIME, reason=REASON)
ANNOUNCEMENT = document("sealbid-announcement/1", tender=HASH, notice=HASH, lot=IDENT, bid_key=HASH, digest=HASH)
REPLACEMENT = document("sealbid-replacement/1", tender=HASH, lot=IDENT, old=HASH, new=HASH, sequence=SIZE)
WITHDRAWAL = document("sealbid-withdrawal/1", tender=HASH, lot=IDENT, digest=HASH, sequence=SIZE)
RELEASE_REQUEST = document(
    "sealbid-release-request/1", tender=HASH, notice=HASH, stage=IDENT, note=BASE64, tokens=list_of(BASE64, 0, 16),
)
RELEASE_REFUSAL = document(
    "sealbid-release-refusal/1", tender=HASH, stage=IDENT, custodian=IDENT, request=HASH, reason=REASON,
)
WHY = text(1, 4096)
POSTPONEMENT = document(
    "sealbid-postponement/1", tender=HASH, notice=HASH, issued=TIME, deadline=TIME,
    stages=list_of(obj(id=IDENT, time=TIME)), reason=WHY,
)
ADMISSION = document(
    "sealbid-admission/1", tender=HASH, stage=IDENT, issued=TIME, admitted=list_of(HASH),
    excluded=list_of(obj(digest=HASH, reason=WHY)),
)
ADJUDICATION = document(
    "sealbid-adjudication/1", tender=HASH, issued=TIME, reason=WHY,
    subject=tagged(
        "type",
        bid=event(stage=IDENT, digest=HASH, fault=one_of("bidder", "platform", "holders")),
        closing=event(),
        objection=event(digest=HASH),
    ),
)
QUORUM_LOST = document("sealbid-quorum-lost/1", tender=HASH, stage=IDENT, issued=TIME, cut_off=TIME, reason=WHY)
REVOCATION = document("sealbid-revocation/1", gathered=TIME, crls=list_of(BASE64), ocsp=list_of(BASE64))
ACCEPTANCE = document("sealbid-acceptance/1", custodian=IDENT, notice=HASH, signature=hexa(48))


# ---- who signed ------------------------------------------------------------------------------

def by_platform(signature, notice, time):
    platform = notice.value["platform"]
    signature.by(platform["operator"], [load(platform["anchor"])], time)


def read_receipt(data, notice):
    """A receipt that the platform signed for this tender: what it says, and its bytes."""
    file = SignedFile(data)
    signature, receipt = file.verify_cms(), file.read(RECEIPT)
    if receipt["tender"] != notice.tender:
        raise Refused("WrongTender", receipt["tender"].hex())
    by_platform(signature, notice, receipt["arrived"])
    return receipt, file.content


def in_record(data, entry, proof, head, notice):
    """SPEC §17.6, without the record: the receipt, the entry that it is of, and that this is under the head.

    Whose head it is has been verified before.
    """
    receipt, content = read_receipt(data, notice)
    if "receipt" not in entry.files or SignedFile(entry.files["receipt"]).content != content:
        raise Refused("ReceiptMismatch", f"entry {entry.number} is not of this receipt")
    if (proof.index, proof.head.text) != (entry.number, head.text):
        raise Refused("BadProof", "for another entry, or under another head")
    if root_from(sha256(b"\0" + entry.leaf), proof.index, head.size, proof.path) != head.root:
        raise Refused("BadProof", "another root")
    return receipt


def custodians(notice, roots):
    """{id: (key, record key)} by the statements in the notice, each signed by its organisation (SPEC §2.4)."""
    found, organisations = {}, set()
    for given in notice.value["custodians"]:
        statement = STATEMENT(loads(given["statement"], 16 << 10, "statement"), "statement")
        signature = verify_detached(given["signature"], given["statement"])
        name = organisation(signature.certificate)
        if name != statement["organisation"]:
            raise Refused("OrganisationMismatch", name)
        if name in organisations:
            raise Refused("DuplicateOrganisation", name)
        signature.by(name, roots, statement["created"])
        organisations.add(name)
        found[statement["custodian"]] = statement["key"], statement["record_key"]
    return found


def check_acceptance(data, custodian, notice, key):
    acceptance = ACCEPTANCE(loads(data, 4 << 10, "acceptance"), "acceptance")
    if acceptance["custodian"] != custodian:
        raise Refused("UnknownCustodian", "an acceptance of another")
    if acceptance["notice"] != notice.digest:
        raise Refused("BadAcceptance", "of another notice")
    point = bls.decode_g1(acceptance["signature"], "BadAcceptance")
    if not bls.verify(point, notice.digest, bls.DST_ACCEPT, bls.decode_g2(key)):
        raise Refused("BadAcceptance", custodian)


def read_notice(data):
    notice = Notice(data)
    if "platform" not in notice.value:
        raise Refused("NoPlatform")
    if not notice.value["timestamp_authorities"]:
        raise Refused("NoAuthority")
    return notice
