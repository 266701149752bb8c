"""Writes references.txt: the named character references of HTML, each with what it stands for.

    python3 generate.py > references.txt

They are those of Python's html.entities, which are those of the HTML standard (§13.5); their list is fixed. Each line
of the result is a name without `&` and `;`, then one or two code points in hexadecimal.
"""

from html.entities import html5

print("# Made by generate.py from the named character references of the HTML standard.")
for name in sorted(html5):
    # Those that do without a semicolon are none in Markdown.
    if name.endswith(";"):
        print(name[:-1], *(f"{ord(c):x}" for c in html5[name]))
