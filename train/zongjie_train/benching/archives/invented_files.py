"""An archive of mixed files from invented reports: good ones, duplicates, and broken ones.

1. A report is put together from the sections of several of `data/reports.jsonl`, under a title of
   its own, each section's sentences in an order of their own.
2. A tenth of the reports stand twice, half of these with a sentence changed.
3. Each is written in one of the forms that offices leave behind; some go into zips with names in
   GBK, within other zips, and into tables.
4. A share of the files is broken, in as many ways as there are in `BROKEN`.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from xml.sax.saxutils import escape

UNITS = ("青禾县", "云岭镇", "石桥街道", "市城管局", "柳湾社区", "鹤浦区审计局", "川岭中学")
TOPICS = ("创建卫生城市", "垃圾分类", "安全生产", "防汛抗旱", "乡村振兴", "文明创建", "河长制")
PACKED_SHARE, TWICE_SHARE = 0.2, 0.1
MEMBERS = 12


@dataclass(frozen=True)
class Built:
    """What was built.

    Attributes:
        n_files: files to read, those in archives counted, broken ones too.
        n_reports: reports in them, duplicates too.
        n_duplicates: those that say again what another one says.
        broken: paths of files that can't be read, as the table of files shows them.
    """

    n_files: int
    n_reports: int
    n_duplicates: int
    broken: tuple[str, ...]


def build_archive(
    folder: Path, reports: Path, n_files: int, broken_share: float, seed: int
) -> Built:
    """Build an archive in an empty folder.

    Args:
        folder: where.
        reports: JSON lines with `title` and `text`.
        n_files: files to read in it.
        broken_share: of the files, that can't be read.
        seed: of all choices; the same archive for the same arguments.
    """
    chance = random.Random(seed)
    sections = [
        section
        for line in reports.read_text(encoding="utf-8").splitlines()
        for section in split_sections(json.loads(line)["text"])
    ]
    n_broken = round(n_files * broken_share)
    texts: list[str] = []
    n_duplicates = 0
    while len(texts) < n_files - n_broken:
        texts.append(make_report(sections, chance))
        if chance.random() < TWICE_SHARE and len(texts) < n_files - n_broken:
            texts.append(chance.choice((texts[-1], change_sentence(texts[-1], chance))))
            n_duplicates += 1
    files = [
        (f"{i:05}{chance.choice(TOPICS)}.{suffix}", write(text))
        for i, (text, (suffix, write)) in enumerate(zip(texts, cycle(WRITERS.items())))
    ]
    bad = [
        (f"{i:05}损坏.{suffix}", write(texts[i], chance))
        for i, (suffix, write) in enumerate(islice(cycle(BROKEN.items()), n_broken))
    ]
    n_packed = int(len(files) * PACKED_SHARE)
    chance.shuffle(files)
    write_folders(folder, files[n_packed:] + bad, chance)
    for number, first in enumerate(range(0, n_packed, MEMBERS)):
        pack(folder, number, files[first : min(first + MEMBERS, n_packed)])
    return Built(n_files, len(texts), n_duplicates, tuple(name for name, _ in bad))


def split_sections(text: str) -> list[list[str]]:
    """The sections of a report: each a numbered heading, and the lines under it."""
    sections: list[list[str]] = []
    for line in text.splitlines()[1:]:
        if line[:1] in "一二三四五六七" and line[1:2] == "、":
            sections.append([line[2:]])
        elif sections and line.strip():
            sections[-1].append(line.strip())
    return [section for section in sections if len(section) > 1]


def make_report(sections: Sequence[list[str]], chance: random.Random) -> str:
    """A report of three to five sections, their sentences in a new order."""
    year = chance.randint(2005, 2025)
    lines = [f"{chance.choice(UNITS)}{year}年{chance.choice(TOPICS)}工作总结"]
    for number, (heading, *body) in zip("一二三四五", chance.sample(sections, 5), strict=True):
        sentences = [piece + "。" for piece in "".join(body).split("。") if piece][:8]
        chance.shuffle(sentences)
        lines += [f"{number}、{heading}", "".join(sentences)]
        if number >= "三" and chance.random() < 0.4:
            break
    return "\n".join(lines)


def change_sentence(text: str, chance: random.Random) -> str:
    """The same report with one number more in it."""
    at = chance.randrange(len(text) // 2, len(text) - 1)
    return f"{text[:at]}{chance.randint(10, 99)}{text[at:]}"


def write_folders(folder: Path, files: Sequence[tuple[str, bytes]], chance: random.Random) -> None:
    """Lay files into folders by year and unit."""
    for name, data in files:
        path = folder / str(chance.randint(2005, 2025)) / chance.choice(UNITS) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def pack(folder: Path, number: int, files: Sequence[tuple[str, bytes]]) -> None:
    """Files as an archive, by turns a zip with names in GBK, a zip in a zip, a tar.gz."""
    kind = number % 3
    if kind == 2:
        with tarfile.open(folder / f"归档{number}.tar.gz", "w:gz") as tar:
            for name, data in files:
                member = tarfile.TarInfo(f"归档/{name}")
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
        return
    inner = zip_files([(f"乡镇/{name}", data) for name, data in files])
    if kind == 1:
        inner = zip_files([(f"旧盘{number}.zip", inner)])
    (folder / f"归档{number}.zip").write_bytes(inner)


def zip_files(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip whose names are GBK without saying so, as Windows in China writes them."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files:
            made.writestr(name.encode("gbk").decode("cp437"), data)
    return held.getvalue()


def write_docx(text: str) -> bytes:
    """A minimal Word document."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))
    space = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}/package/2006/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}/package/2006/relationships">'
        f'<Relationship Id="r" Type="{space}/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{space}/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>",
    }
    return _zip_parts(parts)


