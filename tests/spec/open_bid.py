#!/usr/bin/env python3
"""Open one stage of a sealed bid, from SPEC.md alone.

Exits 0 and writes the documents below DIR/<part>/, or exits 1 with the SPEC's name of the error
first on standard error. No document is written before every check has passed.
"""

import argparse
import json
import os
import sys

import releases
from certificates import verify_cms
from lock import Context
from notice import Notice
from plaintext import check_path
from sbid import Bid
from strict_json import Refused


class Opening:
    """One stage of one bid. Its `refused` is of use also where opening it fails."""

    def __init__(self, notice, stage):
        if stage not in notice.stages:
            raise Refused("UnknownStage", stage)
        self.notice, self.stage = notice, stage
        self.refused = []  # (holder, reason) of each release that was set aside
        self.warnings = []

    def run(self, file, release_files=(), beacon_files=(), skip_cms=False):
        notice, stage = self.notice, self.stage
        bid = Bid(file)
        bid.check_signed(notice)
        if skip_cms or not verify_cms(bid.cms, bid.manifest_bytes, notice.value["bidder_anchors"]):
            self.warnings.append("the CMS signature was not checked")
        bid.check_notice(notice)
        bid.check_roots(stage)
        context = Context(notice, bid.header["lot"], stage, bid.bid_key)
        read = [releases.read_releases(f, notice, stage, bid.header["lot"], bid.bid_key) for f in release_files]
        beacons = [b for f in beacon_files for b in releases.read_beacons(f, notice, stage)]
        lock = bid.lock(stage)
        signatures, masks = releases.check(read, beacons, notice, context, lock, self.refused)
        key = bid.open_lock(context, signatures, masks)
        self.documents, self.form = bid.read_parts(context, key)
        self.bid, self.digest = bid, bid.digest()


# ---- writing ---------------------------------------------------------------------------------

def write_documents(documents, root):
    """Nothing is overwritten, no link is followed below `root`, and all is removed if one fails."""
    made = []
    try:
        if not os.path.isdir(root):
            os.makedirs(root)
            made.append(root)
        for part, entries in documents.items():
            for path, content in entries:
                check_path(path)
                write_document(content, root, [part] + path.split("/"), made)
    except BaseException:
        for path in reversed(made):
            (os.remove, os.rmdir)[os.path.isdir(path)](path)
        raise


def write_document(content, root, components, made):
    at = root
    for folder in components[:-1]:
        at = os.path.join(at, folder)
        if not os.path.lexists(at):
            os.mkdir(at)
            made.append(at)
        elif os.path.islink(at) or not os.path.isdir(at):
            raise Refused("WouldOverwrite", f"{at} is not a folder")
    at = os.path.join(at, components[-1])
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(at, flags, 0o644)
    except FileExistsError:
        raise Refused("WouldOverwrite", at) from None
    made.append(at)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


# ---- the command -----------------------------------------------------------------------------

def read(path):
    with open(path, "rb") as file:
        return file.read()


def run(args, warnings):
    opening = Opening(Notice(read(args.notice)), args.stage)
    try:
        with open(args.bid, "rb") as file:
            opening.run(file, map(read, args.release), map(read, args.beacon), args.skip_cms)
    finally:
        warnings += opening.warnings
        warnings += [f"BadRelease: {holder}: {reason}" for holder, reason in opening.refused]
    write_documents(opening.documents, args.out)
    return {
        "lot": opening.bid.header["lot"],
        "stage": args.stage,
        "bid_key": opening.bid.bid_key.hex(),
        "bid": opening.digest.hex(),
        "form": opening.form,
        "documents": {part: [path for path, _ in entries] for part, entries in opening.documents.items()},
        "refused": [holder for holder, _ in opening.refused],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bid", metavar="BID.sbid")
    parser.add_argument("--notice", required=True)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--release", action="append", default=[], help="a release file; may be repeated")
    parser.add_argument("--beacon", action="append", default=[], help="a drand beacon or a list of them")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument("--skip-cms", action="store_true", help="do not check the bidder's CMS signature")
    args = parser.parse_args()
    warnings = []
    try:
        outcome = run(args, warnings)
    except Refused as e:
        print("\n".join([str(e)] + [f"warning: {w}" for w in warnings]), file=sys.stderr)
        return 1
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if args.json:
        print(json.dumps(outcome, ensure_ascii=False, indent=1))
    else:
        for id, value in outcome["form"].items():
            print(f"{id}: {value}")
        for part, paths in outcome["documents"].items():
            for path in paths:
                print(os.path.join(args.out, part, path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
