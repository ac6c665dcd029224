"""Codes of the police-bank interface: message codes, transport codes, results.

For: one table per kind of code, read by the codec, the little bank and the
little platform. Not for: what a code makes anybody do; that is decided where
the code is met.
"""

from __future__ import annotations

STOP, STOP_ANSWER = "100101", "100102"
LIFT, LIFT_ANSWER = "100103", "100104"
EXTEND, EXTEND_ANSWER = "100105", "100106"
FREEZE, FREEZE_ANSWER = "100201", "100202"
UNFREEZE, UNFREEZE_ANSWER = "100203", "100204"
REFREEZE, REFREEZE_ANSWER = "100205", "100206"
STATEMENT, STATEMENT_ANSWER = "100301", "100302"
WATCH, WATCH_ANSWER = "100305", "100306"
UNWATCH, UNWATCH_ANSWER = "100307", "100308"
# Only payment firms know this pair, as A00311 and A00312; see `lonely`.
BY_SERIAL, BY_SERIAL_ANSWER = "100311", "100312"
REPORT, REPORT_ANSWER = "100401", "100402"

# Orders of the interface this reading can name but does not execute. A bank
# answers them with result 1000, so that the police do not wait for nothing.
NOT_OPENED = ("100303", "100309")

FREEZES = (FREEZE, UNFREEZE, REFREEZE)
QUERIES = (STATEMENT, WATCH, UNWATCH, BY_SERIAL)
EXECUTED = (STOP, LIFT, EXTEND) + FREEZES + QUERIES
ANSWERS = (STOP_ANSWER, LIFT_ANSWER, EXTEND_ANSWER, FREEZE_ANSWER, UNFREEZE_ANSWER,
           REFREEZE_ANSWER, STATEMENT_ANSWER, WATCH_ANSWER, UNWATCH_ANSWER, BY_SERIAL_ANSWER)

# Transport return codes (Head/Code of every HTTP answer).
ACCEPTED = "100000"
BAD_FORM = "200001"
DUPLICATE = "200003"
NO_RIGHT = "200007"
TOO_OFTEN = "200008"
NOT_FOUND = "200010"

DESCRIPTIONS = {
    ACCEPTED: "成功",
    BAD_FORM: "报文格式错",
    DUPLICATE: "重复提交",
    NO_RIGHT: "前置机接口无权限",
    TOO_OFTEN: "前置机调用次数超限",
    NOT_FOUND: "未找到账户",
}

# Business results (Body/Result), with the reason a bank writes beside each.
RESULTS = {
    "0000": "成功",
    "0100": "身份认证失败", "0199": "身份认证其他错误",
    "0200": "无效金额", "0299": "金额其他错误",
    "0300": "账卡号不存在", "0301": "账号与户名不符", "0302": "白名单账号",
    "0303": "挂失", "0304": "无效账号", "0399": "账户其他错误",
    "0400": "找不到原始交易", "0499": "原始交易其他错误",
    "0500": "必输项缺失", "0501": "乱码", "0599": "报文内容其他错误",
    "0600": "缺法律文书", "0699": "法律文书其他错误",
    "0700": "机构代码错", "0701": "子机构代码错", "0799": "机构其他错误",
    "0800": "日期格式错误", "0801": "起止时间超出指令效力范围",
    "0802": "申请日期异常", "0899": "日期其他错误",
    "0900": "已处理过", "0999": "重复处理其他错误",
    "1000": "功能未开通", "1099": "功能其他错误",
    "1100": "行内异常", "1101": "平台通信异常", "1199": "系统其他错误",
    "1200": "有缺陷的成功", "1300": "行内止付失败", "1301": "已止付",
    "1302": "已限额冻结", "1303": "已全额冻结", "1304": "超出规定止付次数",
    "1399": "止付其他错误",
    "1800": "止付已到期，延期失效", "1899": "延期其他错误",
    "1900": "止付已到期，解除失效", "1999": "解除其他错误",
}

# Results that say the measure took effect. One implementation writes a single
# digit in 100206; a single 0 is taken as success, though no source says so.
SUCCESSES = ("0000", "1200", "0")

# Application types of a stop order.
FIRST_STOP = ("00", "01")
BANK_REPORTED = ("02", "03")
LATE_PAPERS = ("04", "05")
APPLICATION_TYPES = FIRST_STOP + BANK_REPORTED + LATE_PAPERS

# How much a freeze holds: an amount at most, or the whole account.
LIMITED, FULL = "01", "02"
# What a statement query asks for: basics, rows, both, rows of yesterday and today.
BASICS, ROWS, BASICS_AND_ROWS, QUICK_ROWS = "01", "02", "03", "04"
# Money out of the account is written on the left side of the books, money in on the right.
MONEY_OUT, MONEY_IN = "0", "1"
# Which number a payment firm is asked by: the bank's, its own order's, a POS terminal's.
BANK_SERIAL, ORDER_NUMBER, POS_SERIAL = "A1", "A2", "A3"

# Types whose account number is `main_sub`: foreign currency or term deposits.
SUB_ACCOUNT_TYPES = ("01", "03", "05")


def is_payment_code(code: str) -> bool:
    """Say whether a code belongs to the payment firms' twin of the table."""
    return len(code) == 6 and code.startswith("A0") and code[1:].isdigit()


def bank_twin(code: str) -> str:
    """Give the bank's code for a payment firm's (`A00101` -> `100101`)."""
    return "1" + code[1:] if is_payment_code(code) else code


def payment_twin(code: str) -> str:
    """Give the payment firm's code for a bank's (`100101` -> `A00101`)."""
    return "A" + code[1:] if code.startswith("1") else code


def is_code(code: str) -> bool:
    """Say whether the text has the shape of a message code at all."""
    return is_payment_code(code) or (len(code) == 6 and code.isascii() and code.isdigit())


def answer_code(code: str) -> str:
    """Give the feedback code: the request's code plus one, the letter kept."""
    if is_payment_code(code):
        return f"A{int(code[1:]) + 1:05d}"
    return f"{int(code) + 1:06d}"


def lonely(code: str) -> bool:
    """Say whether a bank's code is one that only payment firms have."""
    return code in (BY_SERIAL, BY_SERIAL_ANSWER)


def business_code(code: str) -> str:
    """Give the four digits an ApplicationID begins with (`100101` -> `0101`)."""
    return code[2:]
