#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Make the sample bid documents in this folder.

Usage:  python generate.py            write everything beside this file
        python generate.py --out DIR  write to DIR instead
        python generate.py --check    make everything in a temporary folder and
                                      compare it byte for byte with this folder

Every company, person, place, certificate and price below is invented.
The output is deterministic: fixed dates and ids, and zip containers rewritten
with fixed time stamps (given the pinned versions in requirements.txt and the
same zlib).
"""
import argparse
import datetime as dt
import filecmp
import io
import json
import pathlib
import re
import sys
import tempfile
import unicodedata
import zipfile
from decimal import Decimal, ROUND_HALF_UP

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from reportlab import rl_config
from reportlab.graphics.shapes import Drawing, Line, Rect, String, Circle
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (BaseDocTemplate, Frame, PageBreak, PageTemplate,
                                Paragraph, Spacer, Table, TableStyle)
from reportlab.platypus.tableofcontents import TableOfContents

rl_config.invariant = 1
rl_config.useA85 = 0
CJK = "STSong-Light"            # built-in CID font: nothing is embedded
pdfmetrics.registerFont(UnicodeCIDFont(CJK))

STAMP = dt.datetime(2026, 3, 18, 9, 0, 0)
DATE_ZH, DATE_EN = "2026年3月18日", "18 March 2026"
PROJECT, PROJECT_EN = "示例县城区供水管网改造工程", "Shili County Urban Water Main Renewal Works"
PROJECT_NO = "SLX-2026-GS-017"
OWNER, OWNER_EN = "示例县城市供水管理处", "Shili County Urban Water Supply Office"
SITE = "示例县老城、城东、城南片区"
BANNER = "示例文件，内容全部虚构 / Sample document, entirely fictitious"
QUALITY_EN = {"合格": "Acceptable (合格)", "优良": "Good (优良)"}

# --------------------------------------------------------------- credit codes
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"       # GB 32100-2015: no I, O, S, V, Z


def credit_code(body8):
    """A made-up code: 91 + area 419999 (not assigned) + organisation code
    (8 characters + GB 11714 check character) + GB 32100 check character."""
    val = lambda c: int(c, 36)
    r = 11 - sum(w * val(c) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), body8)) % 11
    code = "91419999" + body8 + {10: "X", 11: "0"}.get(r, str(r))
    s = sum(pow(3, i, 31) * USCC.index(c) for i, c in enumerate(code))
    return code + USCC[(31 - s % 31) % 31]


# ------------------------------------------------------------------- bidders
BIDDERS = [
    dict(n=1, name="河南示例青禾市政工程有限公司",
         name_en="Henan Sample Qinghe Municipal Engineering Co., Ltd.",
         org="MADEM0A1", days=240, quality="优良", pm="赵示一", pm_en="Zhao Shiyi",
         level=1000, zones=("老城", "城东", "城南"), overlap=0.04, founded="2011年5月",
         grade="市政公用工程施工总承包壹级", crews=3),
    dict(n=2, name="河南示例长渠水务建设有限公司",
         name_en="Henan Sample Changqu Water Works Construction Co., Ltd.",
         org="MADEM0B2", days=228, quality="合格", pm="钱示二", pm_en="Qian Shi'er",
         level=962, zones=("城东", "老城", "城南"), overlap=0.07, founded="2014年9月",
         grade="市政公用工程施工总承包贰级", crews=3),
    dict(n=3, name="豫北示例磐石建筑安装有限公司",
         name_en="Yubei Sample Panshi Building and Installation Co., Ltd.",
         org="MADEM0C3", days=236, quality="合格", pm="孙示三", pm_en="Sun Shisan",
         level=941, zones=("城南", "城东", "老城"), overlap=0.05, founded="2009年3月",
         grade="市政公用工程施工总承包贰级", crews=2),
    dict(n=4, name="中原示例汇流工程集团有限公司",
         name_en="Central Plains Sample Confluence Engineering Group Co., Ltd.",
         org="MADEM0D4", days=210, quality="优良", pm="李示四", pm_en="Li Shisi",
         level=1021, zones=("老城", "城南", "城东"), overlap=0.13, founded="2006年11月",
         grade="市政公用工程施工总承包壹级", crews=4, en=True),
    dict(n=5, name="示例国际管网技术（河南）有限公司",
         name_en="Sample International Pipeline Technology (Henan) Co., Ltd.",
         org="MADEM0E5", days=225, quality="合格", pm="周示五", pm_en="Zhou Shiwu",
         level=977, zones=("城东", "城南", "老城"), overlap=0.09, founded="2017年6月",
         grade="市政公用工程施工总承包贰级", crews=3, en=True),
]
for _b in BIDDERS:
    _b["code"] = credit_code(_b["org"])
    _b.setdefault("en", False)

ZONE_EN = {"老城": "Old Town", "城东": "East", "城南": "South"}

# ------------------------------------------------------- bill of quantities
# code, name, name_en, description, unit, quantity, base unit price in fen
BOQ = [
    ("一、土石方及拆除工程", "A. Earthworks and demolition", [
        ("041001001001", "拆除沥青路面", "Break out asphalt", "厚12cm以内，含切缝、外运5km", "m²", "26400", 2180),
        ("041001001002", "拆除混凝土路面", "Break out concrete", "厚20cm以内，机械破碎，含外运5km", "m²", "9850", 3460),
        ("041001003001", "拆除人行道砖", "Lift paving blocks", "完好砖码放待复铺", "m²", "11200", 1240),
        ("040101002001", "挖沟槽土方", "Trench excavation", "三类土，深2m以内，机械为主", "m³", "31560", 2870),
        ("040101002002", "挖沟槽土方（深2~4m）", "Trench excavation, 2-4 m", "三类土，含钢板支护", "m³", "4280", 6350),
        ("040103001001", "沟槽回填中粗砂", "Sand backfill", "管底至管顶以上50cm，分层夯实", "m³", "9340", 16820),
        ("040103001002", "沟槽回填素土", "Soil backfill", "压实度符合设计要求", "m³", "18760", 2140),
        ("040103002001", "余方弃置", "Spoil disposal", "运距10km，密闭运输", "m³", "14690", 3320),
    ]),
    ("二、管道铺设工程", "B. Pipelaying", [
        ("040501003001", "球墨铸铁管DN500", "Ductile iron pipe DN500", "K9级，T型接口，水泥砂浆内衬，含试压", "m", "2860", 81600),
        ("040501003002", "球墨铸铁管DN300", "Ductile iron pipe DN300", "K9级，T型接口，水泥砂浆内衬，含试压", "m", "5420", 43950),
        ("040501003003", "球墨铸铁管DN200", "Ductile iron pipe DN200", "K9级，T型接口，水泥砂浆内衬，含试压", "m", "6150", 28730),
        ("040501004001", "PE100给水管dn110", "PE100 pipe dn110", "SDR17，热熔对接，含试压", "m", "4800", 8960),
        ("040501004002", "PE100给水管dn63", "PE100 pipe dn63", "SDR11，电熔连接，含试压", "m", "9600", 3870),
        ("040501008001", "水平定向钻进dn355", "Horizontal directional drilling dn355", "穿越县道及河渠，含泥浆外运", "m", "386", 126400),
        ("040501002001", "钢套管DN600", "Steel casing DN600", "螺旋焊管壁厚8mm，加强级防腐", "m", "142", 98500),
        ("040501016001", "管道警示带及示踪线", "Marker tape and tracer wire", "管顶以上50cm", "m", "28830", 310),
        ("040501015001", "管道冲洗消毒", "Flushing and disinfection", "含水质检验及余氯中和排放", "m", "28830", 540),
    ]),
    ("三、阀门、井室及附属设施", "C. Valves, chambers and fittings", [
        ("040502005001", "软密封闸阀DN500", "Resilient seat gate valve DN500", "PN1.0，球墨铸铁阀体", "个", "18", 1086000),
        ("040502005002", "软密封闸阀DN300", "Resilient seat gate valve DN300", "PN1.0，球墨铸铁阀体", "个", "46", 428000),
        ("040502005003", "软密封闸阀DN200", "Resilient seat gate valve DN200", "PN1.0，球墨铸铁阀体", "个", "78", 216500),
        ("040502005004", "复合式排气阀DN80", "Air valve DN80", "PN1.0，含检修阀", "个", "24", 187000),
        ("040502010001", "室外地上式消火栓", "Pillar hydrant", "SS100/65-1.0，含短管与弯头", "套", "86", 486000),
        ("040504002001", "钢筋混凝土阀门井", "RC valve chamber", "1.4m×1.4m，含防坠网及球墨井盖", "座", "142", 612500),
        ("040504002002", "排泥湿井", "Wash-out chamber", "φ1000，含溢流接管", "座", "15", 438000),
        ("040503002001", "混凝土支墩", "Concrete thrust block", "C25，含模板", "m³", "318", 72600),
        ("040502002001", "球墨铸铁管件", "Ductile iron fittings", "弯头、三通、渐缩管综合", "t", "36.5", 1284000),
        ("040502013001", "管网压力监测点", "Pressure monitoring point", "含无线远传终端及井内安装", "处", "22", 965000),
    ]),
    ("四、户表改造工程", "D. Service connections and meters", [
        ("031003013001", "远传水表DN20", "Remote-reading meter DN20", "含前后阀、止回阀", "只", "3240", 34600),
        ("031003013002", "户外集中表箱", "Outdoor meter box", "不锈钢，6表位，保温型", "台", "540", 68500),
        ("031001006001", "入户PPR管dn25", "PPR service pipe dn25", "S3.2，含管件及保温", "m", "16200", 2260),
    ]),
    ("五、道路恢复工程", "E. Reinstatement", [
        ("040202015001", "水泥稳定碎石基层", "Cement-stabilised base", "厚36cm，分两层摊铺", "m²", "24600", 7480),
        ("040203006001", "中粒式沥青混凝土AC-20C", "Asphalt AC-20C", "厚7cm", "m²", "26400", 7260),
        ("040203006002", "细粒式沥青混凝土AC-13C", "Asphalt AC-13C", "厚5cm，SBS改性", "m²", "26400", 6140),
        ("040203007001", "水泥混凝土面层", "Concrete pavement", "C30，厚20cm，含刻纹、养护", "m²", "9850", 10850),
        ("040204002001", "人行道块料铺设", "Relay paving blocks", "利旧80%，含垫层", "m²", "11200", 6420),
        ("040204004001", "安砌侧石", "Kerbs", "花岗岩15×30×99cm，利旧70%", "m", "3650", 4380),
        ("040205006001", "热熔标线恢复", "Road markings", "含清除残线", "m²", "1420", 4760),
    ]),
]
MEASURES = [
    ("041109001001", "安全文明施工费", "Safety and site amenity", "项", 42600000, False),
    ("041109002001", "夜间施工增加费", "Night working", "项", 8400000, True),
    ("041103001001", "交通导改及围挡", "Traffic management and hoarding", "项", 31800000, True),
    ("041103002001", "临时供水保障", "Temporary water supply", "项", 16500000, True),
    ("041107002001", "排水、降水", "Dewatering", "项", 11200000, True),
    ("041106001001", "大型机械设备进出场及安拆", "Plant mobilisation", "项", 5600000, True),
    ("041109007001", "已完工程及设备保护", "Protection of works", "项", 2900000, True),
    ("041101001001", "扬尘在线监测与治理", "Dust monitoring and control", "项", 6800000, True),
]
PROVISIONAL = 30000000          # the same for all: named by the tender documents


def noise(*key):
    """A small reproducible number in [-60, 60] (per mille)."""
    h = 2166136261
    for ch in "/".join(map(str, key)):
        h = (h ^ ord(ch)) * 16777619 % 2 ** 32
    return (h >> 7) % 121 - 60


def half_up(x):
    return int(Decimal(x).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def priced(b):
    sections, works = [], 0
    for zh, en, items in BOQ:
        rows = []
        for code, name, name_en, desc, unit, qty, base in items:
            p = half_up(Decimal(base) * (b["level"] + noise(b["n"], code)) / 1000)
            if base > 100000:
                p = p // 100 * 100
            amount = half_up(Decimal(qty) * p)
            rows.append((code, name, name_en, desc, unit, qty, p, amount))
        sub = sum(r[-1] for r in rows)
        works += sub
        sections.append((zh, en, rows, sub))
    meas = []
    for code, name, en, unit, base, vary in MEASURES:
        a = base if not vary else half_up(
            Decimal(base) * (b["level"] + 2 * noise(b["n"], code)) / 1000) // 100 * 100
        meas.append((code, name, en, unit, a))
    m = sum(r[-1] for r in meas)
    pre = works + m + PROVISIONAL
    vat = half_up(Decimal(pre) * 9 / 100)
    return dict(sections=sections, works=works, measures=meas, m=m, pre=pre,
                vat=vat, total=pre + vat)


def yuan(fen):
    return f"{fen // 100:,}.{fen % 100:02d}"


def capital(fen):
    """The amount in formal Chinese numerals."""
    d = "零壹贰叁肆伍陆柒捌玖"
    def group(n, pad):
        out, zero = "", False
        for i, u in zip((1000, 100, 10, 1), ("仟", "佰", "拾", "")):
            q, n = divmod(n, i)
            if q:
                if zero and (out or pad):
                    out += "零"
                out += d[q] + u
                zero = False
            else:
                zero = True
        return out
    y, f = divmod(fen, 100)
    hi, lo = divmod(y, 10000)
    s = (group(hi, False) + "万" if hi else "")
    if lo:
        s += group(lo, bool(hi))
    s += "元"
    j, c = divmod(f, 10)
    if not f:
        return "人民币" + s + "整"
    s += (d[j] + "角") if j else "零"
    return "人民币" + s + (d[c] + "分" if c else "整")


# -------------------------------------------------------------- the schedule
def schedule(b):
    """[(name, name_en, first day, last day)]; the last day is the period."""
    D, o = b["days"], b["overlap"]
    span = (0.80 - 0.08 + 2 * o) / 3
    rows = [("施工准备、临时设施", "Mobilisation, temporary facilities", 0, .06),
            ("地下管线探测与坑探复核", "Utility survey and trial pits", .02, .10),
            ("管材、阀件采购与进场检验", "Procurement and incoming inspection", .03, .46)]
    s = .08
    for z in b["zones"]:
        e = s + span
        en = ZONE_EN[z]
        rows += [(f"{z}片区：沟槽开挖与支护", f"{en} zone: trenching and shoring", s, e - span * .22),
                 (f"{z}片区：管道、阀井安装", f"{en} zone: pipelaying and chambers", s + span * .10, e - span * .10),
                 (f"{z}片区：水压试验", f"{en} zone: pressure tests", e - span * .14, e)]
        s = e - o
    rows += [("冲洗消毒与水质检验", "Flushing, disinfection, water tests", .36, .90),
             ("户表改造与并网切换", "Meters and service transfer", .40, .94),
             ("道路与人行道恢复", "Reinstatement", .34, .95),
             ("竣工测量、资料与验收", "As-built survey, records, taking-over", .92, 1)]
    return [(zh, en, int(s * D) + 1, max(int(s * D) + 1, round(e * D))) for zh, en, s, e in rows]


# ------------------------------------------------------------ texts, PDF text
# Markup: '# ' chapter, '## ' section, '- ' bullet, '|w' column widths (cm),
# '| a | b' table rows (first is the head), '!name' a drawing, else a paragraph.
TECH = {}
TECH[1] = """
# 编制说明
本技术方案依据《{project}》（项目编号 {no}）招标文件、施工图设计文件、现场踏勘记录和答疑纪要编制，用于说明我公司承担本工程的施工组织、技术措施、质量与安全保证体系以及进度计划。方案中不含任何报价信息，与商务部分相互独立。
编制所依据的主要标准如下，施工过程中标准如有更新，按最新有效版本执行。
|w 4.6 11.2
| 标准编号 | 名称
| GB 50268—2008 | 给水排水管道工程施工及验收规范
| GB/T 13295—2019 | 水及燃气用球墨铸铁管、管件和附件
| GB/T 13663.2—2018 | 给水用聚乙烯（PE）管道系统 第2部分：管材
| GB 5749—2022 | 生活饮用水卫生标准
| CJJ 1—2008 | 城镇道路工程施工与质量验收规范
| JGJ/T 46—2024 | 建筑与市政工程施工现场临时用电安全技术标准
我公司承诺：工期 {days} 日历天，工程质量达到“{quality}”标准，项目经理由{pm}担任并常驻现场，每月在岗时间不少于二十二天。
# 工程概况与重点难点分析
## 工程概况
本工程位于{site}，改造供水管道总长约 28.83 公里，其中球墨铸铁管 DN200~DN500 共 14.43 公里，PE 给水管 dn63~dn110 共 14.40 公里；新建阀门井 142 座、排泥湿井 15 座，更换地上式消火栓 86 套，改造居民户表 3240 只，增设管网压力监测点 22 处，并恢复施工影响范围内的车行道与人行道。
现状管网多敷设于上世纪八九十年代，以灰口铸铁管和镀锌钢管为主，接口老化、锈蚀结垢严重，部分管段位于居民巷道内，巷宽仅 2.5~3.5 米。
|w 3.2 4.0 8.6
| 片区 | 主要管段 | 现场条件
| 老城片区 | DN200、dn110、dn63 | 巷道狭窄，架空线多，临街商铺密集，地下管线资料不全
| 城东片区 | DN500、DN300 | 主干道交通量大，与燃气、通信管线交叉多
| 城南片区 | DN300、DN200 | 穿越县道及灌溉渠各一处，地下水位埋深约 2.2 米
## 重点难点及对策
- 不停水施工要求高。居民生活用水不能长时间中断，单次停水控制在 6 小时以内。对策：先建新管、后切旧管，分区设置临时供水旁通管，切换作业安排在 22:00 至次日 5:00。
- 地下管线复杂。对策：开挖前完成物探与人工坑探，每 30 米及每个交叉点不少于一个探坑，形成三维管线台账并由产权单位会签。
- 老城巷道作业面小。对策：采用 1.5 吨级微型挖掘机配合人工开挖，单段作业长度不超过 40 米，当日开挖、当日敷管、当日回填。
- 扬尘与噪声控制严。对策：湿法切缝、密闭运输，作业面喷雾全覆盖，夜间不进行破碎作业。
- 户表改造涉及 3240 户。对策：以社区为单位建立“一户一卡”，提前 72 小时、24 小时两次入户告知。
# 施工总体部署
## 组织机构
成立“{project}项目经理部”，实行项目经理负责制，下设工程技术、质量检验、安全环保、物资设备、综合协调五个部门，配备 {crews} 个管道施工队、1 个户表改造队和 1 个道路恢复队。
!org
## 施工区段划分
按供水分区把全线划分为 3 个施工片区、24 个施工段，片区之间流水作业，片区内按“探测—开挖—敷管—试压—冲洗—切换—恢复”的顺序推进。任一时刻敞开的沟槽总长度不超过 300 米，避免全面开花影响居民出行。
## 施工平面布置
项目部驻地设于城东片区，占地约 3200 平方米，分为办公区、管材堆放区、加工区和车辆冲洗区。管材堆放高度：DN500 不超过 3 层，DN300 不超过 4 层，DN200 不超过 5 层，层间垫木两端加楔。PE 管室内或遮阳存放，避免阳光直射超过 3 个月。
施工用电由两处箱式变压器引接，执行三级配电、逐级漏电保护；施工用水由既有消火栓经计量水表接出。每个作业面设置移动式围挡、警示灯和便民钢板，保证行人通道宽度不小于 1.5 米。
# 主要施工方法
## 测量放线与管线探测
进场后与建设单位办理控制点交接，复测平面与高程控制网，按不大于 100 米间距加密施工控制点。管线中线用全站仪放样，高程用水准仪往返测，闭合差不大于 ±20√L 毫米（L 为路线长度，公里）。
管线探测采用管线探测仪与探地雷达相结合，金属管线以电磁感应法为主，非金属管线以雷达剖面法为主；疑似点一律人工坑探验证，探坑严禁使用机械。
## 路面切割与沟槽开挖
路面用切割机沿开挖线外 100 毫米切缝，缝深不小于面层厚度。沟槽底宽按管外径加两侧工作面确定，球墨铸铁管每侧工作面 300 毫米。深度 2 米以内采用放坡或挡板支护，深度 2~4 米采用钢板桩加横撑，横撑竖向间距不大于 1.5 米。机械开挖至设计槽底以上 200 毫米后由人工清底，不得超挖；发生超挖时用级配砂石回填并夯实。
!trench
城南片区地下水位较高，沟槽两侧设轻型井点，井点间距 1.2~1.5 米，地下水位降至槽底以下不小于 0.5 米后方可敷管，回填至管顶以上 500 毫米前不得停止降水。
## 球墨铸铁管安装
- 管材进场检查：核对标志、出厂合格证、涉水产品卫生许可批件，逐根敲击检查有无裂纹，内衬脱落面积超标者退场。
- 下管：采用尼龙吊带两点起吊，严禁钢丝绳直接兜底或穿入管内；管节就位前在承口下方预挖工作坑。
- 接口：清理承口与插口，胶圈放入承口槽内压实，涂抹食品级润滑剂，用手动葫芦或专用安管器缓慢顶入，插口标记线应位于两线之间。
- 检查：每个接口用塞尺沿圆周检查胶圈位置，不得扭曲、外露；借转角 DN200~DN300 不大于 3 度，DN500 不大于 2 度。
- 支墩：三通、弯头、盲板处按设计浇筑 C25 混凝土支墩，后背为原状土，强度达到 75% 后方可试压。
## PE 管热熔与电熔连接
热熔对接前先做工艺评定，取得加热温度、吸热时间和对接压力参数。dn110 管加热板温度控制在 200~235 摄氏度，翻边均匀、错边量不大于壁厚的 10%。每个焊口由焊机自动记录参数并上传，接口编号与焊工代码一一对应。每 50 个焊口抽取 1 个做翻边切除检查，不合格时加倍抽检。环境温度低于 5 摄氏度或风力大于 5 级时设置防风保温棚。
## 水平定向钻穿越
穿越县道及灌溉渠处采用水平定向钻，dn355 PE 管作为过河管。导向孔入土角 8 度~12 度，出土角 4 度~8 度，渠底最小覆土不小于 3 米。扩孔分三级进行，终孔直径为管径的 1.3~1.5 倍；回拖力不超过管材允许拉力的 80%，全程记录拉力与泥浆压力，防止渠底冒浆。废弃泥浆由罐车运至指定地点处置。
## 阀门、井室与消火栓
阀门安装前逐个进行强度与严密性试验，安装时处于关闭状态，法兰螺栓对称拧紧，外露 2~3 扣。阀门井采用钢筋混凝土结构，井壁穿管处设柔性防水套管；井盖与路面高差不大于 5 毫米，井内设防坠网。消火栓安装后栓口中心距地面 450 毫米，距路缘石不大于 2 米。
## 沟槽回填
管道两侧和管顶以上 500 毫米范围内采用中粗砂人工对称回填，两侧高差不大于 200 毫米；其上用素土分层机械夯实，每层虚铺厚度不大于 250 毫米。压实度要求如下。
|w 6.6 4.2 5.0
| 部位 | 压实度 | 检验频率
| 管底基础 | 不小于 90% | 每 100 米每层一组三点
| 管道两侧 | 不小于 95% | 两井之间每层一组三点
| 管顶以上 500 毫米内（管道上部） | 85%±2% | 两井之间每层一组三点
| 管顶 500~1000 毫米 | 不小于 90% | 两井之间每层一组三点
| 车行道路床以下 800 毫米内 | 不小于 95% | 每 1000 平方米每层一组
在管顶以上 500 毫米处敷设警示带与示踪线，示踪线逐井引出并做导通测试。
## 水压试验
管道分段试压，试验段长度不大于 1.0 公里。工作压力为 0.4 兆帕，球墨铸铁管与 PE 管试验压力均取 0.8 兆帕。试验前充水浸泡：球墨铸铁管（水泥砂浆内衬）不少于 24 小时，PE 管不少于 24 小时。
- 预试验阶段：缓慢升至试验压力并稳压 30 分钟，期间可补压，检查接口与支墩有无渗漏、位移。
- 主试验阶段：停止补压，稳定 15 分钟，球墨铸铁管压力降不大于 0.03 兆帕、PE 管不大于 0.02 兆帕；随后降至工作压力恒压 30 分钟，外观检查无漏水为合格。
- 试压用压力表精度不低于 1.5 级，量程为试验压力的 1.3~1.5 倍，表盘直径不小于 150 毫米，检定有效期内使用。
## 冲洗消毒与水质检验
第一次冲洗用流速不小于 1.0 米/秒的清洁水连续冲洗，直至出水浊度小于 3 NTU；随后用有效氯浓度不低于 20 毫克/升的水浸泡 24 小时；第二次冲洗至水质检验合格。余氯水经中和后排入污水系统，严禁直排水体。每个分区取样不少于 2 点，由具有资质的检测机构按 GB 5749—2022 检验。
## 新旧管网切换
切换前编制“一点一方案”，明确停水范围、阀门启闭顺序、人员分工和恢复时限，报供水管理单位审批。切换时先关闭两端阀门并泄压，断管后安装连接件，排气、冲洗至水清后恢复供水。每次切换配备应急送水车 2 台和备用管件一套。
## 道路恢复
回填压实度合格后恢复道路。水泥稳定碎石基层厚 36 厘米，分两层摊铺，养生不少于 7 天；沥青面层为 7 厘米 AC-20C 加 5 厘米 AC-13C，与旧路接茬处铣刨成台阶并涂刷粘层油，接缝平整度用 3 米直尺检查不大于 3 毫米。水泥混凝土面层恢复按原路分格切缝，强度达到设计值 80% 后开放交通。
# 质量保证措施
## 质量目标与体系
质量目标为“{quality}”：分项工程一次验收合格率 100%，管道水压试验一次合格率不低于 98%，水质检验合格率 100%。建立以项目经理为第一责任人、技术负责人主管、质检部门专职检查、施工队自检的四级质量管理体系，执行自检、互检、专检和隐蔽验收制度。
## 关键工序控制点
|w 3.4 5.4 4.0 3.0
| 工序 | 控制内容 | 方法 | 级别
| 管材进场 | 规格、标志、卫生批件、外观 | 逐批核验、抽样送检 | 停止点
| 槽底验收 | 高程、宽度、地基承载力 | 水准仪、钎探 | 停止点
| 管道接口 | 插入深度、胶圈位置、焊口翻边 | 塞尺、切边检查 | 见证点
| 回填 | 材料、分层厚度、压实度 | 环刀法、灌砂法 | 见证点
| 水压试验 | 压力降、外观 | 压力表、自动记录仪 | 停止点
| 冲洗消毒 | 浊度、余氯、菌落总数 | 第三方检验 | 停止点
| 道路恢复 | 厚度、平整度、弯沉 | 钻芯、直尺、弯沉仪 | 见证点
停止点未经监理工程师签认不得进入下道工序；见证点提前 24 小时通知监理。所有检验记录采用电子表单，现场拍照并带有时间与位置信息。
## 质量通病防治
- 接口渗漏：胶圈按批抽检硬度与压缩永久变形，雨天不进行接口作业，接口编号可追溯到人。
- 路面沉陷：严禁用建筑垃圾回填，窄槽采用流态固化土补强，恢复后 6 个月内每月巡查一次。
- 井周破损：井圈下设钢筋混凝土卸荷板，井周 500 毫米范围用 C30 混凝土加强。
# 安全生产与文明施工
## 安全目标与责任制
安全目标：杜绝死亡和重伤事故，杜绝燃气、电力管线破坏事故，轻伤频率控制在 1‰ 以下。配备专职安全员 3 名，每个作业面设兼职安全员 1 名，班前进行“五分钟”安全交底并留存记录。
## 主要危险源及控制
|w 3.2 5.0 7.6
| 危险源 | 可能后果 | 控制措施
| 沟槽坍塌 | 人员掩埋 | 深度 1.5 米以上必须支护，槽边 1 米内不堆土、不停机械，雨后先检查后下槽
| 有限空间作业 | 中毒、窒息 | 先通风、再检测、后作业；配备四合一检测仪、送风机、三脚架，专人监护
| 起重吊装 | 物体打击 | 持证指挥，回转半径内设警戒区，五级以上大风停止吊装
| 燃气管线破坏 | 泄漏、爆炸 | 1 米范围内人工开挖，产权单位旁站，现场备可燃气体检测仪
| 临时用电 | 触电 | 三级配电、两级漏保，手持电具绝缘检测每月一次
| 占道作业 | 交通事故 | 按批准的交通导改方案设置渐变段、反光锥与导流人员
## 文明施工与环境保护
落实扬尘治理“八个百分之百”，安装扬尘在线监测设备并与主管部门联网，PM10 超过预警值时立即停止土方作业。昼间噪声不大于 70 分贝，夜间不大于 55 分贝。渣土运输车辆密闭、冲洗后出场，按核定路线和时间行驶。重污染天气预警期间执行相应的停限产措施。
# 施工进度计划与保证措施
总工期 {days} 日历天，主要节点见下表，横道图详见《施工进度计划.xlsx》。
!milestones
!gantt
进度保证措施如下。
- 组织措施：每周召开进度协调会，节点滞后 3 天发出预警，滞后 7 天由公司分管领导驻场督办。
- 资源措施：管材分三批采购，现场保有不少于 15 天用量；备用挖掘机 2 台、发电机 2 台。
- 技术措施：阀门井底板及盖板工厂预制，缩短占道时间；回填困难部位采用流态固化土。
- 季节措施：雨季准备排水泵 12 台，冬期施工搭设暖棚，混凝土掺防冻剂并覆盖养护。
# 资源配置计划
|w 5.0 3.4 2.4 5.0
| 设备名称 | 规格 | 数量 | 用途
| 液压挖掘机 | 斗容 0.6 立方米 | 4 台 | 主干道沟槽开挖
| 微型挖掘机 | 1.5 吨级 | 4 台 | 巷道开挖
| 汽车起重机 | 16 吨 | 2 台 | 下管、井室吊装
| 全自动热熔焊机 | dn63~dn250 | 3 台 | PE 管连接
| 水平定向钻机 | 回拖力 320 千牛 | 1 台 | 穿越县道、灌溉渠
| 小型振动压路机 | 1.5~3 吨 | 3 台 | 回填、基层压实
| 沥青摊铺机 | 摊铺宽度 4.5 米 | 1 台 | 道路恢复
| 管线探测仪、探地雷达 | — | 各 2 套 | 地下管线探测
| 雾炮、洒水车 | — | 6 台、2 台 | 降尘
劳动力高峰期为第三至第六个月，管道工 48 人、焊工 10 人、电工 4 人、普工 70 人、道路工 26 人，特种作业人员全部持证上岗。
# 信息化管理与季节性施工
## 信息化管理
建立项目管理平台，以“一管一码、一口一号”记录管材批次、接口位置、操作人员和检验结果，数据当日上传，监理与建设单位可随时查阅。
|w 3.6 6.2 6.0
| 采集对象 | 采集内容 | 移交成果
| 管节与接口 | 批次、坐标、高程、胶圈或焊机记录 | 管线数据库、接口台账
| 阀门与消火栓 | 型号、启闭圈数、试验记录 | 设备卡片、启闭台账
| 水压试验段 | 起止桩号、压力曲线 | 签认的试验报告
| 户表 | 表号、用户卡、安装照片 | 户表清册
沟槽回填前逐点测量管顶坐标与高程，测点间距不大于 20 米，转折点、变坡点、管件处必测，竣工图与实测数据一致。
## 雨季、冬期与高温施工
- 雨季：关注气象预警，槽口设挡水埂，槽内每 30 米设集水坑；暴雨预警时停止开挖并对敞口管端封堵，防止泥水入管和漂管。
- 冬期：日平均气温连续 5 天低于 5 摄氏度时执行冬期措施，砂浆与混凝土用热水拌合，试压后及时排空管内积水，防止冻胀。
- 高温：日最高气温达到 37 摄氏度以上时调整作息，避开 12 时至 15 时露天作业，现场备防暑药品与饮水。
# 应急预案与保修服务
成立 24 小时应急抢修小组，接到爆管、停水超时等报告后 15 分钟出动、主城区 40 分钟内到场。现场储备 DN100~DN500 抢修哈夫节各 2 套、潜水泵 6 台、发电机 2 台、桶装水 500 桶。应急演练在开工后 30 天内组织一次，此后每季度一次。
|w 3.6 6.2 6.0
| 事件 | 先期处置 | 后续措施
| 爆管 | 关阀止水，设置警戒，通知用户 | 抢修、冲洗、检验合格后恢复供水
| 停水超时 | 启动送水车与桶装水 | 向主管部门报告，发布恢复时间
| 燃气泄漏 | 停机、熄火、疏散、报警 | 产权单位处置完毕后复工
| 汛期沟槽进水 | 人员撤离，启动排水 | 复核支护与槽底，重新验槽
工程保修期按国家有关规定和合同约定执行。保修期内设固定服务电话与现场值守点，一般问题 24 小时内处理，影响供水的问题 2 小时内到场；竣工后移交全套电子竣工图、管线三维坐标成果与阀门启闭台账，并为供水管理单位培训运行人员不少于 2 次。
"""
TECH[2] = """
# 总体思路
我公司以供水管网专业施工为主业，针对{project}（{no}）提出“少开挖、短停水、快恢复”的思路：主干管采用分段流水施工，穿越点与交通繁忙路口优先采用非开挖工艺，入户支管实行整楼切换。承诺工期 {days} 日历天，质量标准“{quality}”，项目经理 {pm}。
与常规做法相比，本方案先从城东主干管入手，待 DN500 输水干管具备双向供水条件后，再进入老城改造，从而将老城居民的累计停水时间压缩到最少。
# 施工方法
## 探测与信息模型
开工后 20 天内完成全线地下管线普查，以管线探测仪、探地雷达和坑探成果建立管线信息模型，逐段做碰撞检查。共布置探坑约 620 处，发现冲突即办理变更会商，不带疑问开挖。
## 非开挖施工
- 穿越县道与灌溉渠处使用水平定向钻，先钻导向孔，再分级扩孔、回拖 dn355 PE 管，回拖过程每 3 米记录一次拉力。
- 城东大街等三处路口增设短距离钢套管顶进，管轴线偏差不大于 30 毫米，地面沉降报警值取 15 毫米。
- 套管与工作管之间设绝缘支架，两端用柔性材料封堵。
## 开槽敷管
开槽段每 60~80 米为一个作业单元。切缝、破除、开挖、敷管、回填五道工序首尾相接，作业单元在 48 小时内恢复临时通行。槽深超过 1.5 米一律支护，采用可拆卸箱式支护体，随挖随放。
球墨铸铁管采用 T 型滑入式接口，安装前核对胶圈批号；PE 管 dn110 用热熔对接、dn63 用电熔承插，焊机参数自动存档。管道两侧及管顶以上 500 毫米回填中粗砂，人工分层夯实，压实度不低于 95%（管顶上部按 85%±2% 控制）。
## 试压、冲洗与并网
|w 3.4 6.4 6.0
| 步骤 | 要求 | 记录
| 浸泡 | 不少于 24 小时 | 充水时间、排气点
| 预试验 | 0.8 兆帕，30 分钟 | 补压次数、外观
| 主试验 | 15 分钟，压力降：球铁不大于 0.03、PE 不大于 0.02 兆帕 | 自动记录曲线
| 消毒 | 有效氯不低于 20 毫克/升，浸泡 24 小时 | 投加量、余氯
| 检验 | 按 GB 5749—2022 | 第三方检测报告
并网切换以居民小区为单位，单次停水不超过 5 小时，优先安排夜间；停水前通过社区公告、短信双渠道告知。
# 质量管理
质量目标“{quality}”。设专职质检员 3 名，实行“样板引路”：首个 DN300 管段、首座阀门井、首栋户表改造均先做样板，经监理与建设单位确认后推广。
- 材料关：涉水材料必须具备有效卫生许可批件，管材按批见证取样。
- 工序关：槽底、接口、回填、试压四道工序执行举牌验收，影像资料当日上传。
- 复查关：道路恢复后第 30 天、第 90 天各复测一次平整度与沉降。
# 安全与文明施工
重点防范沟槽坍塌、有限空间中毒和外力破坏管线三类事故。有限空间作业严格执行“先通风、再检测、后作业”，监护人员不得离开井口。燃气管线两侧各 1 米范围内只允许人工开挖。
围挡采用 1.8 米高装配式围挡，沿街商铺处改用通透式围挡；作业面配雾炮，裸土当日覆盖，渣土密闭清运。临时用电执行 JGJ/T 46—2024。
# 进度安排
!milestones
采用 {crews} 个管道队平行流水，关键线路为“城东干管—老城支管—户表切换—道路恢复”。每周对比计划与实际完成量，偏差超过 5% 时增加夜班或调入后备队伍。
# 人员与设备
|w 4.2 3.4 8.2
| 岗位 | 人数 | 要求
| 项目经理 | 1 | 市政公用工程专业，常驻现场
| 技术负责人 | 1 | 高级工程师，管道施工十年以上
| 质检员、安全员 | 各 3 | 持有效岗位证书
| PE 焊工 | 8 | 持焊接资格证，上岗前复核试件
| 管道安装工 | 36 | 班组成建制进场
主要设备：挖掘机 6 台（含微型 3 台）、定向钻机 1 台、全自动热熔焊机 3 台、电熔焊机 6 台、箱式支护体 12 套、抽水泵 10 台、便携式压力记录仪 6 台。
"""
TECH[3] = """
# 工程理解
本工程为{project}（{no}），范围涉及{site}。施工最大的矛盾是城区道路窄、住户多、工期紧。我公司将以“一巷一策”组织老城段施工，先易后难，从城南向城东、老城推进。工期 {days} 日历天，质量“{quality}”，项目经理 {pm}。
# 施工方案
## 施工准备
收到开工令后 10 天内完成驻地建设、材料报验和首批设备进场；召开居民恳谈会，在每条巷口公示施工时间、负责人和投诉电话。
## 沟槽与基础
主干道采用机械开挖，巷道采用人工配合微型机械。土质较差及地下水位较高的城南渠边段，采用钢板桩支护加轻型井点降水，槽底换填 200 毫米级配砂石。槽底高程允许偏差 ±20 毫米，每侧工作面宽度不小于 300 毫米。
## 管道安装
- 球墨铸铁管：承插口清理干净，胶圈均匀压入，润滑剂采用食品级，顶入后用塞尺检查。
- PE 管：热熔焊接前试焊不少于 3 个，观察翻边形状；阴雨大风天停止焊接或搭棚作业。
- 阀门与消火栓：安装前逐台试验，井室采用预制装配式，吊装后 4 小时内可恢复通行。
- 水压试验：试验压力 0.8 兆帕，分段长度不大于 800 米，合格后再进行冲洗消毒。
## 居民户表改造
改造按“先公共立管、后户内连接”的顺序进行，每栋楼安排固定班组，平均每日完成 28 户。表箱安装在一层楼梯间或外墙，设置防冻保温层，完工后逐户通水试漏，由住户或社区代表签字确认。
## 道路恢复
临时恢复采用冷补料或钢板铺盖；永久恢复在同一路段全部回填合格后集中进行，减少接缝。沥青面层接缝涂热沥青，车行道压实度每 1000 平方米检测一组。
# 质量、安全、环境措施
|w 3.0 6.4 6.4
| 类别 | 主要措施 | 考核指标
| 质量 | 三检制、隐蔽工程影像留存、见证取样 | 一次验收合格率 100%
| 安全 | 班前交底、沟槽支护验收、有限空间审批 | 零死亡、零重伤
| 环境 | 湿法作业、裸土覆盖、夜间限噪 | 无有效投诉
| 交通 | 半幅施工、专人疏导、夜间警示灯 | 主干道不断行
各类措施由项目部每周检查打分，结果与班组当月考核挂钩。发现危及管线安全的情况，任何作业人员都有权停工。
# 进度计划
!milestones
若受重污染天气管控影响，我公司将把土方类作业调整为户表、井室预制等室内作业，保证总工期不变。
# 项目班子与主要设备
|w 4.2 3.4 8.2
| 岗位或设备 | 数量 | 说明
| 管道安装队 | {crews} 队 | 每队 14 人，含起重工 1 人
| 户表改造队 | 1 队 | 24 人，分 6 个班组，每班组固定负责一个社区
| 专职质检员、安全员 | 各 2 人 | 持有效岗位证书，常驻现场
| 挖掘机 | 5 台 | 其中 1.5 吨级微型 3 台，用于巷道
| 热熔、电熔焊机 | 6 台 | 具备参数记录与导出功能
| 轻型井点设备 | 4 套 | 用于城南渠边段降水
| 钢板桩 | 180 吨 | 拉森Ⅲ型，长 6 米
设备进场前由设备管理员逐台验收，特种设备须有检验合格报告，操作人员持证上岗。项目经理更换须经招标人书面同意。
# 应急与服务
驻地备有抢修车 1 台、送水车 1 台、发电机 1 台，爆管抢修 40 分钟内到场。质量保修期内每季度回访一次，提供完整竣工电子档案。
"""
TECH[4] = """
# Understanding of the works
The works (tender no. {no}, 示例县城区供水管网改造工程) renew about 28.83 km of ageing distribution mains in the Old Town, East and South zones: 14.43 km of ductile iron pipe DN200 to DN500 and 14.40 km of PE100 pipe, with 142 valve chambers, 86 hydrants, 3,240 customer meters and 22 pressure monitoring points. We offer completion in {days} calendar days, quality grade {quality_en}, under our resident project manager {pm_en} ({pm}). This proposal contains no price information.
Three constraints govern our method: customers may not be without water for more than six hours at a time; records of buried utilities in the Old Town are incomplete; and lanes there are as narrow as 2.5 m.
# Construction method
## Survey and utility detection
Control points are taken over jointly, re-observed and densified to a spacing of no more than 100 m. Buried services are located by electromagnetic locator and ground-penetrating radar; every crossing and every 30 m of route is confirmed by a hand-dug trial pit. The findings are kept in a shared utility register which each asset owner signs before excavation starts.
## Trenching
Surfaces are saw-cut 100 mm outside the trench line. Working space is 300 mm on each side of the pipe. Trenches deeper than 1.5 m are always supported: trench boxes to 2.5 m, steel sheet piles with walings beyond. The last 200 mm is trimmed by hand. No more than 300 m of trench is open at any time, and in lanes the rule is dig, lay and backfill on the same day.
!trench
## Pipelaying and jointing
- Ductile iron (GB/T 13295): push-on joints, gaskets checked by batch, food-grade lubricant, insertion checked against the spigot marks and the gasket probed all round with a feeler gauge.
- PE100 (GB/T 13663): butt fusion for dn110 and larger, electrofusion for dn63; data-logging machines, one bead in fifty removed for inspection, operators individually certified.
- Horizontal directional drilling under the county road and the irrigation canal: three reaming passes, final bore 1.3 to 1.5 times the pipe diameter, pull force limited to 80 per cent of the pipe's allowable value.
- Precast reinforced concrete valve chambers, set by mobile crane during one night closure each.
## Testing, disinfection and transfer
|w 3.6 7.0 5.2
| Step | Requirement | Evidence
| Soaking | At least 24 hours, all air released | Filling log
| Pre-test | 0.8 MPa held for 30 minutes, topping up allowed | Joint inspection sheet
| Main test | 15 minutes; drop at most 0.03 MPa (ductile iron) or 0.02 MPa (PE) | Logger chart
| Flushing | At least 1.0 m/s until below 3 NTU | Turbidity readings
| Disinfection | At least 20 mg/l available chlorine for 24 hours | Dosing record
| Water quality | GB 5749-2022, two samples per district or more | Laboratory report
New mains are laid, tested and disinfected beside the old ones before any customer is transferred. Each transfer follows its own approved valve-operation sheet, takes place between 22:00 and 05:00 and is backed by two water tankers.
## Reinstatement
Backfill is sand to 500 mm above the crown, then selected soil in 250 mm layers. Carriageways receive 360 mm of cement-stabilised base in two lifts, 70 mm of AC-20C and 50 mm of AC-13C. Joints with the existing surface are stepped and sealed; a 3 m straightedge must show no more than 3 mm.
# Quality management
Our quality target is {quality_en}. Hold points (pipe delivery, trench bottom, pressure test, disinfection) need the supervising engineer's signature before work proceeds; witness points (jointing, backfill compaction, reinstatement) are notified 24 hours ahead. Inspection records are electronic, with photographs carrying time and position.
- First-time pass rate: 100 per cent for inspection lots, at least 98 per cent for pressure tests.
- Every joint has a number that leads to the crew, the gasket or fusion record and the test section.
- Reinstated surfaces are surveyed for settlement after 1, 3 and 6 months.
# Health, safety and environment
|w 4.0 11.8
| Hazard | Control
| Trench collapse | Support from 1.5 m depth; no spoil or plant within 1 m of the edge; re-inspection after rain
| Confined space | Ventilate, test, then enter; four-gas meter, tripod and a standby person at every chamber
| Gas and power strikes | Hand digging within 1 m; asset owner present; gas detector on site
| Lifting | Certified signaller, exclusion zone, no lifting above wind force 5
| Traffic | Approved diversion plan, tapered cones, flagmen, 1.5 m clear footway at all times
Dust is controlled by wet cutting, mist cannons, covered spoil and wheel washing, with on-line PM10 monitoring. Noisy breaking is not done at night.
# Programme
!milestones
!gantt
With {crews} pipelaying crews the three zones overlap. The critical path runs through Old Town trenching, pressure tests and the transfer of customers. Progress is reviewed weekly; a slip of three days triggers a recovery plan and one of seven days brings in the reserve crew.
# Resources and emergency response
Key staff: project manager, chief engineer, three quality inspectors, three safety officers, two surveyors and a community liaison officer. Key plant: eight excavators (four of the 1.5 t class), two 16 t cranes, four fusion machines, one 320 kN drilling rig, trench boxes for 200 m, one paver and three rollers.
A 24-hour repair team leaves within 15 minutes of a call and reaches any point of the county seat within 40 minutes. Two sets of repair clamps from DN100 to DN500, six pumps and two generators are kept in the site store.
"""
TECH[5] = """
# Approach
Sample International Pipeline Technology proposes to deliver the works (tender no. {no}) in {days} calendar days to quality grade {quality_en}, led by {pm_en} ({pm}). Our approach rests on data: every pipe, joint, valve and meter is registered from delivery to hand-over, so that the employer receives a network model together with the pipes.
# Construction method
## Sequence
The East zone trunk main (DN500) is built first so that the South and Old Town zones can be fed from two directions while their own mains are replaced. Within a zone the sequence is detect, excavate, lay, test, disinfect, transfer, reinstate.
## Pipelaying
- Trenches are opened in units of 60 m and closed within 48 hours; those deeper than 1.5 m are supported by trench boxes.
- Ductile iron pipes are jointed with a mechanical puller, never with an excavator bucket. Joint deflection is limited to 3 degrees up to DN300 and 2 degrees for DN500.
- PE fusion is carried out under a tent when the temperature is below 5 degrees Celsius or the wind exceeds force 5.
- Road and canal crossings use horizontal directional drilling with continuous logging of mud pressure and pull force.
## Digital records
|w 4.2 6.0 5.6
| Object | Captured data | Handed over as
| Pipe length | Heat number, position of both ends | GIS layer, CSV
| Joint | Crew, gasket batch or fusion log | Linked record
| Valve, hydrant | Maker, turns to close, test sheet | Valve register
| Pressure test | Logger file, section limits | Signed PDF report
| Meter | Customer card, serial number, photo | Meter register
# Quality assurance
Pressure tests follow GB 50268-2008: 0.8 MPa, 30 minutes pre-test, then 15 minutes without topping up, with a drop of at most 0.03 MPa for ductile iron and 0.02 MPa for PE, and visual inspection at working pressure for 30 minutes. Mains are disinfected with at least 20 mg/l of available chlorine for 24 hours and sampled to GB 5749-2022.
An independent quality engineer reports to head office, not to the site. Non-conformities are closed within seven days or escalated.
# Safety and environment
All staff receive induction training; permits are required for confined spaces, lifting and work near gas mains. Trench inspections are recorded at the start of every shift and after rain. Spoil leaves the site in covered lorries, exposed soil is covered the same day and chlorinated water is neutralised before it is discharged to the sewer.
Residents are informed 72 hours and again 24 hours before any interruption, by notice and by text message, with a limit of five hours per interruption.
# Programme
!milestones
{crews} pipelaying crews work in parallel. A float of nine days is kept ahead of taking-over for heavy-pollution alerts, during which earthworks may be suspended.
# Team and after-sales service
The team has 96 people at its peak, including 40 pipelayers, 8 certified fusion operators and 24 road workers. During the defects liability period a local team answers within two hours if supply is affected and within 24 hours otherwise. Two training courses on the network model and the monitoring points are included.
"""


# ------------------------------------------------------------------ PDF tools
class NumberedCanvas(Canvas):
    def __init__(self, *a, footer=None, header="", cover=False, **k):
        super().__init__(*a, **k)
        self._pages, self._f, self._h, self._cover = [], footer, header, cover

    def showPage(self):
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        n = len(self._pages)
        for i, state in enumerate(self._pages, 1):
            self.__dict__.update(state)
            self.setFont(CJK, 8)
            self.setFillGray(.4)
            if not (self._cover and i == 1):
                self.drawString(2.5 * cm, A4[1] - 1.6 * cm, self._h)
                self.setStrokeGray(.7)
                self.line(2.5 * cm, A4[1] - 1.8 * cm, A4[0] - 2.5 * cm, A4[1] - 1.8 * cm)
            self.drawString(2.5 * cm, 1.3 * cm, BANNER)
            self.drawRightString(A4[0] - 2.5 * cm, 1.3 * cm, self._f(i, n))
            Canvas.showPage(self)
        Canvas.save(self)


class Doc(BaseDocTemplate):
    def afterFlowable(self, f):
        lvl = getattr(f, "_lvl", None)
        if lvl is not None:
            self.canv.bookmarkPage(f._key)
            self.canv.addOutlineEntry(f._plain, f._key, lvl, closed=lvl > 0)
            self.notify("TOCEntry", (lvl, f._text, self.page, f._key))


def styles(en, size):
    font = "Helvetica" if en else CJK
    wrap = None if en else "CJK"
    lead = size * (1.4 if en else 1.68)
    S = lambda name, **k: ParagraphStyle(name, **{**dict(
        fontName=font, fontSize=size, leading=lead, wordWrap=wrap), **k})
    bold = "Helvetica-Bold" if en else CJK
    return dict(
        p=S("p", firstLineIndent=0 if en else 2 * size, spaceAfter=5),
        li=S("li", leftIndent=18, bulletIndent=5, bulletFontName="Helvetica", spaceAfter=3),
        h1=S("h1", fontName=bold, fontSize=size + 5, leading=size + 13, spaceBefore=14, spaceAfter=8,
             textColor=colors.HexColor("#17365d"), keepWithNext=1),
        h2=S("h2", fontName=bold, fontSize=size + 1.5, leading=size + 8, spaceBefore=7, spaceAfter=4,
             textColor=colors.HexColor("#17365d"), keepWithNext=1),
        td=S("td", fontSize=size - 1.5, leading=(size - 1.5) * 1.4),
        th=S("th", fontName=bold, fontSize=size - 1.5, leading=(size - 1.5) * 1.4, textColor=colors.white),
        title=S("title", fontName=bold, fontSize=19 if en else 24, leading=28 if en else 36, alignment=TA_CENTER, spaceAfter=10),
        sub=S("sub", fontSize=14, leading=26, alignment=TA_CENTER),
        toc=[S("t0", leading=size * 1.2), S("t1", leftIndent=18, fontSize=size - 1, leading=size * 1.05)],
    )


def mark(text, en):
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    if en:      # Chinese runs inside an English document
        text = re.sub(r"([\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]+)", rf'<font name="{CJK}">\1</font>', text)
    else:
        text = text.replace("m²", "m<super>2</super>").replace("m³", "m<super>3</super>")
    return text


def table(rows, widths, st, en):
    body = [[Paragraph(mark(c, en), st["th" if i == 0 else "td"]) for c in r] for i, r in enumerate(rows)]
    t = Table(body, colWidths=[w * cm for w in widths], repeatRows=1, spaceBefore=4, spaceAfter=9)
    t.setStyle(TableStyle([
        ("GRID", (0, 0), (-1, -1), .5, colors.HexColor("#7f8fa6")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#2f5b8f")),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.HexColor("#f2f6fb")]),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]))
    return t


def text(d, x, y, s, size=9, anchor="middle"):
    cjk = any(ord(c) > 0x2e7f for c in s)
    d.add(String(x, y, s, fontName=CJK if cjk else "Helvetica", fontSize=size, textAnchor=anchor))


def draw_org(b):
    d = Drawing(450, 150)
    def box(x, y, w, s):
        d.add(Rect(x - w / 2, y, w, 22, fillColor=colors.HexColor("#e8eff8"), strokeColor=colors.HexColor("#2f5b8f")))
        text(d, x, y + 7, s)
    for i, s in enumerate(("工程技术部", "质量检验部", "安全环保部", "物资设备部", "综合协调部")):
        x = 50 + i * 88
        d.add(Line(x, 62, x, 50))
        box(x, 28, 78, s)
    d.add(Line(50, 62, 402, 62))
    d.add(Line(226, 120, 226, 62))
    d.add(Line(226, 84, 320, 84))
    box(226, 120, 130, f"项目经理 {b['pm']}")
    box(350, 73, 90, "技术负责人")
    text(d, 226, 6, "图 1  项目经理部组织机构")
    return d


def draw_trench(b):
    en, d = b["en"], Drawing(450, 190)
    x0, x1, y0, y1 = 150, 300, 30, 165
    d.add(Rect(x0, y0, x1 - x0, 14, fillColor=colors.HexColor("#d9c08c"), strokeColor=None))
    d.add(Rect(x0, y0 + 14, x1 - x0, 62, fillColor=colors.HexColor("#efe0b8"), strokeColor=None))
    d.add(Rect(x0, y0 + 76, x1 - x0, 38, fillColor=colors.HexColor("#c9a27a"), strokeColor=None))
    d.add(Rect(x0, y0 + 114, x1 - x0, 13, fillColor=colors.HexColor("#b8b8b8"), strokeColor=None))
    d.add(Rect(x0, y0 + 127, x1 - x0, 8, fillColor=colors.HexColor("#505050"), strokeColor=None))
    for x in (x0, x1):
        d.add(Line(x, y0, x, y1, strokeWidth=1.4))
    d.add(Line(x0, y0, x1, y0, strokeWidth=1.4))
    d.add(Line(60, y1, x0, y1)); d.add(Line(x1, y1, 400, y1))
    d.add(Circle(225, y0 + 34, 20, fillColor=colors.white, strokeColor=colors.HexColor("#17365d"), strokeWidth=3))
    d.add(Line(x0 + 6, y0 + 76, x1 - 6, y0 + 76, strokeColor=colors.red, strokeDashArray=[4, 2]))
    labels = (("砂垫层 150 毫米", "Sand bed, 150 mm", y0 + 4), ("中粗砂回填", "Sand surround", y0 + 40),
              ("警示带（管顶以上 500 毫米）", "Marker tape, 500 mm above crown", y0 + 73),
              ("素土分层夯实", "Soil backfill in layers", y0 + 90), ("水泥稳定碎石基层", "Stabilised base", y0 + 108),
              ("沥青面层", "Asphalt", y0 + 122))
    for zh, e, y in labels:
        d.add(Line(x1 - 8, y + 3, x1 + 12, y + 3, strokeWidth=.5))
        text(d, x1 + 15, y, e if en else zh, 8, "start")
    text(d, 225, 10, "Figure 1  Typical trench section (not to scale)" if en else "图 2  典型沟槽断面（不按比例）")
    return d


def draw_gantt(b):
    rows, D = schedule(b), b["days"]
    h = 13
    d = Drawing(450, h * len(rows) + 40)
    top = h * len(rows) + 26
    for m in range(0, D + 1, 30):
        x = 172 + 270 * m / D
        d.add(Line(x, 22, x, top, strokeColor=colors.lightgrey))
        text(d, x, top + 3, str(m), 7)
    for i, (zh, en, s, e) in enumerate(rows):
        y = top - h * (i + 1)
        text(d, 168, y + 4, en if b["en"] else zh, 7.5, "end")
        d.add(Rect(172 + 270 * (s - 1) / D, y + 2, 270 * (e - s + 1) / D, 8,
                   fillColor=colors.HexColor("#2f5b8f"), strokeColor=None))
    text(d, 225, 6, "Figure 2  Programme in calendar days" if b["en"] else "图 3  施工进度横道图（日历天）")
    return d


def milestones(b, st):
    en = b["en"]
    rows = [["No.", "Activity", "Start (day)", "Finish (day)"] if en else
            ["序号", "工作内容", "开始（第几天）", "完成（第几天）"]]
    rows += [[str(i), e if en else z, str(s), str(f)] for i, (z, e, s, f) in enumerate(schedule(b), 1)]
    return table(rows, (1.6, 8.2, 3.0, 3.0), st, en)


def render(src, b, st):
    en, out, rows, widths, n1, n2 = b["en"], [], [], None, 0, 0
    ctx = dict(project=PROJECT_EN if en else PROJECT, no=PROJECT_NO, site=SITE, days=b["days"],
               quality=b["quality"], quality_en=QUALITY_EN[b["quality"]], pm=b["pm"], pm_en=b["pm_en"],
               crews=b["crews"], name=b["name"], name_en=b["name_en"], code=b["code"])
    for ln in src.strip().splitlines() + [""]:
        ln = re.sub(r"\{(\w+)\}", lambda m: str(ctx[m[1]]), ln)
        if rows and not ln.startswith("| "):
            out.append(table(rows, widths, st, en))
            rows = []
        if ln.startswith("|w "):
            widths = [float(x) for x in ln[3:].split()]
        elif ln.startswith("| "):
            rows.append([c.strip() for c in ln[2:].split("|")])
        elif ln.startswith("#"):
            lvl = 0 if ln.startswith("# ") else 1
            if lvl == 0:
                n1, n2 = n1 + 1, 0
                num = f"{n1}"
            else:
                n2 += 1
                num = f"{n1}.{n2}"
            plain = f"{num}  {ln.lstrip('# ')}"
            p = Paragraph(mark(plain, en), st["h2" if lvl else "h1"])
            p._lvl, p._key, p._plain, p._text = lvl, f"s{num}", plain, mark(plain, en)
            out.append(p)
        elif ln.startswith("- "):
            out.append(Paragraph(mark(ln[2:], en), st["li"], bulletText="•"))
        elif ln.startswith("!"):
            k = ln[1:]
            out += [milestones(b, st)] if k == "milestones" else [
                {"org": draw_org, "trench": draw_trench, "gantt": draw_gantt}[k](b), Spacer(1, 8)]
        elif ln:
            out.append(Paragraph(mark(ln, en), st["p"]))
    return out


def write_pdf(path, b, title, story, cover=False):
    en = b["en"]
    doc = Doc(str(path), pagesize=A4, leftMargin=2.5 * cm, rightMargin=2.5 * cm, topMargin=2.3 * cm,
              bottomMargin=2.2 * cm, title=title, author=b["name_en"] if en else b["name"],
              subject=f"{PROJECT} {PROJECT_NO}", creator="sealbid examples/documents/generate.py",
              keywords="sample, fictitious", invariant=1, lang="en" if en else "zh-CN")
    doc.addPageTemplates(PageTemplate("a", [Frame(doc.leftMargin, doc.bottomMargin, doc.width, doc.height, 0, 0, 0, 0)]))
    footer = (lambda i, n: f"Page {i} of {n}") if en else (lambda i, n: f"第 {i} 页  共 {n} 页")
    header = (f"{PROJECT_EN} - {title}" if en else f"{PROJECT}  {title}")
    doc.multiBuild(story, canvasmaker=lambda *a, **k: NumberedCanvas(
        *a, footer=footer, header=header, cover=cover, **k))


def tech_pdf(b, path):
    en, big = b["en"], b["n"] == 1
    st = styles(en, 12 if big else 11.5 if b["n"] == 3 else 10 if en else 10.5)
    title = "Technical proposal" if en else "技术方案"
    story = []
    P = lambda s, k="sub": Paragraph(mark(s, en), st[k])
    if big:
        story += [Spacer(1, 4 * cm), P(PROJECT, "title"), P("投 标 文 件", "title"), P("（技术部分：施工组织设计）"),
                  Spacer(1, 5 * cm), P(f"项目编号：{PROJECT_NO}"), P(f"投标人：{b['name']}（电子印章）"),
                  P(f"统一社会信用代码：{b['code']}"), P(DATE_ZH), PageBreak()]
        toc = TableOfContents(dotsMinLevel=0)
        toc.levelStyles = st["toc"]
        story += [P("目  录", "title"), toc, PageBreak()]
    else:
        story += [P(PROJECT_EN if en else PROJECT, "title"), P(title if en else "技术方案（施工组织设计）")]
        if en:
            story += [P(f"{b['name_en']} ({b['name']})"), P(f"Tender no. {PROJECT_NO} · {DATE_EN}")]
        else:
            story += [P(f"投标人：{b['name']}"), P(f"项目编号：{PROJECT_NO}　　日期：{DATE_ZH}")]
        story.append(Spacer(1, 10))
    write_pdf(path, b, title, story + render(TECH[b["n"]], b, st), cover=big)


def qual_pdf(b, path):
    en = b["en"]
    st = styles(en, 9.5)
    title = "Statement of qualification" if en else "资格声明"
    P = lambda s, k="p": Paragraph(mark(s, en), st[k])
    n = b["n"]
    if en:
        src = f"""
