"""Documents of real producers with planted identities, to measure blind copies by.

    python3 generate.py FOLDER [LEAST]  # more than 200 documents, and terms.json; an error if fewer than LEAST
    python3 generate.py --vectors DIR   # the small set that is committed as tests/vectors/blind

Whatever producer is not installed is left out, and said so at the end. Needs reportlab, weasyprint, python-docx,
openpyxl, Pillow, piexif, fpdf2 and pikepdf by pip; soffice, pdflatex and xelatex by the system's packages; a Chinese
TrueType font (fonts-wqy-zenhei or another that `fc-match :lang=zh-cn` finds).
"""

import datetime
import io
import json
import pathlib
import random
import shutil
import subprocess
import sys
import zipfile

TERMS = {
    "format": "sealbid-terms/1",
    "names": ["河南云启智造市政工程有限公司", "云启智造", "Yunqi Municipal Works", "YunqiWorks"],
    "people": ["欧阳慕白", "Ouyang Mubai"],
    "codes": ["91410105MA9KXQ7D2P", "豫建安许字2024-017733"],
    "phones": ["0371-65538812", "13938470126"],
    "emails": ["tender@yunqi-works.example"],
    "domains": ["yunqi-works.example"],
    "addresses": ["郑州市金水区花园北路118号云启大厦"],
}
FULL, SHORT, ENGLISH, ONE_WORD = TERMS["names"]
PERSON, PINYIN = TERMS["people"]
CODE, PERMIT = TERMS["codes"]
PHONE, MOBILE = TERMS["phones"]
EMAIL, DOMAIN, ADDRESS = TERMS["emails"][0], TERMS["domains"][0], TERMS["addresses"][0]
FIXED = datetime.datetime(2026, 6, 20, 9, 0, 0)

PARAGRAPHS = [
    "施工组织设计：本工程位于城区主干道，管线密集，工期紧，须分段施工、分段恢复交通。",
    "质量目标为合格，关键工序实行旁站监督，隐蔽工程验收后方可进入下一道工序。",
    "沟槽开挖采用机械开挖、人工清底，开挖深度超过三米时须设置支护并进行监测。",
    "Pipe joints are tested at 1.5 times the working pressure before backfilling.",
    "安全文明施工费单独列支，专款专用，夜间施工须取得许可并公告。",
]
SENTENCES = [
    f"投标人：{FULL}（统一社会信用代码 {CODE}）",
    f"我公司（{SHORT}）自成立以来坚持质量第一。",
    f"项目负责人{PERSON}，联系电话 {PHONE}，手机 {MOBILE}。",
    f"Offered by {ENGLISH}, signed by {PINYIN}.",
    f"电子邮箱 {EMAIL}，网址 https://www.{DOMAIN}/bid，地址：{ADDRESS}。",
    f"安全生产许可证 {PERMIT}；商标 {ONE_WORD}。",
]
# The same as people write it: hyphenated over line ends, with other punctuation than declared, in pieces.
HYPHENED = [
    "Offered by Yunqi Muni-\ncipal Works, signed by Ou-\nyang Mubai.",
    "Yunqi, Municipal\u2011Works; Yunqi\u2013Works; Mr. Ouyang, Mubai; Yunqi-\nWorks\u2122.",
    "电话 0371/6553-8812，手机 139\u20103847\u20100126，代码 9141/0105/MA9K/XQ7D/2P，许可证 豫建安许字(2024)017733。",
    "邮箱 tender@yunqi-\nworks.example，网址 https://www.yunqi-\nworks.example/bid。",
    "云启——智造，欧阳-慕白；阳光、慕名、云。",
]


def font_path():
    for name in (":lang=zh-cn:fontformat=TrueType", "WenQuanYi Zen Hei", ":lang=zh-cn"):
        out = subprocess.run(["fc-match", "-f", "%{file}", name], capture_output=True, text=True).stdout
        if out and pathlib.Path(out).exists():
            return out
    raise SystemExit("no Chinese font")


def body(rng):
    """Paragraphs with a few planted sentences among them."""
    planted = rng.sample(SENTENCES, rng.randint(1, len(SENTENCES)))
    lines = [rng.choice(PARAGRAPHS) for _ in range(rng.randint(3, 12))]
    for sentence in planted:
        lines.insert(rng.randrange(len(lines) + 1), sentence)
    return lines


