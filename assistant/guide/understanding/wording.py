"""What a person typed, made even: widths, cases, scripts and marks, and the numbers that words stand for."""

import re
import unicodedata

LIMIT = 600  # characters; what is longer is no request to change a setting
_MARKS = str.maketrans("，；。！？：（）【】“”‘’「」『』、", ';;;!?:()[]""\'\'""""&')
_TRADITIONAL = str.maketrans(
    "層數學習窗訓練優單雙選測試輪節個換關開減寬淺長點設為調門雜檢環類網絡題時間語說聽縮標準歸變別種會無與應該還沒"
    "動態輸殘連權權隨機臺張這麼樣讓從預熱維護圖氣規則損響詞餘區歷線嗎麗線經圍裡裏寫讀對過幾啟閉斷後兩萬億乾隱藏復撤銷回並讓給幫請適較視詞頻帶夠嘗變觀確轉單層鐘億術異準嗯對齊壓",
    "层数学习窗训练优单双选测试轮节个换关开减宽浅长点设为调门杂检环类网络题时间语说听缩标准归变别种会无与应该还没"
    "动态输残连权权随机台张这么样让从预热维护图气规则损响词余区历线吗丽线经围里里写读对过几启闭断后两万亿干隐藏复撤销回并让给帮请适较视词频带够尝变观确转单层钟亿术异准嗯对齐压",
)
_HYPHEN = re.compile(r"(?<=\w)[-_](?=[a-z])|(?<=[a-z])_(?=\d)")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_WORDS = {
    word: value for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
} | {"fifteen": 15, "sixteen": 16, "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100, "thousand": 1000,
     "couple": 2, "dozen": 12} | {
    word: value for value, word in enumerate(
        ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"), start=13
    )
} | {"forty": 40, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}  # fmt: skip
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}
_SUFFIXES = {"k": 1e3, "千": 1e3, "万": 1e4, "w": 1e4, "m": 1e6, "百": 1e2}
CHINESE = r"[零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?"
_ENGLISH = rf"(?<![a-z])(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![a-z])"
ENGLISH = rf"{_ENGLISH}(?:\s+{_ENGLISH}|(?:(?<=hundred)|(?<=thousand))\s+and\s+{_ENGLISH})*"
DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|0,\d+|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)"
    r"(?:\s*[km千万百](?![a-z])|w(?![a-z]))?"
)
_POWER = re.compile(r"10\s*(?:\^|\*\*)\s*(-?\d+)")
_SPOKEN = (  # patterns and what they are written as
    (_POWER, lambda found: f"1e{found[1]}"),
    (re.compile(r"([+\-*/×])\s*=\s*(?=[\d.])"), lambda found: f" {found[1]}"),  # hidden += 32
    (re.compile(r"(?<=[a-z])\s*(\+\+|--)(?=\s*(?:[;,]|$))"), lambda found: f" {found[1][0]}1"),
    (re.compile(rf"(?:\bzero\s+)?\bpoint((?:\s+(?:{'|'.join(list(_WORDS)[:10])}))+)(?![a-z])"),
     lambda found: f"0.{''.join(str(_WORDS[word]) for word in found[1].split())}"),
    (re.compile(r"(?<!步)(?:单|一)步预测"), lambda found: "horizon 1"),
    (re.compile(r"\b(?:one|single) step(?: ahead)? (?:forecasts?|predictions?)"), lambda found: "horizon 1"),
    (re.compile(r"\bhalf (?:a|one) percent"), lambda found: "0.5%"),
    (re.compile(r"(?:不要|不需要|不用|不必|别)再?(?:这么|那么)(?=[长大高多深宽久短小低少浅窄])"), lambda found: "太"),
    (re.compile(r"\bnot (?:so|that) (?=(?:long|big|large|high|many|much|deep|wide|small|low|few|short)\b)"),
     lambda found: "too "),
    (re.compile(r"\b(?:overnight|all night)\b"), lambda found: "8 hours"),
    (re.compile(r"一整?晚上?|一夜|整夜|通宵"), lambda found: "8小时"),
    (re.compile(r"单(?=层(?!归))"), lambda found: "一"),
    (re.compile(r"双(?=层(?!归))"), lambda found: "两"),
    (re.compile(r"\bsingle(?=\s+layer)"), lambda found: "one"),
    (re.compile(r"\bdouble(?=\s+layer(?:ed)?\b)"), lambda found: "two"),
)  # fmt: skip


def even(text: str) -> str:
    """The text in small letters, half width and simplified characters, words joined by a mark taken apart."""
    text = "".join(letter for letter in text.translate(_MARKS) if unicodedata.category(letter) != "Cf")
    text = unicodedata.normalize("NFKC", text).translate(_TRADITIONAL).replace("−", "-").replace("–", "-")
    text = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    text = _HYPHEN.sub(" ", text)
    for pattern, written in _SPOKEN:
        text = pattern.sub(written, text)
    return text


def value(word: str) -> float | None:
    """What digits, a Chinese numeral or English number words say; None: no number, or no single one (两三)."""
    word = word.strip()
    digits = re.fullmatch(r"([\d.,e+-]+?)\s*([km千万w百]?)", word)
    if digits and digits[1][0] in "0123456789.":
        plain = digits[1].replace(",", "." if digits[1].startswith("0,") else "")
        return float(plain) * _SUFFIXES.get(digits[2], 1.0)
    if re.fullmatch(CHINESE, word):
        return _chinese(word)
    return _english(word.replace(" and ", " ").split())


def _english(words: list[str]) -> float | None:
    total, small = 0, 0
    for word in words:
        if word not in _WORDS:
            return None
        number = _WORDS[word]
        if word in _SCALES:
            small = (small or 1) * number
            total, small = (total + small, 0) if number == _SCALES["thousand"] else (total, small)
        elif 0 < small < 10 <= number:
            small = small * 100 + number  # two fifty is 250
        else:
            small += number
    return float(total + small) if words else None


def _chinese(word: str) -> float | None:
    whole, _, behind = word.partition("点")
    if behind:
        return float(f"{_chinese(whole) or 0:.0f}.{''.join(str(_DIGITS[letter]) for letter in behind)}")
    if re.search(r"[一二两三四五六七八九]{2}[十百千万]", whole):
        return None  # two or three thousand
    if not set(whole) & set(_TENS):
        if len(whole) == 2:
            return None  # two or three
        return float("".join(str(_DIGITS[letter]) for letter in whole))
    total, section, digit = 0, 0, 0
    for letter in whole:
        if letter == "万":
            total, section, digit = total + (section + digit or 1) * 10_000, 0, 0
        elif letter in _TENS:
            section, digit = section + (digit or 1) * _TENS[letter], 0
        else:
            digit = _DIGITS[letter]
    if digit and len(whole) > 1 and whole[-2] in "百千万":
        digit *= _TENS[whole[-2]] // 10  # 一百二 is 120
    return float(total + section + digit)
