"""Field tables of the queries: statement, dynamic query, query by serial number.

For: one readable table per message and per row. Not for: the nesting of
accounts and rows (`statements`) or what a bank answers (`bank_queries`).

A statement's row has the text's 28 fields. Real feeds leave many of them
empty, so only what makes it a row is required: which way, how much, when.
The names in a payment firm's row are the weakest reading here: the text tells
them in Chinese only.
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

BODIES: dict[str, tuple[Field, ...]] = {
    codes.STATEMENT: IDS + CASE_OPTIONAL + HOLDER + PAYMENT + (
        need("CardNumber", 50),
        need("InquiryMode", 2, "choice",
             (codes.BASICS, codes.ROWS, codes.BASICS_AND_ROWS, codes.QUICK_ROWS)),
        may("InquiryPeriodStart", 14, "time"), may("InquiryPeriodEnd", 14, "time"),
    ) + WHY + OFFICERS,
    codes.WATCH: IDS + CASE_OPTIONAL + HOLDER + PAYMENT + (
        need("CardNumber", 50),
        need("InterceptionStartTime", 14, "time"), need("InterceptionEndTime", 14, "time"),
    ) + WHY + OFFICERS,
    codes.UNWATCH: IDS + (ORIGINAL,) + CASE_OPTIONAL + (
        may("BankID", 12, "bank"), may("BankName", 150),
        may("AccountType", 2, "choice", ("01", "02")), may("AccountName", 120),
        may("CardNumber", 50), may("WithdrawalRemark", FREE),
    ) + PAYMENT + WHY + OFFICERS,
    codes.BY_SERIAL: IDS + CASE_OPTIONAL + (
        need("DataType", 2, "choice", (codes.BANK_SERIAL, codes.ORDER_NUMBER, codes.POS_SERIAL)),
        need("TransactionSerial", 50), may("BankID", 12, "bank"), may("BankName", 150),
        need("TransactionDate", 14, "day"), SUBJECT_TYPE,
    ) + WHY + OFFICERS,
    codes.STATEMENT_ANSWER: IDS + (need("Result", 4, "result"),) + ANSWERER,
    codes.WATCH_ANSWER: IDS + (need("Result", 4, "result"),) + ANSWERER,
    codes.UNWATCH_ANSWER: IDS + (
        need("Result", 4, "result"), may("CardNumber", 50), may("WithdrawalTime", 14, "time"),
    ) + ANSWERER,
    codes.BY_SERIAL_ANSWER: IDS + (need("Result", 4, "result"),) + ANSWERER,
}

CARD = (
    may("AccountName", 120), need("CardNumber", 50), may("DepositBankBranch", 150),
    may("DepositBankBranchCode", SHORT), may("AccountOpenTime", 14, "time"),
    may("AccountCancellationTime", 14, "time"), may("AccountCancellationBranch", 150),
    may("Remark", FREE),
)
ACCOUNT = (
    need("AccountNumber", 50), may("AccountSerial", SHORT), may("AccountType", SHORT),
    may("AccountStatus", SHORT), may("Currency", 3, "currency"), may("CashRemit", SHORT),
    may("AccountBalance", AMOUNT_LENGTH_MAX, "balance"),
    may("AvailableBalance", AMOUNT_LENGTH_MAX, "balance"),
    may("LastTransactionTime", 14, "time"),
)
ROW = (
    may("TransactionType", SHORT),
    need("BorrowingSigns", 1, "choice", (codes.MONEY_OUT, codes.MONEY_IN)),
    may("Currency", 3, "currency"), need("TransactionAmount", AMOUNT_LENGTH_MAX, "amount"),
    may("AccountBalance", AMOUNT_LENGTH_MAX, "balance"), need("TransactionTime", 14, "time"),
    may("TransactionSerial", 50), may("OpponentName", 60), may("OpponentAccountNumber", 30),
    may("OpponentCredentialNumber", SHORT), may("OpponentDepositBankID", SHORT),
    may("TransactionRemark", FREE), may("TransactionBranchName", 150),
    may("TransactionBranchCode", SHORT), may("LogNumber", SHORT), may("SummonsNumber", SHORT),
    may("VoucherType", SHORT), may("VoucherCode", SHORT),
    may("CashMark", 2, "choice", ("00", "01")), may("TerminalNumber", SHORT),
    may("TransactionStatus", 2, "choice", ("00", "01")), may("TransactionAddress", FREE),
    may("MerchantName", FREE), may("MerchantCode", SHORT), may("IPAddress", 30),
    may("MAC", 50), may("TellerCode", SHORT), may("Remark", FREE),
)

PAYMENT_ROW = (
    may("InstitutionType", 2, "choice", ("01", "02", "03")), may("TransactionType", SHORT),
    may("PaymentType", SHORT), may("Currency", 3, "currency"),
    need("TransactionAmount", AMOUNT_LENGTH_MAX, "amount"), may("TransactionTime", 14, "time"),
    may("TransactionSerial", 50),
    may("TransferInBankID", 12), may("TransferInBankName", 150),
    may("TransferInAccountName", 120), may("TransferInCardNumber", 50),
    may("TransferInPaymentAccount", 50), may("TransferInPOSNumber", SHORT),
    may("TransferInMerchantCode", SHORT),
    may("TransferOutBankID", 12), may("TransferOutBankName", 150),
    may("TransferOutAccountName", 120), may("TransferOutCardNumber", 50),
    may("TransferOutPaymentAccount", 50),
    may("DeviceType", SHORT), may("IPAddress", 30), may("MAC", 50), may("DeviceID", SHORT),
    may("BankChannelSerial", 50), may("Remark", FREE),
)