def write_odt(text: str) -> bytes:
    """A minimal OpenDocument text."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    kind = "application/vnd.oasis.opendocument.text"
    return _zip_parts(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{space}:manifest:1.0"><m:file-entry'
            f' m:full-path="/" m:media-type="{kind}"/></m:manifest>',
            "content.xml": f'<office:document-content xmlns:office="{space}:office:1.0"'
            f' xmlns:text="{space}:text:1.0"><office:body><office:text>{body}</office:text>'
            "</office:body></office:document-content>",
        }
    )


def _zip_parts(parts: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name), content, how)
    return held.getvalue()


def write_rtf(text: str) -> bytes:
    """Rich text, characters as \\u escapes."""
    units = struct.unpack(f"<{len(text.encode('utf-16-le')) // 2}h", text.encode("utf-16-le"))
    body = "".join("\\par\n" if unit == 10 else f"\\u{unit}?" for unit in units)
    return f"{{\\rtf1\\ansi\\ansicpg936\\uc1 {body}}}".encode("ascii")


def write_html(text: str) -> bytes:
    """A web page with a menu, in GB18030 that says it is GB2312."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    page = (
        '<html><head><meta charset="gb2312"><title>页面</title></head><body><nav><a href="/">首页'
        f'</a> <a href="/n">通知公告</a></nav><div id="content">{lines}</div></body></html>'
    )
    return page.encode("gb18030")


def write_pdf(text: str) -> bytes:
    """A PDF with a text layer, by one of the fonts that every reader of PDF knows."""
    rows = [line[i : i + 40] for line in text.split("\n") for i in range(0, len(line), 40)]
    pages = [rows[i : i + 45] for i in range(0, len(rows), 45)]
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H"
        "/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor 5 0 R>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
        "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for number, page in enumerate(pages):
        shown = " ".join(f"<{row.encode('utf-16-be').hex()}> Tj T*" for row in page)
        stream = f"BT /F1 11 Tf 50 790 Td 16 TL {shown} ET"
        objects += [
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {7 + 2 * number} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    data, offsets = b"%PDF-1.5\n", []
    for number, value in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj{value}endobj\n".encode("ascii")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return data + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
        f"startxref\n{len(data)}\n%%EOF\n"
    ).encode("ascii")


def write_jsonl(text: str) -> bytes:
    """One row of JSON."""
    return json.dumps({"text": text}, ensure_ascii=False).encode("utf-8") + b"\n"


def write_csv(text: str) -> bytes:
    """One row of a table, as Excel saves it in China."""
    return f'编号,text\r\n1,"{text}"\r\n'.encode("gb18030")


WRITERS: dict[str, Callable[[str], bytes]] = {
    "txt": lambda text: text.encode("utf-8"),
    "bom.txt": lambda text: text.encode("utf-8-sig"),
    "gb.txt": lambda text: text.encode("gb18030"),
    "u16.txt": lambda text: text.encode("utf-16"),
    "docx": write_docx,
    "odt": write_odt,
    "rtf": write_rtf,
    "html": write_html,
    "pdf": write_pdf,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "txt.gz": lambda text: gzip.compress(text.encode("utf-8"), mtime=0),
}
"""How a report is written, by suffix."""


def half(data: bytes) -> bytes:
    """What an interrupted copy leaves."""
    return data[: len(data) // 2]


BROKEN: dict[str, Callable[[str, random.Random], bytes]] = {
    "docx": lambda text, chance: half(write_docx(text)),
    "odt": lambda text, chance: half(write_odt(text)),
    "pdf": lambda text, chance: b"%PDF-1.5\n" + chance.randbytes(2000),
    "txt": lambda text, chance: b"",
    "txt.gz": lambda text, chance: half(gzip.compress(text.encode("utf-8"), mtime=0)),
    "bin.txt": lambda text, chance: b"\xff" * 40 + chance.randbytes(2000),
}
"""Ways for a file to be broken, by suffix."""
