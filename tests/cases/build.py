#!/usr/bin/env python3
"""Builds the material of the cases: real report text and real indicators, invented victims planted in every form.

Run once by hand when a case changes; the results are committed, tests read only them.
    python3 tests/cases/build.py DATA      (DATA: a folder with `reports/`, `misp-events/`, … as in SOURCES.md)
Needs only the standard library, and `reportlab` for the two PDF cases.
"""
import base64, gzip, io, json, pathlib, re, sys, tarfile, unicodedata, zipfile
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from urllib.parse import quote

HERE = pathlib.Path(__file__).parent
HIDDEN = 'state="hidden" '
STAMP = (2024, 5, 9, 2, 13, 0)


class Case:
    def __init__(self, folder, profile, attacker, planted):
        self.dir = HERE / folder
        self.material = self.dir / "material"
        self.profile, self.attacker, self.planted = profile, attacker, planted
        self.material.mkdir(parents=True, exist_ok=True)

    def write(self, name, data):
        path = self.material / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())

    def finish(self):
        (self.dir / "victim.toml").write_text(toml(self.profile))
        expect = {"attacker": self.attacker, "planted": self.planted}
        (self.dir / "expect.json").write_text(json.dumps(expect, ensure_ascii=False, indent=1) + "\n")


def toml(profile):
    lines = []
    for key, value in profile.items():
        if key == "context":
            continue
        lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    if "context" in profile:
        lines.append("\n[context]")
        lines += [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in profile["context"].items()]
    return "\n".join(lines) + "\n"


# ---- forms -------------------------------------------------------------------------------------------------------
def b64(text, codec="utf-8"):
    return base64.b64encode(text.encode(codec)).decode()

def half_kana(text):
    table = {}
    for code in range(0xFF61, 0xFFA0):
        table.setdefault(unicodedata.normalize("NFKC", chr(code)), chr(code))
    return "".join(table.get(c, "".join(table.get(d, d) for d in unicodedata.normalize("NFD", c))) for c in text)

def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)

def percent(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())

def entities(text):
    return "".join(f"&#{ord(c)};" for c in text)

def escapes(text):
    return "".join(f"\\u{ord(c):04x}" for c in text)

def xor(data, key):
    return bytes(byte ^ key for byte in data)

def defang(value):
    return value.replace("http", "hxxp").replace(".", "[.]")


# ---- formats -----------------------------------------------------------------------------------------------------
def docx(paragraphs, core, comments=(), deleted=()):
    esc = lambda t: t.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    def run(text):  # split every paragraph over three runs, as Word does
        third = max(1, len(text) // 3)
        parts = [text[:third], text[third:2 * third], text[2 * third:]]
        return "".join(f'<w:r><w:t xml:space="preserve">{esc(p)}</w:t></w:r>' for p in parts if p)
    body = "".join(f"<w:p>{run(p)}</w:p>" for p in paragraphs)
    body += "".join(f'<w:p><w:del w:id="{i}" w:author="x"><w:r><w:delText>{esc(t)}</w:delText></w:r></w:del></w:p>' for i, t in enumerate(deleted))
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    files = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {ns}><w:body>{body}</w:body></w:document>',
        "word/comments.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:comments {ns}>' + "".join(f'<w:comment w:id="{i}" w:author="{esc(a)}"><w:p>{run(t)}</w:p></w:comment>' for i, (a, t) in enumerate(comments)) + "</w:comments>",
        "docProps/core.xml": '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">' + "".join(f"<{k}>{esc(v)}</{k}>" for k, v in core.items()) + "</cp:coreProperties>",
    }
    return zipped(files)

