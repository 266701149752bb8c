"""Writes nulls.c: for every function of abi.txt a right call, then the same with each pointer left out.

nulls.py ABI SYMBOLS: SYMBOLS lists what the library exports (nm -D); other functions are left out.

The right call must succeed, so that the missing pointer is all that is wrong with the others. A required one gives
SEALBID_ERR_NULL_ARGUMENT at its own name; the few in OPTIONAL change nothing. Of functions on handles that the
harness's tender does not have (a hall's), everything is left out at once: that must be refused too, without a crash.
Where the right call of a new function fails, VALUES needs what that function takes.
"""
import re
import sys

# What is said of them in the header: NULL is fine.
OPTIONAL = {
    ("blind_copy", "notice"), ("blind_copy", "report"), ("draft_add_copies", "reports"),
    ("bid_check", "revocation"), ("bid_check", "progress"), ("chain_verify", "others"), ("chain_verify", "chain"),
    ("chain_verify", "revocation"), ("draft_add_bytes", "kind"), ("draft_add_file", "kind"),
    ("draft_add_reader", "kind"), ("notice_digests", "digest"), ("notice_digests", "tender"),
    ("notice_stage_time", "time"), ("revocation_new", "crls"), ("revocation_new", "ocsp"),
    ("seal_file", "progress"), ("seal_push", "progress"), ("sealed_try_open", "progress"),
    ("signer_from_pem", "passphrase"), ("timestamp_verify", "time"),
}
# Optional, but then something else is missing.
INSTEAD = {
    ("bid_open_stage", "releases"): "SEALBID_ERR_QUORUM_NOT_MET",
    ("notice_verify", "acceptances"): "SEALBID_ERR_MISSING_ACCEPTANCE",
}
# The last parameter of functions that can fail.
ERROR = "struct sealbid_error **"
HANDLES = {
    "bid": "w.bid", "bid_key": "w.bid_key", "buffer": "w.buffer", "draft": "draft", "error": "NULL", "list": "list",
    "notice": "w.handle_notice", "revocation": "w.revocation", "roots": "w.roots", "sealed": "w.sealed",
    "signer": "w.signer", "timestamp_request": "w.request", "trusted_notice": "w.trusted",
}
# Of these parameters (of one function, or of every one that calls it so), others.
PARTICULAR = {
    "acceptances": "w.acceptances", "crls": "w.crls", "new_bid": "w.other", "ocsp": "w.responses",
    "releases": "w.releases", "draft_add_copies.notice": "w.blind_notice", "blind_copy.notice": "w.blind_notice",
}
CALLBACKS = {"document": "begin", "progress": "hear", "read": "give", "sign": "sign", "write": "take"}
# Of one function, else of every one that calls it so.
VALUES = {
    "kind": '"text/plain"', "lot": '"1"', "part": '"method"', "path": '"new.txt"', "stage": '"technical"',
    "set_text.field": '"quality"', "set_text.value": '"优良"', "set_number.field": '"price"', "value": "7",
    "bid_open.file": "w.bid_file", "draft_add_file.file": "w.plan_file", "seal_file.file": "new_path()",
    "sealed_try_open.file": "w.sealed_file", "certificates": "w.certificates", "key": "w.key", "data": "w.bid_bytes",
    "notice": "w.notice", "signature": "w.signature", "trust_list": "w.trust", "receipt": "w.receipt",
    "refusal": "w.refusal", "proof": "w.proof", "entry": "w.entry", "response": "w.response", "token": "w.token",
    "roots_from_pem.pem": "w.pem", "bid_key_open.pem": "w.key_file", "certificate": "w.certificate",
    "timestamp_request_new.digest": "w.digest", "timestamp_verify.digest": "w.digest", "size": "10",
    "now": "w.now", "at": "w.now", "gathered": "w.now", "threads": "1", "sequence": "1", "code": "1001",
    "chinese": "1", "name": '"a.txt"', "blind_copy.document": "w.proposal", "blind_scan.copy": "w.proposal",
    "terms": "w.terms", "scheme": "SEALBID_SCHEME_ECDSA_P256_SHA256",
    "signer_from_pem.passphrase": "(bytes){ NULL, 0 }",
    "passphrase": "(bytes){ (uint8_t *)PASSPHRASE, PASSPHRASE_SIZE }",
}


def parsed(line):
    result, name, parameters = re.fullmatch(r"function (.*?)sealbid_(\w+)\((.*)\)", line).groups()
    split = [] if parameters == "void" else [re.fullmatch(r"(.*?)(\w+)", one).groups() for one in parameters.split(", ")]
    return result.strip(), name, [(kind.strip(), own) for kind, own in split]


def value(function, own):
    short = function.removeprefix("draft_")
    return VALUES.get(f"{function}.{own}") or VALUES.get(f"{short}.{own}") or VALUES.get(own)


def argument(function, kind, own, before):
    """A right argument, or None if the harness has none."""
    handle = re.fullmatch(r"(?:const )?struct sealbid_(\w+) \*", kind)
    if kind == ERROR:
        return "&error"
    if handle:
        return PARTICULAR.get(f"{function}.{own}") or PARTICULAR.get(own) or HANDLES.get(handle[1])
    if re.fullmatch(r"struct sealbid_\w+ \*\*", kind):
        return f"&{own}_out" if HANDLES.get(kind.split("_", 1)[1][:-3]) else None
    if kind == "const uint8_t *":
        bytes_ = value(function, own)
        return bytes_ if bytes_ is None or bytes_ == "w.digest" else f"{bytes_}.data"
    if kind == "uint64_t" and before and before[0] == "const uint8_t *" and own in (f"{before[1]}_size", "size"):
        return f"{value(function, before[1])}.size"
    if kind.endswith("_fn"):
        return CALLBACKS.get(kind.removeprefix("sealbid_").removesuffix("_fn"))
    return {"void *": "NULL", "uint8_t *": "room", "int64_t *": "&number"}.get(kind) or value(function, own)


