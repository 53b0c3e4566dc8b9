"""Find the encoding of a file; where the bytes leave a doubt, the user is told or asked.

In order: byte order mark, the zero bytes of UTF-16 and UTF-32, strict UTF-8, then the Chinese encodings by
the share of everyday characters, with charset-normalizer as second opinion. Everything else
is asked for. The whole file is checked before its first row is read, so that no encoding error comes up in
the middle of an import.
"""

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import BinaryIO, TextIO
from unicodedata import category

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import brief, clean_line
from servicedesk.i18n import _

_BLOCK = 1 << 20
_SAMPLE = 1 << 18

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMED_MARKS = (
    (codecs.BOM_UTF32_LE, ("utf-32-le", "utf-32")),
    (codecs.BOM_UTF32_BE, ("utf-32-be", "utf-32")),
    (codecs.BOM_UTF8, ("utf-8", "utf-8-sig")),
    (codecs.BOM_UTF16_LE, ("utf-16-le", "utf-16")),
    (codecs.BOM_UTF16_BE, ("utf-16-be", "utf-16")),
)
"""What a mark stands for: the encodings that may be named then, last the one that takes the mark off."""
# What files say they are and what they hold: text labelled gb2312 usually has characters of its supersets.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "utf-8": "utf-8-sig",
}
_CHINESE = ("gb18030", "big5hkscs")

_EVERYDAY = frozenset(
    # The most frequent characters of Chinese text, then those of names, places, addresses and service
    # desks; in both scripts where they differ. Text read in a wrong encoding lands among rare characters
    # instead.
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性"
    "知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次"
    "度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建"
    "务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路"
    "记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔客户投诉联系话编号址姓内容处理状态时限受"
    "购货单退款换修服务态度质量问题产品快递订网店送收费用价格说坏漏空调冰箱洗衣机手机屏幕维修上门预约反馈满意未已待办结案来源渠道"
    "备注邮箱微信省市县镇村街路号楼室层单元栋座苑花园广场大厦小区京沪广深圳州杭苏宁武汉成都重庆津济青岛厦福李王张刘陈杨赵黄周吴徐"
    "孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔白"
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉兰建红鑫科技有限责任公司集团股份贸易商行部先生女士小姐经理业主投诉建议"
    "咨询表扬举报紧急程度高低普通原因赔偿道歉补发合同发票保险银行卡账户密码登录软件系统升级安装损失承担沟通协调跟踪核实尽快希望"
    "這個們來為國說時會對於著過發後裡種經麼學現當沒動還進樣從實軍無與長機將兩間問關點業門應戰頭體見產給話員處義條氣題爾變總電數"
    "報結務場計資區隊決馬眼書聽達許該觀識候帶導爭運記據邊張規萬覺術領確傳師讓統設難權則類訴聯繫編號態購貨單換質產遞訂網費價壞"
    "調機維預約饋滿辦結來備郵縣鎮樓層棟廈濟島劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈薛葉閻鐘范譚鄒陸偉麗強軍傑濤蘭紅責團貿"
    "業議詢揚舉緊級賠償補發險銀賬戶碼錄軟統裝損擔溝協調蹤實臺灣灣香港北高雄中縣"
)
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》【】—…·￥％　０１２３４５６７８９－／")
_SEVEN_BITS = re.compile(rb"\x1b[$(]|~\{[!-~]{2,}~\}")
"""ISO-2022 and HZ, which write other letters with ASCII bytes."""
_OF_SEVEN_BITS = ("iso2022_jp", "hz")
_LIKELY_NAMES = (
    "gb18030", "big5", "cp932", "euc_jp", "iso2022_jp", "hz", "cp949", "cp1252", "cp1250", "cp1251", "koi8_r",
    "cp1254", "cp1253", "cp1255", "cp1256", "cp874",
)  # fmt: skip
"""What tables of service desks are saved in; others are named by who knows them."""
_MOST_READINGS = 4
_READING = 30
_BLANKS = re.compile(rb"[\t ,;]+")
_LINES_COMPARED = 200
_SAMPLE_LINES = 200_000
"""How far down a line is looked for; readers find the encoding by lines further down, too."""
_SURE = 0.55
_LIKELY = 0.3
_ENOUGH = 6


