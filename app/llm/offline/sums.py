"""Money as the author names it: how much, in which currency, for which years."""

import re
from typing import Final

from app.llm.offline.dates import TOKEN, years_in
from app.llm.offline.lexicon import lexicon
from app.llm.offline.patterns import late
from app.llm.offline.quantities import amount, quantities
from app.llm.offline.words import is_wide, words_of

_SIGNS: Final = ("€", "$", "£", "¥", "円", "₽", "₹", "zł")
_CURRENCIES: Final = frozenset(
    {"euro", "euros", "euroa", "eur", "usd", "dollar", "dollars", "dólar", "dólares", "dollari", "dollaria", "gbp"}
    | {"pound", "pounds", "pfund", "livres", "chf", "franken", "francs", "franc", "sek", "kronor", "krona", "kr"}
    | {"nok", "dkk", "kroner", "reais", "real", "pesos", "peso", "yen", "rubles", "roubles", "rupees", "złoty"}
)
_CODES: Final = "EUR|USD|GBP|CHF|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|RUB|TRY|JPY|CNY|KRW|INR|CAD|AUD|NZD|BRL|MXN|ZAR"
_SPOKEN: Final = (
    r"euro(?:s|a|n|jen)?|dollars?|dollar(?:eita|ia)|d[óo]lar(?:es)?|(?:schweizer )?franken|francs?|francos|frangia|"
    r"kronor|kroner|kruunua|reais|pesos|yen|jen[iä]+|r(?:o)?ubles|rupees|z[łl]ot(?:y|ych)"
)
"""Currencies by name, but for those that are weights, things or measures as well."""

_MANY: Final = (
    r"(?:[kKM]|bn|thousand|million|tausend|mille|mil|mio\.?|millionen|millones|milhões|duizend|tusen|tuhatta)"
)
_SUM: Final = late(
    rf"(?:(?:\b(?:{_CODES})|[€$£¥])\s?\d)"
    rf"|\d\s?(?:{_MANY})?\s?(?:(?:{_CODES})\b|[€£¥円₽₹])"
    rf"|(?:\d|\b{_MANY})\s?{_MANY}?\s?(?i:{_SPOKEN})\b"
)
"""A number beside a currency, whichever stands first: "CHF 80k", "60,000 francs", "80 000 €"."""

_RATE: Final = late(
    r"\b(?:a|per|each|every|pro|im|par|por|al|ao|om|per)\s(?:year|annum|jahr|an|année|año|ano|jaar|år)\b|\byearly\b"
    r"|\bannual(?:ly|mente)?\b|\bjährlich\b|\bannuel(?:le|lement)?\b|\banual(?:es|mente)?\b|\bom året\b|\bårligen\b"
    r"|\bjaarlijks\b|\bvuodessa\b|\bvuosittain\b|年間|毎年",
    re.IGNORECASE,
)
_WIDE_SUM: Final = late(r"(?:年間|月額|毎年)?(?:約)?[\d０-９][\d０-９,.]*[千万億]*円")
_APART: Final = late(
    r"\b(?:first year|after that|erste[ns]? jahr|danach|première année|ensuite|primer año)\b", re.IGNORECASE
)


def sums_in(text: str, language: str) -> tuple[str, ...]:
    """Give the sums of money in a text, each with its currency and what it is paid by: "45,000 euros a year"."""
    if is_wide(text):
        return tuple(match.group() for match in _WIDE_SUM.finditer(text))
    return tuple(said for said in quantities(text, language) if _is_money(said, text, language))


def names_a_sum(text: str) -> bool:
    """Tell whether a text names an amount of money by its currency."""
    return _SUM.search(text) is not None


def costs_in(text: str, language: str) -> tuple[str, ...]:
    """Give the sums that a text says something costs, or is given for; a fee that somebody pays is none."""
    hits = lexicon(language).hits(text, words_of(text))
    return sums_in(text, language) if any(hit.category == "spends" for hit in hits) else ()


def currency_in(text: str, language: str) -> str:
    """Give the currency of the first sum that has one, as the author writes it."""
    for said in sums_in(text, language):
        sign = next((sign for sign in _SIGNS if sign in said), "")
        word = next((token.group().strip() for token in TOKEN.finditer(said) if _named(token.group())), "")
        if word or sign:
            return word or sign
    return ""


def yearly(text: str, year: int, language: str) -> int | None:
    """Give what a purse holds in a year: where it says so much a year, or names that year alone; else nothing."""
    said = sums_in(text, language)
    cues = lexicon(language)
    words = words_of(text)
    funded = any(hit.category == "funds" for hit in cues.hits(text, words)) or bool({*cues.members("purse")} & {*words})
    if len(said) != 1 or not (funded or text.startswith(cues.members("money")[:1])) or _APART.search(text):
        return None
    by_year = bool(_RATE.search(said[0]))
    named = years_in(text) == (year,) and not by_year
    return amount(said[0]) if by_year or named else None


def _is_money(said: str, text: str, language: str) -> bool:
    if any(sign in said for sign in _SIGNS) or any(_named(token.group()) for token in TOKEN.finditer(said)):
        return True
    cues = lexicon(language)
    if amount(said) is None or not any(hit.category == "money" for hit in cues.hits(text, words_of(text))):
        return False
    plain = {*cues.function, *cues.members("units"), *cues.members("colourless")}
    plain |= {word for cue in cues.members("limits") for word in cue.split()}
    return all(word[0].isdigit() or word in plain or word.startswith(_MILLIONS) for word in words_of(said))


_MILLIONS: Final = ("million", "mio", "millones", "milh", "miljon", "miljoon", "mln", "milj", "milli")


def _named(word: str) -> bool:
    return word.strip().casefold() in _CURRENCIES
