//! The words that may stand in a request where the model knows an enum. Only for the description of
//! the API: reading them is the model's affair, and a test compares the two.

use utoipa::ToSchema;

/// How the money was sent.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ChannelWord {
    Counter,
    Atm,
    OnlineBank,
    MobileBank,
    Pos,
    ThirdParty,
    Other,
}

/// Whose account: personal, of a company, at a payment firm, where money leaves the institutions, or
/// not known.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ClassWord {
    Personal,
    Company,
    Payment,
    Sink,
    Unknown,
}

/// What an agency is. The centre itself is founded, not registered.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum AgencyKindWord {
    Police,
    Bank,
    PaymentFirm,
    Carrier,
}

/// How an agency takes its orders.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum WireWord {
    PoliceBank,
    JsonForm,
    ByHand,
}

#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum RoleWord {
    Intake,
    Officer,
    Approver,
    Supervisor,
    Administrator,
    Desk,
}

#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum OrderStateWord {
    Drafted,
    AwaitingPapers,
    AwaitingApproval,
    Approved,
    Dispatched,
    Seen,
    Done,
    Part,
    Refused,
    Failed,
    Withdrawn,
}

#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum MeasureStateWord {
    Pending,
    Queued,
    InForce,
    Renewed,
    NotImposed,
    Lapsed,
    Released,
    Converted,
    Returned,
}

#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum MeasureKindWord {
    Delay,
    Stop,
    Freeze,
    Hold,
    Void,
    Shut,
}

#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum AppealStateWord {
    Open,
    Upheld,
    PartlyUpheld,
    Rejected,
    ClockPassed,
    Moot,
}

/// How far a new script has come.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ScriptStateWord {
    Draft,
    Seconded,
    Live,
    Dismissed,
}

/// How far a set of rules has come.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum RuleSetStateWord {
    Proposed,
    Shadow,
    InForce,
    Replaced,
    Retired,
    Refused,
    Withdrawn,
}

/// How far a watch that was handed over has come.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum HandoverStateWord {
    Open,
    Taken,
    Replaced,
}

/// On what ground somebody objects.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum GroundWord {
    Wronged,
    GoodFaith,
}

/// Which organ a freeze lies with.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum StageWord {
    Police,
    Procuratorate,
    Court,
}

/// What came of an order.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ResultWord {
    Done,
    Part,
    Refused,
    Failed,
}

/// Why an account is protected.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ProtectionWord {
    WhiteList,
    Utility,
    Payroll,
    Merchant,
}

/// Which way money went on an account.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum SideWord {
    Debit,
    Credit,
}

/// How money left the institutions.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ExitWord {
    Cash,
    Pos,
    Gold,
    Crypto,
    GiftCard,
    TopUp,
}

/// A paper of a case.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum PaperWord {
    StopApplication,
    FreezeDocument,
    IdCard,
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::exchange::{PaperKind, Side};
    use cordon_model::{
        AccountClass, AgencyKind, AppealGround, Channel, Exit, MeasureKind, ProtectionKind, ReceiptResult, Role, Stage,
        Wire,
    };
    use serde::de::DeserializeOwned;
    use utoipa::PartialSchema;

    fn words<W: PartialSchema>() -> Vec<String> {
        let schema = serde_json::to_value(W::schema()).unwrap();
        schema["enum"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    }

    fn readable<W: PartialSchema, M: DeserializeOwned>() {
        for word in words::<W>() {
            assert!(serde_json::from_value::<M>(word.clone().into()).is_ok(), "{word}");
        }
    }

    #[test]
    fn every_word_is_one_of_the_model() {
        readable::<ChannelWord, Channel>();
        readable::<ClassWord, AccountClass>();
        readable::<AgencyKindWord, AgencyKind>();
        readable::<WireWord, Wire>();
        readable::<RoleWord, Role>();
        readable::<MeasureKindWord, MeasureKind>();
        readable::<GroundWord, AppealGround>();
        readable::<StageWord, Stage>();
        readable::<ResultWord, ReceiptResult>();
        readable::<ProtectionWord, ProtectionKind>();
        readable::<SideWord, Side>();
        readable::<ExitWord, Exit>();
        readable::<PaperWord, PaperKind>();
    }
}
