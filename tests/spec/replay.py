"""Replays a tender's record by the rules of SPEC §13.9: until the closing here, the rest in stages.py.

Left out is what the rules leave to others: the evidence about revocation, the bids' own tokens and files
(SPEC §17.2, §17.3). What an audit asks beside the rules of receipts and of the custodians' statements, that they
are signed by whom they should be, is asked here.
"""

from cryptography.hazmat.primitives.serialization import Encoding

from notice import sha256
from signed import SignedFile, verify_detached
from strict_json import Refused, loads
from tender import (
    ANNOUNCEMENT, POSTPONEMENT, REPLACEMENT, REVOCATION, WITHDRAWAL, check_acceptance, custodians, read_notice,
    read_receipt,
)
from tokens import counting


class Bid:
    """One bid, from the entry `number` on. `end` is what became of it, once that is so."""

    def __init__(self, number, bid, notice, sequence, waiting):
        self.number, self.lot, self.key, self.digest = number, bid["lot"], bid["bid_key"], bid["digest"]
        self.arrived, self.token, self.notice = bid["arrived"], bid["token"], notice.digest
        self.sequence, self.waiting, self.end, self.outcomes = sequence, waiting, None, {}


def demand(holds, error, detail=""):
    if not holds:
        raise Refused(error, detail)


def parties(notice):
    platform = notice.value["platform"]
    return notice.value["tenderer"], platform["operator"], platform["record_key"]


