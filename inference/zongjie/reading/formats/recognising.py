"""The format of a file, by what is in it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from zongjie.reading.encodings import decode
from zongjie.reading.failing import ReadFailure, broken, encrypted
from zongjie.reading.signatures import ZIP_ERRORS, head_of, is_binary

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}", re.S)
_PDF = re.compile(rb"(?:\A|[\r\n\0]|\A\xef\xbb\xbf)[ \t]*%PDF-")
_PDF_WITHIN = 1024  # bytes, as readers of PDF allow
_BY_SUFFIX = {
    ".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta\s|title>|div[\s>]|table[\s>]|p[\s>]|h[1-6][\s>]|br\s*/?>)",
    re.I,
)
_WORDML = re.compile(r"<(?:\w+:)?wordDocument\b|<pkg:package\b")
_MHTML = re.compile(r"\A(?:[\w-]+:[^\n]*\n[ \t\w\"=.;:-]*){0,12}?MIME-Version:", re.I)
_MD_HEADING = re.compile(r"^#{1,6} +\S", re.M)
_MD_OTHER = re.compile(r"\*\*\S[^*\n]*\*\*|^[-*+] +\S|^> |\]\([^)\s]+\)|^```", re.M)


def recognise(path: Path, name: str) -> str:
    """The format of a file: a key of the table of readers.

    Args:
        path: where its bytes lie.
        name: its suffix settles what the content leaves open: .csv and .md among texts.

    Raises:
        ReadFailure: it is of no format that is read, or needs a password.
    """
    head = head_of(path)
    if _PDF.search(head[:_PDF_WITHIN]):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(path)
    if head.startswith(_OLE):
        return _of_ole(path)
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if _PICTURES.match(head):
        raise ReadFailure("scanned", "a picture: run OCR over it, as ocrmypdf -l chi_sim does")
    return _of_text(head, Path(name).suffix.lower())


def is_html(text: str) -> bool:
    """Tells whether a text begins with a tag, and has one of HTML.

    Example:
        >>> is_html("<p>修路3公里。</p>"), is_html("<总结>修路3公里。")
        (True, False)
    """
    return text.lstrip().startswith("<") and bool(_HTML.search(text))


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
            manifest = "META-INF/manifest.xml"
            if kind and manifest in names and b"encryption-data" in archive.read(manifest):
                raise encrypted("the document")
    except ZIP_ERRORS as error:
        raise broken("zip or office document", error) from error
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "xlsx"
    if any(name.startswith("word/document") for name in names):
        return "docx"
    if any(name.startswith("xl/workbook") for name in names):
        return "xlsx"
    if "OFD.xml" in names:
        raise ReadFailure("unsupported", "OFD is not read: print it to a PDF")
    what = kind.decode("ascii", "replace") or "a zip of another program"
    raise ReadFailure("unsupported", f"{what} is not read: save it as docx or pdf")


def _of_ole(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = {"/".join(entry).lower() for entry in ole.listdir()}
    except (OSError, ValueError, IndexError) as error:
        raise broken("Office document", error) from error
    if "encryptedpackage" in streams:
        raise encrypted("the document")
    if "worddocument" in streams:
        return "doc"
    if streams & {"workbook", "book"}:
        return "xlsx"
    raise ReadFailure(
        "unsupported", "an Office file without a Word document: save it as docx, by the program "
        "that made it or by LibreOffice"
    )  # fmt: skip


def _of_text(head: bytes, suffix: str) -> str:
    try:
        text = decode(_whole_characters(head)).text.lstrip("\ufeff")
    except ReadFailure:
        if is_binary(head):
            raise
        return _BY_SUFFIX.get(suffix, "txt")  # its reader sees more of it
    start = text.lstrip()
    if _WORDML.search(text):
        return "wordml"
    if start.startswith("<?xml") and "<office:document" in text:
        return "fodt"
    if _MHTML.match(start):
        return "mhtml"
    if is_html(text):
        return "html"
    if start.startswith(("{", "[")) and (kind := _of_json(start, suffix)):
        return kind
    if _BY_SUFFIX.get(suffix) == "csv" or _has_csv_header(start):
        return "csv"
    headings = len(_MD_HEADING.findall(text))
    if suffix in (".md", ".markdown") or headings > 1 or (headings and _MD_OTHER.search(text)):
        return "md"
    return "txt"


def _whole_characters(head: bytes) -> bytes:
    """The head up to its last line break, so that no character is cut."""
    if len(head) < 4096:
        return head
    at = head.rfind(b"\n")
    if at <= 0:
        return head[: len(head) // 4 * 4]
    wide = b"\0" in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head[: (at + 2 if wide else at + 1) // 2 * 2] if wide else head[: at + 1]


def _of_json(start: str, suffix: str) -> str | None:
    first = start.partition("\n")[0].strip()
    try:
        value = json.loads(first)
    except json.JSONDecodeError as error:
        if suffix in _BY_SUFFIX:
            return _BY_SUFFIX[suffix]
        if error.msg == "Extra data":  # a text that begins with a list, as ["一"]
            return None
        if first.startswith('{"') and len(start) > 3000:
            return "jsonl"
        return "json" if re.match(r"[\[{]\s*[\[{\"]", start) else None
    except RecursionError:
        return "json"  # its reader says what is wrong
    if isinstance(value, dict):
        return "jsonl"
    return "json" if isinstance(value, list) and value and isinstance(value[0], dict) else None


def _has_csv_header(start: str) -> bool:
    from zongjie.reading.formats.columns import TEXT_NAMES, split_header

    names = split_header(start.partition("\n")[0])
    return len(names) > 1 and bool(TEXT_NAMES & set(names)) and "\n" in start
