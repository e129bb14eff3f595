"""Bytes to text, whatever the label says.

Labels lie: what is called ASCII is often UTF-8, what is called ISO-8859-1 is
often windows-1252, and GB2312 is nearly always GB18030. Decoding never fails;
the text that comes out never holds a lone surrogate.
"""

import codecs
import re
from functools import lru_cache
from itertools import pairwise

# Labels seen in mail that Python's codec registry does not know, or where a
# larger set that contains the named one decodes more real mail.
_ALIASES = {
    "": "",
    "ansi": "cp1252",
    "ansi-x3.4-1968": "ascii",
    "ansi_x3.4-1968": "ascii",
    "big5-hkscs": "big5hkscs",
    "big5": "cp950",
    "x-big5": "cp950",
    "cn-big5": "cp950",
    "chinese": "gb18030",
    "chinesebig5": "cp950",
    "euc-cn": "gb18030",
    "gb-2312": "gb18030",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "windows-936": "gb18030",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "korean": "cp949",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "ks-c-5601-1987": "cp949",
    "kcs-c-5601-1987": "cp949",
    "windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "cp943c": "cp932",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "csiso2022jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "x-user-defined": "cp1252",
    "iso-8859-6-e": "iso8859_6",
    "iso-8859-6-i": "iso8859_6",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-8-i": "iso8859_8",
    "logical": "iso8859_8",
    "visual": "iso8859_8",
    "dos-862": "cp862",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-macroman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
    "x-mac-greek": "mac_greek",
    "x-mac-turkish": "mac_turkish",
    "x-mac-ce": "mac_latin2",
    "x-mac-centraleurroman": "mac_latin2",
    "x-mac-icelandic": "mac_iceland",
    "x-mac-japanese": "cp932",
    "koi": "koi8_r",
    "koi8": "koi8_r",
    "unicode": "utf-16",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-2-0-utf-7": "utf-7",
    "utf8mb3": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8mb4": "utf-8",
    "utf-8-mac": "utf-8",
    "x-unicode-2-0-utf-7": "utf-7",
    "x-utf-8": "utf-8",
}
# Labels that say nothing: the bytes decide.
_MEANINGLESS = {
    "7bit", "8bit", "7-bit", "8-bit", "binary", "none", "null", "undefined", "default",
    "unknown", "unknown-8bit", "x-unknown", "x-default", "_autodetect", "autodetect",
    "auto", "us", "en", "text", "_iso-2022-jp$sio", "quoted-printable", "base64",
}  # fmt: skip
# Python codecs that are no character sets, or run code paths no mail needs.
_REFUSED = {"unicode-escape", "raw-unicode-escape", "idna", "punycode", "mbcs", "oem"}
_ASCII_LIKE = {"ascii", "cp1252", "latin-1", "iso8859-1"}
_EMBEDDED_LABEL = re.compile(
    r"(utf-?(?:8|16|7)|windows-?125\d|cp-?125\d|iso[-_]?8859-\d{1,2}|us-ascii|koi8-[ru]"
    r"|gb18030|gb2312|gbk|big5|shift_jis|euc-(?:jp|kr)|iso-2022-(?:jp|kr))",
    re.IGNORECASE,
)
_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]{2,40})",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\(J|\$\(D)")


@lru_cache(maxsize=1024)
def find_codec(label: str) -> str:
    """Return the name of the Python codec for a mail's charset label, or ''."""
    name = label.strip().strip("\"'`;,").strip().lower()
    if name in _MEANINGLESS:
        return ""
    for candidate in (name, name.replace("_", "-"), name.split(";")[0].strip()):
        known = _ALIASES.get(candidate)
        if known is not None:
            return known
    codec = _look_up(name) or _look_up(
        re.sub(r"^(x-|cp-|ibm-|ms-|windows-cp)", "", name)
    )
    if not codec and (
        match := re.search(r"^(?:cp|ibm|dos|x-cp)[-_ ]?(\d{3,5})$", name)
    ):
        codec = _look_up(f"cp{match[1]}")
    if not codec and (match := _EMBEDDED_LABEL.search(name)):
        found = match[1].lower()
        codec = _ALIASES.get(found) or _look_up(found)
    return codec


def _look_up(name: str) -> str:
    if not name or len(name) > 40 or not name.isascii() or "\0" in name:
        return ""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    # Python marks rot13, zip, hex and the like as no text encodings.
    if not getattr(info, "_is_text_encoding", True):
        return ""
    codec = info.name
    if codec.replace("_", "-") in _REFUSED:
        return ""
    return {"iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(
        codec, codec
    )


def decode_text(data: bytes, label: str = "", *, is_html: bool = False) -> str:
    """Decode a body or a header; a wrong or missing label is worked around."""
    codec = find_codec(label) if label else ""
    for bom, bom_codec in _BOMS:
        if data.startswith(bom):
            return _clean(data.decode(bom_codec, "replace").removeprefix("\ufeff"))
    if (
        data.isascii()
        and codec in {"", "utf-8", "ascii", "cp1252"}
        and b"\x1b" not in data
    ):
        return data.decode("ascii")
    if not codec and is_html and (match := _META_CHARSET.search(data[:4096])):
        codec = find_codec(match[1].decode("ascii", "replace"))
        if codec.startswith(("utf-16", "utf-32")):
            codec = ""
    return _clean(_decode_with(data, codec) if codec else guess_text(data))