class Replay:
    """`roots`: the reader's own, for the tenderer and the custodians."""

    def __init__(self, roots):
        self.roots, self.notice, self.bids, self.receipts = roots, None, {}, set()
        self.leaves, self.time, self.closed = [], 0, None

    def apply(self, entry):
        entry.follows(len(self.leaves), self.time)
        demand(self.notice or entry.kind == "notice", "OutOfOrder", "the first entry is no notice")
        event = {member: value for member, value in entry.event.items() if member != "type"}
        getattr(self, "on_" + entry.kind)(entry, entry.files, **event)
        self.leaves.append(entry.leaf)
        self.time = entry.time

    # ---- rules 1 and 2: notices ----

    def on_notice(self, entry, files, **_):
        new, old = read_notice(files["notice"]), self.notice
        if old:
            self.amend(entry, new, files.get("token"))
        else:
            demand("supersedes" not in new.value, "NoticeSuperseded", "not a first notice")
            demand("token" not in files, "OutOfOrder", "a token over the first notice")
        demand(new.value["issued"] <= entry.time, "NotYetIssued")
        signature = verify_detached(files["signature"], files["notice"])
        signature.by(new.value["tenderer"], self.roots, new.value["issued"])
        self.custodians = custodians(new, self.roots)
        self.notice, self.accepted = new, set()
        self.deadline = new.value["deadline"]
        self.stage_times = {stage["id"]: stage["time"] for stage in new.value["stages"]}
        for bid in self.standing():
            bid.end = f"superseded by {new.digest.hex()}"

    def amend(self, entry, new, token):
        old = self.notice
        in_force = new.value.get("tender"), new.value.get("supersedes")
        demand(in_force == (old.tender, old.digest), "NoticeSuperseded")
        demand(parties(new) == parties(old), "PartiesChanged")
        demand(new.value["deadline"] >= self.deadline, "NotLater")
        self.before_deadline(entry, token, new.digest)

    def before_deadline(self, entry, token, imprint):
        demand(self.closed is None, "BoxClosed")
        demand(token, "NoTimestamp")
        token = counting(token, imprint, self.notice)
        demand(entry.time <= self.deadline and token.no_later_than(self.deadline), "AfterDeadline")

    def on_accepted(self, entry, files, custodian, **_):
        demand(self.closed is None, "BoxClosed")
        demand(custodian in self.custodians, "UnknownCustodian", custodian)
        demand(custodian not in self.accepted, "DuplicateId", custodian)
        check_acceptance(files["acceptance"], custodian, self.notice, self.custodians[custodian][0])
        self.accepted.add(custodian)

    def all_accepted(self):
        demand(self.accepted == set(self.custodians), "MissingAcceptance")

    # ---- rules 3 and 4: bids ----

    def standing(self):
        return [bid for bid in self.bids.values() if bid.end is None]

    def find(self, digest):
        demand(digest in self.bids, "UnknownBid", digest.hex())
        demand(self.bids[digest].end is None, "RetiredBid", digest.hex())
        return self.bids[digest]

    def receipt(self, data, **says):
        """That the receipt says just this; members that are None are left out of it."""
        receipt, content = read_receipt(data, self.notice)
        says = {"arrived": receipt["arrived"], **says, "format": "sealbid-receipt/1", "tender": self.notice.tender}
        demand(receipt == {k: v for k, v in says.items() if v is not None}, "ReceiptMismatch")
        self.receipts.add(content)
        return receipt["arrived"]

    def in_time(self, arrived, entry):
        demand(arrived <= self.deadline, "Late")
        demand(arrived <= entry.time, "TimeBackwards")

    def receive(self, entry, files, kind, bid, size=None, old=None):
        demand(self.closed is None, "BoxClosed")
        self.all_accepted()
        demand(bid["lot"] in self.notice.lots, "UnknownLot", bid["lot"])
        self.in_time(bid["arrived"], entry)
        demand(bid["digest"] not in self.bids, "KnownBid")
        demand(bid["bid_key"] not in [b.key for b in self.bids.values()], "BidKeyUsed")
        says = {member: value for member, value in bid.items() if member != "receipt"}
        self.receipt(
            files["receipt"], kind=kind, notice=self.notice.digest, size=size, replaces=old and old.digest, **says
        )
        sequence = old.sequence + 1 if old else 0
        self.bids[bid["digest"]] = Bid(entry.number, bid, self.notice, sequence, kind == "announcement")

    def on_bid(self, entry, files, bid, size):
        self.receive(entry, files, "bid", bid, size)

    def on_announced(self, entry, files, bid, **_):
        demand("file_period" in self.notice.value, "NoAnnouncements")
        request = SignedFile(files["request"])
        says = {member: bid[member] for member in ("lot", "bid_key", "digest")}
        self.is_request(request, ANNOUNCEMENT, notice=self.notice.digest, **says)
        request.verify_key(bid["bid_key"])
        self.receive(entry, files, "announcement", bid)

    def on_replaced(self, entry, files, old, bid, size, **_):
        demand(self.closed is None, "BoxClosed")
        gone = self.find(old)
        demand(bid["lot"] == gone.lot, "RequestMismatch", "another lot")
        self.asked_for(files["request"], gone, REPLACEMENT, old=old, new=bid["digest"])
        self.receive(entry, files, "replacement", bid, size, gone)
        gone.end = f"replaced by {bid['digest'].hex()}"

    def on_withdrawn(self, entry, files, digest, **_):
        demand(self.closed is None, "BoxClosed")
        gone = self.find(digest)
        self.asked_for(files["request"], gone, WITHDRAWAL, digest=digest)
        self.in_time(self.receipt(files["receipt"], kind="withdrawal", **self.named(gone)), entry)
        gone.end = "withdrawn"

    def on_delivered(self, entry, files, digest, size, arrived, **_):
        bid = self.find(digest)
        demand(bid.waiting, "OutOfOrder")
        demand(bid.arrived <= arrived <= entry.time, "TimeBackwards")
        demand(arrived <= self.files_due(), "Late")
        says = dict(size=size, token=bid.token, arrived=arrived, **self.named(bid))
        self.receipt(files["receipt"], kind="delivery", **says)
        bid.waiting = False

    def named(self, bid):
        return dict(notice=bid.notice, lot=bid.lot, bid_key=bid.key, digest=bid.digest)

    def files_due(self):
        return self.deadline + self.notice.value.get("file_period", 0)

    def is_request(self, request, format, **says):
        found = request.read(format)
        del found["format"]
        demand(found == says | {"tender": self.notice.tender}, "RequestMismatch")

    def asked_for(self, data, bid, format, **says):
        """By the bid's key or, where its file has arrived, a certificate: whether its own, the record does not show."""
        request = SignedFile(data)
        self.is_request(request, format, lot=bid.lot, sequence=bid.sequence + 1, **says)
        if request.kind == "cms" and not bid.waiting:
            request.verify_cms()
        else:
            request.verify_key(bid.key)

    # ---- postponements, and rules 5 and 6: the closing ----

    def on_postponed(self, entry, files, **_):
        file = SignedFile(files["postponement"])
        value = self.decision(file, POSTPONEMENT, entry, by="tenderer")
        demand(value["notice"] == self.notice.digest, "WrongNotice")
        times = {stage["id"]: stage["time"] for stage in value["stages"]}
        demand([s["id"] for s in value["stages"]] == list(self.stage_times), "UnknownStage")
        before = [self.deadline, *self.stage_times.values()]
        after = [value["deadline"], *times.values()]
        demand(before != after and all(a >= b for a, b in zip(after, before)), "NotLater")
        rest = sum(self.notice.value[name] for name in ("grace", "objection_period"))
        first = value["deadline"] + rest + self.notice.value.get("file_period", 0)
        demand(after[1] >= first and all(a < b for a, b in zip(after[1:], after[2:])), "TimesOutOfOrder")
        demand(all(times[s] == self.stage_times[s] or self.can_move(s) for s in times), "OutOfOrder")
        moves = value["deadline"] != self.deadline
        demand(moves or "token" not in files, "OutOfOrder", "a token over a deadline that stays")
        if moves:
            self.before_deadline(entry, files.get("token"), sha256(files["postponement"]))
        self.deadline, self.stage_times = value["deadline"], times

    def can_move(self, _):
        """Whether a stage's time is not fixed yet; until the closing none is."""
        return True

    def decision(self, file, format, entry, by):
        """SPEC §13.8: a decision of the tenderer or the adjudicator."""
        signature, value = file.verify_cms(), file.read(format, 32 << 20)
        demand(value["tender"] == self.notice.tender, "WrongTender")
        demand(value["issued"] <= entry.time, "NotYetIssued")
        if by == "tenderer":
            signature.by(self.notice.value["tenderer"], self.roots, value["issued"])
        else:
            certificate = signature.certificate.public_bytes(Encoding.DER)
            demand(certificate == self.notice.value["adjudicator"]["certificate"], "WrongSigner")
        return value

    def on_closed(self, entry, files, deadline, **_):
        demand(self.closed is None, "BoxClosed")
        self.all_accepted()
        demand(deadline == self.deadline, "OutOfOrder")
        demand(entry.time > self.deadline, "ClosedEarly")
        evidence = REVOCATION(loads(files["revocation"], 64 << 20, "revocation"), "revocation")
        demand(evidence["gathered"] <= entry.time, "TimeBackwards")
        self.closed = entry.number
