"""The rules of SPEC §13.9 from the closing on: heads, objections, and the stages of the opening."""

from record import Head, sha256, tree
from replay import Replay, demand
from signed import SignedFile, verify_detached
from strict_json import Refused
from tender import ADJUDICATION, ADMISSION, QUORUM_LOST, RELEASE_REFUSAL, RELEASE_REQUEST, by_platform, read_receipt
from tokens import counting


def is_unmet(outcome):
    return outcome.get("reason", {}).get("name") == "QuorumNotMet"


class Stage:
    def __init__(self, number, id):
        self.number, self.id = number, id
        self.members, self.damaged, self.admitted, self.reread = None, set(), None, None
        self.requests, self.asked_at, self.released, self.cut_off = [], [], set(), None
        self.seeds, self.last_outcome, self.finished = False, 0, False


class Tender(Replay):
    """A whole record. `closed_head` is (size, time, ids of cosigners) once it is recorded."""

    def __init__(self, roots):
        super().__init__(roots)
        self.closed_head, self.closed_head_entry, self.let_stand, self.objections = None, None, False, {}
        self.stages = {}

    def on_closed(self, entry, files, **event):
        super().on_closed(entry, files, **event)
        self.stages = {id: Stage(n, id) for n, id in enumerate(self.notice.stages)}

    # ---- rules 6 to 8 ----

    def verified(self, data):
        """A head of these entries, and who cosigned it."""
        head = Head(data)
        head.verify(self.notice.tender, self.notice.value["platform"]["record_key"])
        demand(0 < head.size <= len(self.leaves), "HeadMismatch")
        demand(head.root == tree(self.leaves[:head.size]), "HeadMismatch")
        return head, {id for id, (_, key) in self.custodians.items() if head.cosigned(key) is not None}

    def on_head(self, entry, files, **_):
        demand(self.closed is not None, "NotClosed")
        head, cosigners = self.verified(files["note"])
        tokens = [counting(token, sha256(head.text.encode()), self.notice) for token in files["tokens"]]
        if head.size != self.closed + 1:
            return
        if self.closed_head:
            self.closed_head[2].update(cosigners)
            return
        demand(tokens, "NoTimestamp")
        earliest = min(tokens, key=lambda token: (token.floor, token.ceil))
        demand(not earliest.no_later_than(self.deadline), "ClosedEarly")
        self.closed_head, self.closed_head_entry = (head.size, earliest.ceil, cosigners), entry.number

    def enough(self, cosigners):
        for threshold, holders in self.notice.quorums:
            ids = {holder.id for holder in holders if holder.kind == "custodian"}
            demand(len(ids & cosigners) >= min(threshold, len(ids)), "CosignersMissing")

    def in_grace(self):
        return self.closed_head[1] <= self.deadline + self.notice.value["grace"]

    def closed_in_time(self):
        demand(self.closed_head, "NotClosed")
        demand(self.let_stand or self.in_grace(), "ClosedLate")

    def on_objection(self, entry, files, **_):
        demand(self.closed is not None, "NotClosed")
        demand(not all(stage.finished for stage in self.stages.values()), "OutOfOrder")
        receipt, content = read_receipt(files["receipt"], self.notice)
        demand(content not in self.receipts, "NotAnObjection")
        self.receipts.add(content)
        self.objections[receipt["digest"]] = "open"

    def on_adjudicated(self, entry, files, **_):
        subject = self.decision(SignedFile(files["decision"]), ADJUDICATION, entry, "adjudicator")["subject"]
        if subject["type"] == "bid":
            demand(subject["digest"] in self.bids, "UnknownBid")
            outcome = self.bids[subject["digest"]].outcomes.get(subject["stage"])
            demand(outcome and outcome.get("fault") == "undetermined", "OutOfOrder")
            outcome["fault"] = subject["fault"]
            self.exclude(self.bids[subject["digest"]], self.stages[subject["stage"]], outcome)
        elif subject["type"] == "closing":
            demand(self.closed_head and not self.in_grace() and not self.let_stand, "OutOfOrder")
            self.let_stand = True
        else:
            demand(self.objections.get(subject["digest"]) == "open", "UnknownBid")
            self.objections[subject["digest"]] = "settled"

    def no_objection(self):
        demand("open" not in self.objections.values(), "ObjectionOpen")

    # ---- rule 9: which stage, which bids ----

    def current(self, id):
        demand(self.closed is not None, "NotClosed")
        stage = next((stage for stage in self.stages.values() if not stage.finished), None)
        demand(stage and stage.id == id, "OutOfOrder", f"stage {id}")
        return stage

    def can_move(self, id):
        stage = self.stages.get(id)
        return not stage or not (stage.requests or stage.cut_off or stage.finished)

    def open_bids(self, stage):
        """The bids of the stage that have no outcome at it."""
        return [bid for bid in stage.members or [] if stage.id not in bid.outcomes]

    def on_admitted(self, entry, files, stage, **_):
        stage = self.current(stage)
        demand(stage.number > 0 and stage.admitted is None, "OutOfOrder")
        value = self.decision(SignedFile(files["admission"]), ADMISSION, entry, "tenderer")
        demand(value["stage"] == stage.id, "UnknownStage")
        excluded = [one["digest"] for one in value["excluded"]]
        spoken = value["admitted"] + excluded
        demand(len(spoken) <= 100_000, "TooLarge")
        demand(len(set(spoken)) == len(spoken), "DuplicateId")
        before = list(self.stages)[stage.number - 1]
        opened = [b for b in self.bids.values() if b.outcomes.get(before, {}).get("type") == "opened"]
        demand({bid.digest for bid in opened} == set(spoken), "AdmissionIncomplete")
        stage.admitted, stage.members = entry.number, [b for b in opened if b.digest in value["admitted"]]
        for digest in excluded:
            self.bids[digest].end = f"not admitted {stage.number}"

    def on_reread(self, entry, files, stage, damaged):
        stage = self.current(stage)
        demand(not stage.requests and (stage.number == 0 or stage.admitted is not None), "OutOfOrder")
        demand(entry.time > self.files_due(), "TooEarly")
        for bid in self.standing() if stage.number == 0 else []:
            bid.end = "not delivered" if bid.waiting else None
        if stage.number == 0 and stage.members is None:
            stage.members = self.standing()
        demand(len(set(damaged)) == len(damaged), "DuplicateId")
        demand(set(damaged) <= {bid.digest for bid in self.open_bids(stage)}, "UnknownBid")
        stage.reread, stage.damaged = entry.number, set(damaged)

    def on_rescued(self, entry, files, digest):
        for stage in self.stages.values():
            if digest in stage.damaged & {bid.digest for bid in self.open_bids(stage)} and not stage.finished:
                stage.damaged.discard(digest)
                return
        raise Refused("UnknownBid", digest.hex())

    # ---- rules 10 and 11: requests and releases ----

    def earliest(self, stage):
        """Before which nobody releases (SPEC §15.3, 7)."""
        self.closed_in_time()
        after = self.closed_head[1] + self.notice.value["objection_period"]
        return max(self.stage_times[stage.id], self.notice.stages[stage.id]["time"], after)

    def on_requested(self, entry, files, stage, **_):
        file = SignedFile(files["request"])
        signature, value = file.verify_cms(), file.read(RELEASE_REQUEST, 2 << 20)
        demand(value["tender"] == self.notice.tender, "WrongTender")
        demand(value["notice"] == self.notice.digest, "WrongNotice")
        demand(value["stage"] == stage, "OutOfOrder")
        stage = self.current(stage)
        demand(value["tokens"], "NoTimestamp")
        head, cosigners = self.verified(value["note"])
        tokens = [counting(token, sha256(head.text.encode()), self.notice) for token in value["tokens"]]
        latest = max(token.floor for token in tokens)
        by_platform(signature, self.notice, latest)
        self.closed_in_time()
        self.no_objection()
        demand(stage.reread is not None, "OutOfOrder")
        settled = [self.closed_head_entry, stage.admitted or 0, stage.reread, stage.last_outcome]
        demand(head.size > max(settled), "HeadTooOld")
        if stage.cut_off is None:
            self.enough(self.closed_head[2])
            self.enough(cosigners)
        demand(latest >= self.earliest(stage), "TooEarly")
        stage.requests.append(sha256(files["request"]))
        stage.asked_at.append(latest)

    def on_refused(self, entry, files, stage, custodian, **_):
        stage, file = self.current(stage), SignedFile(files["refusal"])
        value = file.read(RELEASE_REFUSAL)
        demand(custodian in self.custodians, "UnknownCustodian", custodian)
        file.verify_key(self.custodians[custodian][1])
        found = value["tender"], value["stage"], value["custodian"], value["request"]
        last = stage.requests[-1:] or [None]
        demand(found == (self.notice.tender, stage.id, custodian, last[0]), "RequestMismatch")

    def on_released(self, entry, files, stage, holder, **_):
        stage = self.current(stage)
        demand(stage.requests, "OutOfOrder")
        demand(holder in [known.id for known in self.notice.holders()], "UnknownHolder", holder)
        demand(not self.given_up(stage), "OutOfOrder")
        demand(holder not in stage.released, "DuplicateId", holder)
        stage.released.add(holder)

    # ---- rules 12 to 14: outcomes and the end ----

    def on_outcome(self, entry, files, stage, digest, outcome):
        stage = self.current(stage)
        demand(stage.reread is not None, "OutOfOrder")
        bids = {bid.digest: bid for bid in self.open_bids(stage)}
        demand(digest in bids, "UnknownBid")
        damaged = digest in stage.damaged
        if outcome["type"] == "opened":
            demand(not damaged, "OutOfOrder")
            met = (len(stage.released & {h.id for h in holders}) >= least for least, holders in self.notice.quorums)
            demand(stage.seeds or all(met), "QuorumNotMet")
            if stage.number == len(self.stages) - 1:
                bids[digest].end = f"opened {stage.number}"
        else:
            demand(not damaged or stage.requests or set(bids) <= stage.damaged, "OutOfOrder")
            demand(stage.requests or not is_unmet(outcome), "OutOfOrder")
            self.exclude(bids[digest], stage, outcome)
        bids[digest].outcomes[stage.id], stage.last_outcome = dict(outcome), entry.number

    def given_up(self, stage):
        return any(is_unmet(bid.outcomes.get(stage.id, {})) for bid in stage.members)

    def exclude(self, bid, stage, outcome):
        bid.end = f"excluded {stage.number} {outcome['fault']}"

    def on_quorum_lost(self, entry, files, **_):
        value = self.decision(SignedFile(files["declaration"]), QUORUM_LOST, entry, "adjudicator")
        stage = self.current(value["stage"])
        demand(stage.cut_off is None and not self.given_up(stage), "OutOfOrder")
        demand(self.notice.value["rescue"]["by_seed"], "NoSeedRescue")
        demand(value["cut_off"] > entry.time and value["cut_off"] >= self.earliest(stage), "TooEarly")
        stage.cut_off = value["cut_off"]

    def on_seeds(self, entry, files, stage, **_):
        stage = self.current(stage)
        asked = stage.requests and stage.cut_off is not None and not stage.seeds
        demand(asked and not self.given_up(stage) and entry.time > stage.cut_off, "OutOfOrder")
        stage.seeds = True

    def on_finished(self, entry, files, stage, **_):
        stage = self.current(stage)
        demand(stage.reread is not None and not self.open_bids(stage), "OutOfOrder")
        faults = [bid.outcomes[stage.id].get("fault") for bid in stage.members]
        demand("undetermined" not in faults, "OutOfOrder")
        self.no_objection()
        demand(files["tokens"], "NoTimestamp")
        tokens = [counting(token, sha256(files["minutes"]), self.notice) for token in files["tokens"]]
        latest = max(token.floor for token in tokens)
        demand(latest >= self.earliest(stage), "TooEarly")
        by_platform(verify_detached(files["signature"], files["minutes"]), self.notice, latest)
        stage.finished = True