def _decode_with(data: bytes, codec: str) -> str:
    if codec in _ASCII_LIKE:
        return _decode_western(data, codec)
    if codec.startswith("utf-16") and not _looks_like_utf16(data):
        return guess_text(data)
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        pass
    if codec == "utf-8":
        return _decode_broken_utf8(data)
    try:
        return data.decode("utf-8")
    except UnicodeError:
        pass
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, ValueError, AssertionError):
        # Some stateful codecs fail even when told to replace.
        return guess_text(data)


def _decode_western(data: bytes, codec: str) -> str:
    # Bytes that form valid UTF-8 sequences are UTF-8, whatever they are called:
    # no real text in windows-1252 looks like that.
    try:
        return data.decode("utf-8")
    except UnicodeError:
        pass
    return guess_text(data) if codec == "ascii" else decode_cp1252(data)


def decode_cp1252(data: bytes) -> str:
    """Decode windows-1252, where its five holes stand for themselves."""
    return data.decode("cp1252", "inbox_app.latin1")


def _decode_as_latin1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("inbox_app.latin1", _decode_as_latin1)


def _looks_like_utf16(data: bytes) -> bool:
    # A sample of Latin text in UTF-16 has a zero in every other byte; text in
    # other scripts is not valid UTF-8. Plain ASCII is neither.
    return b"\0" in data[:200] or not data[:2000].isascii()


def _decode_broken_utf8(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(1 for byte in data[:200_000] if byte >= 0xC2) - broken
    if sound >= broken:
        return text
    return guess_text(data)


def guess_text(data: bytes) -> str:
    """Decode bytes of which nothing is known."""
    if data.isascii():
        if _ISO_2022_JP.search(data):
            return data.decode("iso2022_jp_ext", "replace")
        return data.decode("ascii")
    try:
        return data.decode("utf-8")
    except UnicodeError:
        pass
    sample = data[:20_000]
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for char in text if char > "\x7f" and char != "\ufffd")
    if whole > 2 * broken:
        return data.decode("utf-8", "replace")
    codec = guess_codec(sample)
    if codec == "cp1252":
        return decode_cp1252(data)
    return data.decode(codec, "replace")


def guess_codec(sample: bytes) -> str:
    """Guess the character set of bytes that are neither ASCII nor UTF-8."""
    high = [byte for byte in sample if byte >= 0x80]
    # Western text has few accented letters, and they stand alone between
    # plain ones; the other scripts have long runs of high bytes.
    pairs = sum(1 for a, b in pairwise(sample) if a >= 0x80 <= b)
    if len(high) < 4 or pairs < len(high) * 0.4:
        return "cp1252"
    best, best_score = "cp1252", 0.45
    for codec, score in _SCRIPT_SCORES:
        try:
            text = sample.decode(codec)
        except UnicodeError:
            # The sample may end within a character.
            try:
                text = sample[:-1].decode(codec)
            except UnicodeError:
                continue
        value = score(text)
        if value > best_score:
            best, best_score = codec, value
    return best


def _score_cyrillic(text: str) -> float:
    letters = [char for char in text if char > "\x7f"]
    common = sum(1 for char in letters if char in "оеаинтсрвлкмдпуяыьгзбчйхжю")
    return common / len(letters) if letters else 0.0


def _score_kana(text: str) -> float:
    wide = [char for char in text if char > "\x7f"]
    kana = sum(1 for char in wide if "\u3040" <= char <= "\u30ff")
    known = sum(1 for char in wide if "\u3000" <= char <= "\u9fff" or char >= "\uff01")
    return known / len(wide) + kana / len(wide) if wide and kana else 0.0


def _score_hangul(text: str) -> float:
    wide = [char for char in text if char > "\x7f"]
    hangul = sum(1 for char in wide if "\uac00" <= char <= "\ud7a3")
    return hangul / len(wide) if wide else 0.0


def _score_hanzi(text: str) -> float:
    wide = [char for char in text if char > "\x7f"]
    encoded = "".join(wide).encode("gb2312", "ignore")
    # The first level of GB2312 holds the characters in daily use.
    common = sum(
        1 for lead in encoded[::2] if 0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3)
    )
    return common / len(wide) if wide else 0.0


def _score_hanzi_traditional(text: str) -> float:
    wide = [char for char in text if char > "\x7f"]
    encoded = "".join(wide).encode("big5", "ignore")
    common = sum(1 for lead in encoded[::2] if 0xA1 <= lead <= 0xC6)
    return 0.98 * common / len(wide) if wide else 0.0


_SCRIPT_SCORES = (
    ("cp932", _score_kana),
    ("euc_jp", _score_kana),
    ("cp949", _score_hangul),
    ("gb18030", _score_hanzi),
    ("cp950", _score_hanzi_traditional),
    ("cp1251", _score_cyrillic),
    ("koi8_r", _score_cyrillic),
)


def _clean(text: str) -> str:
    """Replace lone surrogates, which some codecs (UTF-7) let through."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
