"""Victims of kinds that rules meet rarely: everyday words, products of security, old glyphs, long vowels, `&`, two letters, people.

Written out one by one: what their owners call themselves, in every script, cannot be derived.
"""
import random

from victims import Victim

# Legal name | core | core in katakana | trade | trade in katakana | core in Latin | trade in Latin | English | initials | label | last labels
KINDS = """医療法人社団 緑樹会 ひばりが丘第二病院|ひばりが丘第二|ヒバリガオカダイニ|病院|ビョウイン|hibarigaoka2|hospital|Hibarigaoka Second Hospital|HDK|hibarigaoka2-hp|or.jp
南淡路町|南淡路|ミナミアワジ|町役場|マチヤクバ|minamiawaji|town|Minami-Awaji Town|MWT|town.minamiawaji|hyogo.jp
学校法人 霞ヶ浦学院 つくも国際大学|つくも国際|ツクモコクサイ|大学|ダイガク|tsukumo|daigaku|Tsukumo International University|TKU|tsukumo-u|ac.jp
株式会社おおぞら銀行|おおぞら|オオゾラ|銀行|ギンコウ|ozora|bank|Ozora Bank, Ltd.|OZK|ozora-bank|co.jp
みらい株式会社|みらい|ミライ|物産|ブッサン|mirai|bussan|Mirai Trading Inc.|MRI|mirai-bussan|co.jp
株式会社シールドテック|シールド|シールド|テック|テック|shield|tech|Shield Tech Inc.|SLT|shieldtech|jp
センチネル株式会社|センチネル|センチネル|ソフト|ソフト|sentinel|soft|Sentinel Soft K.K.|SNK|sentinel-soft|co.jp
廣瀨鐵工株式会社|廣瀨|ヒロセ|鐵工|テッコウ|hirose|tekko|Hirose Iron Works Co., Ltd.|HTK|hirose-tekko|co.jp
株式会社髙嶋屋澤|髙嶋|タカシマ|屋澤|ヤザワ|takashima|yazawa|Takashima Yazawa Co., Ltd.|TYZ|takashima-yazawa|co.jp
オーロラオート株式会社|オーロラ|オーロラ|オート|オート|aurora|auto|Aurora Auto Co., Ltd.|ARW|aurora-auto|co.jp
株式会社スーパーエンジニア|スーパー|スーパー|エンジニア|エンジニア|super|engineer|Super Engineer Inc.|SPR|super-engineer|co.jp
ニシ・ムツ株式会社|ニシ・ムツ|ニシムツ|機械|キカイ|nishimutsu|kikai|Nishi-Mutsu Machinery Corp.|NMK|nishi-mutsu|co.jp
第一二三産業株式会社|第一二三|ダイイチニサン|産業|サンギョウ|daiichi123|sangyo|Daiichi 123 Industries|DIS|daiichi123|co.jp
株式会社21世紀物流|21世紀|ニジュウイッセイキ|物流|ブツリュウ|21seiki|butsuryu|21 Seiki Logistics Co., Ltd.|NSL|21seiki|co.jp
テイ&ケイ株式会社|テイ&ケイ|テイケイ|商会|ショウカイ|t-and-k|shokai|T&K Co., Ltd.|TNK|t-and-k|co.jp
H&N紡績株式会社|H&N|エイチエヌ|紡績|ボウセキ|hn|boseki|H&N Spinning Co., Ltd.|HNB|hn-boseki|co.jp
Norwick Precision GmbH|Norwick|ノーウィック|プレシジョン|プレシジョン|norwick|precision|Norwick Precision GmbH|NWP|norwick-precision|de
Tallmark Biologics Ltd.|Tallmark|トールマーク|バイオロジクス|バイオロジクス|tallmark|biologics|Tallmark Biologics Ltd.|TMB|tallmark|co.uk
フェルナー・ジャパン合同会社|フェルナー|フェルナー|ジャパン|ジャパン|ferner|japan|Ferner Japan G.K.|FNJ|ferner-japan|jp
株式会社山本権三郎商店|山本権三郎|ヤマモトゴンザブロウ|商店|ショウテン|yamamoto-gonzaburo|shoten|Yamamoto Gonzaburo Shoten|YGS|yamagon|co.jp
株式会社桜|桜|サクラ|堂|ドウ|sakura|do|Sakura-do Inc.|SKD|sakurado|co.jp
JT通商株式会社|JT|ジェイティー|通商|ツウショウ|jt|tsusho|JT Tsusho Co., Ltd.|JTT|jt-tsusho|co.jp
㈱ほっとはーと|ほっと|ホット|はーと|ハート|hot|heart|Hot Heart Co., Ltd.|HHT|hotheart|jp
ジャパンクラウドサービス株式会社|ジャパンクラウド|ジャパンクラウド|サービス|サービス|japancloud|service|Japan Cloud Service Inc.|JCS|japancloud-service|co.jp""".split("\n")


class Odd(Victim):
    """One of the kinds above, with people, phones, addresses and networks like any other."""

    def __init__(self, rng: random.Random):
        super().__init__(rng)
        name, self.core, self.core_kana, self.trade, self.trade_kana, self.roman, self.roman_trade, self.english, self.abbreviation, self.label, tld = rng.choice(KINDS).split("|")
        self.name, self.legal, self.before = name, "", False
        self.short = name
        for form in ("株式会社", "合同会社", "㈱", "医療法人社団 緑樹会 ", "学校法人 霞ヶ浦学院 ", " GmbH", " Ltd."):
            self.short = self.short.replace(form, "")
        self.kana = self.core_kana + self.trade_kana
        self.english_trade = self.english.split(" ", 1)[-1]
        self.domain, self.tenant = f"{self.label}.{tld}", f"{self.label.replace('-', '').replace('.', '')}.onmicrosoft.com"
        self.ad, self.ad_dns = f"{self.abbreviation}-AD", f"corp.{self.label.replace('.', '-')}.local"
        self.product = self.abbreviation.capitalize() + rng.choice(["Gate", "Mate"]) + "X"
        # What only the profile's own entries let anybody derive.
        self.label = self.domain[: -len(tld) - 1]

    def profile(self):
        # A name of one letter is refused: it would stand everywhere.
        profile = super().profile()
        profile["aliases"] = [alias for alias in profile["aliases"] if len(alias) > 1]
        return profile

    def words(self):
        # Initials alone, and readings that are words of every report, prove nothing when they stand somewhere.
        common = {"second", "hospital", "shield tech", "super", "sakura"}
        person = [word for p in self.people for word in (p.name, f"{p.last}.{p.first}", f"{p.last} {p.first}", f"{p.first} {p.last}")]
        return [word for word in (
            self.name, self.kana, self.english, self.domain, self.ad_dns, self.product, self.phone, self.phone.replace("-", ""), self.place[3:], self.abbreviation + "-",
            self.related, self.related_domain, *person, *(str(host) for host in list(self.network.hosts())[:12])) if word.lower() not in common]
