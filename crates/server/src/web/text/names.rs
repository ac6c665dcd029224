//! Words for what the model and the desk name themselves: states, notes, weights, verbs, fields.

use super::Text;
use cordon_flow::Note;
use cordon_model::Code;

const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

/// States of orders, measures and appeals, weights of answers, notes, ways of approval, and verbs.
const NAMES: &[(&str, Text)] = &[
    ("drafted", text("起草", "drafted")),
    ("awaiting_papers", text("待补文书", "waits for papers")),
    ("awaiting_approval", text("待审批", "waits for approval")),
    ("approved", text("已批准", "approved")),
    ("dispatched", text("已发出", "sent")),
    ("seen", text("已签收", "seen")),
    ("done", text("已执行", "done")),
    ("part", text("部分执行", "done in part")),
    ("refused", text("依法未执行", "lawfully not done")),
    ("failed", text("技术原因未执行", "technically not done")),
    ("withdrawn", text("已撤回", "withdrawn")),
    ("pending", text("待生效", "under way")),
    ("queued", text("轮候", "queued")),
    ("in_force", text("生效中", "in force")),
    ("renewed", text("已延期，生效中", "extended, in force")),
    ("not_imposed", text("未生效", "never in force")),
    ("lapsed", text("到期失效", "lapsed")),
    ("released", text("已解除", "lifted")),
    ("converted", text("已转为其他措施", "turned into another measure")),
    ("returned", text("已返还", "returned")),
    ("open", text("审理中", "open")),
    ("upheld", text("申诉成立", "upheld")),
    ("partly_upheld", text("部分成立", "upheld in part")),
    ("rejected", text("维持措施", "rejected")),
    ("clock_passed", text("逾期未决，自动解除", "not decided in time: lifted by itself")),
    ("moot", text("措施已先行结束", "the measure ended before")),
    ("dropped", text("不予止付", "dropped")),
    ("cash", text("取现", "cash")),
    ("pos", text("POS消费", "POS")),
    ("gold", text("购金", "gold")),
    ("crypto", text("虚拟币", "coins")),
    ("gift_card", text("礼品卡", "gift card")),
    ("top_up", text("充值", "top-up")),
    ("merchant", text("善意商户", "seller in good faith")),
    ("disproportionate", text("涉案资金占比过低", "far more than was stolen would be held")),
    ("too_many", text("超过自动止付上限", "more than go by themselves")),
    ("not_reported", text("尚未报案", "not reported yet")),
    ("not_known", text("账户尚未查明", "account not known yet")),
    ("not_ordered", text("已查明、尚未止付", "known, and no stop sent")),
    ("not_answered", text("止付已发出、尚未执行", "stop sent, not carried out")),
    ("breach", text("已止付仍转出", "held, and moved all the same")),
    ("paid", text("受害人付款", "the victim paid")),
    ("reported", text("报案", "reported")),
    ("opened", text("登记", "entered")),
    ("asked", text("查询发出", "asked")),
    ("told", text("查询反馈", "told")),
    ("warned", text("风险提示", "warned")),
    ("stop_sent", text("止付发出", "stop sent")),
    ("stop_seen", text("止付签收", "stop seen")),
    ("held", text("止付成功", "held")),
    ("left_as", text("流出", "left")),
    ("take_evidence", text("调取证据包", "take the evidence")),
    ("extend_trace", text("追踪资金", "follow the money")),
    ("decide_list", text("核定止付清单", "decide a list of stops")),
    ("learn_statement", text("登记流水", "learn a statement")),
    ("import_movements", text("导入流水", "import transfers")),
    ("deciding", text("有效回执", "decides")),
    ("further", text("续报", "tells more")),
    ("repeated", text("重复", "says the same again")),
    ("contradicting", text("与首次回执矛盾", "contradicts the first answer")),
    ("too_late", text("撤回后收到", "came after the withdrawal")),
    ("limit_not_carried", text("未能限额，整户受限", "the limit was not carried: the whole account is held")),
    ("overdue", text("超时未反馈", "overdue")),
    ("debit_unconfirmed", text("付款未核实", "the debit is not confirmed")),
    ("debit_clock_passed", text("核实时限已过，已处理", "the time to confirm the debit is over; dealt with")),
    ("contradicted_answer", text("有矛盾回执", "a contradicting answer came")),
    ("answered_late", text("反馈超时", "answered late")),
    ("answered_after_withdrawal", text("撤回后有反馈", "answered after the withdrawal")),
    ("strange_answer", text("反馈异常", "a strange answer came")),
    ("not_encodable", text("无法电子送达，须纸面送达", "has no form on its wire: hand it over on paper")),
    ("debit_denied", text("付款行查无此笔", "the payer's bank knows no such debit")),
    ("debit_not_confirmed_in_time", text("付款逾期未核实，已解除", "not confirmed in time: lifted")),
    ("keyed_late", text("录入超时", "keyed in late")),
    ("payee_unknown", text("收款方未知", "payee unknown")),
    ("not_confirmed", text("付款未核实", "debit not confirmed")),
    ("moved_on", text("资金已转出", "moved on")),
    ("cashed_out", text("已取现或消费", "cashed out")),
    ("out_of_reach", text("所在机构不受理本平台指令", "at an institution that takes no orders from here")),
    ("absorbed", text("抵补透支", "repaid an overdraft")),
    ("unseen", text("去向未反馈", "left, and the bank has not said where to")),
    ("overlap", text("与其他案件重叠", "claimed by another case as well")),
    ("held_for_others", text("优先归属在先案件", "held for earlier cases")),
    ("order_under_way", text("指令在途", "an order is under way")),
    ("signed_form", text("受害人签名的申请表", "the victim's signed form")),
    ("freeze_document", text("冻结法律文书", "the freeze document")),
    ("executed_elsewhere", text("在其他系统执行", "executed in another system")),
    ("bank_reported", text("机构先行止付", "the bank held first")),
    (
        "held_short",
        text("账上涉案资金多于已控制金额，须由人决定", "more stolen money is there than is held; a person decides"),
    ),
    ("release_overdue", text("无关财物逾期未解除", "unrelated property was not freed in time")),
    ("police", text("公安", "police")),
    ("procuratorate", text("检察院", "procuratorate")),
    ("court", text("法院", "court")),
    ("wronged", text("措施有误", "the measure is wrong")),
    ("good_faith", text("善意取得：出售商品或服务所得", "good faith: I sold goods or services")),
    ("two_officers", text("两名在岗民警", "two police officers on duty")),
    ("approval_standing", text("常设授权", "standing authority")),
    ("approval_person", text("人工审批", "approved by a person")),
    ("approval_clock", text("时限届满，自动", "by the clock")),
    ("approval_not_needed", text("无需审批", "needs none")),
    ("file_report", text("接警登记", "filed the report")),
    ("identify_reporter", text("登记报警人身份", "identified the reporter")),
    ("attach_paper", text("上传文书", "attached a paper")),
    ("approve_order", text("审批指令", "approved an order")),
    ("withdraw_order", text("撤回指令", "withdrew an order")),
    ("hand_over", text("签收指令", "took an order")),
    ("receive_answer", text("收到回执", "answered")),
    ("extend_stop", text("起草延期", "drafted an extension")),
    ("lift_stop", text("起草解除", "drafted a lift")),
    ("record_filing", text("录入立案", "recorded the filing")),
    ("freeze", text("起草冻结", "drafted a freeze")),
    ("extend_freeze", text("起草续冻", "drafted a renewal")),
    ("hand_on_freeze", text("移交冻结责任人", "handed on a freeze")),
    ("find_unrelated", text("认定与案件无关", "found it unrelated")),
    ("take_hold", text("机构先行止付", "held first")),
    ("confirm_hold", text("确认先行止付", "confirmed a hold")),
    ("void_value", text("起草止兑", "drafted a void")),
    ("protect_account", text("保护账户", "protected an account")),
    ("unprotect_account", text("取消账户保护", "ended a protection")),
    ("execute_elsewhere", text("录入外部编号", "entered another system's number")),
    ("record_elsewhere", text("录入外部反馈", "entered another system's answer")),
    ("move_queue", text("轮候冻结变动", "moved a queued freeze")),
    ("escalate_release", text("逾期未解除，上报", "told the owner of a late release")),
    ("shut_number", text("起草关停", "drafted a shut-off")),
    ("restore_number", text("起草复通", "drafted a restoration")),
    ("take_report", text("机构上报案件", "reported a case")),
    ("file_appeal", text("提出申诉", "appealed")),
    ("decide_appeal", text("审理申诉", "decided an appeal")),
    ("review_act", text("事后复核", "reviewed an act")),
    ("propose_norm", text("提出规范修改", "proposed a norm")),
    ("decide_norm", text("核定规范修改", "decided on a norm")),
    ("read_narratives", text("雷达读取案情", "the radar read what victims told")),
    ("draft_script", text("拟出新话术", "drafted a new script")),
    ("adopt_script", text("采用新话术", "adopted a new script")),
    ("dismiss_script", text("撤下新话术", "dismissed a new script")),
    ("note_warning", text("记录首次预警", "noted the first warning")),
    ("propose_rules", text("提出研判规则", "proposed rules of verdicts")),
    ("start_shadow", text("规则开始影子运行", "let rules run in shadow")),
    ("decide_rules", text("核定研判规则", "decided on rules of verdicts")),
    ("retire_rules", text("停用研判规则", "took rules of verdicts out of force")),
    ("judge_events", text("送判事件", "sent events to be judged")),
    ("close_run", text("判定日志封存", "closed a run of verdicts")),
    ("reload_words", text("重新读取词库", "read the lexicon anew")),
    ("register_contact", text("登记亲情联系人", "registered a contact")),
    ("end_contact", text("注销亲情联系人", "ended a contact")),
    ("raise_call_alarm", text("通话告警", "raised an alarm about a call")),
    ("list_entry", text("列入名单", "listed")),
    ("unlist", text("移出名单", "took off a list")),
    ("decide_listing", text("核定列入", "decided on a listing")),
    ("list_measures", text("按已执行措施列入", "listed what measures restrict")),
    ("take_list", text("导入名单文件", "took in a file of a list")),
    ("object_to_listing", text("提出名单异议", "objected to a listing")),
    ("file_tip", text("群众举报", "told of a scam")),
    ("close_tip", text("处理群众举报", "looked at a tip")),
    ("decide_objection", text("审理名单异议", "decided an objection")),
    ("record_consent", text("登记营销同意", "recorded a consent")),
    ("revoke_consent", text("撤回营销同意", "revoked a consent")),
    ("refuse_calls", text("登记拒绝来电", "refused advertising")),
    ("complain", text("投诉号码", "complained of a number")),
    ("register_agency", text("登记机构", "registered an agency")),
    ("issue_key", text("发放密钥", "issued a key")),
    ("revoke_key", text("吊销密钥", "revoked a key")),
    ("set_file_key", text("登记文件密钥", "set a file key")),
    ("give_bundle", text("导出指令文件", "took orders out as a file")),
    ("take_bundle", text("导入回执文件", "brought receipts in as a file")),
    ("enrol_officer", text("登记人员", "enrolled an officer")),
    ("set_password", text("设置密码", "set a password")),
    ("set_duty", text("录入值班", "entered a shift")),
    ("set_certificate", text("上传警察证", "set a certificate")),
    ("take_next", text("领取下一条", "took the next line in hand")),
    ("take_up", text("领取", "took lines in hand")),
    ("put_back", text("放回", "put lines back")),
    ("assign_work", text("指派", "gave lines to somebody")),
    ("put_off", text("暂缓", "put lines off")),
    ("hand_over_watch", text("交班", "handed the watch over")),
    ("take_over_watch", text("接班", "took the watch over")),
    ("merge_cases", text("并案", "merged two reports of one loss")),
    ("part_cases", text("撤销并案", "parted two cases again")),
    ("look_up_object", text("查询", "looked it up")),
    ("sign_in", text("登录", "signed in")),
    ("pass_password", text("密码验证通过，待第二验证", "passed the password, a second factor to come")),
    ("sign_out", text("退出", "signed out")),
    ("end_session", text("结束本人的一个登录", "ended a session of his own")),
    ("end_sessions", text("退出全部登录", "signed out everywhere")),
    ("begin_totp", text("开始绑定验证器", "began to set up one-time codes")),
    ("confirm_totp", text("绑定验证器", "set up one-time codes")),
    ("remove_totp", text("停用验证器", "gave up one-time codes")),
    ("renew_recovery_codes", text("更换恢复码", "drew new recovery codes")),
    ("register_passkey", text("登记通行密钥", "added a passkey")),
    ("remove_passkey", text("停用通行密钥", "removed a passkey")),
    ("pass_outside", text("统一登录通过，待第二验证", "came in by the identity provider, one step more to do")),
    ("link_identity", text("关联统一登录账号", "linked an account of the identity provider")),
    ("unlink_identity", text("解除统一登录关联", "ended the link of an account of the identity provider")),
    ("reset_factors", text("重置第二验证", "took away an officer's second factors")),
    ("retire_officer", text("人员离岗", "ended an officer's service")),
    ("reveal", text("查阅加密信息", "opened sealed facts")),
    ("read", text("查阅", "looked")),
    ("found_house", text("初始化", "founded the house")),
    ("lapse_measure", text("措施到期失效", "let a measure lapse")),
    ("raise_alarm", text("到期预警", "raised an alarm")),
    ("note_overdue", text("超时标记", "noted an overdue order")),
    ("lift_unconfirmed", text("付款未核实，自动解除", "lifted what was not confirmed")),
    ("pass_appeal_clock", text("申诉逾期", "an appeal was not decided in time")),
    ("note_keyed_late", text("录入超时标记", "noted a late entry")),
];

