#!/usr/bin/env python3
"""An independent hunter: looks for planted words in every file of a package, in any decoding.

    hunt.py SHARE EXPECT.json
It knows nothing of Noroshi's rules and shares no code with it. Exit 0: nothing planted surfaces, every attacker's
value survives. Exit 1 otherwise, with a line per miss. Standard library only.
"""
import base64, binascii, gzip, html, json, pathlib, re, sys, unicodedata, urllib.parse, zlib

ZERO_WIDTH = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])


def fold(text):
    """NFKC, lower case, hiragana to katakana, no zero-width characters."""
    text = unicodedata.normalize("NFKC", text).translate(ZERO_WIDTH).casefold()
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def squash(text):
    return re.sub(r"[\s\-_.,・=/\\'\"`*|]+", "", text)


def readable(data):
    for codec in ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc-jp"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if text and sum(c.isprintable() or c in "\r\n\t" for c in text) >= 0.9 * len(text):
            yield text


def decodings(text):
    """Every text one step of decoding away."""
    yield html.unescape(text)
    yield urllib.parse.unquote(text)
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    yield re.sub(r"\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), text)
    yield re.sub(r"xn--[a-z0-9-]+", lambda m: puny(m[0]), text, flags=re.I)
    for run in re.findall(r"[A-Za-z0-9+/_-]{6,}={0,2}", text):
        run = run.rstrip("=").replace("-", "+").replace("_", "/")
        for offset in range(4):
            part = run[offset:]
            part = part[: len(part) // 4 * 4] if len(part) % 4 == 1 else part + "=" * (-len(part) % 4)
            try:
                data = base64.b64decode(part)
            except (binascii.Error, ValueError):
                continue
            yield from readable(inflate(data))
    for run in re.findall(r"(?:[0-9a-fA-F]{2}[\s:-]?){4,}", text):
        digits = re.sub(r"[^0-9a-fA-F]", "", run)
        yield from readable(inflate(bytes.fromhex(digits[: len(digits) // 2 * 2])))


def inflate(data):
    for undo in (gzip.decompress, zlib.decompress):
        try:
            return undo(data)
        except (OSError, zlib.error, EOFError):
            pass
    return data


def puny(label):
    try:
        return label.encode().decode("idna")
    except UnicodeError:
        return label


def views(text, depth=3):
    seen, level = set(), [text]
    for _ in range(depth + 1):
        following = []
        for view in level:
            if view in seen:
                continue
            seen.add(view)
            following += [v for v in decodings(view) if v != view and v not in seen]
        level = following
    return seen


def needles(words):
    for word in words:
        folded = fold(word)
        yield word, folded, False
        if len(squash(folded)) >= 5 or any(ord(c) > 0x3000 for c in folded):
            yield word, squash(folded), True
        if len(folded) >= 5:
            yield word, folded[::-1], False


def main():
    share, expect = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
    words, misses, everything = list(needles(expect["planted"])), [], []
    for path in sorted(p for p in share.rglob("*") if p.is_file()):
        text = path.read_bytes().decode("utf-8")
        everything.append(text)
        for view in views(str(path.relative_to(share)) + "\n" + text):
            plain = fold(view)
            tight = squash(plain)
            for word, needle, squashed in words:
                if needle in (tight if squashed else plain):
                    misses.append(f"LEAK {path.name}: {word}")
    whole = "\n".join(everything).replace("\\\\", "\\")
    folded = whole.casefold()
    misses += [f"LOST {value}" for value in expect["attacker"] if value.casefold() not in folded]
    for miss in sorted(set(misses)):
        print(miss)
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
