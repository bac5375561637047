"""Invented organisations, each with the profile that an analyst would write by hand in five minutes.

Names are put together from real readings, so that every form of them can be derived; no list of companies is used.
"""
import ipaddress, unicodedata

# Kanji and its reading in katakana.
CORES = """桐島 キリシマ|北嶺 ホクレイ|白鷺 シラサギ|瀬戸岬 セトミサキ|東雲 シノノメ|疾風 ハヤテ|朝凪 アサナギ|明星 ミョウジョウ|常盤木 トキワギ
若竹 ワカタケ|青柳橋 アオヤギバシ|高千穂 タカチホ|紫野 ムラサキノ|龍王台 リュウオウダイ|八雲台 ヤクモダイ|五十鈴野 イスズノ|霧ヶ谷 キリガヤ
摩周湖 マシュウコ|天竜川 テンリュウガワ|石鎚 イシヅチ|駿河台 スルガダイ|九頭竜 クズリュウ|千歳橋 チトセバシ|月見里 ヤマナシ|風祭 カザマツリ
鳴海潟 ナルミガタ|梓沢 アズサザワ|銀杏坂 イチョウザカ|卯月 ウヅキ|弥生台 ヤヨイダイ|翡翠 ヒスイ|琥珀 コハク|海燕 カイエン|山吹 ヤマブキ
萌黄 モエギ|浅葱 アサギ|碧水 ヘキスイ|宗谷岬 ソウヤミサキ|室戸岬 ムロトミサキ|珠洲 スズノ|千曲 チクマ|渡良瀬 ワタラセ|久慈川 クジガワ
鷹羽 タカバ|鶴ヶ岡 ツルガオカ|亀ノ井 カメノイ|松籟 ショウライ|竹葉 チクヨウ|梅小路 ウメコウジ|桂木 カツラギ|楠葉 クズハ|椿山 ツバキヤマ"""
# Names in katakana, and how their owners spell them.
FOREIGN = """ルミナス Luminous|クレセント Crescent|セレスタ Celesta|ベルモント Belmont|マリノス Marinos|リベルタ Liberta|カメリア Camellia|ソラリス Solaris
メルクリオ Mercurio|トリニタス Trinitas|コンパス Compass|パナセア Panacea"""
# Kanji, reading, English, and whether the legal form is part of such names.
TRADES = """電機 デンキ Electric k|製作所 セイサクショ Works k|工業 コウギョウ Industries k|商事 ショウジ Trading k|物流 ブツリュウ Logistics k
化学 カガク Chemical k|建設 ケンセツ Construction k|食品 ショクヒン Foods k|運輸 ウンユ Transport k|精機 セイキ Precision k|証券 ショウケン Securities k
総合病院 ソウゴウビョウイン GeneralHospital -|大学 ダイガク University -|信用金庫 シンヨウキンコ ShinkinBank -|市役所 シヤクショ CityOffice -
システムズ システムズ Systems k|ホールディングス ホールディングス Holdings k|製薬 セイヤク Pharma k|鉄道 テツドウ Railway k|ガス ガス Gas k"""
SURNAMES = """佐藤 サトウ|鈴木 スズキ|田中 タナカ|渡辺 ワタナベ|小林 コバヤシ|山本 ヤマモト|中村 ナカムラ|加藤 カトウ|吉田 ヨシダ|山口 ヤマグチ
井上 イノウエ|木村 キムラ|清水 シミズ|斎藤 サイトウ|長谷川 ハセガワ|近藤 コンドウ|石井 イシイ|藤田 フジタ|遠藤 エンドウ|大塚 オオツカ
千葉 チバ|久保 クボ|松井 マツイ|内藤 ナイトウ|高橋 タカハシ|西村 ニシムラ|土屋 ツチヤ|辻本 ツジモト|服部 ハットリ|菅野 カンノ"""
GIVEN = """太郎 タロウ|花子 ハナコ|一郎 イチロウ|健一 ケンイチ|由美子 ユミコ|真理 マリ|翔太 ショウタ|美咲 ミサキ|大輔 ダイスケ|直樹 ナオキ
恵子 ケイコ|順子 ジュンコ|修平 シュウヘイ|千尋 チヒロ|哲也 テツヤ|裕介 ユウスケ|陽子 ヨウコ|進 ススム|隆 タカシ|京子 キョウコ"""
PLACES = """島根県松江市殿町|香川県高松市番町|群馬県前橋市大手町|鳥取県米子市加茂町|秋田県横手市旭川|富山県射水市本開発|大分県別府市石垣東
山口県周南市御幸通|岐阜県大垣市丸の内|佐賀県唐津市西城内|長野県塩尻市大門七番町|福井県敦賀市中央町"""

# What every package says of itself: an abbreviation that ends one of these words stands in any package.
FIXED = "relationship- last- past- east- fast- first- post- cost- host- test- trust- list- report- indicator- note- malware- tool- threat-actor- attack-pattern- marking-definition- vulnerability- bundle- tlp- pap- "

SYLLABLES = dict(zip(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポ",
    "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re ro wa o "
    "ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po".split()))
KUNREI = {"shi": "si", "chi": "ti", "tsu": "tu", "fu": "hu", "ji": "zi", "sha": "sya", "shu": "syu", "sho": "syo", "cha": "tya",
          "chu": "tyu", "cho": "tyo", "ja": "zya", "ju": "zyu", "jo": "zyo"}
SMALL = {"ャ": "a", "ュ": "u", "ョ": "o"}
LOAN = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}


def entries(text):
    return [item.split(" ") for item in text.replace("\n", "|").split("|")]


