"""A bidder and an opening in Python, through cffi, which reads the header itself: nothing is compiled.

seal.py FOLDER BID NOW            seals a bid for the tender in FOLDER
seal.py FOLDER BID NOW STAGE OUT  opens a stage with the releases in FOLDER; its documents go into the folder OUT
SEALBID_HEADER and SEALBID_LIBRARY say where header and library are.
"""
import json, os, pathlib, re, sys

from cffi import FFI

ffi = FFI()
header = pathlib.Path(os.environ["SEALBID_HEADER"]).read_text("utf-8")
ffi.cdef(re.sub(r'/\*[^*]*(\*[^/][^*]*)*\*/|//.*|^#.*|^extern "C" \{|^\}', "", header, flags=re.MULTILINE))
lib = ffi.dlopen(os.environ["SEALBID_LIBRARY"])


class SealbidError(Exception):
    pass


def call(name, *arguments):
    """Calls a function that can fail."""
    error = ffi.new("sealbid_error **")
    if getattr(lib, "sealbid_" + name)(*arguments, error):
        text = ffi.string(lib.sealbid_error_text(error[0])).decode()
        lib.sealbid_error_free(error[0])
        raise SealbidError(text)


def made(kind, name, *arguments):
    """The handle that a function gives out, freed when Python forgets it."""
    out = ffi.new(f"sealbid_{kind} **")
    call(name, *arguments, out)
    return ffi.gc(out[0], getattr(lib, f"sealbid_{kind}_free"))


def several(items):
    items, made_list = list(items), ffi.gc(lib.sealbid_list_new(), lib.sealbid_list_free)
    for item in items:
        call("list_add", made_list, item, len(item))
    return made_list


folder, path, now = pathlib.Path(sys.argv[1]), os.fsencode(sys.argv[2]), int(sys.argv[3])
load = lambda name: (folder / name).read_bytes()
sized = lambda name: (load(name), (folder / name).stat().st_size)
accepted = several(load(f"acceptance-{n}.json") for n in range(3))
notice = made("notice", "notice_verify", *sized("notice.json"), *sized("notice.p7s"), accepted)

if len(sys.argv) == 4:
    trusted = made("trusted_notice", "notice_trust", notice, *sized("trust.json"), now)
    signer = made("signer", "signer_from_pem", *sized("bidder.pem"), *sized("bidder.key"), ffi.NULL, 0)
    draft = made("draft", "draft_new", b"1")
    for part, name in [(b"method", "plan.txt"), (b"bill", "bill.txt")]:
        call("draft_add_file", draft, part, name.encode(), ffi.NULL, os.fsencode(folder / name))
    call("draft_set_number", draft, b"price", 2898999309)
    call("draft_set_number", draft, b"period", 240)
    made("sealed", "seal_file", draft, trusted, signer, now, path, 0, ffi.NULL, ffi.NULL)
else:
    stage, out, opened = sys.argv[4].encode(), pathlib.Path(sys.argv[5]), {}

    @ffi.callback("sealbid_document_fn", error=1)
    def document(_context, part, name, kind, size):
        opened[ffi.string(name).decode()] = bytearray()
        return 0

    @ffi.callback("sealbid_write_fn", error=1)
    def write(_context, data, size):
        opened[next(reversed(opened))] += ffi.buffer(data, size)
        return 0

    bid = made("bid", "bid_open", path)
    releases = several(load(f"release-{n}.json") for n in range(2))
    contents = made("buffer", "bid_open_stage", bid, notice, stage, releases, document, write, ffi.NULL, 0)
    # Only now do the documents count.
    for name, content in opened.items():
        (out / name).write_bytes(content)
    print(json.loads(ffi.buffer(lib.sealbid_buffer_data(contents), lib.sealbid_buffer_size(contents))[:]))
