"""Makes core.json.gz from the limbo.json of x509-limbo (https://github.com/C2SP/x509-limbo, Apache-2.0).

    python3 make.py limbo.json core.json.gz

Kept is what a chain's verdict depends on. The thousands of TLS name constraint cases of bettertls are left out.
"""

import gzip
import json
import sys

MEMBERS = [
    "id", "features", "trusted_certs", "untrusted_intermediates", "peer_certificate", "validation_time",
    "expected_result", "crls",
]

with open(sys.argv[1], encoding="utf-8") as source:
    cases = json.load(source)["testcases"]
kept = [
    {member: case.get(member) or ([] if member in ("crls", "features") else case.get(member)) for member in MEMBERS}
    for case in cases
    if not case["id"].startswith("bettertls::nameconstraints")
]
text = json.dumps({"testcases": kept}, separators=(",", ":"), sort_keys=True)
with open(sys.argv[2], "wb") as target:
    target.write(gzip.compress(text.encode(), 9, mtime=0))
