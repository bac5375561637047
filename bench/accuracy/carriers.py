"""Sentences to plant in: written ones in Japanese, real lines of public reports in English, lines of logs."""
import pathlib

JAPANESE = """攻撃者は{x}に対して不審な通信を行い、{a}へ接続していた。
調査の結果、{x}の端末から{a}への通信が確認された。
検体は{a}からダウンロードされ、実行時に{x}という文字列を参照する。
当該メールは{x}を装っており、添付ファイルのハッシュ値は{h}である。
{x}に設置されたVPN機器の脆弱性CVE-2023-46805が悪用され、Webシェルが設置された。
侵害の起点は{x}であり、その後{i}との間でC2通信が発生した。
ログには「{x}」の記録が残っていた。
マルウェアの設定情報に{x}が含まれることから、標的型攻撃と判断した。通信先は{a}。
{x} の件について、{i} を遮断した。
攻撃者はT1059.001によりPowerShellを実行し、{x}の認証情報を窃取した。""".split("\n")
ENGLISH = """The sample connects to {a} and sends {x} in the first packet.
We observed {x} in the configuration block; the C2 is {i}.
Persistence is set through a scheduled task; the log shows {x} shortly before the download from {a}.
The phishing page at {a} was tailored to {x}.
Lateral movement to {x} was done with PsExec; the tool has the SHA-256 {h}.""".split("\n")
PLAIN = ["{x}", "value={x};", "\"{x}\"", "GET /{a} ref {x} HTTP/1.1", "- {x}", "host: {x}"]


def real_lines(data):
    """Lines of running text of public reports."""
    lines = []
    for path in sorted(pathlib.Path(data).glob("reports/**/*")):
        if path.suffix in (".md", ".txt", ".adoc") and path.is_file() and not path.name.startswith(("SOURCE", "LICENSE")):
            for line in path.read_text("utf-8", "ignore").splitlines():
                if 60 <= len(line) <= 300 and line.count(" ") > 7 and "{" not in line:
                    lines.append(line)
    return lines


class Attacker:
    """Indicators that must survive, unlike any victim's."""

    def __init__(self, rng):
        word = lambda: "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randrange(2, 5)))
        self.domain = f"{word()}-{word()}.{rng.choice(['com', 'net', 'top', 'xyz', 'info'])}"
        self.address = f"{rng.choice([45, 91, 103, 185, 194])}.{rng.randrange(2, 250)}.{rng.randrange(2, 250)}.{rng.randrange(2, 250)}"
        self.digest = f"{rng.randrange(1 << 255, 1 << 256):064x}"

    def values(self, line):
        return [value for key, value in (("{a}", self.domain), ("{i}", self.address), ("{h}", self.digest)) if key in line]


def sentence(rng, planted, attacker, real):
    """A line that holds the form, and the attacker's values in it."""
    pick = rng.random()
    line = rng.choice(JAPANESE if pick < 0.5 else ENGLISH if pick < 0.75 else PLAIN)
    filled = line.replace("{x}", planted).replace("{a}", attacker.domain).replace("{i}", attacker.address).replace("{h}", attacker.digest)
    if pick > 0.9 and real:
        filled = rng.choice(real) + " " + filled
    return filled, attacker.values(line)
