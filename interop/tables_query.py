"""Field tables of the queries: statement, dynamic query, query by serial number.

For: one readable table per message and per row. Not for: the nesting of
accounts and rows (`statements`) or what a bank answers (`bank_queries`).

A statement's row has the text's 28 fields. Real feeds leave many of them
empty, so only what makes it a row is required: which way, how much, when, and
the agency's number of it. Names and lengths are the page's.
"""

from __future__ import annotations

import codes
from fields import (
    ANSWERER, CASE_OPTIONAL, FREE, Field, IDS, OFFICERS, ORIGINAL, SHORT, may, need,
)
from values import AMOUNT_LENGTH_MAX

# Payment firms: what sort of number is asked about, and of whom.
DATA_TYPE = may("DataType", 2)
SUBJECT_TYPE = may("SubjectType", 2, "choice", ("01", "02"))
HOLDER = (
    need("BankID", 12, "bank"), may("BankName", 150),
    may("AccountType", 2, "choice", ("01", "02")), may("AccountName", 120),
)
WHY = (may("Reason", FREE), may("Remark", FREE))
PAYMENT = (DATA_TYPE, SUBJECT_TYPE)
# What an answer covers, under the query's own names.
PERIOD = (may("InquiryPeriodStart", 14, "time"), may("InquiryPeriodEnd", 14, "time"))

BODIES: dict[str, tuple[Field, ...]] = {
    codes.STATEMENT: IDS + CASE_OPTIONAL + HOLDER + PAYMENT + (
        need("CardNumber", 50),
        need("InquiryMode", 2, "choice",
             (codes.BASICS, codes.ROWS, codes.BASICS_AND_ROWS, codes.QUICK_ROWS)),
        may("InquiryPeriodStart", 14, "time"), may("InquiryPeriodEnd", 14, "time"),
    ) + WHY + OFFICERS,
    codes.WATCH: IDS + CASE_OPTIONAL + HOLDER + PAYMENT + (
        need("CardNumber", 50),
        may("InterceptionOrderId", 1, "choice", ("1",)),
        need("InterceptionStartTime", 14, "time"), need("InterceptionEndTime", 14, "time"),
    ) + WHY + OFFICERS,
    codes.UNWATCH: IDS + (ORIGINAL,) + CASE_OPTIONAL + (
        may("BankID", 12, "bank"), may("BankName", 150),
        may("AccountType", 2, "choice", ("01", "02")), may("AccountName", 120),
        may("CardNumber", 50), may("InterceptionEndTime", 14, "time"),
    ) + PAYMENT + WHY + OFFICERS,
    codes.BY_SERIAL: IDS + CASE_OPTIONAL + (
        need("OnlinePayCompanyID", 12, "ascii"), may("OnlinePayCompanyName", 150),
        need("DataType", 2, "choice", (codes.BANK_SERIAL, codes.ORDER_NUMBER, codes.POS_SERIAL)),
        need("Data", 100, "ascii"), may("BankID", 12, "bank"),
        need("TransactionDate", 14, "day"),
    ) + WHY + OFFICERS,
    codes.STATEMENT_ANSWER: IDS + (need("Result", 4, "result"), *PERIOD) + ANSWERER,
    codes.WATCH_ANSWER: IDS + (need("Result", 4, "result"),) + ANSWERER,
    codes.UNWATCH_ANSWER: IDS + (need("Result", 4, "result"),) + ANSWERER,
    codes.BY_SERIAL_ANSWER: IDS + (need("Result", 4, "result"),) + ANSWERER,
}

CARD = (
    may("AccountName", 120), may("CardNumber", 50), may("DepositBankBranch", 150),
    may("DepositBankBranchCode", 50), may("AccountOpenTime", 14, "digits"),
    may("AccountCancellationTime", 14, "digits"), may("AccountCancellationBranch", 150),
    may("Remark", FREE),
)
ACCOUNT = (
    may("AccountNumber", 50), may("AccountSerial", 50), may("AccountType", SHORT),
    may("AccountStatus", SHORT), may("Currency", 3, "currency"), may("CashRemit", 30),
    may("AccountBalance", AMOUNT_LENGTH_MAX, "balance"),
    may("AvailableBalance", AMOUNT_LENGTH_MAX, "balance"),
    may("LastTransactionTime", 14, "digits"),
)
# A 100306 tells of its account and its period in the body itself.
WATCHED = (
    may("AccountName", 120), may("AccountNumber", 50), may("CardNumber", 50),
    may("InquiryPeriodStart", 14, "time"), may("InquiryPeriodEnd", 14, "time"),
)
ROW = (
    may("TransactionType", SHORT),
    need("BorrowingSigns", 1, "choice", (codes.MONEY_OUT, codes.MONEY_IN)),
    may("Currency", 3, "currency"), need("TransactionAmount", AMOUNT_LENGTH_MAX, "amount"),
    may("AccountBalance", AMOUNT_LENGTH_MAX, "balance"), need("TransactionTime", 14, "time"),
    need("TransactionSerial", 50, "ascii"), may("OpponentName", 120), may("OpponentAccountNumber", 50),
    may("OpponentCredentialNumber", 50), may("OpponentDepositBankID", 150),
    may("TransactionRemark", FREE), may("TransactionBranchName", 150),
    may("TransactionBranchCode", 50), may("LogNumber", 50), may("SummonsNumber", 50),
    may("VoucherType", SHORT), may("VoucherCode", 50),
    may("CashMark", 2, "choice", ("00", "01")), may("TerminalNumber", 50),
    may("TransactionStatus", 2, "choice", ("00", "01")), may("TransactionAddress", FREE),
    may("MerchantName", 150), may("MerchantCode", 50), may("IPAddress", 50),
    may("MAC", 50), may("TellerCode", 50), may("Remark", FREE),
)
# Two more that payment firms have on their rows, and the page on everybody's.
ROW_OF_FIRMS = (may("OrderID", 100, "ascii"), may("BankTransactionSerial", 100, "ascii"))

PAYMENT_ROW = (
    need("TransferAmount", AMOUNT_LENGTH_MAX, "amount"), may("OrderID", 100, "ascii"),
    may("TransactionTime", 14, "time"),
    may("OnlinePayCompanyType", 2, "choice", ("01", "02", "03")), may("TransactionType", SHORT),
    may("PaymentType", SHORT), may("Currency", 3, "currency"),
    may("TransInBankID", 12, "bank"), may("TransInBankName", 150), may("TransInCardNumber", 50),
    may("TransInAccountNumber", 50), may("TransInAccountName", 120),
    may("PosIdentity", 50), may("MerchantNumber", 50),
    may("TransOutBankID", 12, "bank"), may("TransOutBankName", 150), may("TransOutCardNumber", 50),
    may("TransOutAccountNumber", 50), may("TransOutAccountName", 120),
    may("TransactionDeviceType", SHORT), may("TransactionIP", 50), may("TransactionMAC", 50),
    may("TransactionDeviceCode", 100), may("BankTransactionSerial", 100, "ascii"),
)
