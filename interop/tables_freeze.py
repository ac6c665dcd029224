"""Field tables of the freezes: 100201 to 100206 and their A-codes.

For: one readable table per message. Not for: rules that tie fields together
(`police_bank`) or what a bank does with a freeze (`bank_freezes`).

The text says a freeze has "extra fields", so those of a stop may all be there;
of them only what a bank cannot do without is required. `FrozedBalance` and
`AccountAvaiableBalance` are spelled as the wire spells them.
"""

from __future__ import annotations

import codes
from fields import (
    ANSWERER, CASE, CASE_OPTIONAL, FREE, Field, IDS, OFFICERS, ORIGINAL, PAYEE, PAYEE_OPTIONAL,
    PAYER, SHORT, may, need,
)
from values import AMOUNT_LENGTH_MAX

OWNER = (may("IDType", SHORT), may("IDNumber", SHORT))
# The page writes the first; the text has a tag for payment firms only, the second, which is read too.
DOCUMENT = (may("CaseDocumentID", 100), may("caseDocumentID", 100))
TRANSFER = PAYER + (may("TransferAmount", AMOUNT_LENGTH_MAX, "amount"), may("TransferTime", 14, "time"))
WHY = (may("Reason", FREE), may("Remark", FREE))
FORMER = (
    may("FormerApplicationDepartment", 150), may("FormerFrozenCurrency", 3, "currency"),
    may("FormerFrozenBalance", AMOUNT_LENGTH_MAX, "limit"),
    may("FormerFrozenExpireTime", 14, "time"),
)
HOLDING = (
    may("AccountType", 2, "choice", ("01", "02")), may("AccountNumber", 50),
    may("CardNumber", 50), may("AppliedBalance", AMOUNT_LENGTH_MAX, "limit"),
    may("FrozedBalance", AMOUNT_LENGTH_MAX, "amount"), may("Currency", 3, "currency"),
    may("AccountBalance", AMOUNT_LENGTH_MAX, "balance"),
    may("StartTime", 14, "time"), may("ExpireTime", 14, "time"),
    may("AccountAvaiableBalance", AMOUNT_LENGTH_MAX, "balance"),
)
# A lift tells these.
FREED = (may("UnfreezeBalance", AMOUNT_LENGTH_MAX, "amount"), may("WithdrawalTime", 14, "time"))

BODIES: dict[str, tuple[Field, ...]] = {
    codes.FREEZE: IDS + (
        may("ApplicationType", 2), may("OriginalApplicationID", 36, "application"),
    ) + CASE + TRANSFER + PAYEE + OWNER + (
        need("FreezeType", 2, "choice", (codes.LIMITED, codes.FULL)),
        may("Balance", AMOUNT_LENGTH_MAX, "limit"), need("Currency", 3, "currency"),
        may("FreezeStartTime", 14, "time"), may("StartTime", 14, "time"),
        need("ExpireTime", 14, "time"),
    ) + DOCUMENT + WHY + OFFICERS,
    codes.UNFREEZE: IDS + (ORIGINAL, may("ApplicationType", 2)) + CASE_OPTIONAL
    + PAYEE_OPTIONAL + OWNER + (need("WithdrawalRemark", FREE),) + DOCUMENT + WHY + OFFICERS,
    codes.REFREEZE: IDS + (ORIGINAL, may("ApplicationType", 2)) + CASE_OPTIONAL
    + PAYEE_OPTIONAL + OWNER + (
        need("FreezeType", 2, "choice", (codes.LIMITED, codes.FULL)),
        may("Balance", AMOUNT_LENGTH_MAX, "limit"), need("Currency", 3, "currency"),
        need("PostponeStartTime", 14, "time"), need("ExpireTime", 14, "time"),
        need("ExtendRemark", FREE),
    ) + DOCUMENT + WHY + OFFICERS,
    codes.FREEZE_ANSWER: IDS + (need("Result", 4, "result"),) + HOLDING + FREED + FORMER + ANSWERER,
    codes.UNFREEZE_ANSWER: IDS + (need("Result", 4, "result"),) + HOLDING + FREED + FORMER + ANSWERER,
    # One implementation answers here with a single digit.
    codes.REFREEZE_ANSWER: IDS + (need("Result", 4, "short-result"),) + HOLDING + FREED + FORMER + ANSWERER,
}

# What an answer that says `done` must tell.
TOLD_ON_SUCCESS = {
    codes.FREEZE_ANSWER: ("AppliedBalance", "FrozedBalance", "AccountBalance",
                          "StartTime", "ExpireTime"),
    codes.UNFREEZE_ANSWER: ("WithdrawalTime",),
    codes.REFREEZE_ANSWER: ("ExpireTime",),
}
