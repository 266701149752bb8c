"""Reads the signatures and tokens of tests/vectors/cms/ and tests/vectors/timestamp/ (SPEC §6.3, §12.3).

Run with `python3 test_signed.py`.
"""

import base64
import json
import pathlib

from signed import load, verify_detached
from strict_json import TIME, Refused
from tokens import Token

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors"


def outcome(call, *arguments):
    try:
        call(*arguments)
    except Refused as error:
        return error.name
    return "good"


def signature(cms, content, root, case):
    found = verify_detached(cms, content)
    assert found.claimed_time == TIME(case["claimed_time"], "claimed_time")
    found.by(case["signer"], [root], found.claimed_time)
    return found


def test_signatures():
    names = []
    for path in sorted((VECTORS / "cms").glob("*.json")):
        case = json.loads(path.read_text())
        cms, content, root = (base64.b64decode(case[member]) for member in ("cms", "content", "root"))
        if case["scheme"].startswith("Sm2"):
            assert outcome(verify_detached, cms, content) == "WeakKey", path.name
            continue
        root = load(root)
        found = signature(cms, content, root, case)
        assert outcome(verify_detached, cms, content + b" ") == "CmsDigestMismatch", path.name
        assert outcome(verify_detached, cms + b"\0", content) == "BadCms", path.name
        assert outcome(verify_detached, cms[:-1], content) == "BadCms", path.name
        assert outcome(verify_detached, cms[:-1] + bytes([cms[-1] ^ 1]), content) == "CmsBadSignature", path.name
        # Two certificates above the signer's: without the one between there is no chain.
        assert outcome(found.by, "another", [root], found.claimed_time) == "WrongSigner"
        assert outcome(found.by, case["signer"], [found.certificate], found.claimed_time) == "AnchorAsLeaf"
        assert outcome(found.by, case["signer"], [root], 0) == "CertificateNotYetValid"
        assert outcome(found.by, case["signer"], [root], TIME("2050-01-01T00:00:00Z", "")) == "CertificateExpired"
        others, found.others = found.others, []
        assert others and outcome(found.by, case["signer"], [root], found.claimed_time) == "NoTrustedChain"
        names.append(path.stem)
    assert len(names) == 5, names
    print("signatures:", ", ".join(names))


def test_tokens():
    listed = (VECTORS / "timestamp.txt").read_text().split()
    assert sorted(listed) == sorted(path.stem for path in (VECTORS / "timestamp").glob("*.json"))
    for name in listed:
        case = json.loads((VECTORS / "timestamp" / f"{name}.json").read_text())
        imprint, root = bytes.fromhex(case["imprint"]), dict(anchor=base64.b64decode(case["root"]))
        data = base64.b64decode(case["token"])
        assert outcome(lambda: Token(data).holds(imprint, [root])) == case["expect"], name
        if case["expect"] == "good":
            token, says = Token(data), case["says"]
            assert (token.floor, token.ceil) == (TIME(says["floor"], ""), TIME(says["ceil"], "")), name
            assert (token.policy, token.serial.hex()) == (says["policy"], says["serial"]), name
            assert len(token.holds(imprint, [root])[1]) == says["chain"], name
    print(f"{len(listed)} tokens")


def main():
    test_signatures()
    test_tokens()


main()
