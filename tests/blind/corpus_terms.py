"""The terms of a folder of documents of others: the people and organisations that their properties name.

    python3 corpus_terms.py FOLDER > terms.json

Of Office documents it reads the properties itself, of others it asks ExifTool.
"""

import json
import pathlib
import re
import subprocess
import sys
import zipfile

PEOPLE = ("dc:creator", "cp:lastModifiedBy", "Manager")
TAGS = ("Author", "Artist", "By-line", "Copyright", "CopyrightNotice")
# Programs that stand in the place of people, and what is nobody's name.
NOBODY = {"anonymous", "unspecified", "user", "author", "apache poi", "poi", "administrator", "microsoft"}


def properties(path):
    """People and organisations of an Office document."""
    try:
        package = zipfile.ZipFile(path)
        text = "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist() if "docProps" in name)
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return [], []
    found = lambda element: re.findall(rf"<{element}(?: [^>]*)?>([^<]+)<", text)
    return [name for element in PEOPLE for name in found(element)], found("Company")


people, companies = set(), set()
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
    if path.suffix in (".docx", ".xlsx"):
        some, more = properties(path)
        people.update(some)
        companies.update(more)
    elif path.is_file():
        command = ["exiftool", "-j", *(f"-{tag}" for tag in TAGS), str(path)]
        told = json.loads(subprocess.run(command, capture_output=True, text=True).stdout or "[{}]")[0]
        people.update(str(told[tag]) for tag in TAGS if tag in told)
# What others read is compared without regard to where words end, and `endcmap` is no name.
names_of = lambda found: sorted({name.strip() for name in found if len(name.strip().encode()) > 3})
known = lambda found: [name for name in names_of(found) if name.lower() not in NOBODY]
people, companies = known(people), known(companies)
terms = {"format": "sealbid-terms/1", "names": companies or people, "people": people}
json.dump(terms, sys.stdout, ensure_ascii=False, indent=2)
print()
