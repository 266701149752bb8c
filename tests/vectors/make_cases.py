"""Writes tests/vectors/cases/*.json and cases.txt from tests/vectors/tender/good.sbid.

Run it after `cargo test --lib -- --ignored golden` has made new bids.
"""
import hashlib
import json
import struct
from pathlib import Path

HERE = Path(__file__).parent
GOOD = (HERE / "tender/good.sbid").read_bytes()
PARTS = 16 + struct.unpack(">I", GOOD[12:16])[0]
SEGMENT = 65552
TRAILER = PARTS + 2 * SEGMENT
SIGNATURE = TRAILER + 4 + struct.unpack(">I", GOOD[TRAILER : TRAILER + 4])[0]
COMMITMENT = GOOD.find(b'"commitment": "') + 15

cases = {}


def case(name, about, expect="success", bid="good.sbid", releases=(0, 1), **more):
    files = [r if isinstance(r, str) else f"c{r}.release.json" for r in releases]
    cases[name] = dict(about=about, bid=bid, stage="technical", releases=files, expect=expect, **more)


def flip(offset):
    return [{"offset": offset, "bytes": f"{GOOD[offset] ^ 1:02x}"}]


def other_digit(offset):
    return [{"offset": offset, "bytes": "30" if GOOD[offset : offset + 1] != b"0" else "31"}]


WRONG = "c0.wrong-release.json"
OPENED = dict(
    documents={
        "method/技术/方案.txt": hashlib.sha256("施工方案\n".encode()).hexdigest(),
        "method/b.txt": hashlib.sha256(b"bb").hexdigest(),
    },
    form={"price": 123456789},
)

case("open-c0-c1", "two of three custodians open the bid", **OPENED)
case("open-c0-c2", "any two do", releases=(0, 2), **OPENED)
case("open-c2-c1", "in any order", releases=(2, 1), **OPENED)
case("open-wrong-release-replaced", "a wrong release is set aside by name and another takes its place",
     releases=(WRONG, 1, 2), refused=["c0"], **OPENED)
case("quorum-not-met", "one custodian is not enough", "QuorumNotMet", releases=(1,))
case("quorum-not-met-twice-one", "one custodian twice is one custodian", "QuorumNotMet", releases=(1, 1))
case("quorum-not-met-wrong-release", "a wrong release does not count", "QuorumNotMet",
     releases=(WRONG, 1), refused=["c0"])
case("lock-inconsistent-c0-c1", "the correction of c2 was changed before signing: refused by those who do not need it",
     "LockInconsistent", bid="inconsistent-lock.sbid")
case("lock-inconsistent-c1-c2", "and by those who do", "LockInconsistent", bid="inconsistent-lock.sbid",
     releases=(1, 2))
case("bad-padding", "the padding of the part is not zero", "BadPadding", bid="padding.sbid")
case("form-root-mismatch", "the sealed form says another price than the signed root", "FormRootMismatch",
     bid="form.sbid")
case("not-a-sealed-bid", "a transfer as text changed the magic", "NotASealedBid",
     patch=[{"offset": 5, "bytes": "0a"}])
case("unknown-version", "version 2", "UnknownVersion", patch=[{"offset": 11, "bytes": "02"}])
case("header-mismatch", "a digit of the commitment was changed", "HeaderMismatch", patch=other_digit(COMMITMENT))
case("part-root-mismatch", "a bit of the second part was flipped", "PartRootMismatch",
     patch=flip(PARTS + SEGMENT + 100))
case("bad-bid-signature", "a bit of the bid key's signature was flipped", "BadBidSignature", patch=flip(SIGNATURE + 3))
case("truncated", "the last byte is missing", "Truncated", cut=1)
case("truncated-parts", "the file ends within the parts", "Truncated", cut=len(GOOD) - PARTS - 1000)
case("trailing-bytes", "a byte too many", "TrailingBytes", append="00")

(HERE / "cases").mkdir(exist_ok=True)
for name, value in cases.items():
    text = json.dumps(value, ensure_ascii=False, indent=2)
    (HERE / "cases" / f"{name}.json").write_text(text + "\n", encoding="utf-8")
(HERE / "cases.txt").write_text("\n".join(sorted(cases)) + "\n")