# Bidder
|w 5.4 10.4
| Item | Particulars
| Name | {b['name_en']} ({b['name']})
| Unified social credit code | {b['code']}
| Registered in | Shili County, Henan (fictitious)
| Contractor grade | {b['grade']} (municipal public works, general contracting)
| Certificate no. | SAMPLE-D2-{n:04d}
| Work safety licence no. | SAMPLE-JZ-{n:04d}
| Project manager | {b['pm_en']} ({b['pm']}), registered constructor (municipal), certificate SAMPLE-ZC-{n:04d}
# Similar works in the last three years
|w 7.4 3.4 5.0
| Works | Completed | Extent
| Sample Town trunk main, lot {n} | June 2023 | DN600, 6.{n} km
| Sample New District distribution network | November 2024 | DN100 to DN400, 1{n}.2 km
| Sample Village rural water supply | August 2025 | PE, 2{n}.5 km
# Declarations
- We are a legally established company with independent civil liability, sound accounts and the equipment and skills that the contract needs.
- We have paid taxes and social insurance as the law requires.
- In the three years before the tender closes we have committed no serious breach of law in our business, and we are not on any list of dishonest parties subject to enforcement.
- No other bidder for these works has the same legal representative, or a controlling or managing relationship with us.
- We have drawn up our bid ourselves, have agreed on nothing with any other bidder, and have not disclosed it to anyone.
- We answer for the truth of this statement; if any of it is false, our bid may be rejected and we accept the legal consequences.
"""
        sign = [P(f"Bidder (electronic seal): {b['name_en']}"), P(f"Date: {DATE_EN}")]
        head = [P(title, "title"), P(f"To: {OWNER_EN} ({OWNER})"), P(
            f"We submit this statement for the tender {PROJECT_EN} ({PROJECT}, no. {PROJECT_NO}).")]
    else:
        src = f"""
