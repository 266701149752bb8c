"""Replays the golden tender of tests/vectors/record/, and verifies its closed head by itself.

Run with `python3 test_tender.py` (SPEC §13.5 to §13.9).
"""

import base64
import copy
import json

import tender
from golden import FOLDER, another_root, entries_of, flipped, refused, roots
from record import Head, sha256, tree
from stages import Tender
from strict_json import TIME
from tender import Entry
from tokens import counting


# ---- entries ---------------------------------------------------------------------------------

def test_entries(frames, entries):
    """Numbers, times and attachments of every entry, and that none of these can be another."""
    for n, (leaf, files, blob) in enumerate(frames):
        assert blob is None
        for at in range(len(files)):
            changed = files[:at] + [files[at] + b" "] + files[at + 1:]
            assert refused(Entry, leaf, changed) == "AttachmentMismatch", n
            assert refused(Entry, leaf, files[:at] + files[at + 1:]) == "AttachmentMismatch", n
        assert refused(Entry, leaf, files + [b""]) == "AttachmentMismatch", n
        assert refused(entries[n].follows, n + 1, 0) == "EntryNumber"
        assert refused(entries[n].follows, n, entries[n].time + 1) == "TimeBackwards"
    bare = {"reread", "rescued", "released", "seeds", "outcome"}
    assert {entry.kind for entry in entries} == tender.ATTACHED.keys() | bare
    print(f"{len(frames)} entries with {sum(len(files) for _, files, _ in frames)} attachments")


def replay(entries, anchors):
    """The states before each entry, and the last."""
    states = [Tender(anchors)]
    for entry in entries:
        states.append(copy.deepcopy(states[-1]))
        states[-1].apply(entry)
    return states


def test_replay(entries, states, expected):
    last = states[-1]
    assert (last.notice.tender.hex(), last.notice.digest.hex()) == (expected["tender"], expected["notice"])
    assert (last.deadline, len(entries)) == (TIME(expected["deadline"], ""), expected["entries"])
    assert tree(last.leaves).hex() == expected["root"]
    bids = [dict(digest=bid.digest.hex(), entry=bid.number, end=bid.end) for bid in last.bids.values()]
    assert bids == expected["bids"]
    asked = [at for stage in last.stages.values() for at in stage.asked_at]
    assert asked == [TIME(at, "") for at in expected["requested_at"]]

    cases = sorted(FOLDER.glob("tender-case-*.json"))
    for path in cases:
        case = json.loads(path.read_text())
        entry = Entry(case["entry"].encode(), [base64.b64decode(file) for file in case["attachments"]])
        state = copy.deepcopy(states[case["after"]])
        assert refused(state.apply, entry) == case["expect"], path.name
    # An entry that is right is so at its place alone.
    for n, entry in enumerate(entries):
        for state in states[:n] + states[n + 1:]:
            assert refused(copy.deepcopy(state).apply, entry) == "EntryNumber"
    print(f"a tender of {len(entries)} entries, {len(bids)} bids, {len(cases)} refusals")


def test_bid_tokens(entries, states):
    """SPEC §17.2, `tokens`: every bid's token is over its digest and not later than the deadline."""
    count = 0
    for entry, state in zip(entries, states):
        if "bid" in entry.event:
            token = counting(entry.files["token"], entry.event["bid"]["digest"], state.notice)
            assert token.no_later_than(state.deadline) and not token.no_later_than(token.floor - 1)
            assert refused(counting, entry.files["token"], sha256(b""), state.notice) == "TimestampImprint"
            count += 1
    print(f"{count} tokens of bids")


# ---- the closed head -------------------------------------------------------------------------

def test_closed_head(entries, states, expected):
    closed = next(entry for entry in entries if entry.kind == "closed")
    recorded = next(entry for entry in entries if entry.kind == "head")
    notice, before, after = states[recorded.number].notice, states[recorded.number], states[recorded.number + 1]
    head = Head(recorded.files["note"])
    head.verify(notice.tender, notice.value["platform"]["record_key"])
    assert head.size == closed.number + 1 == expected["closed_size"]
    assert head.root == tree([entry.leaf for entry in entries[:head.size]])
    cosigned = {id: head.cosigned(key) for id, (_, key) in after.custodians.items()}
    assert sorted(id for id, at in cosigned.items() if at) == expected["closed_cosigners"]
    (data,) = recorded.files["tokens"]
    imprint = sha256(head.text.encode())
    token = counting(data, imprint, notice)
    assert token.ceil == TIME(expected["closed_at"], "")
    assert after.deadline < token.ceil <= after.deadline + notice.value["grace"]
    assert after.closed_head == (head.size, token.ceil, set(expected["closed_cosigners"]))
    after.enough(after.closed_head[2])
    after.closed_in_time()

    other = another_root()
    for change, name in (
        (lambda state: setattr(state, "deadline", token.ceil), "ClosedEarly"),
        (lambda state: setattr(state, "closed", None), "NotClosed"),
        (lambda state: state.notice.value["platform"].update(record_key=imprint), "UnsignedHead"),
        (lambda state: state.notice.value["timestamp_authorities"][0].update(anchor=other), "NoTrustedChain"),
        (lambda state: state.notice.value.update(tenderer="Time Office"), "OwnAuthority"),
        (lambda state: state.leaves.__setitem__(3, b"another"), "HeadMismatch"),
    ):
        state = copy.deepcopy(before)
        change(state)
        assert refused(state.apply, recorded) == name
    # What the platform says itself, it may: nobody is deceived.
    state = copy.deepcopy(before)
    state.notice.value.update(tenderer="Time Office")
    state.notice.value["timestamp_authorities"][0]["own"] = True
    state.apply(recorded)
    late, few = copy.deepcopy(after), copy.deepcopy(after)
    late.notice.value["grace"] = token.ceil - late.deadline - 1
    assert refused(late.closed_in_time) == "ClosedLate"
    few.notice.quorums = [(3, few.notice.quorums[0][1])]
    assert refused(few.enough, few.closed_head[2]) == "CosignersMissing"
    for at, changed in flipped(data):
        assert refused(lambda: counting(changed, imprint, notice)), at
    print(f"the closed head: {head.size} entries, {len(data)} changed bytes of its token")


def main():
    expected = json.loads((FOLDER / "tender-expected.json").read_text())
    anchors = roots("tender-trust.pem")
    frames, entries = entries_of("tender-log")
    test_entries(frames, entries)
    states = replay(entries, anchors)
    test_replay(entries, states, expected)
    test_bid_tokens(entries, states)
    test_closed_head(entries, states, expected)
    for log, root, ends in (
        ("custody-log", "custody-ca.pem", [None, None]),
        ("opening/record/log", "opening/trust.pem", ["opened 0", "excluded 0 platform"]),
    ):
        last = replay(entries_of(log)[1], roots(root))[-1]
        assert [bid.end for bid in last.bids.values()] == ends, log


main()
