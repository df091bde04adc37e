"""Words of other languages and eras in moments, as the grammar of moments knows them.

Months in German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Turkish and the languages of
Scandinavia; Japanese and Korean units; the eras of Japan and of the Republic of China.
"""

import re

from lstm_core.data.tidying.times.grammar import arabic


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONTHS = {
    "jan": "january januar jänner jän jaenner janvier janv enero ene janeiro gennaio gen januari stycznia styczeń sty "
    "января январь янв ocak oca",
    "feb": "february februar februari février févr fév fevr febrero fevereiro fev febbraio lutego luty lut "
    "февраля февраль фев февр şubat şub",
    "mar": "march märz mär mrz maerz mars marzo março maart mrt marca marzec марта март мар mart",
    "apr": "april avril avr abril abr aprile kwietnia kwiecień kwi апреля апрель апр nisan nis",
    "may": "mai mayo maio maggio mag mei maj maja мая май mayıs",
    "jun": "june juni juin junio junho giugno giu czerwca czerwiec cze июня июнь июн haziran haz",
    "jul": "july juli juillet juil julio julho luglio lug lipca lipiec lip июля июль июл temmuz tem",
    "aug": "august août aout agosto ago augustus augusti sierpnia sierpień sie августа август авг ağustos ağu",
    "sep": "september septembre sept septiembre setiembre setembro set settembre września wrzesień wrz "
    "сентября сентябрь сен сент eylül eyl",
    "oct": "october oktober octobre okt octubre outubro out ottobre ott października październik paź "
    "октября октябрь окт ekim eki",
    "nov": "november novembre noviembre novembro listopada listopad lis ноября ноябрь ноя нояб kasım kas",
    "dec": "december dezember dez décembre déc diciembre dic dezembro dicembre desember des grudnia grudzień gru "
    "декабря декабрь дек aralık ara",
}
_MONTH = {word: short for short, words in _MONTHS.items() for word in (short, *words.split())}
_WEEKDAYS = _words(
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so mon die mit don fre "
    "sam son lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven dim lunes martes miércoles jueves "
    "viernes sábado domingo mié jue vie sáb dom lunedì martedì mercoledì giovedì venerdì sabato domenica gio sab "
    "segunda terça quarta quinta sexta seg ter qua qui sex feira maandag dinsdag woensdag donderdag vrijdag zaterdag "
    "zondag ma wo vr za zo poniedziałek wtorek środa czwartek piątek sobota niedziela pon pn wt śr czw pt sob nd "
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс"
)
_FILLERS = _words("de del di le el den der dem à um kl г года")
_KEPT = _words("uhr am pm h z t utc gmt cet cest")  # that the grammar knows
_HALF = re.compile(r"\b([ap])\.\s?m\.", re.IGNORECASE)
_ORDINALS = _words("er o a e è ème eme º ª")
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}|[ap]\. ?m\.|[^\x00-\x7f]", re.IGNORECASE)
_HALVES = {"午前": "上午", "午後": "下午", "오전": "上午", "오후": "下午"}
_KOREAN = dict(zip("년월일시분초時點", "年月日时分秒时点", strict=True))
_UNITS = re.compile(rf"(?<=[\d ])[{''.join(_KOREAN)}]")
_DOTTED = re.compile(r"^(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.(?=\s|$)")  # 2024. 1. 5.
_ERAS = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "民國": 1911,
    "民国": 1911,
    "R": 2018,
    "H": 1988,
    "S": 1925,
}
_ERA = re.compile(
    r"^(?:(?P<name>令和|平成|昭和|大正|民國|民国)\s*(?P<year>元|\d{1,3})|(?P<short>[RHS])(?P<brief>\d{1,2})(?=\.\d{1,2}\.\d)"
    r"|(?P<bare>1[0-4]\d)(?=[-/.]\d{1,2}[-/.]\d{1,2}(?:\s|$)|年\d{1,2}月))"
)
_SHORT_ERAS = ("R", "H", "S")
_ENGLISH_TOO = _words("set out mag ago ara lip tem lis lug des oca")  # Set 10 is no month of 2010
_WEEKDAY_BEHIND = re.compile(r"\s*(?:[(（][月火水木金土日월화수목금토일][)）]|[,，]\s*[一二三四五六日])")
_OF_BOTH_ZONES = re.compile(r"\s*\([A-Z]{2,5}/[A-Z]{2,5}\)")  # local time, summer and winter
_ZONE_IN_BRACKETS = re.compile(r"\((CES?T|MES?Z|EES?T|WES?T|UTC|GMT)\)")


def understood(cell: str) -> str:
    """A moment with its words in English or Chinese and its year of the common era; any other cell as it is."""
    if not (cell[:1].isdigit() or cell[:1] in _SHORT_ERAS or _LETTERS.search(cell)):
        return cell
    if _ERA.match(cell):
        cell = _ERA.sub(_common, cell, count=1)
    if not _LETTERS.search(cell):
        return _DOTTED.sub(r"\1-\2-\3", cell)
    if "(" in cell:
        cell = _ZONE_IN_BRACKETS.sub(r"\1", _OF_BOTH_ZONES.sub("", cell))
    if not cell.isascii():
        for word, other in _HALVES.items():
            cell = cell.replace(word, other)
        cell = _WEEKDAY_BEHIND.sub("", _UNITS.sub(lambda found: _KOREAN[found[0]], cell))
        cell = arabic(cell)
    return _in_english(_HALF.sub(r"\1m", _DOTTED.sub(r"\1-\2-\3", cell)))


def _common(found: re.Match[str]) -> str:
    if found["bare"]:
        return str(1911 + int(found["bare"]))
    year = found["year"] or found["brief"]
    return str(_ERAS[found["name"] or found["short"]] + (1 if year == "元" else int(year)))


def _in_english(cell: str) -> str:
    """With the names of months in English, without weekdays and words between; as it is where a word is neither."""
    found = list(_WORD.finditer(cell))
    words = [match[0].lower() for match in found]
    months = [at for at, word in enumerate(words) if word in _MONTH]
    if len(months) > 1 and words[months[0]] in _WEEKDAYS and not re.search(r"\d", cell[: found[months[0]].start()]):
        months = months[1:]  # mar. 5 mars
    if any(words[at] in _ENGLISH_TOO and re.match(r"\s+\d{1,2}$", cell[found[at].end() :]) for at in months):
        return cell
    made, end = [], 0
    for at, (match, word) in enumerate(zip(found, words, strict=True)):
        made.append(cell[end : match.start()])
        end = match.end()
        if at in months:
            made.append(_MONTH[word])
        elif word in _WEEKDAYS or word in _FILLERS:
            end += len(re.match(r"[.,]?\s*", cell[end:])[0])  # type: ignore[index]
        elif word in _KEPT:
            made.append(match[0])
        elif not (word in _ORDINALS and months and match.start() and cell[match.start() - 1].isdigit()):
            return cell
    made.append(cell[end:])
    return "".join(made).strip(" -")
