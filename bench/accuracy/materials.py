"""More files to plant in: mail with attachments and threads, slides, PDF, properties, nested archives, logs of products, chats, tickets."""
import base64, bz2, csv, io, json, lzma, tarfile, zlib
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html import escape
from xml.sax.saxutils import quoteattr

from formats import file, log, mail, markdown, packed, page, sheet, table, word


def flat(line):
    return line.replace("\r", " ").replace("\n", " ")


@file("txt")
def text_euc_jp(lines, rng):
    return "\n".join(["調査の記録です。以下に時系列で示します。", *lines]).encode("euc-jp", "xmlcharrefreplace")


@file("txt")
def text_iso_2022_jp(lines, rng):
    return "\n".join(["調査の記録です。以下に時系列で示します。", *lines]).encode("iso-2022-jp", "xmlcharrefreplace")


@file("eml")
def mail_attachments(lines, rng):
    """A mail in ISO-2022-JP with a mail, a sheet and an archive attached, the attached mail with a document of its own."""
    inner = MIMEMultipart()
    inner["Subject"], inner["From"], inner["To"] = flat(lines[0])[:50], "info@notice.example", "soc@example.org"
    inner.attach(MIMEText("\n".join(lines[1:2]), "plain", "utf-8"))
    document = MIMEApplication(word(lines[:2], rng))
    document.add_header("Content-Disposition", "attachment", filename=("utf-8", "", flat(lines[0])[:20].replace("/", "_") + ".docx"))
    inner.attach(document)
    outer = MIMEMultipart()
    outer["Subject"], outer["From"], outer["To"] = "Fwd: 不審メール", "ir-desk@example.net", "soc@example.org"
    body = "\r\n".join(lines[2:]).encode("iso-2022-jp", "xmlcharrefreplace")
    part = MIMEText("", "plain", "us-ascii")
    del part["Content-Type"], part["Content-Transfer-Encoding"]
    part["Content-Type"], part["Content-Transfer-Encoding"] = 'text/plain; charset="iso-2022-jp"', "base64"
    part.set_payload(base64.encodebytes(body).decode())
    outer.attach(part)
    outer.attach(MIMEMessage(inner))
    for name, data in (("list.xlsx", sheet(lines[2:] or lines, rng)), ("logs.zip", packed({"a.log": log(lines[3:] or lines, rng)}))):
        attachment = MIMEApplication(data)
        attachment.add_header("Content-Disposition", "attachment", filename=name)
        outer.attach(attachment)
    return outer.as_bytes()


@file("eml")
def mail_thread(lines, rng):
    """Quoting with marks and with headers, a signature, and lines wrapped at 70 characters."""
    import textwrap
    quoted = "\n".join("> " + part for line in lines[1:] for part in (line.split("\n") if len(line) < 70 or not line.isascii() else textwrap.wrap(line, 70)))
    body = f"お世話になっております。\n{lines[0]}\n\n-----Original Message-----\nFrom: ir-desk\nSent: Thursday, May 9, 2024 10:11 AM\nSubject: RE: 調査\n\n{quoted}\n-- \n{lines[-1]}\n"
    message = MIMEText(body, "plain", "utf-8")
    message["From"], message["To"], message["Subject"], message["Date"] = "ir-desk@example.net", "soc@example.org", "RE: 調査", "Thu, 09 May 2024 10:11:12 +0900"
    return message.as_bytes()


@file("pptx")
def slides(lines, rng):
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    office, package = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://schemas.openxmlformats.org/package/2006"
    def shape(line):
        cut = rng.randrange(len(line) + 1)
        return "<p:sp><p:txBody><a:p>" + "".join(f"<a:r><a:t>{escape(part)}</a:t></a:r>" for part in (line[:cut], line[cut:])) + "</a:p></p:txBody></p:sp>"
    half = len(lines) // 2 or 1
    return packed({
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="ppt/presentation.xml"/></Relationships>',
        "ppt/presentation.xml": f'<?xml version="1.0"?><p:presentation {a}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/slide" Target="slides/slide1.xml"/></Relationships>',
        "ppt/slides/slide1.xml": f'<?xml version="1.0"?><p:sld {a}><p:cSld><p:spTree>{"".join(map(shape, lines[:half]))}</p:spTree></p:cSld></p:sld>',
        "ppt/slides/_rels/slide1.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/notesSlide" Target="../notesSlides/notesSlide1.xml"/></Relationships>',
        "ppt/notesSlides/notesSlide1.xml": f'<?xml version="1.0"?><p:notes {a}><p:cSld><p:spTree>{"".join(map(shape, lines[half:]))}</p:spTree></p:cSld></p:notes>',
    })


