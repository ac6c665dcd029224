//! Message codes: every refusal and notice the platform speaks, in Chinese and English.
//!
//! A code is stable: clients and tests may rely on it. The text may get better.

use serde::Serialize;
use std::fmt;

/// What kind of "no" a code is; the HTTP side maps it to a status in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The input is wrong.
    Invalid,
    /// Who is asking is not known.
    Unknown,
    /// Who is asking may not.
    Forbidden,
    /// It is not there, or not for the one who asks.
    NotFound,
    /// It is not the moment: the state does not allow it.
    Conflict,
    /// Too much or too often.
    Limit,
    /// Not their fault.
    Internal,
    Unavailable,
}

macro_rules! codes {
    ($($name:ident = $text:literal, $kind:ident, $zh:literal, $en:literal, $next_zh:literal, $next_en:literal;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($name,)* }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)* }
            }

            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }

            pub const fn en(self) -> &'static str {
                match self { $(Self::$name => $en,)* }
            }

            /// What to do next.
            pub const fn next_zh(self) -> &'static str {
                match self { $(Self::$name => $next_zh,)* }
            }

            pub const fn next_en(self) -> &'static str {
                match self { $(Self::$name => $next_en,)* }
            }
        }
    };
}

codes! {
    FieldMissing = "field_missing", Invalid, "缺少必填项", "a required field is missing", "补全后重新提交", "fill it in and send again";
    FieldInvalid = "field_invalid", Invalid, "字段内容不合规", "a field is not valid", "按说明更正后重新提交", "correct it as described and send again";
    BodyInvalid = "body_invalid", Invalid, "请求内容无法解析", "the body cannot be read", "核对格式后重新提交", "check the format and send again";
    IdempotencyKeyMissing = "idempotency_key_missing", Invalid, "缺少幂等键", "the Idempotency-Key header is missing", "为每次写入附上唯一的 Idempotency-Key", "send a fresh Idempotency-Key with every write";
    IdempotencyConflict = "idempotency_conflict", Conflict, "同一幂等键对应了不同内容", "the same idempotency key came with another body", "换一个新的幂等键", "use a new key for a new request";
    NotSignedIn = "not_signed_in", Unknown, "未登录或凭证无效", "not signed in, or the credential is not valid", "重新登录或更换密钥", "sign in again or replace the key";
    SignInFailed = "sign_in_failed", Unknown, "账号或密码错误", "login or password is wrong", "核对后重试；多次失败将暂停登录", "check and try again; repeated failures pause sign-in";
    SignInPaused = "sign_in_paused", Limit, "登录失败次数过多，已暂停", "too many failed sign-ins; paused", "稍后再试或联系管理员", "wait, or ask an administrator";
    PasswordWrong = "password_wrong", Forbidden, "密码不对", "the password is wrong", "重新输入本人密码；多次失败将暂停", "type your own password again; repeated failures pause this";
    SecondFactorWrong = "second_factor_wrong", Forbidden, "验证码不对，或已经用过", "the code is wrong, or was used before", "等下一个验证码再试，并核对手机时间；手机不在身边请用恢复码", "wait for the next code and check the telephone's clock; without it use a recovery code";
    SecondFactorMissing = "second_factor_missing", Conflict, "没有可用的第二验证", "there is no second factor to do this with", "先绑定验证器，再用其验证码确认", "set up an authenticator first, then confirm it by its code";
    SecondFactorNeeded = "second_factor_needed", Conflict, "本岗位登录须有第二验证，不能移除最后一种", "your role needs a second factor, and this is the last one", "先绑定另一种，再移除这一种", "set up another one first, then remove this one";
    OutsideOff = "outside_off", Conflict, "本中心没有配置统一登录", "this site has no identity provider to sign in by", "用密码登录", "sign in by the password";
    OutsideDown = "outside_down", Unavailable, "统一登录暂时连不上", "the identity provider cannot be reached now", "稍后再试，或者用密码登录；一直连不上请告知管理员", "try again later, or sign in by the password; tell an administrator if it lasts";
    OutsideFailed = "outside_failed", Forbidden, "统一登录没有完成", "signing in by the identity provider did not succeed", "回到登录页重新开始；再次失败请把这里的说明告知管理员", "begin again from the sign-in page; if it fails again, tell an administrator what stands here";
    OutsideOnly = "outside_only", Forbidden, "本岗位只能用统一登录", "your role signs in by the identity provider only", "回到登录页，选统一登录；连不上时请管理员处理", "choose the identity provider on the sign-in page; if it cannot be reached, ask an administrator";
    IdentityUnknown = "identity_unknown", Forbidden, "统一登录认得您，但这个账号还没有关联到本中心的人员", "the identity provider knows you, but this account is linked to no officer here", "把这里显示的账号（已遮掩）报给管理员，请其关联后再登录；已有密码的，可登录后自己关联", "tell an administrator the account shown here (masked) and have it linked; if you have a password, sign in by it and connect the account yourself";
    IdentityTaken = "identity_taken", Conflict, "这个统一登录账号已关联", "this account of the identity provider is linked already", "先解除原来的关联，再关联", "end the other link first, then link it";
    ProofNeeded = "proof_needed", Forbidden, "要再确认一次是您本人", "show once more that it is you", "到统一登录再登录一次，回来后十分钟内再办", "sign in by the identity provider once more, then do this within ten minutes";
    ProofOfAnother = "proof_of_another", Forbidden, "在统一登录那边登录的不是您关联的账号", "the account at the identity provider is not one of yours", "用您关联的账号再登录一次", "sign in there by an account that is linked to you";
    NotAllowed = "not_allowed", Forbidden, "无权执行该操作", "this act is not allowed to you", "请有权限的人员办理", "ask somebody who holds the role";
    FourEyes = "four_eyes", Forbidden, "起草人不得审批本人起草的指令", "whoever drafted an order may not approve it", "请另一名审批人办理", "ask another approver";
    SameOfficerDecides = "same_officer_decides", Forbidden, "作出措施的人员不得审理申诉", "whoever took part in the measure may not decide the appeal", "请另一名监督人员审理", "ask another supervisor";
    NotFound = "not_found", NotFound, "未找到", "not found", "核对编号", "check the id";
    WrongState = "wrong_state", Conflict, "当前状态不允许该操作", "the present state does not allow this", "刷新后查看当前状态", "reload and look at the state";
    PapersMissing = "papers_missing", Conflict, "法律文书不全", "papers are missing", "补齐所列文书，并确认两名民警在岗", "attach the papers that are named, and make sure two police officers are on duty";
    NoDuty = "no_duty", Conflict, "当前时段无值班民警名册", "nobody is on the duty roster now", "请管理员录入值班名册", "ask an administrator to enter the roster";
    NotPolice = "not_police", Invalid, "须为持人民警察证的民警", "this must be a police officer with a certificate", "另选民警；辅警和驻点银行人员不能签发", "choose a police officer; auxiliary staff and bank seats cannot sign";
    StopTimesExceeded = "stop_times_exceeded", Conflict, "该账户止付次数已达上限", "this account was stopped as often as the norm allows", "立案后转冻结", "file the case and freeze instead";
    AlreadyInForce = "already_in_force", Conflict, "该对象已有生效措施", "a measure is already in force on this target", "本案已并入该措施", "the case has joined it";
    NoMeasureInForce = "no_measure_in_force", Conflict, "没有生效中的措施", "no measure is in force", "无需操作", "nothing to do";
    AgencyUnknown = "agency_unknown", Invalid, "机构代码不存在", "no agency has this code", "核对机构代码或先登记机构", "check the code or register the agency first";
    AgencyWrongKind = "agency_wrong_kind", Invalid, "该机构不能执行此类指令", "this agency cannot carry out such an order", "选择账户或号码所属机构", "choose the agency that keeps the account or number";
    PaperInvalid = "paper_invalid", Invalid, "文书文件不合规", "the paper is not valid", "上传 JPG 或 PDF，且不超过大小上限", "upload JPG or PDF within the size limit";
    AppealPending = "appeal_pending", Conflict, "该措施已有申诉在审理", "an appeal against this measure is already open", "凭查询码查看进度", "use the progress code";
    TailMismatch = "tail_mismatch", NotFound, "查询码与尾号不符", "code and last digits do not match", "向银行或运营商核对；或自行拨打 96110", "check with your bank or carrier, or call 96110 yourself";
    NormInvalid = "norm_invalid", Invalid, "规范内容不合规", "the norm is not valid", "核对数值、依据和生效时间", "check value, basis and effective date";
    PurposeMissing = "purpose_missing", Invalid, "须说明查阅目的", "say for what purpose", "填写办案目的后重试", "state the purpose and try again";
    LoginTaken = "login_taken", Conflict, "登录名已被使用", "the login is taken", "换一个登录名", "choose another";
    CodeTaken = "code_taken", Conflict, "机构代码已登记", "the agency code is taken", "核对或修改现有机构", "check, or change the existing agency";
    FilingMissing = "filing_missing", Conflict, "尚未立案，不得冻结", "the case is not filed; nothing may be frozen", "录入立案决定后再冻结", "record the decision to file the case, then freeze";
    AccountProtected = "account_protected", Conflict, "该账户受保护，不得直接止付", "this account is protected and is not stopped", "核对保护原因；善意商户走专门通道", "look at the reason; a seller in good faith has a lane of his own";
    BundleNotGenuine = "bundle_not_genuine", Invalid, "该文件不是此机构签名的回执文件", "the file is not a bundle of receipts signed by this agency", "核对机构与文件密钥；请机构重新导出", "check the agency and its file key; ask the agency for the file again";
    BundleReplayed = "bundle_replayed", Conflict, "同一序号已收过内容不同的文件", "another file came under this number before", "查明文件来源；请机构以新序号重新导出", "find out where the file comes from; ask the agency for a new one";
    TooLarge = "too_large", Limit, "内容超过上限", "too large", "拆分或压缩后重试", "split it or make it smaller";
    TooOften = "too_often", Limit, "请求过于频繁", "too many requests", "稍后再试", "wait and try again";
    Busy = "busy", Unavailable, "系统繁忙，请求未受理", "busy; the request was not taken", "用同一幂等键重试", "try again with the same idempotency key";
    Uncertain = "uncertain", Unavailable, "结果未知", "the outcome is not known", "用同一幂等键重试以确认", "ask again with the same idempotency key";
    Internal = "internal", Internal, "系统内部错误", "an internal error", "记下编号并联系工程师", "note the number and call an engineer";
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_speaks_both_languages_and_says_what_next() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.text()), "{code} stands twice");
            for text in [code.zh(), code.next_zh()] {
                assert!(text.chars().any(|c| c > '\u{2fff}'), "{code}: `{text}` is not Chinese");
            }
            for text in [code.en(), code.next_en()] {
                assert!(text.is_ascii() && !text.is_empty() && !text.ends_with('.'), "{code}: `{text}`");
            }
        }
    }
}