def is_pointer(kind):
    return kind != "void *" and kind.endswith(("*", "_fn"))


def call(function, result, parameters, arguments, missing, expected, lines):
    """One call, within a block of its own."""
    given = ", ".join("NULL" if name == missing else text for (_, name), text in zip(parameters, arguments))
    lines.append(f"    {{ /* {missing or 'right'} */")
    outs = [(kind, name) for kind, name in parameters if kind.endswith("**") and kind != ERROR and name != missing]
    for kind, name in outs:
        lines.append(f"        {kind[:-1]}{name}_out = (void *)&w;")
    if any(text == "draft" for text in arguments):
        lines.append("        sealbid_draft *draft = fresh_draft();")
    if any(text == "list" for text in arguments):
        lines.append("        sealbid_list *list = sealbid_list_new();")
    if missing != "error":
        lines.append("        sealbid_error *error = (sealbid_error *)&w;")
    lines.append(f"        int32_t code = sealbid_{function}({given});")
    shown = "NULL" if missing == "error" else "error"
    lines.append(f'        told("{function}", "{missing or ""}", code, {expected}, {shown});')
    for kind, name in outs:
        handle = re.fullmatch(r"struct sealbid_(\w+) \*\*", kind)[1]
        lines.append(f"        HOLDS(!code == !!{name}_out);")
        lines.append(f"        sealbid_{handle}_free({name}_out);")
    if any(text == "draft" for text in arguments):
        lines.append("        sealbid_draft_free(draft);")
    if any(text == "list" for text in arguments):
        lines.append("        sealbid_list_free(list);")
    lines.append("    }")


def tested(line, lines):
    result, function, parameters = parsed(line)
    lines.append(f"static void {function}(void) {{")
    if function.endswith("_free"):
        lines.append(f"    sealbid_{function}(NULL);")
    elif all(kind != ERROR for kind, _ in parameters):
        # Small questions that cannot fail: nothing is said of nothing.
        if any(is_pointer(kind) for kind, _ in parameters):
            lines.append(f"    HOLDS(!sealbid_{function}({', '.join('NULL' if is_pointer(kind) else '0' for kind, _ in parameters)}));")
    else:
        befores = [None, *parameters]
        arguments = [argument(function, *own, before) for own, before in zip(parameters, befores)]
        if None in arguments:
            known = [name for (_, name), text in zip(parameters, arguments) if text is None]
            lines.append(f"    /* the harness has no {', '.join(known)} */")
            zeros = ", ".join("&error" if name == "error" else "NULL" if kind.endswith(("*", "_fn")) else "0" for kind, name in parameters)
            lines.append("    sealbid_error *error = (sealbid_error *)&w;")
            lines.append(f"    int32_t code = sealbid_{function}({zeros});")
            lines.append("    judge(__FILE__, __LINE__, code, SEALBID_ERR_NULL_ARGUMENT, error);")
        else:
            call(function, result, parameters, arguments, None, "SEALBID_OK", lines)
            for kind, name in parameters:
                key, expected = (function, name), "SEALBID_ERR_NULL_ARGUMENT"
                if name == "error" or key in OPTIONAL:
                    expected = "SEALBID_OK"
                if is_pointer(kind):
                    call(function, result, parameters, arguments, name, INSTEAD.get(key, expected), lines)
    lines.append("}\n")


def main():
    exported = set(open(sys.argv[2], encoding="utf-8").read().split())
    functions = [line for line in open(sys.argv[1], encoding="utf-8").read().splitlines() if line.startswith("function ")]
    functions = [line for line in functions if f"sealbid_{parsed(line)[1]}" in exported]
    used = {(name, own) for _, name, parameters in map(parsed, functions) for _, own in parameters}
    stale = (OPTIONAL | set(INSTEAD)) - used
    assert not stale, f"no such parameters: {stale}"
    lines = ['#include "harness.h"\n', "static uint8_t room[32];", "static int64_t number;\n"]
    lines.append(TOLD)
    for line in functions:
        tested(line, lines)
    calls = "".join(f"    {parsed(line)[1]}();\n" for line in functions)
    print("\n".join(lines) + f"\nvoid nulls(void) {{\n    (void)room, (void)number;\n{calls}}}")


TOLD = """/* The code is the one expected; what is missing is named. */
static void told(const char *function, const char *missing, int32_t code, int32_t expected, sealbid_error *error) {
    int named = !error || code != SEALBID_ERR_NULL_ARGUMENT || !strcmp(sealbid_error_place(error), missing);
    if (code != expected || !named) {
        fprintf(stderr, "sealbid_%s without %s: %d instead of %d, at %s\\n", function, *missing ? missing : "anything missing", code,
                expected, code && error ? sealbid_error_text(error) : "");
        exit(1);
    }
    if (error) judge(__FILE__, __LINE__, code, expected, error);
}
"""

main()