# ---- pictures


def picture(rng, size=(160, 100)):
    from PIL import Image, ImageDraw

    image = Image.new("RGB", size, tuple(rng.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(8):
        box = sorted(rng.randrange(size[0]) for _ in range(2)) + sorted(rng.randrange(size[1]) for _ in range(2))
        draw.rectangle([box[0], box[2], box[1], box[3]], fill=tuple(rng.randrange(256) for _ in range(3)))
    return image


def exif():
    import piexif

    return piexif.dump(
        {
            "0th": {
                piexif.ImageIFD.Artist: PERSON.encode(),
                piexif.ImageIFD.Copyright: FULL.encode(),
                piexif.ImageIFD.XPAuthor: tuple((PERSON + "\0").encode("utf-16le")),
                piexif.ImageIFD.XPComment: tuple((FULL + "\0").encode("utf-16le")),
            },
            "Exif": {piexif.ExifIFD.UserComment: b"UNICODE\0" + FULL.encode("utf-16le")},
        }
    )


def xmp():
    return (
        "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
        f" xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>{PERSON}</dc:creator><dc:rights>{FULL}</dc:rights>"
        "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    ).encode()


def jpeg(rng, kind):
    out = io.BytesIO()
    options = {"quality": rng.randint(60, 95)}
    if kind in ("exif", "all"):
        options["exif"] = exif()
    if kind in ("comment", "all"):
        options["comment"] = f"{FULL} {PHONE}".encode()
    picture(rng).save(out, "JPEG", **options)
    data = out.getvalue()
    more = b""
    if kind in ("xmp", "all"):
        segment = b"http://ns.adobe.com/xap/1.0/\0" + xmp()
        more += b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment
    if kind in ("iptc", "all"):
        name = FULL.encode()
        record = b"\x1c\x02\x50" + len(name).to_bytes(2, "big") + name
        block = b"8BIM\x04\x04\0\0" + len(record).to_bytes(4, "big") + record + b"\0" * (len(record) % 2)
        segment = b"Photoshop 3.0\0" + block
        more += b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment
    # Behind the first segment: some readers know a JPEG by that alone.
    first = 4 + int.from_bytes(data[4:6], "big")
    data = data[:first] + more + data[first:]
    return data + (FULL.encode("gbk") if kind in ("tail", "all") else b"")


def png(rng, kind):
    from PIL.PngImagePlugin import PngInfo

    info, options = PngInfo(), {}
    if kind in ("text", "all"):
        info.add_text("Author", PINYIN)
        info.add_itxt("Description", FULL, zip=False)
    if kind in ("packed", "all"):
        info.add_text("Company", ENGLISH, zip=True)
        info.add_itxt("Title", f"{SHORT} {PERSON}", zip=True)
    if kind in ("xmp", "all"):
        info.add_itxt("XML:com.adobe.xmp", xmp().decode())
    if kind in ("exif", "all"):
        options["exif"] = exif()
    out = io.BytesIO()
    picture(rng).save(out, "PNG", pnginfo=info, **options)
    return out.getvalue() + (f"{DOMAIN}".encode() if kind in ("tail", "all") else b"")


def pictures(folder, rng):
    for n in range(5):
        for kind in ("exif", "xmp", "iptc", "comment", "tail", "all"):
            (folder / f"photo-{kind}-{n}.jpg").write_bytes(jpeg(rng, kind))
        for kind in ("text", "packed", "xmp", "exif", "tail", "all"):
            (folder / f"drawing-{kind}-{n}.png").write_bytes(png(rng, kind))


# ---- text


def texts(folder, rng):
    for n in range(8):
        (folder / f"letter-{n}.txt").write_text("\n".join(body(rng)) + "\n", encoding="utf-8")
        text = "# 技术标\n\n" + "\n\n".join(f"* **{line[:4]}**{line[4:]}" for line in body(rng))
        text += f"\n\n[网站](https://www.{DOMAIN}/) <{EMAIL}> <!-- {PERSON} -->\n"
        (folder / f"plan-{n}.md").write_text(text, encoding="utf-8")


# ---- office documents


def wps_properties(path):
    """What WPS Office leaves: custom properties, and a company."""
    custom = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        "<vt:lpwstr>2052-12.1.0.16929</vt:lpwstr></property>"
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="3" name="ICV">'
        f"<vt:lpwstr>{PERSON}</vt:lpwstr></property></Properties>"
    )
    rewrite(path, {"docProps/custom.xml": custom}, custom=True)


def rewrite(path, parts, custom=False):
    """Replaces and adds parts of a package."""
    with zipfile.ZipFile(path) as package:
        old = {name: package.read(name) for name in package.namelist()}
    if custom:
        types = old["[Content_Types].xml"].decode()
        override = (
            '<Override PartName="/docProps/custom.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
        )
        old["[Content_Types].xml"] = types.replace("</Types>", override + "</Types>").encode()
        relation = (
            '<Relationship Id="rIdWps" Target="docProps/custom.xml" Type="http://schemas.openxmlformats.org/'
            'officeDocument/2006/relationships/custom-properties"/>'
        )
        rels = old["_rels/.rels"].decode()
        old["_rels/.rels"] = rels.replace("</Relationships>", relation + "</Relationships>").encode()
    old.update({name: text.encode() for name, text in parts.items()})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in old.items():
            entry = zipfile.ZipInfo(name, (2026, 6, 20, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)


def docx(rng, path, kind):
    import docx as library
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = library.Document()
    lines = HYPHENED if kind == "hyphens" else body(rng)
    document.add_heading(f"{SHORT}技术标" if kind == "all" else "技术标", 0)
    for line in lines:
        paragraph = document.add_paragraph()
        if kind in ("runs", "hyphens", "all"):
            at = 0
            while at < len(line):
                step = rng.randint(1, 5)
                paragraph.add_run(line[at : at + step]).bold = rng.random() < 0.3
                at += step
        else:
            paragraph.add_run(line)
    core = document.core_properties
    core.created = core.modified = FIXED
    if kind in ("properties", "all"):
        core.author, core.last_modified_by, core.title = PERSON, PINYIN, f"{FULL}投标文件"
        core.keywords, core.comments, core.category = SHORT, PHONE, ENGLISH
    if kind in ("header", "all"):
        section = document.sections[0]
        section.header.paragraphs[0].text = FULL
        section.footer.paragraphs[0].text = f"{ADDRESS} {EMAIL}"
    if kind in ("table", "all"):
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "投标人", FULL
        table.cell(1, 0).text, table.cell(1, 1).text = "联系人", PERSON
    if kind in ("picture", "all"):
        document.add_picture(io.BytesIO(jpeg(rng, "all")))
        for properties in document.element.body.iter(qn("wp:docPr")):
            properties.set("descr", f"C:\\{SHORT}\\logo.png")
    if kind in ("revision", "all"):
        for tag, text_tag in (("w:ins", "w:t"), ("w:del", "w:delText")):
            change = OxmlElement(tag)
            for name, value in (("w:id", "9"), ("w:author", PERSON), ("w:date", "2026-06-20T09:00:00Z")):
                change.set(qn(name), value)
            run, text = OxmlElement("w:r"), OxmlElement(text_tag)
            text.text = f"{SHORT}编制"
            run.append(text)
            change.append(run)
            document.paragraphs[-1]._p.append(change)
    if kind in ("hidden", "all"):
        document.add_paragraph().add_run(f"{CODE} {PERMIT}").font.hidden = True
    if kind in ("field", "all"):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), f' HYPERLINK "https://www.{DOMAIN}/" ')
        run, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = ONE_WORD
        run.append(text)
        field.append(run)
        document.add_paragraph()._p.append(field)
    document.save(path)
    if kind in ("wps", "all"):
        wps_properties(path)


def xlsx(rng, path, kind):
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHORT if kind in ("names", "all") else "报价"
    for n in range(rng.randint(5, 30)):
        sheet.append([n, rng.choice(PARAGRAPHS)[:12], rng.randint(1, 100) * 1.5, f"=C{n + 1}*2"])
    if kind in ("cells", "all"):
        for sentence in SENTENCES:
            sheet.append([None, sentence])
    if kind in ("comment", "all"):
        sheet["A1"].comment = Comment(f"{PERSON}：请核对", PERSON)
    if kind in ("header", "all"):
        sheet.oddHeader.center.text, sheet.oddFooter.left.text = FULL, f"{PHONE} &F"
    if kind in ("hidden", "all"):
        other = book.create_sheet("底稿")
        other.sheet_state = "veryHidden"
        other.append([FULL, CODE])
    if kind in ("names", "all"):
        book.defined_names[f"{ONE_WORD}_total"] = openpyxl.workbook.defined_name.DefinedName(
            f"{ONE_WORD}_total", attr_text=f"'{sheet.title}'!$C$1"
        )
    if kind in ("link", "all"):
        sheet["B1"].hyperlink = f"mailto:{EMAIL}?subject={SHORT}"
    properties = book.properties
    properties.created = properties.modified = FIXED
    if kind in ("properties", "all"):
        properties.creator, properties.lastModifiedBy, properties.title = PERSON, PINYIN, FULL
    book.save(path)
    if kind in ("wps", "all"):
        wps_properties(path)


DOCX_KINDS = ("runs", "properties", "header", "table", "picture", "revision", "hidden", "field", "wps", "all")
XLSX_KINDS = ("cells", "comment", "header", "hidden", "names", "link", "properties", "wps", "all")


def office(folder, rng):
    for n in range(4):
        for kind in DOCX_KINDS:
            docx(rng, folder / f"python-{kind}-{n}.docx", kind)
        for kind in XLSX_KINDS:
            xlsx(rng, folder / f"python-{kind}-{n}.xlsx", kind)


def soffice(folder, rng, work):
    """Documents that LibreOffice wrote: from HTML through ODT to DOCX, PDF and XLSX."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise FileNotFoundError("soffice")
    sources = work / "html"
    sources.mkdir()
    for n in range(10):
        lines = "".join(f"<p>{line}</p>" for line in body(rng))
        head = f"<head><meta charset='utf-8'><title>{FULL}</title><meta name='author' content='{PERSON}'></head>"
        link = f"<p><a href='https://www.{DOMAIN}/'>{SHORT}</a></p><table><tr><td>{PHONE}</td><td>{CODE}</td></tr></table>"
        (sources / f"office-{n}.html").write_text(f"<html>{head}<body>{lines}{link}</body></html>", encoding="utf-8")
        rows = "".join(f"{i},{line.replace(',', '，')}\n" for i, line in enumerate(body(rng)))
        (sources / f"sheet-{n}.csv").write_text(rows, encoding="utf-8")
    run = lambda target, files, *more: subprocess.run(
        [program, f"-env:UserInstallation=file://{work}/profile", "--headless", *more, "--convert-to", target]
        + ["--outdir", str(work / "out"), *map(str, files)],
        check=True,
        capture_output=True,
        timeout=600,
    )
    html, sheets = sorted(sources.glob("*.html")), sorted(sources.glob("*.csv"))
    run("odt:writer8", html, "--writer")
    texts = sorted((work / "out").glob("*.odt"))
    run("docx:MS Word 2007 XML", texts)
    run("pdf:writer_pdf_Export", texts)
    csv = "--infilter=CSV:44,34,76"
    run("xlsx:Calc MS Excel 2007 XML", sheets, csv)
    run("pdf:calc_pdf_Export", sheets, csv)
    for made in sorted((work / "out").iterdir()):
        if made.suffix != ".odt":
            shutil.copy(made, folder / f"libre-{made.name}")


# ---- PDF


def reportlab(folder, rng, work):
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    pdfmetrics.registerFont(TTFont("Chinese", font_path(), subfontIndex=0))
    for n in range(24):
        path = folder / f"reportlab-{n}.pdf"
        sheet = canvas.Canvas(str(path), pagesize=A4, pageCompression=n % 2, invariant=1)
        if n % 3 == 0:
            sheet.setAuthor(PERSON)
            sheet.setTitle(FULL)
        for page in range(rng.randint(1, 4)):
            for row, line in enumerate(body(rng)):
                sheet.setFont("STSong-Light" if n % 4 < 2 else "Chinese", 11)
                sheet.drawString(50, 800 - 20 * row, line)
            if n % 5 == 0:
                sheet.bookmarkPage(f"p{page}")
                sheet.addOutlineEntry(f"{SHORT} {page}", f"p{page}")
                sheet.linkURL(f"https://www.{DOMAIN}/", (50, 50, 200, 70))
            if n % 7 == 0:
                image = work / f"{n}.jpg"
                image.write_bytes(jpeg(rng, "all"))
                sheet.drawImage(str(image), 300, 50)
            if n % 6 == 0:
                text = sheet.beginText(50, 40)
                text.setTextRenderMode(3)
                text.setFont("Chinese", 8)
                text.textOut(f"{FULL} {CODE}")
                sheet.drawText(text)
            sheet.showPage()
        sheet.save()


def weasyprint(folder, rng, work):
    import weasyprint as library

    for n in range(12):
        lines = "".join(f"<p>{line}</p>" for line in body(rng))
        head = f"<title>{FULL}</title><meta name=author content='{PERSON}'>" if n % 2 else ""
        html = f"<html lang=zh>{head}<body><h1>技术标 {SHORT if n % 3 else ''}</h1>{lines}</body></html>"
        library.HTML(string=html).write_pdf(folder / f"weasyprint-{n}.pdf")


def fpdf2(folder, rng, work):
    import fpdf

    for n in range(8):
        document = fpdf.FPDF()
        document.set_creation_date(FIXED.replace(tzinfo=datetime.timezone.utc))
        document.add_font("Chinese", fname=font_path())
        document.set_font("Chinese", size=11)
        document.set_author(PERSON)
        for _ in range(rng.randint(1, 3)):
            document.add_page()
            for line in body(rng):
                document.multi_cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
        document.output(folder / f"fpdf2-{n}.pdf")


def latex(folder, rng, work):
    done = 0
    for program in ("pdflatex", "xelatex"):
        if shutil.which(program) is None:
            continue
        for n in range(8):
            if program == "xelatex":
                setup = f"\\usepackage{{fontspec}}\\setmainfont[Path={pathlib.Path(font_path()).parent}/]"
                setup += f"{{{pathlib.Path(font_path()).name}}}\\XeTeXlinebreaklocale \"zh\""
                lines = body(rng)
            else:
                setup = "\\usepackage[T1]{fontenc}"
                lines = [f"Offered by {ENGLISH}, {PINYIN}, {MOBILE}, {CODE}, {EMAIL}.", PARAGRAPHS[3]] * 2
            text = "\n\n".join(line.replace("#", "\\#").replace("&", "\\&").replace("_", "\\_") for line in lines)
            info = f"\\usepackage[pdfauthor={{{PINYIN}}},pdftitle={{{ENGLISH}}}]{{hyperref}}" if n % 2 else ""
            source = f"\\documentclass{{article}}{setup}{info}\\begin{{document}}\\section{{{ONE_WORD}}}{text}\\end{{document}}"
            (work / f"{program}-{n}.tex").write_text(source, encoding="utf-8")
            command = [program, "-interaction=batchmode", f"{program}-{n}.tex"]
            subprocess.run(command, cwd=work, capture_output=True, timeout=120)
            made = work / f"{program}-{n}.pdf"
            if made.exists():
                shutil.copy(made, folder / made.name)
                done += 1
    if done == 0:
        raise FileNotFoundError("pdflatex, xelatex")


def latex_type1(folder, rng, work):
    """pdfLaTeX with outlines of Type 1, with and without maps for extraction, mathematics and Latin Modern."""
    if shutil.which("pdflatex") is None:
        raise FileNotFoundError("pdflatex")
    modern = subprocess.run(["kpsewhich", "lmodern.sty"], capture_output=True, text=True).stdout.strip()
    maths = "$\\alpha+\\frac{a}{b}\\le\\infty$ \\[\\left(\\sum_{i=1}^n\\frac{x_i^2}{\\sqrt{1+y}}\\right)\\int_0^1\\left\\{x\\right\\}dx\\]"
    for n in range(8):
        setup = "\\pdfgentounicode=0 " if n % 2 else ""
        wide = n % 4 >= 2 and modern
        setup += "\\usepackage[T1]{fontenc}\\usepackage{lmodern}" if wide else ""
        setup += f"\\usepackage[pdfauthor={{{PINYIN}}},pdftitle={{{ENGLISH}}}]{{hyperref}}" if n % 3 == 0 else ""
        lines = [f"Offered by {ENGLISH}, \\emph{{{PINYIN}}}, {MOBILE}, {CODE}, \\texttt{{{EMAIL}}}.", PARAGRAPHS[3]] * 2
        lines.append("Efficient offices --- first na\\\"ive caf\\'e" + (", \\oldstylenums{1985}." if wide else "."))
        text = "\n\n".join(lines + ([maths] if n >= 4 else []))
        source = f"\\documentclass{{article}}{setup}\\begin{{document}}\\section{{{ONE_WORD}}}{text}\\end{{document}}"
        (work / f"type1-{n}.tex").write_text(source, encoding="utf-8")
        command = ["pdflatex", "-interaction=batchmode", f"type1-{n}.tex"]
        subprocess.run(command, cwd=work, capture_output=True, timeout=120)
        shutil.copy(work / f"type1-{n}.pdf", folder / f"pdflatex-type1-{n}.pdf")


CJK_KINDS = ("plain", "bare", "bookmarks", "table", "long", "amended", "all")


def latex_cjk(folder, rng, work):
    """pdfLaTeX with Chinese in outlines of Type 1, whose fonts have two maps (of CJKutf8 and of pdfTeX), one or none.

    At the end of a page within the text CJKutf8 gives the map of a Chinese font to a Latin one; "amended" does not.
    """
    files = ["CJKutf8.sty", "c70gbsn.fd", "gbsnu4e.pfb"]
    if shutil.which("pdflatex") is None or subprocess.run(["kpsewhich", *files], capture_output=True).returncode:
        raise FileNotFoundError("pdflatex with CJKutf8 and gbsn")
    for n in range(2):
        for kind in CJK_KINDS:
            setup = "\\pdfgentounicode=0 " if n % 2 else ""
            setup += "\\usepackage{CJK}" if kind == "bare" else "\\usepackage{CJKutf8}"
            lines = [line for _ in range(12 if kind in ("long", "amended", "all") else 1) for line in body(rng)]
            if kind in ("amended", "all"):
                setup += "\\makeatletter\\def\\CJK@addcmap#1{}\\makeatother"
            if kind in ("bookmarks", "all"):
                setup += f"\\usepackage[unicode,pdfauthor={{{PERSON}}},pdftitle={{{FULL}}}]{{hyperref}}"
                lines.append(f"\\subsection{{{FULL}}}\\href{{https://www.{DOMAIN}/}}{{{SHORT}}}")
            if kind in ("table", "all"):
                rows = ("投标人", FULL), ("联系人", PERSON), ("电话", PHONE), ("地址", ADDRESS)
                cells = "".join(f"{name}&{value}\\\\\\hline" for name, value in rows)
                lines.append(f"\\begin{{tabular}}{{|l|p{{5cm}}|}}\\hline{cells}\\end{{tabular}}")
            if kind in ("long", "amended", "all"):
                lines.insert(0, f"\\pagestyle{{myheadings}}\\markright{{{FULL}}}")
            text = f"\\section{{{SHORT}（{ONE_WORD}）技术标}}" + "\n\n".join(lines) + "\\clearpage"
            text = f"\\begin{{document}}\\begin{{CJK}}{{UTF8}}{{gbsn}}{text}\\end{{CJK}}\\end{{document}}"
            source = work / f"cjk-{kind}-{n}.tex"
            source.write_text(f"\\documentclass{{article}}{setup}{text}", encoding="utf-8")
            for _ in range(2 if "hyperref" in setup else 1):  # the second run has the bookmarks
                command = ["pdflatex", "-interaction=batchmode", source.name]
                subprocess.run(command, cwd=work, capture_output=True, timeout=120)
            shutil.copy(source.with_suffix(".pdf"), folder / f"pdflatex-cjk-{kind}-{n}.pdf")


def changed(folder, rng, work):
    """PDFs of the others with what other programs add: attachments, XMP, incremental updates, forms."""
    import pikepdf

    for n, path in enumerate(sorted(folder.glob("reportlab-*.pdf"))[:16]):
        with pikepdf.open(path) as document:
            if n % 4 == 0:
                document.attachments[f"{SHORT}.txt"] = pikepdf.AttachedFileSpec(document, FULL.encode())
            if n % 4 == 1:
                with document.open_metadata() as meta:
                    meta["dc:creator"], meta["dc:title"] = [PERSON], FULL
            if n % 4 == 2:
                note = pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], T=PERSON, Contents=FULL
                )
                document.pages[0].Annots = document.make_indirect(pikepdf.Array([note]))
            if n % 4 == 3:
                field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="company", V=FULL, DA="/Helv 9 Tf")
                document.Root.AcroForm = pikepdf.Dictionary(Fields=[document.make_indirect(field)])
            objects = pikepdf.ObjectStreamMode.generate if n % 2 else pikepdf.ObjectStreamMode.disable
            document.save(folder / f"changed-{n}.pdf", object_stream_mode=objects, deterministic_id=True)
        if n % 2:
            with open(folder / f"changed-{n}.pdf", "ab") as file:
                file.write(b"\n% " + FULL.encode("gbk") + b"\n")


PRODUCERS = [soffice, reportlab, weasyprint, fpdf2, latex, changed, latex_type1, latex_cjk]


def generate(folder, least):
    folder.mkdir(parents=True)
    rng = random.Random(18)
    missing = []
    for produce in (pictures, texts, office):
        produce(folder, rng)
    for produce in PRODUCERS:
        work = folder / f".work-{produce.__name__}"
        work.mkdir()
        try:
            produce(folder, rng, work)
        except (ImportError, OSError, subprocess.SubprocessError) as error:
            missing.append(f"{produce.__name__}: {error}")
        shutil.rmtree(work)
    terms = json.dumps(TERMS, ensure_ascii=False, indent=2) + "\n"
    (folder / "terms.json").write_text(terms, encoding="utf-8")
    count = sum(1 for path in folder.iterdir() if path.name != "terms.json")
    print(f"{count} documents in {folder}")
    for line in missing:
        print(f"left out: {line}")
    if count < least:
        raise SystemExit(f"fewer than {least} documents")


def vectors(folder):
    """One small document of each kind, with everything in it."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(18)
    docx(rng, folder / "all.docx", "all")
    docx(rng, folder / "runs.docx", "runs")
    docx(random.Random(18), folder / "hyphens.docx", "hyphens")
    xlsx(rng, folder / "all.xlsx", "all")
    (folder / "all.jpg").write_bytes(jpeg(rng, "all"))
    (folder / "all.png").write_bytes(png(rng, "all"))
    (folder / "letter.txt").write_text("\n".join(SENTENCES + PARAGRAPHS) + "\n", encoding="utf-8")
    (folder / "hyphens.txt").write_text("\n".join(HYPHENED) + "\n", encoding="utf-8")
    (folder / "plan.md").write_text(f"# {SHORT}\n\n**{FULL[:4]}**{FULL[4:]} <{EMAIL}>\n", encoding="utf-8")
    work = folder / ".work"
    work.mkdir()
    made = work / "made"
    made.mkdir()
    reportlab(made, rng, work)
    changed(made, rng, work)
    # Without embedded fonts; the font of the third may be embedded in documents of any licence (OFL 1.1).
    for source, name in (("reportlab-9.pdf", "codes.pdf"), ("changed-8.pdf", "attachment.pdf")):
        shutil.copy(made / source, folder / name)
    import weasyprint as library

    lines = "".join(f"<p>{line}</p>" for line in SENTENCES)
    style = "<style>body { font-family: 'Noto Sans CJK SC' }</style>"
    html = f"<html lang=zh><title>{FULL}</title>{style}<body>{lines}</body></html>"
    library.HTML(string=html).write_pdf(folder / "glyphs.pdf")
    shutil.rmtree(work)
    terms = json.dumps(TERMS, ensure_ascii=False, indent=2) + "\n"
    (folder / "terms.json").write_text(terms, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "--vectors":
        vectors(pathlib.Path(sys.argv[2]))
    else:
        generate(pathlib.Path(sys.argv[1]).absolute(), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