/// A name in words; the code of a refusal in its own.
pub fn named(name: &str) -> Option<Text> {
    let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    known.or_else(|| Code::ALL.iter().find(|code| code.text() == name).map(|code| text(code.zh(), code.en())))
}

/// Why a trace goes no further at a place, or what was odd there: words of their own, since a bank that
/// has not answered is no measure under way.
const PLACES: &[(Note, Text)] = &[
    (Note::Tie, text("时间相同", "two at the same moment")),
    (Note::Overdraft, text("透支", "overdrawn")),
    (Note::UnseenDebit, text("有未见转出", "money left unseen")),
    (Note::UnseenCredit, text("有未见转入", "money came unseen")),
    (Note::Floor, text("金额过小，不再追踪", "too little to be followed")),
    (Note::Hops, text("层级已达上限", "as far as a trace goes")),
    (Note::Sink, text("资金终点", "where money leaves the institutions")),
    (Note::Stopped, text("名单账户，不再追踪", "listed: followed no further")),
    (Note::Window, text("时段之外", "outside the time that is traced")),
    (Note::Pending, text("机构尚未反馈", "not answered yet")),
    (Note::NoData, text("没有流水", "nobody keeps its postings")),
    (Note::Denied, text("机构不提供", "its bank does not say")),
    (Note::Failed, text("查询失败", "asking went wrong")),
    (Note::Truncated, text("流水不全", "only a part of its postings came")),
    (Note::Skew, text("入账早于出账", "credited before it was debited")),
    (Note::Breach, text("已止付仍转出", "held, and moved all the same")),
];

