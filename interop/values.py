"""Values inside messages: times, amounts, serial numbers, application ids.

For: turning the wire's text into numbers that can be reckoned with, and back.
Not for: whether a value makes business sense.

Times are milliseconds UTC inside and `yyyyMMddHHmmss` in Asia/Shanghai on the
wire. The zone is a fixed +08:00: China has kept it without summer time since
1991, and a fixed offset needs no time-zone files. Money is whole fen inside.
"""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
MS_PER_SECOND = 1000
TIME_SHAPE = re.compile(r"[0-9]{14}")
AMOUNT_SHAPE = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,2}))?")
AMOUNT_LENGTH_MAX = 18
APPLICATION_ID_SHAPE = re.compile(r"[0-9]{4}[0-9A-Za-z]{32}")
SERIAL_LENGTH_MAX = 53
SERIAL_CHARACTERS = re.compile(r"[0-9A-Za-z_]+")
SERIAL_SHAPE = re.compile(r"[0-9]{12}_[0-9]{12}[0-9]{28}")
NO_HOST = "000000000000"
YEAR_MIN = 1992
BANK_CODE_SHAPE = re.compile(r"[0-9]{12}")
ORG_CODE_SHAPE = re.compile(r"[0-9]{6,12}")


class BadValue(ValueError):
    """A value does not have the form the interface asks for."""


def parse_time(text: str) -> int:
    """Read `yyyyMMddHHmmss`, Shanghai time, into milliseconds UTC."""
    if not TIME_SHAPE.fullmatch(text):
        raise BadValue("a time has 14 digits, yyyyMMddHHmmss")
    # Since then Shanghai has had one offset.
    if int(text[:4]) < YEAR_MIN:
        raise BadValue(f"a time is of {YEAR_MIN} or later")
    try:
        moment = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=SHANGHAI)
        return int(moment.timestamp()) * MS_PER_SECOND
    except (ValueError, OverflowError):
        raise BadValue("a time must name a moment of the calendar") from None


def format_time(ms: int) -> str:
    """Write milliseconds UTC as Shanghai time, cut to the second."""
    moment = datetime.fromtimestamp(ms // MS_PER_SECOND, SHANGHAI)
    return moment.strftime("%Y%m%d%H%M%S")


def add_months(ms: int, months: int) -> int:
    """Give the same day of a later month, Shanghai time, or that month's last day."""
    moment = datetime.fromtimestamp(ms // MS_PER_SECOND, SHANGHAI)
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp()) * MS_PER_SECOND


def start_of_day(ms: int, days_back: int = 0) -> int:
    """Give midnight, Shanghai time, of that day or so many days before."""
    moment = datetime.fromtimestamp(ms // MS_PER_SECOND, SHANGHAI)
    midnight = moment.replace(hour=0, minute=0, second=0) - timedelta(days=days_back)
    return int(midnight.timestamp()) * MS_PER_SECOND


def parse_day(text: str) -> str:
    """Read a date, or the date of a time: its eight digits."""
    if not re.fullmatch(r"[0-9]{8}([0-9]{6})?", text):
        raise BadValue("a date has 8 digits, yyyyMMdd, or is a time of 14")
    parse_time(text.ljust(14, "0"))
    return text[:8]


def parse_amount(text: str, negative_allowed: bool = False) -> int:
    """Read yuan with at most two decimals into fen; no sign, blank or comma."""
    if len(text) > AMOUNT_LENGTH_MAX:
        raise BadValue(f"an amount has at most {AMOUNT_LENGTH_MAX} characters")
    match = AMOUNT_SHAPE.fullmatch(text)
    if match is None:
        raise BadValue("an amount is yuan with at most two decimals, such as 1280.50")
    sign, yuan, fen = match.groups()
    if sign and not negative_allowed:
        raise BadValue("an amount here is not negative")
    total = int(yuan) * 100 + int((fen or "0").ljust(2, "0"))
    return -total if sign else total


def format_amount(fen: int) -> str:
    """Write fen as yuan with two decimals."""
    sign = "-" if fen < 0 else ""
    text = f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
    if len(text) > AMOUNT_LENGTH_MAX:
        raise BadValue(f"an amount has at most {AMOUNT_LENGTH_MAX} characters")
    return text


def make_serial(code: str, now_ms: int, random_digits: str, host: str = NO_HOST) -> str:
    """Make a TransSerialNumber: code, host, 14 digits of time and 14 random."""
    if not BANK_CODE_SHAPE.fullmatch(code) or not BANK_CODE_SHAPE.fullmatch(host):
        raise BadValue("an institution code has 12 digits")
    if not re.fullmatch(r"[0-9]{14}", random_digits):
        raise BadValue("the random part of a serial number has 14 digits")
    return f"{code}_{host}{format_time(now_ms)}{random_digits}"


def make_application_id(business: str, unique: str) -> str:
    """Make an ApplicationID from a business code and 32 characters."""
    text = business + unique
    if not APPLICATION_ID_SHAPE.fullmatch(text):
        raise BadValue("an ApplicationID is 4 digits and 32 letters or digits")
    return text


def tail(text: str) -> str:
    """Give the last four characters: all of an account a log may show."""
    return text[-4:] if len(text) > 4 else "****"