def xlsx(sheets):
    """sheets: name -> (hidden, rows)"""
    esc = lambda t: t.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    files = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>' + "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' for i in range(1, len(sheets) + 1)) + "</Types>",
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>' + "".join(f'<sheet name="{esc(n)}" sheetId="{i}" {HIDDEN if h else ""}r:id="rId{i}"/>' for i, (n, (h, _)) in enumerate(sheets.items(), 1)) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(f'<Relationship Id="rId{i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(sheets) + 1)) + "</Relationships>",
    }
    for i, (_, (_, rows)) in enumerate(sheets.items(), 1):
        body = "".join(f'<row r="{r}">' + "".join(f'<c r="{chr(64 + c)}{r}" t="inlineStr"><is><t>{esc(v)}</t></is></c>' for c, v in enumerate(row, 1)) + "</row>" for r, row in enumerate(rows, 1))
        files[f"xl/worksheets/sheet{i}.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>'
    return zipped(files)

def pptx(slides):
    esc = lambda t: t.replace("&", "&amp;").replace("<", "&lt;")
    files = {"[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>',
             "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="ppt/presentation.xml"/></Relationships>',
             "ppt/presentation.xml": '<?xml version="1.0"?><p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>'}
    for i, lines in enumerate(slides, 1):
        body = "".join(f"<a:p><a:r><a:t>{esc(l)}</a:t></a:r></a:p>" for l in lines)
        files[f"ppt/slides/slide{i}.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody>{body}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>'
    return zipped(files)

def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()

def targz(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)

def mail(headers, text, codec="utf-8", html=None, attachments=()):
    message = MIMEMultipart("mixed", boundary="=_noroshi_case")
    for name, value in headers:
        message[name] = Header(value, codec) if any(ord(c) > 127 for c in value) else value
    message.attach(MIMEText(text, "plain", codec))
    if html:
        message.attach(MIMEText(html, "html", "utf-8"))
    for name, data in attachments:
        part = MIMEApplication(data)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        message.attach(part)
    return message.as_bytes()

def pdf(lines, info):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    out = io.BytesIO()
    page = canvas.Canvas(out, invariant=1)
    page.setAuthor(info.get("Author", "")); page.setTitle(info.get("Title", "")); page.setSubject(info.get("Subject", ""))
    page.setFont("HeiseiKakuGo-W5", 10)
    height = 800
    for line in lines:
        page.drawString(40, height, line)
        height -= 16
        if height < 60:
            page.showPage(); page.setFont("HeiseiKakuGo-W5", 10); height = 800
    page.save()
    return out.getvalue()

def pe(strings, key=None, xored=b"", pdb=r"D:\work\build\ldr.pdb"):
    """A minimal PE32 with one section that carries strings, a PDB path and an XORed block."""
    import struct
    data = b"\0".join(s.encode() for s in strings) + b"\0" + b"\0".join(s.encode("utf-16le") for s in strings) + b"\0\0"
    if xored:
        data += b"\x90" * 16 + xor(xored, key) + b"\x90" * 16
    rsds_at = 0x1000 + len(data)
    record = b"RSDS" + bytes(range(16)) + struct.pack("<I", 1) + pdb.encode() + b"\0"
    data += record
    debug_at = 0x1000 + len(data)
    data += struct.pack("<IIHHIIII", 0, 0, 0, 0, 2, len(record), rsds_at, 0x200 + rsds_at - 0x1000)
    data += b"\0" * (-len(data) % 512)
    dos = b"MZ" + b"\0" * 58 + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x14C, 1, 1715218380, 0, 0, 224, 0x102)
    optional = struct.pack("<HBBIIIIII", 0x10B, 9, 0, len(data), 0, 0, 0x1000, 0x1000, 0x1000)
    optional += struct.pack("<IIIHHHHHHIIIIHHIIIIII", 0x400000, 0x1000, 0x200, 5, 0, 0, 0, 5, 0, 0, 0x1000 + (len(data) + 0xFFF & ~0xFFF), 0x200, 0, 3, 0, 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    directories = [(0, 0)] * 16
    directories[6] = (debug_at, 28)
    optional += b"".join(struct.pack("<II", *d) for d in directories)
    section = b".text\0\0\0" + struct.pack("<IIIIIIHHI", len(data), 0x1000, len(data), 0x200, 0, 0, 0, 0, 0x60000020)
    head = dos + coff + optional + section
    return head + b"\0" * (0x200 - len(head)) + data


# ---- carriers ----------------------------------------------------------------------------------------------------
class Data:
    def __init__(self, root):
        self.root = pathlib.Path(root)

    def text(self, path):
        raw = (self.root / path).read_bytes()
        return (gzip.decompress(raw) if path.endswith(".gz") else raw).decode()

    def lines(self, path, first, last):
        return "\n".join(self.text(path).splitlines()[first:last])

    def misp(self, path):
        return json.loads(self.text(path))

    def paragraphs(self, path, words, count):
        """Paragraphs of a report that hold one of the words, as they stand."""
        found = [p.strip() for p in re.split(r"\n\s*\n", self.text(path)) if any(w in p for w in words) and 80 < len(p) < 900 and "|" not in p and "{" not in p]
        assert len(found) >= 3, (path, len(found))
        return found[:count]

def values(event, kinds):
    body = event.get("Event") or event["response"][0]["Event"]
    attributes = list(body.get("Attribute", [])) + [a for o in body.get("Object", []) for a in o.get("Attribute", [])]
    return [a["value"] for a in attributes if a["type"] in kinds]


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    import victims
    victims.build(Data(sys.argv[1]))