# 投标人基本情况
|w 4.6 11.2
| 项目 | 内容
| 投标人名称 | {b['name']}
| 统一社会信用代码 | {b['code']}
| 成立时间 | {b['founded']}
| 注册地 | 河南省示例县（虚构）
| 资质等级 | {b['grade']}
| 资质证书编号 | SAMPLE-D2-{n:04d}
| 安全生产许可证编号 | SAMPLE-JZ-{n:04d}
| 拟派项目经理 | {b['pm']}，市政公用工程注册建造师，证书编号 SAMPLE-ZC-{n:04d}
# 近三年类似工程业绩
|w 7.4 3.4 5.0
| 工程名称 | 完成时间 | 规模
| 示例镇输水干管工程第{n}标段 | 2023年6月 | DN600，6.{n} 公里
| 示例新区配水管网工程 | 2024年11月 | DN100~DN400，1{n}.2 公里
| 示例乡农村供水提升工程 | 2025年8月 | PE 管，2{n}.5 公里
# 声明事项
- 我方为依法设立的企业法人，具有独立承担民事责任的能力，具有良好的商业信誉和健全的财务会计制度，具备履行合同所必需的设备和专业技术能力。
- 我方依法缴纳税收和社会保障资金，有良好的记录。
- 投标截止日前三年内，我方在经营活动中无重大违法记录，未被列入失信被执行人名单，未处于被责令停业或投标资格被取消的状态。
- 与我方单位负责人为同一人或者存在控股、管理关系的其他单位，未参加本项目同一标段的投标。
- 本次投标文件由我方独立编制，未与其他投标人协商，未向任何人泄露投标内容。
- 我方对上述声明的真实性负责。如有虚假，招标人可取消我方投标（中标）资格，我方承担由此产生的法律责任。
"""
        sign = [P(f"投标人（电子印章）：{b['name']}"), P("法定代表人或其委托代理人（电子签章）：________________"), P(f"日期：{DATE_ZH}")]
        head = [P(title, "title"), P(f"致：{OWNER}"), P(
            f"我方参加{PROJECT}（项目编号：{PROJECT_NO}）的投标，现就投标资格作如下声明。")]
    write_pdf(path, b, title, head + render(src, b, st) + [Spacer(1, 20)] + sign)


# ----------------------------------------------------------------- zip output
def rewrite_zip(data, path, edit=None):
    """Write the zip again: same order, fixed time stamps and attributes."""
    src = zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(path, "w") as out:
        for i in src.infolist():
            body = src.read(i)
            if edit:
                body = edit(i.filename, body)
            zi = zipfile.ZipInfo(i.filename, (1980, 1, 1, 0, 0, 0))
            zi.compress_type, zi.create_system, zi.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            out.writestr(zi, body, compresslevel=9)


# ----------------------------------------------------------------------- DOCX
def new_docx(b, title):
    d = Document()
    for s in ("Normal", "Title", "Heading 1", "Heading 2", "Header", "Footer"):
        f = d.styles[s].font
        f.name = "Times New Roman"
        rpr = d.styles[s].element.get_or_add_rPr()
        fonts = rpr.get_or_add_rFonts()
        for a in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn("w:" + a), None)
        fonts.set(qn("w:eastAsia"), "宋体")
    d.styles["Normal"].font.size = Pt(12)
    d.styles["Normal"].paragraph_format.line_spacing = 1.5
    sec = d.sections[0]
    sec.page_width, sec.page_height = Cm(21), Cm(29.7)
    sec.left_margin = sec.right_margin = Cm(2.8)
    sec.header.paragraphs[0].text = f"{PROJECT}（{PROJECT_NO}）"
    sec.footer.paragraphs[0].text = BANNER
    for p in (sec.header.paragraphs[0], sec.footer.paragraphs[0]):
        p.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for r in p.runs:
            r.font.size = Pt(9)
    c = d.core_properties
    c.title, c.author, c.last_modified_by = title, b["name"], b["name"]
    c.subject, c.comments, c.keywords = PROJECT, BANNER, "sample, fictitious"
    c.created = c.modified = STAMP
    c.revision = 1
    h = d.add_paragraph(title, style="Title")
    h.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return d


def para(d, s, indent=True):
    p = d.add_paragraph(s)
    p.paragraph_format.space_after = Pt(4)
    if indent:
        p.paragraph_format.first_line_indent = Pt(24)
    return p


def docx_table(d, rows):
    t = d.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for r in rows:
        for cell, s in zip(t.add_row().cells, r):
            cell.text = s
    d.add_paragraph()


def save_docx(d, path):
    buf = io.BytesIO()
    d.save(buf)
    rewrite_zip(buf.getvalue(), path)


def sign_off(d, b):
    for s in (f"投标人（电子印章）：{b['name']}", f"统一社会信用代码：{b['code']}",
              "法定代表人或其委托代理人（电子签章）：____________", f"日期：{DATE_ZH}"):
        para(d, s, False).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def bid_letter(b, path):
    pr, en = priced(b), b["en"]
    d = new_docx(b, "投标函  Letter of Bid" if en else "投标函")
    para(d, f"致：{OWNER}", False)
    para(d, f"1. 我方已仔细研究{PROJECT}（项目编号：{PROJECT_NO}）招标文件的全部内容，愿意以{capital(pr['total'])}"
            f"（¥{yuan(pr['total'])}）的投标总报价（含增值税），工期{b['days']}日历天，按合同约定实施和完成承包工程，"
            f"修补工程中的任何缺陷，工程质量达到{b['quality']}标准。")
    docx_table(d, [("序号", "条款名称", "投标内容"), ("1", "投标总报价（元）", yuan(pr["total"])),
                   ("2", "其中：暂列金额（元，不含税）", yuan(PROVISIONAL)),
                   ("3", "其中：安全文明施工费（元，不含税）", yuan(MEASURES[0][4])),
                   ("4", "工期（日历天）", str(b["days"])), ("5", "质量标准", b["quality"]),
                   ("6", "项目经理", b["pm"]), ("7", "投标有效期", "自投标截止日起90日历天")])
    para(d, "2. 我方承诺在投标有效期内不修改、不撤销投标文件。")
    para(d, "3. 随同本投标函提交投标保证承诺函一份，以信用承诺方式替代投标保证金。")
    para(d, "4. 如我方中标：（1）我方承诺在收到中标通知书后，在规定期限内与你方签订合同；（2）按照招标文件规定提交履约担保；"
            "（3）在合同约定的期限内完成并移交全部合同工程。")
    para(d, "5. 我方在此声明，所递交的投标文件及有关资料内容完整、真实和准确，且不存在招标文件规定的禁止投标情形。")
    if en:
        d.add_heading("Courtesy translation", 2)
        para(d, f"Having examined the tender documents for {PROJECT_EN} (no. {PROJECT_NO}), we, {b['name_en']}, offer to execute "
                f"and complete the works for the total price of CNY {yuan(pr['total'])} (value added tax included) within "
                f"{b['days']} calendar days, to quality grade {QUALITY_EN[b['quality']]}, with {b['pm_en']} as project manager. "
                "This bid is valid for 90 calendar days from the closing date. The Chinese text prevails.", False)
    sign_off(d, b)
    save_docx(d, path)


def commitment(b, path):
    en = b["en"]
    d = new_docx(b, "投标保证承诺函  Bid Commitment Letter" if en else "投标保证承诺函")
    para(d, f"致：{OWNER}、示例县公共资源交易中心", False)
    para(d, f"我方{b['name']}（统一社会信用代码：{b['code']}）自愿参加{PROJECT}（项目编号：{PROJECT_NO}）的投标，"
            "选择以本承诺函替代投标保证金，并郑重承诺如下：")
    for i, s in enumerate((
            "在投标有效期内不撤销、不修改投标文件。",
            "中标后无正当理由不放弃中标，在规定期限内与招标人签订合同，签订合同时不提出附加条件。",
            "按照招标文件要求提交履约担保。",
            "不提供虚假材料谋取中标，不与招标人、其他投标人或者招标代理机构恶意串通，不以他人名义投标。",
            "自觉接受行政监督部门和公共资源交易中心的监督管理。",
            "按时解密投标文件；因我方原因未在规定时间内解密的，视为撤回投标文件。"), 1):
        para(d, f"{i}. {s}")
    para(d, f"如违反上述承诺，我方愿意在收到招标人书面通知之日起10个工作日内，按招标文件规定的投标保证金数额（{capital(40000000)}，"
            f"¥{yuan(40000000)}）向招标人支付违约金，并接受失信行为记录及依法作出的处理。")
    para(d, "本承诺函自投标截止之日起生效，有效期与投标有效期一致。")
    if en:
        d.add_heading("Courtesy translation", 2)
        para(d, f"{b['name_en']} submits this letter in place of a bid bond for {PROJECT_EN} (no. {PROJECT_NO}). We undertake not to "
                "withdraw or change our bid while it is valid, to sign the contract if it is awarded to us, to provide the performance "
                "security, not to collude or submit false material, and to open our sealed bid in time. If we break this undertaking "
                f"we shall pay the employer CNY {yuan(40000000)} within ten working days of its written notice. The Chinese text prevails.", False)
    sign_off(d, b)
    save_docx(d, path)


# ----------------------------------------------------------------------- XLSX
THIN = Side(style="thin", color="808080")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="DCE6F1")
BAR = PatternFill("solid", fgColor="2F5B8F")


class Book:
    """A workbook whose formulas keep their computed values (for readers that
    do not calculate): openpyxl writes the formula, save() adds the value."""

    def __init__(self, b, title):
        self.wb, self.cached, self.b = Workbook(), {}, b
        p = self.wb.properties
        p.title, p.creator, p.lastModifiedBy = title, b["name"], b["name"]
        p.description, p.created, p.modified = BANNER, STAMP, STAMP

    def put(self, ws, ref, v, cached=None, fmt=None, bold=False, fill=None, align=None, box=True, size=10):
        c = ws[ref]
        c.value = v
        c.font = Font(name="宋体", size=size, bold=bold)
        c.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        if box:
            c.border = BOX
        if fmt:
            c.number_format = fmt
        if fill:
            c.fill = fill
        if cached is not None:
            self.cached[ws.title, ref] = cached

    def fit_rows(self):
        """Row heights for wrapped text: not every program works them out."""
        for ws in self.wb.worksheets:
            merged = {c for rng in ws.merged_cells.ranges for c in rng.cells}
            for row in ws.iter_rows():
                lines, size = 1, 10
                for c in row:
                    if c.value is None:
                        continue
                    size = max(size, c.font.size)
                    if not c.alignment.wrap_text or str(c.value).startswith("="):
                        continue
                    room = 999 if (c.row, c.column) in merged else ws.column_dimensions[c.column_letter].width * 10 / c.font.size
                    need = lambda t: sum(2 if ord(ch) > 0x2e7f else 1.1 for ch in t)
                    lines = max(lines, sum(max(1, -(-need(t) // room)) for t in str(c.value).split("\n")))
                ws.row_dimensions[row[0].row].height = lines * size * 1.4 + 4

    def save(self, path):
        self.fit_rows()
        buf = io.BytesIO()
        self.wb.save(buf)
        names = {f"xl/worksheets/sheet{i}.xml": ws.title for i, ws in enumerate(self.wb.worksheets, 1)}

        def edit(name, body):
            if name == "docProps/core.xml":
                body = re.sub(rb"(<dcterms:(modified|created)[^>]*>)[^<]*", lambda m: m[1] + STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), body)
            if name in names:
                def value(m):
                    v = self.cached.get((names[name], m[2].decode()))
                    return m[1] + (b"<v>%s</v>" % str(v).encode() if v is not None else b"<v/>") + b"</c>"
                body = re.sub(rb'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?</c>', value, body)
            return body
        rewrite_zip(buf.getvalue(), path, edit)


def num(fen):
    """Fen as a number of yuan that prints with two decimals."""
    return int(fen // 100) if fen % 100 == 0 else float(Decimal(fen) / 100)


def setup(ws, widths, landscape=True):
    for i, w in enumerate(widths, 1):
        ws.column_dimensions[get_column_letter(i)].width = w
    ws.page_setup.orientation = "landscape" if landscape else "portrait"
    ws.page_setup.paperSize = 9
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.oddFooter.center.text = BANNER.replace("&", "&&")


def boq_xlsx(b, path):
    pr, en = priced(b), b["en"]
    bk = Book(b, "已标价工程量清单")
    two = lambda zh, e: f"{zh}\n{e}" if en else zh
    money = "#,##0.00"
    s0 = bk.wb.active
    s0.title = "汇总表"
    s1 = bk.wb.create_sheet("分部分项")
    s2 = bk.wb.create_sheet("措施项目")
    s3 = bk.wb.create_sheet("编制说明")
    put = bk.put

    # items
    setup(s1, (6, 15, 26, 34, 7, 11, 13, 16))
    s1.merge_cells("A1:H1")
    put(s1, "A1", two("分部分项工程项目清单与计价表", "Priced bill of quantities: permanent works"), bold=True, align="center", box=False, size=14)
    put(s1, "A2", f"工程名称：{PROJECT}    投标人：{b['name']}", box=False)
    s1["A2"].alignment = Alignment(wrap_text=False)
    for i, (zh, e) in enumerate((("序号", "No."), ("项目编码", "Code"), ("项目名称", "Item"), ("项目特征描述", "Description"),
                                 ("单位", "Unit"), ("工程量", "Quantity"), ("综合单价（元）", "Unit price CNY"), ("合价（元）", "Amount CNY"))):
        put(s1, f"{'ABCDEFGH'[i]}3", two(zh, e), bold=True, fill=HEAD, align="center")
    s1.freeze_panes = "A4"
    s1.print_title_rows = "3:3"
    r, n, subs = 4, 0, []
    for zh, e, rows, sub in pr["sections"]:
        s1.merge_cells(f"A{r}:H{r}")
        put(s1, f"A{r}", f"{zh}  {e}" if en else zh, bold=True)
        first = r = r + 1
        for code, name, name_en, desc, unit, qty, p, amount in rows:
            n += 1
            put(s1, f"A{r}", n, align="center")
            put(s1, f"B{r}", code, align="center")
            put(s1, f"C{r}", two(name, name_en))
            put(s1, f"D{r}", desc)
            put(s1, f"E{r}", unit, align="center")
            put(s1, f"F{r}", float(qty) if "." in qty else int(qty), fmt="#,##0.0" if "." in qty else "#,##0")
            put(s1, f"G{r}", num(p), fmt=money)
            put(s1, f"H{r}", f"=ROUND(F{r}*G{r},2)", num(amount), fmt=money)
            r += 1
        s1.merge_cells(f"A{r}:G{r}")
        put(s1, f"A{r}", two("小计", "Subtotal"), bold=True, align="right")
        put(s1, f"H{r}", f"=SUM(H{first}:H{r - 1})", num(sub), fmt=money, bold=True)
        subs.append((zh, e, f"H{r}", sub))
        r += 1
    s1.merge_cells(f"A{r}:G{r}")
    put(s1, f"A{r}", two("分部分项合计", "Total permanent works"), bold=True, align="right", fill=HEAD)
    put(s1, f"H{r}", "=" + "+".join(x[2] for x in subs), num(pr["works"]), fmt=money, bold=True, fill=HEAD)
    works_ref = f"H{r}"

    # measures
    setup(s2, (6, 16, 44, 8, 18), False)
    s2.merge_cells("A1:E1")
    put(s2, "A1", two("措施项目清单与计价表", "Priced bill of quantities: general items"), bold=True, align="center", box=False, size=14)
    for i, (zh, e) in enumerate((("序号", "No."), ("项目编码", "Code"), ("项目名称", "Item"), ("单位", "Unit"), ("金额（元）", "Amount CNY"))):
        put(s2, f"{'ABCDE'[i]}2", two(zh, e), bold=True, fill=HEAD, align="center")
    for i, (code, name, e, unit, a) in enumerate(pr["measures"], 1):
        for col, v in zip("ABCDE", (i, code, two(name, e), unit, num(a))):
            put(s2, f"{col}{i + 2}", v, align="center" if col in "ABD" else None, fmt=money if col == "E" else None)
    r = len(pr["measures"]) + 3
    s2.merge_cells(f"A{r}:D{r}")
    put(s2, f"A{r}", two("措施项目合计", "Total general items"), bold=True, align="right", fill=HEAD)
    put(s2, f"E{r}", f"=SUM(E3:E{r - 1})", num(pr["m"]), fmt=money, bold=True, fill=HEAD)

    # summary
    setup(s0, (8, 52, 24), False)
    s0.merge_cells("A1:C1")
    put(s0, "A1", two("投标报价汇总表", "Summary of the bid price"), bold=True, align="center", box=False, size=16)
    put(s0, "B2", f"工程名称：{PROJECT}（{PROJECT_NO}）", box=False)
    put(s0, "B3", f"投标人：{b['name']}" + (f"\n{b['name_en']}" if en else ""), box=False)
    put(s0, "B4", f"统一社会信用代码：{b['code']}", box=False)
    for i, (zh, e) in enumerate((("序号", "No."), ("汇总内容", "Item"), ("金额（元）", "Amount CNY"))):
        put(s0, f"{'ABC'[i]}6", two(zh, e), bold=True, fill=HEAD, align="center")
    k = len(subs)
    lines = [("1", "分部分项工程费", "Permanent works", f"=分部分项!{works_ref}", pr["works"])]
    lines += [(f"1.{i}", zh.split("、", 1)[1], e[3:], f"=分部分项!{ref}", v) for i, (zh, e, ref, v) in enumerate(subs, 1)]
    lines += [("2", "措施项目费", "General items", f"=措施项目!E{r}", pr["m"]),
              ("3", "其他项目费（暂列金额）", "Provisional sum", None, PROVISIONAL),
              ("4", "增值税（9%）", "Value added tax (9%)", f"=ROUND((C7+C{8 + k}+C{9 + k})*0.09,2)", pr["vat"]),
              ("", "投标总价（1+2+3+4）", "Bid total (1+2+3+4)", f"=ROUND(C7+C{8 + k}+C{9 + k}+C{10 + k},2)", pr["total"])]
    for i, (no, zh, e, f, v) in enumerate(lines):
        y, last = 7 + i, i == len(lines) - 1
        put(s0, f"A{y}", no, align="center", bold=last, fill=HEAD if last else None)
        put(s0, f"B{y}", two(zh, e), bold=last, fill=HEAD if last else None)
        put(s0, f"C{y}", f or num(v), num(v) if f else None, fmt=money, bold=last, fill=HEAD if last else None)
    put(s0, f"B{y + 1}", f"大写：{capital(pr['total'])}", bold=True)
    bk.wb.defined_names["BidTotal"] = DefinedName("BidTotal", attr_text=f"汇总表!$C${y}")

    setup(s3, (76,), False)
    put(s3, "A1", two("编制说明", "Notes"), bold=True, box=False, size=14)
    for i, s in enumerate((
            "1. 本报价依据招标文件、工程量清单、施工图纸及 GB/T 50500—2024《建设工程工程量清单计价标准》编制。",
            "2. 综合单价包括人工费、材料费、施工机具使用费、管理费、利润及一定范围内的风险费用，不含增值税。",
            "3. 增值税按一般计税方法计算，税率9%。",
            "4. 暂列金额按招标文件给定金额填写，不参与竞争；安全文明施工费按规定计取。",
            "5. 合价按“工程量×综合单价”四舍五入至分。",
            f"6. {BANNER}"), 2):
        put(s3, f"A{i}", s, box=False, size=11)
    bk.save(path)


def schedule_xlsx(b, path):
    en, rows, D = b["en"], schedule(b), b["days"]
    bk = Book(b, "施工进度计划")
    ws = bk.wb.active
    ws.title = "进度计划"
    weeks = -(-D // 7)
    two = lambda zh, e: f"{zh}\n{e}" if en else zh
    setup(ws, (6, 40 if en else 28, 9, 9, 9) + (3,) * weeks)
    bk.put(ws, "A1", f"{PROJECT}  施工进度计划" + ("  Construction programme" if en else ""), bold=True, box=False, size=14)
    ws["A1"].alignment = Alignment(wrap_text=False)
    bk.put(ws, "A2", f"投标人：{b['name']}    总工期：{D} 日历天（自开工令之日起为第1天，横道每格一周）", box=False)
    ws["A2"].alignment = Alignment(wrap_text=False)
    for i, (zh, e) in enumerate((("序号", "No."), ("工作内容", "Activity"), ("开始日", "Start"), ("历时", "Days"), ("完成日", "Finish"))):
        bk.put(ws, f"{'ABCDE'[i]}4", two(zh, e), bold=True, fill=HEAD, align="center")
    for w in range(weeks):
        bk.put(ws, f"{get_column_letter(6 + w)}4", w + 1, fill=HEAD, align="center", size=8)
    for i, (zh, e, s, f) in enumerate(rows, 1):
        r = i + 4
        bk.put(ws, f"A{r}", i, align="center")
        bk.put(ws, f"B{r}", two(zh, e))
        bk.put(ws, f"C{r}", s, align="center")
        bk.put(ws, f"D{r}", f - s + 1, align="center")
        bk.put(ws, f"E{r}", f"=C{r}+D{r}-1", f, align="center")
        for w in range(weeks):
            c = ws[f"{get_column_letter(6 + w)}{r}"]
            c.border = BOX
            if s <= w * 7 + 7 and f >= w * 7 + 1:
                c.fill = BAR
    r = len(rows) + 5
    bk.put(ws, f"B{r}", two("总工期（日历天）", "Total period (calendar days)"), bold=True)
    bk.put(ws, f"E{r}", f"=MAX(E5:E{r - 1})", max(x[3] for x in rows), bold=True, align="center")
    ws.freeze_panes = "F5"

    w2 = bk.wb.create_sheet("劳动力计划")
    setup(w2, (26,) + (9,) * 9)
    months = -(-D // 30)
    bk.put(w2, "A1", two("工种（人）", "Trade (persons)"), bold=True, fill=HEAD)
    for m in range(months):
        bk.put(w2, f"{get_column_letter(2 + m)}1", f"第{m + 1}月", bold=True, fill=HEAD, align="center")
    shape = (.35, .7, 1, 1, 1, .9, .65, .35, .2)
    trades = (("管道工", "Pipelayers", 16), ("焊工", "Fusion operators", 3), ("道路工", "Road workers", 8),
              ("电工", "Electricians", 1), ("普工", "Labourers", 22))
    for i, (zh, e, per) in enumerate(trades, 2):
        bk.put(w2, f"A{i}", two(zh, e))
        for m in range(months):
            bk.put(w2, f"{get_column_letter(2 + m)}{i}", max(1, round(per * b["crews"] * shape[m])), align="center")
    y = len(trades) + 2
    bk.put(w2, f"A{y}", two("合计", "Total"), bold=True)
    for m in range(months):
        L = get_column_letter(2 + m)
        bk.put(w2, f"{L}{y}", f"=SUM({L}2:{L}{y - 1})",
               sum(max(1, round(t[2] * b["crews"] * shape[m])) for t in trades), bold=True, align="center")
    bk.save(path)


# ----------------------------------------------------------------------- main
def generate(out):
    forms = []
    for b in BIDDERS:
        root = out / f"bidder-{b['n']}"
        for sub in ("technical", "commercial", "qualification"):
            (root / sub).mkdir(parents=True, exist_ok=True)
        tech_pdf(b, root / "technical" / ("Technical proposal.pdf" if b["en"] else "技术方案.pdf"))
        schedule_xlsx(b, root / "technical" / "施工进度计划.xlsx")
        boq_xlsx(b, root / "commercial" / "已标价工程量清单.xlsx")
        bid_letter(b, root / "commercial" / "投标函.docx")
        commitment(b, root / "qualification" / "投标保证承诺函.docx")
        qual_pdf(b, root / "qualification" / "资格声明.pdf")
        forms.append({"folder": root.name, "name": b["name"], "name_en": b["name_en"], "credit_code": b["code"],
                      "form": {"price_minor": priced(b)["total"], "currency": "CNY", "period_days": b["days"],
                               "quality": b["quality"], "project_manager": b["pm"]}})
    (out / "forms.json").write_text(json.dumps({"bidders": forms}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    for p in out.rglob("*"):
        assert unicodedata.is_normalized("NFC", str(p.relative_to(out)))


def main():
    here = pathlib.Path(__file__).resolve().parent
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", type=pathlib.Path, default=here)
    ap.add_argument("--check", action="store_true")
    a = ap.parse_args()
    if not a.check:
        return generate(a.out)
    with tempfile.TemporaryDirectory() as t:
        t = pathlib.Path(t)
        generate(t)
        made = sorted(p.relative_to(t) for p in t.rglob("*") if p.is_file())
        bad = [str(p) for p in made if not (here / p).is_file() or not filecmp.cmp(t / p, here / p, shallow=False)]
        print(f"{len(made) - len(bad)} of {len(made)} files are the same" + ("".join(f"\n  differs: {x}" for x in bad)))
        sys.exit(bool(bad))


if __name__ == "__main__":
    main()
