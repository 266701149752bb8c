"""Writes a PDF file of 117 pages of Chinese text, on each of which a bidder is named once: `long.py FILE`.

Needs reportlab (requirements.txt). The same bytes each time.
"""

import random
import sys

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

PAGES = 117
LINES = 36
TEXT = "施工组织设计针对本工程的特点编制，我公司将严格按照国家现行规范组织施工，确保工程质量达到合格标准，安全文明施工，按期完工。"
NAME = "杭州云启建设工程有限公司"


def main(path: str) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    chance = random.Random(1)
    characters = sorted(set(TEXT))
    page = canvas.Canvas(path, pageCompression=1, invariant=True)
    for _ in range(PAGES):
        page.setFont("STSong-Light", 12)
        for line in range(LINES):
            text = "".join(chance.choice(characters) for _ in range(20)) + TEXT[:18]
            if line == 10:
                text = f"投标人：{NAME}承诺{text[:20]}"
            page.drawString(72, 780 - 20 * line, text)
        page.showPage()
    page.save()


main(sys.argv[1])