@file("pdf")
def pdf(lines, rng):
    """Text in a CID font with its map to Unicode, and properties in UTF-16."""
    hexed = lambda text: (b"\xfe\xff" + text.encode("utf-16-be")).hex().upper()
    rows = "".join(f"1 0 0 1 40 {780 - 16 * i} Tm <{part.encode('utf-16-be').hex()}> Tj\n" for i, part in enumerate(part for line in lines for part in line.split("\n")))
    stream = zlib.compress(f"BT /F1 10 Tf\n{rows}ET".encode())
    to_unicode = (b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
                  + b"".join(b"100 beginbfrange\n" + b"".join(b"<%02X00> <%02XFF> <%02X00>\n" % (high, high, high) for high in range(at, min(at + 100, 256))) + b"endbfrange\n" for at in (0, 100))
                  + b"56 beginbfrange\n" + b"".join(b"<%02X00> <%02XFF> <%02X00>\n" % (high, high, high) for high in range(200, 256)) + b"endbfrange\nendcmap end end")
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
               b"<< /Length %d /Filter /FlateDecode >> stream\n" % len(stream) + stream + b"\nendstream",
               b"<< /Type /Font /Subtype /Type0 /BaseFont /Gothic /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
               b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Gothic /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
               b"<< /Length %d >> stream\n" % len(to_unicode) + to_unicode + b"\nendstream",
               f"<< /Title <{hexed(flat(lines[0]))}> /Author <{hexed(flat(lines[-1]))}> >>".encode()]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R /Info 8 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def repacked(data, more):
    import zipfile
    files = {name: zipfile.ZipFile(io.BytesIO(data)).read(name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist()}
    for name, text in more.items():
        files[name] = text
    return packed(files)


@file("docx")
def word_hidden(lines, rng):
    """Custom properties, comments, deleted text, hidden text, a footnote, a link and a header."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    pick = lambda i: escape(lines[i % len(lines)])
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = (f'<w:p><w:del w:id="1" w:author={quoteattr(flat(lines[0]))}><w:r><w:delText>{pick(1)}</w:delText></w:r></w:del></w:p>'
            f'<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{pick(2)}</w:t></w:r></w:p><w:p><w:hyperlink r:id="r9"><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>')
    return repacked(word(lines, rng), {
        "word/document.xml": f'<?xml version="1.0"?><w:document {w}><w:body>{body}</w:body></w:document>',
        "word/footnotes.xml": f'<?xml version="1.0"?><w:footnotes {w}><w:footnote w:id="2"><w:p><w:r><w:t>{pick(3)}</w:t></w:r></w:p></w:footnote></w:footnotes>',
        "word/header1.xml": f'<?xml version="1.0"?><w:hdr {w}><w:p><w:r><w:t>{pick(0)}</w:t></w:r></w:p></w:hdr>',
        "word/_rels/document.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}"><Relationship Id="r9" Type="{office}/hyperlink" TargetMode="External" Target={quoteattr(flat(lines[1 % len(lines)]))}/></Relationships>',
        "docProps/custom.xml": '<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="案件"><vt:lpwstr>{pick(2)}</vt:lpwstr></property></Properties>',
        "docProps/app.xml": f'<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>{pick(0)}</Company><Manager>{pick(1)}</Manager></Properties>',
    })


@file("xlsx")
def sheet_hidden(lines, rng):
    """A hidden sheet with inline strings, a comment, a defined name and a name of a sheet."""
    data = sheet(lines[:1], rng)
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation, package = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="inlineStr"><is><t xml:space="preserve">{escape(line)}</t></is></c></row>' for i, line in enumerate(lines[1:], 1))
    return repacked(data, {
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook {main} xmlns:r="{relation}"><sheets><sheet name="一覧" sheetId="1" r:id="r1"/><sheet name="内部" sheetId="2" state="veryHidden" r:id="r3"/></sheets>'
        f'<definedNames><definedName name="memo">"{escape(flat(lines[-1]))[:200]}"</definedName></definedNames></workbook>',
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}"><Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="{relation}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>',
        "xl/worksheets/sheet2.xml": f'<?xml version="1.0"?><worksheet {main}><sheetData>{rows}</sheetData></worksheet>',
        "xl/comments1.xml": f'<?xml version="1.0"?><comments {main}><authors><author>{escape(flat(lines[0]))}</author></authors><commentList><comment ref="A1" authorId="0"><text><t>{escape(lines[-1])}</t></text></comment></commentList></comments>',
    })


def tarred(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@file("zip")
def archive_nested(lines, rng):
    """An archive in an archive in an archive, in three packings."""
    inner = packed({"証跡/memo.md": markdown(lines[:2], rng), "b.csv": table(lines[2:] or lines, rng)})
    middle = lzma.compress(tarred({"inner.zip": inner, "c.log": log(lines[1:] or lines, rng)}))
    return packed({"middle.tar.xz": middle, "d.log.bz2": bz2.compress(log(lines[:1], rng))})


@file("html")
def page_hidden(lines, rng):
    """Comments, attributes, a script, a style, a data URI and a meta description."""
    data = base64.b64encode(lines[-1].encode()).decode()
    rows = "".join(f'<div title={quoteattr(line)} data-x="{i}"></div><!-- {line.replace("--", "- -")} -->' for i, line in enumerate(lines[:2]))
    script = json.dumps({"note": lines[1:3]}, ensure_ascii=False).replace("<", "\\u003c")
    return (f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="description" content={quoteattr(flat(lines[0]))}><style>/* {flat(lines[0])} */</style></head><body>'
            f'{rows}<a href="data:text/plain;base64,{data}">x</a><script>var d = {script};</script><noscript>{escape(" ".join(lines[3:]))}</noscript></body></html>').encode()


@file("xml")
def windows_events(lines, rng):
    events = "".join(f'<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Sysmon"/><EventID>{rng.choice([1, 3, 11, 22])}</EventID>'
                     f'<TimeCreated SystemTime="2024-05-09T01:0{i % 10}:00.000Z"/><EventRecordID>{1000 + i}</EventRecordID></System><EventData><Data Name="CommandLine">{escape(line)}</Data><Data Name="ParentImage">C:\\Windows\\explorer.exe</Data></EventData></Event>'
                     for i, line in enumerate(lines))
    return f'<?xml version="1.0" encoding="utf-8"?><Events>{events}</Events>'.encode()


@file("log")
def zeek(lines, rng):
    rows = "".join(f"171521{8000 + i}.123\tC{rng.randrange(1 << 40):x}\t10.4.1.{i + 3}\t5{i}211\t198.18.0.9\t80\t1\tGET\tupdate.example\t/\t-\t1.1\t{flat(line).replace(chr(9), ' ')}\t200\n" for i, line in enumerate(lines))
    return ("#separator \\x09\n#path\thttp\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_depth\tmethod\thost\turi\treferrer\tversion\tuser_agent\tstatus_code\n" + rows).encode()


@file("json")
def suricata(lines, rng):
    return "\n".join(json.dumps({"timestamp": f"2024-05-09T01:0{i % 10}:00.1+0900", "event_type": "http", "src_ip": "10.4.1.9", "dest_port": 80,
                                 "http": {"hostname": "update.example", "url": line, "http_user_agent": lines[(i + 1) % len(lines)]}}, ensure_ascii=rng.random() < 0.5) for i, line in enumerate(lines)).encode()


@file("log")
def fortigate(lines, rng):
    return "\n".join(f'date=2024-05-09 time=01:0{i % 10}:33 devid="FGT60E000000{i}" type="utm" subtype="webfilter" srcip=10.4.1.7 msg="{flat(line).replace(chr(34), chr(39))}" action="passthrough"' for i, line in enumerate(lines)).encode()


@file("csv")
def paloalto(lines, rng):
    out = io.StringIO()
    writer = csv.writer(out)
    for i, line in enumerate(lines):
        writer.writerow([1, f"2024/05/09 01:0{i % 10}:00", "001801000000", "THREAT", "url", "2561", "10.4.1.7", "198.18.0.9", "rule", flat(line), "web-browsing", "trust", "untrust", line, "informational"])
    return out.getvalue().encode()


@file("txt")
def transcript(lines, rng):
    rows = "".join(f"PS C:\\Windows\\Temp> {flat(line)}\n{flat(lines[(i + 1) % len(lines)])}\n" for i, line in enumerate(lines))
    return ("**********************\r\nWindows PowerShell transcript start\r\nStart time: 20240509011233\r\nHost Application: powershell.exe\r\n**********************\r\n" + rows).encode("utf-8-sig")


@file("json")
def chat(lines, rng):
    return json.dumps([{"type": "message", "user": f"U0{i}X7", "ts": f"171521{8000 + i}.000200", "text": line, "blocks": [{"type": "rich_text", "elements": [{"type": "text", "text": line}]}]}
                       for i, line in enumerate(lines)], ensure_ascii=False).encode()


@file("txt")
def chat_export(lines, rng):
    return ("[LINE] 調査グループのトーク履歴\n\n2024/05/09(木)\n" + "\n".join(f"1{i % 10}:0{i % 6}\t担当{i}\t\"{line}\"" for i, line in enumerate(lines))).encode("utf-8-sig")


@file("csv")
def ticket(lines, rng):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["#", "トラッカー", "ステータス", "題名", "説明", "更新日"])
    for i, line in enumerate(lines):
        writer.writerow([4000 + i, "インシデント", "調査中", flat(line)[:80], f"h2. 経緯\n\n* {line}\n* <pre>{lines[(i + 1) % len(lines)]}</pre>", "2024/05/09 10:11"])
    return out.getvalue().encode("cp932", "xmlcharrefreplace")


@file("rtf")
def rich_text(lines, rng):
    def char(c):
        return {"\\": "\\\\", "{": "\\{", "}": "\\}", "\n": "\\par "}.get(c) or (c if ord(c) < 128 else "".join(f"\\u{int.from_bytes(c.encode('utf-16-le')[i:i + 2], 'little', signed=True)}?" for i in range(0, len(c.encode("utf-16-le")), 2)))
    return ("{\\rtf1\\ansi\\ansicpg932\\uc1 " + "\\par ".join("".join(map(char, line)) for line in lines) + "}").encode()