/// A note of a place, by its name in the trace.
pub fn place_note(name: &str) -> Option<Text> {
    PLACES.iter().find(|(note, _)| note.name() == name).map(|(_, text)| *text)
}

/// All names, for whoever shows them elsewhere.
pub fn names() -> impl Iterator<Item = (&'static str, Text)> {
    NAMES.iter().copied()
}

/// All notes of places.
pub fn place_notes() -> impl Iterator<Item = (&'static str, Text)> {
    PLACES.iter().map(|(note, text)| (note.name(), *text))
}

/// Fields as the desk calls them in a refusal, and as the pages label them.
const FIELDS: &[(&str, Text)] = &[
    ("code", super::ANSWER),
    ("balance", super::BALANCE),
    ("held", super::HELD),
    ("from", super::FROM),
    ("until", super::UNTIL),
    ("remark", super::REMARK),
    ("debit_found", super::DEBIT_FOUND),
    ("debit_at", super::DEBIT_AT),
    ("payee_institution", super::INSTITUTION_CODE),
    ("payee_account", super::ACCOUNT),
    ("payee_holder", super::HOLDER),
    ("payee_class", super::ACCOUNT_CLASS),
    ("reason", super::REASON),
    ("kept", super::KEPT),
    ("limit", super::FREEZE_LIMIT),
    ("why_full", super::WHY_FULL),
    ("organ", super::UNIT),
    ("decided_at", super::FILING_AT),
    ("phone", super::OWNER_PHONE),
    ("name", super::OWNER),
    ("evidence", super::EVIDENCE),
    ("number", super::NUMBER),
    ("carrier", super::CARRIER),
    ("case", super::CASE),
    ("statement", super::STATEMENT),
    ("contact", super::CONTACT),
    ("thing", super::TIP_THING),
    ("story", super::TIP_STORY),
    ("amount", super::AMOUNT_YUAN),
    ("at", super::SENT_AT),
    ("channel", super::CHANNEL),
    ("from_bank", super::PAYER_BANK),
    ("from_account", super::PAYER_ACCOUNT),
    ("to_bank", super::PAYEE_BANK),
    ("to_account", super::PAYEE_ACCOUNT),
    ("payer", super::PAYER_ACCOUNT),
    ("payer_holder", super::PAYER_HOLDER),
    ("payee", super::PAYEE_ACCOUNT),
    ("reported_at", super::REPORTED_AT),
    ("scam_type", super::SCAM_TYPE),
    ("narrative", super::NARRATIVE),
    ("scam_contact", super::SCAM_CONTACT),
    ("reporter_name", super::NAME),
    ("reporter_id_number", super::ID_NUMBER),
    ("reporter_phone", super::PHONE),
    ("id_type", super::ID_TYPE),
    ("file", super::FILE),
    ("purpose", super::PURPOSE),
    ("decision", super::DECIDE),
    ("order", super::NUMBER_OF_ORDER),
    ("transfer", super::TRANSFER),
    ("account", super::ACCOUNT),
    ("institution_code", super::AGENCY),
    ("kind", super::PROTECTED_AS),
    ("excluded", super::EXCLUDED),
    ("why", super::EXCLUDED_WHY),
];

