"""The files that forms are planted in: what an analyst's folder holds, written with the standard library alone."""
import base64, csv, gzip, io, json, struct, zipfile, zlib
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html import escape

FORMATS = {}


def file(extension):
    def register(function):
        FORMATS[function.__name__] = (extension, function)
        return function
    return register


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 9, 2, 13, 0)), data)
    return out.getvalue()


@file("md")
def markdown(lines, rng):
    return ("# 調査メモ\n\n" + "\n\n".join(lines) + "\n").encode()


@file("txt")
def text_cp932(lines, rng):
    return "\r\n".join(lines).encode("cp932", "xmlcharrefreplace")


@file("txt")
def text_utf16(lines, rng):
    return "\n".join(lines).encode("utf-16")


@file("log")
def log(lines, rng):
    out = []
    for index, line in enumerate(lines):
        line = line.replace("\n", " ")
        out.append(f"2024-05-{9 + index % 9:02} 0{index % 10}:1{index % 6}:33 10.4.{index % 9}.7 TCP_MISS/200 81{index} GET {line} text/html")
    return "\n".join(out).encode()


@file("csv")
def table(lines, rng):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["日時", "端末", "内容", "備考"])
    for index, line in enumerate(lines):
        writer.writerow([f"2024/05/{9 + index % 9}", f"端末{index}", line, "要確認" if index % 2 else ""])
    return ("\ufeff" + out.getvalue()).encode()


@file("json")
def tree(lines, rng):
    return json.dumps({"case": {"notes": lines, "count": len(lines)}}, ensure_ascii=rng.random() < 0.5, indent=1).encode()


@file("jsonl")
def records(lines, rng):
    return "\n".join(json.dumps({"@timestamp": "2024-05-09T01:00:00+09:00", "event": {"original": line}}) for line in lines).encode()


@file("eml")
def mail(lines, rng):
    message = MIMEMultipart()
    message["From"] = "ir-desk@example.net"
    message["To"] = "soc@example.org"
    message["Subject"] = "調査報告 " + lines[0].replace("\n", " ")[:60]
    message["Date"] = "Thu, 09 May 2024 10:11:12 +0900"
    message.attach(MIMEText("\n".join(lines[1:]), "plain", rng.choice(["utf-8", "utf-8", "iso-2022-jp"]) if False else "utf-8"))
    message.attach(MIMEText("<p>" + "</p><p>".join(escape(line) for line in lines[:2]) + "</p>", "html", "utf-8"))
    part = MIMEApplication(markdown(lines[:3], rng))
    part.add_header("Content-Disposition", "attachment", filename="memo.md")
    message.attach(part)
    return message.as_bytes()


@file("html")
def page(lines, rng):
    body = "".join(f"<tr><td>{index}</td><td>{escape(line)}</td></tr>" for index, line in enumerate(lines))
    return f"<html><head><title>{escape(lines[0])}</title></head><body><!-- {escape(lines[-1])} --><table>{body}</table></body></html>".encode()


@file("xml")
def xml(lines, rng):
    return ('<?xml version="1.0" encoding="utf-8"?><case>' + "".join(f"<note text={quoted(line)}>{escape(line)}</note>" for line in lines) + "</case>").encode()


def quoted(text):
    return '"' + escape(text, quote=True).replace("\n", "&#10;") + '"'


@file("docx")
def word(lines, rng):
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    def paragraph(line):
        cut = rng.randrange(len(line) + 1)
        return "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (line[:cut], line[cut:])) + "</w:p>"
    body = "".join(paragraph(line) for line in lines[1:])
    comment = f"<w:comment w:id='0' w:author={quoted(lines[0])}><w:p><w:r><w:t>確認</w:t></w:r></w:p></w:comment>"
    return packed({
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0"?><w:document {namespace}><w:body>{body}</w:body></w:document>',
        "word/comments.xml": f'<?xml version="1.0"?><w:comments {namespace}>{comment}</w:comments>',
        "docProps/core.xml": '<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{escape(lines[0])}</dc:creator></cp:coreProperties>',
    })


@file("xlsx")
def sheet(lines, rng):
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>{i - 1}</v></c><c r="B{i}"><v>{i}</v></c></row>' for i in range(1, len(lines) + 1))
    shared = "".join(f'<si><t xml:space="preserve">{escape(line)}</t></si>' for line in lines)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed({
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook {main} xmlns:r="{relation}"><sheets><sheet name="一覧" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet {main}><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst {main} count="{len(lines)}" uniqueCount="{len(lines)}">{shared}</sst>',
    })


@file("zip")
def archive(lines, rng):
    half = len(lines) // 2 or 1
    return packed({"report/メモ.md": markdown(lines[:half], rng), "report/raw.log": log(lines[half:] or lines, rng)})


@file("gz")
def gzipped(lines, rng):
    return gzip.compress(log(lines, rng), mtime=0)


@file("bin")
def sample(lines, rng):
    """A program that cannot run: strings in UTF-8, UTF-16 and under a single-byte XOR between random bytes."""
    noise = lambda: bytes(rng.randrange(256) for _ in range(rng.randrange(40, 200)))
    out = b"MZ\x90\0" + bytes(56) + struct.pack("<I", 64) + noise()
    for line in lines:
        kind, key = rng.randrange(3), rng.randrange(1, 256)
        plain = line.encode() if kind != 1 else line.encode("utf-16-le")
        out += (bytes(byte ^ key for byte in plain) if kind == 2 else plain + b"\0\0") + noise()
    return out


@file("png")
def picture(lines, rng):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    text = b"".join(chunk(b"iTXt", b"Comment\0\0\0\0\0" + line.encode()) for line in lines)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + text + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


@file("ps1")
def script(lines, rng):
    return "\n".join(f"$v{index} = \"{line}\" # step" for index, line in enumerate(lines)).encode()


@file("json")
def misp(lines, rng):
    attributes = [{"uuid": f"{index:08x}-0000-4000-8000-{rng.randrange(1 << 47):012x}", "type": "text", "category": "Other", "to_ids": False,
                   "value": line, "comment": lines[(index + 1) % len(lines)]} for index, line in enumerate(lines)]
    return json.dumps({"Event": {"uuid": "5e1f0000-0000-4000-8000-000000000001", "info": lines[0], "date": "2024-05-09", "Attribute": attributes}}).encode()


@file("json")
def stix(lines, rng):
    notes = [{"type": "note", "spec_version": "2.1", "id": f"note--{index:08x}-0000-4000-8000-{rng.randrange(1 << 47):012x}", "created": "2024-05-09T00:00:00.000Z",
              "modified": "2024-05-09T00:00:00.000Z", "content": line, "object_refs": ["identity--00000000-0000-4000-8000-000000000000"]} for index, line in enumerate(lines)]
    return json.dumps({"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000001", "objects": notes}).encode()
