"""The text of a PDF file's pages, as pypdf reads it: an extractor that shares nothing with Poppler.

    python3 read_pdf.py FILE

`blind_corpus` runs it by `python3 -c`. Ends with 127, as a shell does for a missing program, where pypdf is missing.
"""

import sys

try:
    from pypdf import PdfReader
except ImportError as error:
    print(error, file=sys.stderr)
    raise SystemExit(127)

for page in PdfReader(sys.argv[1]).pages:
    sys.stdout.buffer.write(page.extract_text().encode("utf-8", "replace") + b"\n")