/// The label of a field; a field of a numbered transfer has the label of its kind.
pub fn field(name: &str) -> Option<Text> {
    let find = |name: &str| FIELDS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    find(name).or_else(|| find(name.rsplit_once('_')?.0))
}

/// How the rules of refusals begin, and what they say in Chinese; `{}` is the rule's first number.
const RULES: &[(&str, &str)] = &[
    ("is not an amount", "不是金额，应如 80000.00"),
    ("is not a moment", "不是时间，应如 2026-11-23 09:30:00"),
    ("is longer than", "超过 {} 个字符"),
    ("the provider said no: access_denied", "在统一登录那边取消了，或者那边不允许"),
    ("this sign-in was begun in another browser", "这次登录是在别的浏览器里开始的，或者已经用过，或者超过了十分钟"),
    (
        "the provider asked for you too long ago",
        "统一登录那边上次核验身份太久了，或者没有说明时间；请在那边退出后再登录",
    ),
    ("the token is over", "统一登录给的凭据已过期或者还没生效；请管理员核对两边的时钟"),
    ("what you typed is too long to be carried", "填的内容太长，带不过去；请用密码登录，或者在另一个窗口登录"),
    ("is not an account number", "不是账号，应为 {} 位以上的字母和数字"),
    ("is not a telephone number", "不是电话号码，只能用数字，前面可加 +"),
    ("is neither yes nor no", "应为“是”或“否”"),
    ("is no published answer", "不是此类指令可用的回执代码"),
    ("is personal, company or payment", "应为 personal、company 或 payment"),
    ("was turned into a number", "被表格软件改成了数字，请将该列设为文本格式"),
    ("is no id of a case", "不是案件编号"),
    ("is not 1 to", "不在 1 至本案笔数之间"),
    ("must be above 0", "必须大于 0"),
    ("is negative", "不能为负数"),
    ("is in another currency", "与指令的币种不同"),
    ("one report has one currency", "同一份登记只能有一个币种"),
    ("lies in the future", "不能晚于现在"),
    ("lies before", "不能早于开始时间"),
    ("holds a control character", "含有控制字符"),
    ("names the number", "不能写出号码，号码已加密保存在指令中"),
    ("has to be 1 to", "应由字母、数字组成，且不能过长"),
    ("has to lie in the future", "应晚于现在，且不超过 {} 天"),
    ("holds nothing that can be put out of use", "没有可以停止兑付的价值"),
    ("holds nothing that the case claims", "没有本案主张的资金"),
    ("claims nothing on this account", "在该账户上没有主张的资金"),
    ("is no list of places", "应为序号，如 2、5"),
    ("is not T01 to T15", "应为 T01 至 T15 或未定"),
];

