//! The verbs: every act there is, one type each, so that a permit for one cannot serve another.

/// An act that needs a permit.
pub trait Verb: 'static {
    const NAME: &'static str;
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* #[derive(Debug)] pub enum $name {} impl Verb for $name { const NAME: &'static str = $text; })*
        pub const ALL: &[&str] = &[$($text,)*];
    };
}

verbs! {
    FileReport = "file_report";
    IdentifyReporter = "identify_reporter";
    AttachPaper = "attach_paper";
    ApproveOrder = "approve_order";
    WithdrawOrder = "withdraw_order";
    /// The agency fetches an order: it is opened for it and counts as seen.
    HandOver = "hand_over";
    /// The agency answers.
    ReceiveAnswer = "receive_answer";
    /// An officer enters what another system made of an order.
    ExecuteElsewhere = "execute_elsewhere";
    RecordElsewhere = "record_elsewhere";
    ExtendStop = "extend_stop";
    /// Drafts the end of a stop, a delay, a hold, a freeze or a void.
    LiftStop = "lift_stop";
    /// 立案 is recorded.
    RecordFiling = "record_filing";
    Freeze = "freeze";
    ExtendFreeze = "extend_freeze";
    /// A freeze gets another owner.
    HandOnFreeze = "hand_on_freeze";
    /// Frozen property was found to be unrelated.
    FindUnrelated = "find_unrelated";
    /// An agency held first, and tells of it.
    TakeHold = "take_hold";
    ConfirmHold = "confirm_hold";
    VoidValue = "void_value";
    ProtectAccount = "protect_account";
    UnprotectAccount = "unprotect_account";
    ShutNumber = "shut_number";
    RestoreNumber = "restore_number";
    /// A carrier keeps whom a user named: a relative to be told, a number to be left alone.
    RegisterContact = "register_contact";
    EndContact = "end_contact";
    /// A call that goes on looks like a scam.
    RaiseCallAlarm = "raise_call_alarm";
    /// An agency sends events to be judged. They have a log of their own.
    JudgeEvents = "judge_events";
    /// What is judged by is read again: the lexicon, the model, the rules.
    ReloadWords = "reload_words";
    /// The root of a run of verdicts enters the journal.
    CloseRun = "close_run";
    /// An agency reports a case of its own (100401).
    TakeReport = "take_report";
    FileAppeal = "file_appeal";
    DecideAppeal = "decide_appeal";
    ReviewAct = "review_act";
    ProposeNorm = "propose_norm";
    DecideNorm = "decide_norm";
    RegisterAgency = "register_agency";
    IssueKey = "issue_key";
    RevokeKey = "revoke_key";
    /// The key by which an agency signs its files.
    SetFileKey = "set_file_key";
    /// Orders leave as a file.
    GiveBundle = "give_bundle";
    /// Receipts come as a file.
    TakeBundle = "take_bundle";
    EnrolOfficer = "enrol_officer";
    SetPassword = "set_password";
    SetDuty = "set_duty";
    SetCertificate = "set_certificate";
    SignIn = "sign_in";
    /// The password was right; a second factor is still to come.
    PassPassword = "pass_password";
    /// The identity provider said who it is; a second factor is still to come.
    PassOutside = "pass_outside";
    SignOut = "sign_out";
    EndSession = "end_session";
    EndSessions = "end_sessions";
    /// One-time codes are drawn for an officer who sets them up.
    BeginTotp = "begin_totp";
    ConfirmTotp = "confirm_totp";
    RemoveTotp = "remove_totp";
    RenewRecoveryCodes = "renew_recovery_codes";
    RegisterPasskey = "register_passkey";
    RemovePasskey = "remove_passkey";
    /// An officer is somebody at the site's identity provider.
    LinkIdentity = "link_identity";
    UnlinkIdentity = "unlink_identity";
    /// An officer has lost his second factors.
    ResetFactors = "reset_factors";
    /// An officer leaves the service.
    RetireOfficer = "retire_officer";
    /// Opens sealed facts for a purpose.
    Reveal = "reveal";
    Read = "read";
    /// The papers of many victims go out of the house.
    TakeEvidence = "take_evidence";
    FoundHouse = "found_house";
    LapseMeasure = "lapse_measure";
    RaiseAlarm = "raise_alarm";
    NoteOverdue = "note_overdue";
    LiftUnconfirmed = "lift_unconfirmed";
    PassAppealClock = "pass_appeal_clock";
    /// A queued freeze takes effect, or its own time is over first.
    MoveQueue = "move_queue";
    /// Unrelated property was not freed in time: its owner is told.
    EscalateRelease = "escalate_release";
    NoteKeyedLate = "note_keyed_late";
    /// A case acts on where its money went.
    ExtendTrace = "extend_trace";
    /// A person decides a list of stops.
    DecideList = "decide_list";
    /// Rows that an agency told become movements.
    LearnStatement = "learn_statement";
    /// The radar reads what victims told, to see whether a script goes round that no type explains.
    ReadNarratives = "read_narratives";
    /// The radar proposes a script, or says anew what it is.
    DraftScript = "draft_script";
    AdoptScript = "adopt_script";
    DismissScript = "dismiss_script";
    /// Somebody was warned by a script that lives.
    NoteWarning = "note_warning";
    /// An officer proposes a set of rules.
    ProposeRules = "propose_rules";
    /// It judges beside the one in force.
    StartShadow = "start_shadow";
    /// A second officer puts it in force, or refuses it.
    DecideRules = "decide_rules";
    /// What ran before it runs again; or it is taken back undecided.
    RetireRules = "retire_rules";
    /// Rows of a file become movements.
    ImportMovements = "import_movements";
    /// Somebody is listed as black, grey or white.
    ListEntry = "list_entry";
    Unlist = "unlist";
    /// A second officer decides an entry that shields, or excludes for long.
    DecideListing = "decide_listing";
    /// The listed one objects.
    ObjectToListing = "object_to_listing";
    DecideObjection = "decide_objection";
    /// What executed measures restrict is listed, and ends with them.
    ListMeasures = "list_measures";
    /// A file of entries takes effect.
    TakeList = "take_list";
    RecordConsent = "record_consent";
    RevokeConsent = "revoke_consent";
    /// Somebody wants no advertising.
    RefuseCalls = "refuse_calls";
    Complain = "complain";
    /// Somebody who lost nothing tells of a number, a link, an account.
    FileTip = "file_tip";
    /// An officer has looked at it.
    CloseTip = "close_tip";
    /// An officer takes the most pressing line that nobody has.
    TakeNext = "take_next";
    /// He takes lines of his choice.
    TakeUp = "take_up";
    PutBack = "put_back";
    /// A supervisor gives lines to somebody.
    AssignWork = "assign_work";
    /// Lines are not looked at until later.
    PutOff = "put_off";
    /// A watch ends: the desk goes to the officer who comes.
    HandOverWatch = "hand_over_watch";
    /// He takes it.
    TakeOverWatch = "take_over_watch";
    /// Two reports are one victim's loss.
    MergeCases = "merge_cases";
    PartCases = "part_cases";
    /// One object is looked up, on a ground.
    LookUpObject = "look_up_object";
}