class Decoded:
    """A file as text; `guessed` when its encoding is known only by what the letters are like.

    `likelier` is what it looks like where the user has named another encoding, which holds all the same.
    """

    def __init__(self, source: BinaryIO, encoding: str, *, guessed: bool, likelier: str = "") -> None:
        self.encoding = encoding
        self.guessed = guessed
        self.likelier = likelier
        self._source = source
        self._stream: io.TextIOWrapper | None = None

    def open(self) -> TextIO:
        """The text from its beginning, its line ends as they are; it ends the stream of an earlier call."""
        self.release()
        self._source.seek(0)
        # A new one each time: not every decoder finds the byte order mark again after seek(0).
        self._stream = io.TextIOWrapper(self._source, encoding=self.encoding, newline="")
        return self._stream

    def sample(self) -> str:
        """A line that shows how the file is read: the first with letters beyond ASCII, else the first."""
        first = ""
        for line in islice(iter(partial(self.open().readline, _READING * 4), ""), _SAMPLE_LINES):
            if not line.isascii():
                return clean_line(line)
            first = first or clean_line(line)
        return first

    def likelier_sample(self) -> str:
        """The same line as the likelier encoding reads it."""
        self.release()
        other = Decoded(self._source, self.likelier, guessed=True)
        try:
            return other.sample()
        finally:
            other.release()

    def release(self) -> None:
        """Let go of the file without closing it."""
        if self._stream is not None:
            self._stream.detach()
            self._stream = None


def read_text(source: BinaryIO, encoding: str | None = None) -> Decoded:
    """The text of `source` (seekable); UsageError when its encoding is not sure."""
    source.seek(0)
    sample = source.read(_SAMPLE)
    if not sample.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise UsageError(_("The file is empty."), _("Nothing was imported."))
    chosen, guessed = (_named(encoding, sample), False) if encoding else _find(source, sample)
    if not encoding:
        return Decoded(source, chosen, guessed=guessed)
    _require_decodable(source, chosen)
    return Decoded(source, chosen, guessed=False, likelier=_likelier(source, sample, chosen))


def _likelier(source: BinaryIO, sample: bytes, named: str) -> str:
    """The encoding that the file would be read in if none were named, where that reads it differently."""
    try:
        found, guessed = _find(source, sample)
    except UsageError:
        return ""
    if found == "utf-8" and guessed and named in _CHINESE:
        return ""
    shown = sample + _telling(source)
    return "" if shown.decode(found, "replace") == shown.decode(named, "replace") else found


def _named(encoding: str, sample: bytes) -> str:
    """The codec that the user asked for; a mark at the beginning is not taken for a character."""
    try:
        codec = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, ValueError):
        codec = None
    if codec is None or not getattr(codec, "_is_text_encoding", True):
        raise UsageError(
            _("There is no encoding {name}.").format(name=brief(encoding, 40)),
            _("Use utf-8, gb18030, big5, utf-16 or another known one."),
        )
    for mark, marked in _NAMED_MARKS:
        if sample.startswith(mark):
            if codec.name not in marked:
                raise UsageError(
                    _("The file begins with the mark of {marked}; it is not {encoding}.").format(
                        marked=marked[0].upper(), encoding=codec.name.upper()
                    ),
                    _("Name that one with --encoding, or none."),
                )
            return marked[-1]
    if codec.name == "utf-16" and not sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _by_zero_bytes(sample) or "utf-16-le"
    return _WIDER.get(codec.name, codec.name)


def _find(source: BinaryIO, sample: bytes) -> tuple[str, bool]:
    for mark, name in _MARKS:
        if sample.startswith(mark):
            _require_decodable(source, name)
            if sample.decode(name, "replace").count("\0") * 4 > len(sample) // 2:
                raise _ask(sample)  # a mark of UTF-16 before letters of four bytes
            return name, False
    if wide := _by_zero_bytes(sample):
        _require_decodable(source, wide)
        return wide, True
    failure = _first_failure(source, "utf-8")
    if failure is None:
        line = _shown_line(sample)
        if line and any(_reading(line, sample, name) for name in _OF_SEVEN_BITS):
            raise _ask(sample)
        return "utf-8", _may_be_gb18030(source, sample)
    sample = _telling(source)
    if failure.letters_before >= _ENOUGH or failure.at_end:
        raise _cut_or_mixed(failure)
    for name in _CHINESE:
        if _is_chinese(sample, name) and _first_failure(source, name) is None:
            return name, True
    raise _ask(sample)


def _may_be_gb18030(source: BinaryIO, sample: bytes) -> bool:
    """Whether good UTF-8 is everyday Chinese in GB18030, and else signs that no text mixes: 漏水, `©ˮ`."""
    if _LONG_LETTER.search(sample) or all(block.isascii() for block in _blocks(source)):
        return False
    lines = _telling(source)
    if _LONG_LETTER.search(lines):
        return False
    share, letters = _everyday_share(lines, "gb18030")
    runs = _BEYOND_ASCII.findall(lines.decode("utf-8", "replace"))
    odd = sum(map(_is_odd, runs))
    return letters > 0 and share >= _SURE and 0 < len(runs) <= 2 * odd


def _is_odd(run: str) -> bool:
    """Whether letters or signs of no more than two bytes stand together as in no language."""
    scripts = {next(place for place, end in enumerate(_SCRIPT_ENDS) if character < end) for character in run}
    return len(scripts) > 1 or _RARE_SCRIPT in scripts