/// A rule in Chinese, where its words are known.
pub fn rule_zh(rule: &str) -> Option<String> {
    let (_, text) = RULES.iter().find(|(begins, _)| rule.starts_with(begins))?;
    let number: String = rule.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    Some(text.replace("{}", &number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::PartNote;
    use std::collections::BTreeSet;

    #[test]
    fn every_verb_has_words_and_nothing_is_named_twice() {
        for verb in cordon_desk::verbs::ALL {
            assert!(NAMES.iter().any(|(name, _)| name == verb), "{verb}");
        }
        let names: BTreeSet<&str> = NAMES.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), NAMES.len());
        let fields: BTreeSet<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(fields.len(), FIELDS.len());
        for (name, text) in NAMES {
            assert!(!text.zh.is_ascii() && text.en.is_ascii(), "{name}");
        }
    }

    #[test]
    fn every_note_of_a_place_and_of_the_money_bar_has_words() {
        for note in Note::ALL {
            assert!(place_note(note.name()).is_some(), "{}", note.name());
        }
        assert_ne!(place_note("PENDING").map(|text| text.zh), named("pending").map(|text| text.zh));
        for part in [
            PartNote::PayeeUnknown,
            PartNote::NotConfirmed,
            PartNote::MovedOn,
            PartNote::HeldForOthers,
            PartNote::OrderUnderWay,
            PartNote::Lapsed,
            PartNote::Released,
            PartNote::NotImposed,
            PartNote::CashedOut,
            PartNote::OutOfReach,
            PartNote::Absorbed,
            PartNote::Unseen,
            PartNote::Overlap,
        ] {
            let name = serde_json::to_value(part).unwrap().as_str().unwrap().to_lowercase();
            assert!(named(&name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_refusal_is_named_by_its_code_and_a_numbered_field_by_its_kind() {
        assert_eq!(named("four_eyes").map(|text| text.zh), Some(Code::FourEyes.zh()));
        assert_eq!(field("from_account_2").map(|text| text.en), Some("Payer's account"));
        assert_eq!(rule_zh("is longer than 300 characters").as_deref(), Some("超过 300 个字符"));
        assert_eq!(rule_zh("is something new"), None);
        assert!(field("no_such").is_none() && named("no_such").is_none());
    }
}