def syllables(kana):
    out = []
    for char in kana:
        if char in SMALL and out:
            head = out.pop()[:-1]
            out.append((head if head in ("sh", "ch", "j") else head + "y") + SMALL[char])
        elif char in LOAN and out:
            head = out.pop()
            out.append((head[:-1] if head[:-1] else "w") + LOAN[char])
        elif char == "ン":
            out.append("n")
        elif char == "ッ":
            out.append("*")
        elif char == "ー":
            out.append("-")
        elif char != "・":
            out.append(SYLLABLES.get(char, char.lower()))
    return out


def romaji(kana, long="short", kunrei=False):
    """Latin letters: `short` drops long vowels (Tokyo), `full` spells them (toukyou), `h` writes oh."""
    parts = [KUNREI.get(part, part) for part in syllables(kana)] if kunrei else syllables(kana)
    text = ""
    for index, part in enumerate(parts):
        if part == "*":
            following = parts[index + 1] if index + 1 < len(parts) else ""
            text += following[:1]
        elif part == "-":
            text += text[-1:] if long == "full" else ""
        elif text[-1:] == "o" and part == "u" and long != "full":
            text += "h" if long == "h" else ""
        elif text[-1:] == "u" and part == "u" and long != "full":
            pass
        else:
            text += part
    return text.replace("-", "")


def hiragana(kana):
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in kana)


def half_width(text):
    table = {}
    for code in range(0xFF61, 0xFFA0):
        table.setdefault(unicodedata.normalize("NFKC", chr(code)), chr(code))
    return "".join(table.get(c, "".join(table.get(d, d) for d in unicodedata.normalize("NFD", c))) for c in text)


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


class Person:
    def __init__(self, rng):
        (self.surname, self.surname_kana), (self.given, self.given_kana) = rng.choice(entries(SURNAMES)), rng.choice(entries(GIVEN))
        self.name = self.surname + self.given
        self.last, self.first = romaji(self.surname_kana), romaji(self.given_kana)


class Victim:
    """One organisation and everything that follows from it."""

    def __init__(self, rng):
        foreign = rng.random() < 0.2
        self.core, second = rng.choice(entries(FOREIGN if foreign else CORES))
        self.core_kana = self.core if foreign else second
        self.trade, self.trade_kana, english, legal = rng.choice(entries(TRADES))
        self.short = self.core + self.trade
        self.kana = self.core_kana + self.trade_kana
        self.english_trade = "".join(" " + c if c.isupper() and i else c for i, c in enumerate(english))
        self.before = legal == "k" and rng.random() < 0.5
        self.legal = "株式会社" if legal == "k" else ""
        self.name = self.legal + self.short if self.before else self.short + self.legal
        self.roman = second.lower() if foreign else romaji(self.core_kana)
        self.roman_trade = romaji(self.trade_kana)
        self.english = f"{self.roman.capitalize()} {self.english_trade}"
        # Three letters, one of which no hexadecimal number holds: else random ids would show it by chance.
        third = self.english_trade[0]
        letters = self.roman[0] + rng.choice(self.roman[2:5]) + (third if third in "KPRTWSLUGHIO" else third + "K")
        if letters.lower() + "-" in FIXED:
            letters += "K"
        self.abbreviation = letters.upper()
        tld = {"-": rng.choice(["ac.jp", "or.jp", "lg.jp"])}.get(legal, rng.choice(["co.jp", "co.jp", "jp", "com"]))
        joiner = rng.choice(["-", ""])
        self.label = f"{self.roman}{joiner}{self.roman_trade}"
        self.domain = f"{self.label}.{tld}"
        self.tenant = f"{self.roman}{self.roman_trade}.onmicrosoft.com"
        self.ad, self.ad_dns = f"{self.abbreviation}-AD", f"corp.{self.roman}.local"
        self.network = ipaddress.ip_network((rng.choice([0x99780000, 0xDB650000, 0x7A1C0000, 0xD2930000]) + (rng.randrange(0x8000) << 4) & 0xFFFFFFC0, 26))
        self.people = [Person(rng), Person(rng)]
        self.phone = f"0{rng.choice([852, 875, 276, 839])}-{rng.randrange(20, 99)}-{rng.randrange(1000, 9999)}"
        self.place = rng.choice(PLACES.replace("\n", "|").split("|"))
        self.block = f"{rng.randrange(1, 9)}-{rng.randrange(2, 30)}"
        related = rng.choice([e for e in entries(CORES) if e[0] != self.core])
        self.related = related[0] + "テクノサービス"
        self.related_domain = f"{romaji(related[1])}-ts.co.jp"
        self.product = self.roman.capitalize() + rng.choice(["Link", "Portal", "Net"])

    def profile(self):
        """What an analyst writes by hand."""
        return {
            "name": self.name,
            "aliases": [self.short, self.kana, f"{self.roman} {self.roman_trade}", self.english, self.abbreviation, self.product],
            "domains": [self.domain, self.tenant],
            "networks": [str(self.network)],
            "ad_domains": [self.ad, self.ad_dns],
            "hostnames": [f"{self.abbreviation}-*"],
            "people": [person.name for person in self.people],
            "phones": [self.phone],
            "addresses": [self.place + self.block],
            "related": [self.related, self.related_domain],
        }

    def words(self):
        """What must not be readable in a package, in any decoding; long enough to stand nowhere by chance."""
        person = [word for p in self.people for word in (p.name, f"{p.last}.{p.first}", f"{p.last} {p.first}", f"{p.first} {p.last}")]
        return [
            self.short, self.kana, self.roman + self.roman_trade, romaji(self.kana), romaji(self.kana, kunrei=True), romaji(self.kana, "full"),
            self.english, self.domain, self.label, self.abbreviation + "-", self.ad_dns, self.product, self.phone,
            self.phone.replace("-", ""), self.place[3:], self.related, self.related_domain,
            *person, *(str(host) for host in list(self.network.hosts())[:12]),
        ]