_LONG_LETTER = re.compile(rb"[\xe0-\xff]")
"""The first byte of a letter of three bytes or four in UTF-8; Chinese ones have three."""
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_SCRIPT_ENDS = ("\xc0", "\u0180", "\u0370", "\u0400", "\u0530", "\u0590", "\u0600", "\u0700", "\U0010ffff")
"""Where signs, Latin letters, rare ones with marks that stand alone, Greek, Cyrillic, Armenian .. end."""
_RARE_SCRIPT = 2


def _telling(source: BinaryIO) -> bytes:
    """The lines of `source` with letters beyond ASCII, as far as they are needed to tell its encoding."""
    source.seek(0)
    lines: list[bytes] = []
    room = _SAMPLE
    while room > 0 and (line := source.readline(room)):
        if not line.isascii():
            lines.append(line)
            room -= len(line)
    if lines and not lines[-1].endswith(b"\n"):
        # A line that was cut, perhaps within a character.
        lines.append(source.readline(_SAMPLE))
    return b"".join(lines)


def _by_zero_bytes(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: the zero bytes of ASCII letters all stand in the same places."""
    zeros = [sample[place::4].count(0) for place in range(4)]
    quarter = max(len(sample) // 4, 1)
    if len(sample) % 4 == 0 and quarter > 1:
        if zeros[1] == zeros[2] == zeros[3] == quarter or (
            zeros[2] == zeros[3] == quarter and zeros[0] < quarter // 2
        ):
            return "utf-32-le"
        if zeros[0] == zeros[1] == zeros[2] == quarter or (
            zeros[0] == zeros[1] == quarter and zeros[3] < quarter // 2
        ):
            return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    # Few zero bytes in good UTF-8 are dirt, not letters of two bytes.
    if (even + odd) * 4 < len(sample) and _is_utf8(sample):
        return None
    # A separator and a line end in each row are the least that ASCII leaves in a table, whatever its
    # letters are.
    least = max(len(sample) // 100, 2)
    if max(even, odd) < least or min(even, odd) * 8 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Failure:
    line: int
    column: int
    """The first character of the line that cannot be read."""
    letters_before: int
    """How many characters beyond ASCII were read before it."""
    at_end: bool
    """The file ends within a character."""
    encoding: str


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    while block := source.read(_BLOCK):
        yield block


def _first_failure(source: BinaryIO, encoding: str) -> _Failure | None:
    """Where `source` stops being text in `encoding`; None when all of it is."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines, column, letters = 1, 1, 0

    def failed(before: str, *, at_end: bool) -> _Failure:
        ends = _ends(before)
        at = len(before) - 1 - max(before.rfind("\n"), before.rfind("\r")) + (0 if ends else column - 1) + 1
        return _Failure(lines + ends, at, letters + _beyond_ascii(before), at_end=at_end, encoding=encoding)

    for block in _blocks(source):
        try:
            text = decoder.decode(block)
        except UnicodeError as error:
            # A decoder of signs that switch the alphabet gives up without a place after some it cannot know.
            good = bytes(error.object[: error.start]) if isinstance(error, UnicodeDecodeError) else b""
            return failed(codecs.decode(good, encoding, "replace"), at_end=False)
        ends = _ends(text)
        lines += ends
        last = len(text) - 1 - max(text.rfind("\n"), text.rfind("\r"))
        column = last + 1 if ends else column + last
        if letters < _ENOUGH:
            letters += _beyond_ascii(text)
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return failed("", at_end=True)
    return None


def _ends(text: str) -> int:
    """How many line ends stand in `text`, those of old Macs too."""
    return text.count("\n") or text.count("\r")


def _beyond_ascii(text: str) -> int:
    return 0 if text.isascii() else sum(character > "\x7f" for character in text)


def _require_decodable(source: BinaryIO, encoding: str) -> None:
    if failure := _first_failure(source, encoding):
        raise _cut_or_mixed(failure)


def _cut_or_mixed(failure: _Failure) -> UsageError:
    if failure.at_end:
        return UsageError(
            _("The file ends in the middle of a character: it seems cut off."),
            _("Copy it again, or name its encoding with --encoding."),
        )
    return UsageError(
        _("Line {line} of the file is not {encoding} text from character {column} on.").format(
            line=failure.line,
            encoding=failure.encoding.removesuffix("-sig").upper(),
            column=failure.column,
        ),
        _("Repair that line, or name the encoding with --encoding."),
    )


def _is_chinese(sample: bytes, encoding: str) -> bool:
    """Whether `sample` is everyday Chinese in `encoding`, and more so than in the other Chinese encoding."""
    share, letters = _everyday_share(sample, encoding)
    other = next(name for name in _CHINESE if name != encoding)
    if letters < _ENOUGH or share <= _everyday_share(sample, other)[0]:
        return False
    return share >= _SURE or (share >= _LIKELY and _normalizer_agrees(sample, encoding))


def _everyday_share(sample: bytes, encoding: str) -> tuple[float, int]:
    """(share of everyday characters among those beyond ASCII, number of those) of `sample` in `encoding`."""
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    except UnicodeError:
        return 0.0, 0
    letters = [character for character in text if character > "\x7f"]
    if not letters:
        return 0.0, 0
    counted = [character for character in letters if character not in _PUNCTUATION]
    known = sum(character in _EVERYDAY for character in counted)
    return (known / len(counted) if counted else 0.0), len(counted)


def _guesses(sample: bytes) -> list[str]:
    """What charset-normalizer takes `sample` for, best first."""
    from charset_normalizer import from_bytes

    return [match.encoding for match in from_bytes(sample[:65536])]


def _normalizer_agrees(sample: bytes, encoding: str) -> bool:
    family = {"gb18030": {"gb18030", "gbk", "gb2312", "hz"}, "big5hkscs": {"big5", "big5hkscs", "cp950"}}[
        encoding
    ]
    guesses = _guesses(sample)
    return bool(guesses) and guesses[0] in family


def likely_readings(source: BinaryIO) -> dict[str, str]:
    """The encodings that the file may be in, likeliest first, each with a line as it reads it.

    Where every encoding reads it alike there are none.
    """
    source.seek(0)
    return _readings(source.read(_SAMPLE), len(_LIKELY_NAMES) + 1)


def _readings(sample: bytes, most: int) -> dict[str, str]:
    # Of the Western ones cp1252 is the most frequent, and what it is not seen as from few letters.
    first = [name for name in _guesses(sample)[:1] if name in _LIKELY_NAMES and name != "cp1250"]
    names = dict.fromkeys([*first, *_LIKELY_NAMES])
    return _told_apart(sample, names, most)


def _ask(sample: bytes) -> UsageError:
    """The error for an encoding that is in doubt, with a line as the likely ones read it."""
    readings = _readings(sample, _MOST_READINGS)
    shown = "; ".join(f"{name}: {text}" for name, text in readings.items())
    return UsageError(
        _("The encoding of the file is not clear."),
        _("Name it with --encoding. A line as the likely ones read it: {readings}.").format(readings=shown)
        if shown
        else _("Name it with --encoding, for example --encoding gb18030."),
    )


def _told_apart(sample: bytes, names: Iterable[str], most: int) -> dict[str, str]:
    """The line of `sample` that tells most of the likely encodings apart, as each of them reads it.

    Of two that read all of it alike the second is left out: nothing depends on which it is.
    """
    by_text: dict[str, str] = {}
    line = _shown_line(sample)
    for name in names:
        if _reading(line, sample, name):
            by_text.setdefault(sample.decode(name, "replace"), name)
    likely = list(by_text.values())[:most]
    lines = islice((one for one in sample.splitlines() if one == line or not one.isascii()), _LINES_COMPARED)
    # Of a long line only the beginning is shown, of which the words further on are no part.
    shown_ones = (part for one in lines for part in (one, *_words_of(one)))
    readings = ({name: _reading(part, b"", name) for name in likely} for part in shown_ones)
    best = max(readings, key=lambda read: len({shown for shown in read.values() if shown}), default={})
    return {name: shown for name, shown in best.items() if shown}


def _words_of(line: bytes) -> Iterator[bytes]:
    """The words of a line with signs beyond ASCII; bytes that part them are never half of a character."""
    if len(line) > _READING:
        yield from (word for word in _BLANKS.split(line) if not word.isascii())


def _shown_line(sample: bytes) -> bytes:
    """The first line of `sample` that the encodings read differently."""
    if sample.isascii() and not _SEVEN_BITS.search(sample):
        return b""
    lines = sample.splitlines()
    return next((line for line in lines if not line.isascii() or _SEVEN_BITS.search(line)), b"")


def _reading(line: bytes, sample: bytes, name: str) -> str:
    """`line` as it is in that encoding; '' where the sample is none of it."""
    text = ""
    with suppress(UnicodeError):
        codecs.getincrementaldecoder(name)("strict").decode(sample)
        text = line.decode(name, "replace")
    if "\ufffd" in text or any(category(one) in {"Cc", "Co", "Cn"} and one != "\t" for one in text):
        return ""
    shown = clean_line(text)
    at = next((place for place, character in enumerate(shown) if character > "\x7f"), None)
    if at is None:
        return ""
    begin = max(at - _READING // 2, 0) if at >= _READING else 0
    return f"{'…' if begin else ''}{shown[begin : begin + _READING]}"
