//! Every text of the pages, Chinese and English side by side: a text that lacks one of them does not
//! compile. What the model names itself (states, notes, verbs) has its words in [`names`].

use serde::{Deserialize, Serialize};

/// Texts with a name each.
macro_rules! texts {
    ($($name:ident = $zh:literal, $en:literal;)*) => {
        $(pub const $name: Text = Text { zh: $zh, en: $en };)*
    };
}

mod carried;
mod citizen;
mod drill;
mod names;

pub use carried::*;
pub use citizen::*;
pub use drill::*;
pub use names::{field, named, names, place_note, place_notes, rule_zh};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    Zh,
    En,
}

/// One text in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    pub zh: &'static str,
    pub en: &'static str,
}

impl Lang {
    pub const fn of(self, text: Text) -> &'static str {
        match self {
            Self::Zh => text.zh,
            Self::En => text.en,
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

// The frame.
texts! {
    BRAND = "合围", "Cordon";
    SKIP = "跳到正文", "Skip to content";
    NAVIGATION = "导航", "Navigation";
    OTHER_LANGUAGE = "English", "中文";
    COLON = "：", ": ";
    NEEDED = "（必填）", " (required)";
    CHOOSE = "请选择", "choose";
    NEXT = "下一步", "Next";
    OURS = "这是系统的问题，您填写的内容未丢失，请稍后用同一页面重试。", "This is our fault. What you typed is not lost; try again from the same page in a while.";
    DONE = "已办理。", "Done.";
    NOT_DONE = "未办理", "Not done";
    NOT_FOUND = "没有这个页面", "There is no such page";
    TO_DOOR = "回到首页", "To the first page";
    FORM_EXPIRED = "表单不是在本次登录中打开的，未作任何处理。请重新打开页面再提交；若浏览器禁用了 Cookie，请先允许本站使用。", "This form was not opened in this session; nothing was done. Open the page again and send it; if cookies are blocked, allow them for this site.";
    NEVER_ASK = "本平台从不要求转账、缴费，也不索要密码、验证码或屏幕共享。", "We never ask for a transfer, a fee, a password, a code or a shared screen.";
    CONFIRM_BY_PHONE = "如需核实，请您自行拨打 96110；已经受骗，立即拨打 110。不要回拨他人提供的号码。我们不会要求您转账、提供验证码或共享屏幕。", "To confirm, dial 96110 yourself; if you were deceived, call 110 at once. Do not call back a number that somebody gave you. We never ask for transfers, codes or screen sharing.";
    ALL = "全部", "all";
    NOTHING_HERE = "暂无记录。", "Nothing here.";
    OLDER = "更早的", "Older";
    LATER = "下一页", "Next page";
    CUT_SHORT = "记录过多，此处未全部显示。", "There are more than are shown here.";
}

// Public pages.
texts! {
    DOOR_TITLE = "反诈资金协同平台", "Stopping scam money together";
    DOOR_LEAD = "反诈中心、银行、支付机构和运营商在此协同止付、关停，并记录每一项措施的依据、期限和救济途径。", "Here the anti-fraud centre, banks, payment firms and carriers stop scam money together, and record for each measure its legal basis, its end and the way to object.";
    CHECK_CODE = "查询措施", "Check a measure";
    APPEAL_PROGRESS = "申诉进度", "Progress of an appeal";
    SIGN_IN_HINT = "反诈中心工作人员和成员单位入口。", "For officers of the centre and for member agencies.";
    PUBLIC_CODE = "公开查询码", "Public code";
    PUBLIC_CODE_HINT = "银行告知单或运营商短信上的 12 位代码，如 7K3M-Q9TX-2B4D。", "Twelve characters on the slip of your bank or carrier, such as 7K3M-Q9TX-2B4D.";
    TAIL = "尾号", "Last four characters";
    TAIL_HINT = "账号或手机号的最后四位。", "Of the account or telephone number.";
    LOOK_UP = "查询", "Look up";
    NOTHING_FOUND = "没有查到可公开的措施。", "No measure was found that can be shown.";
    NOTHING_FOUND_NEXT = "请核对查询码和尾号；仍查不到的，请向开户银行或运营商柜面询问，或自行拨打 96110。", "Check the code and the last four characters. If it is still not found, ask at the counter of your bank or carrier, or dial 96110 yourself.";
    MEASURE_TITLE = "措施信息", "The measure";
    MEASURE = "措施", "Measure";
    STATE = "状态", "State";
    STILL_HOLDS = "生效中", "in force";
    ORGAN = "决定机关", "Deciding authority";
    ORGAN_PHONE = "办公电话", "Telephone of the office";
    FROM = "开始时间", "From";
    UNTIL = "届满时间", "Until";
    REASON = "理由", "Reason";
    BASIS = "法律依据", "Legal basis";
    WHOLE_ACCOUNT = "整个账户受限", "The whole account is held";
    WHOLE_ACCOUNT_TEXT = "紧急止付通常作用于整个账户（只收不付）。超出涉案金额的部分属于多限制的资金：您可以在申诉中说明，或致电上列办公电话，要求尽快改为限额措施。", "An emergency stop usually holds the whole account: money comes in, none goes out. What goes beyond the amount of the case is held too much: say so in your appeal or call the office above, and ask that only the amount be held.";
    HOW_TO_OBJECT = "如何提出异议", "How to object";
    DECIDED_WITHIN = "审理时限", "Decided within";
    NORM = "规范", "norm";
    OBJECT = "提出申诉", "Object";
    ENDED_NO_OBJECTION = "措施已经结束，无需申诉；对结果有疑问的，请致电上列办公电话。", "The measure has ended; there is nothing to object to. With questions, call the office above.";
    APPEAL_LEAD = "申诉由未参与该措施的人员审理；逾期未决的，措施自动解除；冻结除外，报其负责人。", "Somebody who had no hand in the measure decides. Past the time, the measure is lifted by itself; a freeze is not, and a named person is told.";
    STATEMENT = "申诉内容", "What you object to";
    STATEMENT_HINT = "写明资金来源和您认为措施不当的原因。请勿填写密码、验证码。", "Say where the money comes from and why the measure is wrong. Never write a password or a code.";
    CONTACT = "联系方式", "How to reach you";
    CONTACT_HINT = "电话或邮箱，只供审理人员联系您。", "A telephone number or address, only for who decides.";
    SEND_APPEAL = "提交申诉", "Send the appeal";
    APPEAL_FILED = "申诉已受理", "The appeal was taken";
    APPEAL_FILED_TEXT = "请记下进度查询码，这是查看结果的唯一凭证，不会再次显示。", "Write the progress code down: it is the only way to see the outcome, and is not shown again.";
    PROGRESS_CODE = "进度查询码", "Progress code";
    DECIDED_BY = "审结期限", "To be decided by";
    SEE_PROGRESS = "查看进度", "See the progress";
    FILED_AT = "提交时间", "Sent at";
    DECIDED_AT = "审结时间", "Decided at";
    MEASURE_ENDED = "该措施已不再生效。", "The measure does not hold any more.";
}

// Signing in.
texts! {
    SIGN_IN = "登录", "Sign in";
    SIGN_OUT = "退出", "Sign out";
    LOGIN = "登录名", "Login";
    PASSWORD = "密码", "Password";
    SECOND_STEP = "第二步验证", "Second step";
    SECOND_CODE = "验证码", "Code";
    SECOND_CODE_HINT = "验证器上的六位数字；手机不在身边时填一个恢复码", "Six digits from the authenticator; without it, one of your recovery codes";
    SECOND_SET_UP = "您的岗位登录需要第二验证，请先在工作台绑定验证器。", "Your role needs a second factor: set one up in the workbench first.";
    TO_WORKBENCH = "打开工作台", "Open the workbench";
    GOING_THERE = "正在转到统一登录", "Going to the identity provider";
    TO_PROVIDER = "没有自动转到？点这里", "Go there, if it does not by itself";
    SIGNED_IN = "已登录", "Signed in";
    GO_ON = "继续", "Go on";
    NOT_SIGNED_IN = "没有登录", "Not signed in";
    BACK_TO_SIGN_IN = "回到登录页", "Back to the sign-in page";
    BACK_TO_ACCOUNT = "回到“登录与安全”", "Back to Sign-in and safety";
    OR_CLOSE = "如果这是弹出的窗口，请关掉它，回到原来的页面。", "If this window opened beside a page of yours, close it and go back to that page.";
    TYPED_IS_KEPT = "登录已过期。您填写的内容已保留，重新登录后可继续提交；附件需要重新选择。", "Your session ended. What you typed is kept: sign in again and send it. A file has to be chosen again.";
    SEND_AGAIN = "继续提交", "Send what you typed";
    SEND_AGAIN_TEXT = "以下是登录过期前填写的内容，尚未办理。核对后提交。", "This is what you typed before the session ended. It was not sent yet; check it and send it.";
    SEND_NOW = "提交", "Send";
    DROP_IT = "放弃，回到工作台", "Drop it and go to the desk";
}

// The desk, shared.
texts! {
    DESK = "工作台", "Desk";
    ORDER = "指令", "Order";
    ORDERS = "指令", "Orders";
    NUMBER_OF_ORDER = "指令编号", "Order id";
    TARGET = "对象", "Target";
    ACCOUNT = "账号", "Account";
    NUMBER = "号码、编号", "Number";
    PHONE_NUMBER = "电话号码", "Telephone number";
    HOLDER = "户名", "Holder";
    LIMIT = "限额", "Limit";
    DUE = "期限", "Due";
    OVERDUE = "超时", "overdue";
    OVERDUE_BY = "已超时", "overdue by";
    TIME_LEFT = "剩余", "left:";
    LATE = "迟到", "late";
    AGENCY = "机构", "Agency";
    CASE = "案件", "Case";
    NOTES = "标记", "Notes";
    ACTION = "操作", "Action";
    RECEIPTS = "回执", "Answers";
    RECEIVED_AT = "收到时间", "Received at";
    RESULT = "结果", "Result";
    BALANCE = "账户余额", "Balance";
    HELD = "已止付金额", "Held";
    REMARK = "备注", "Remark";
    AMOUNT = "金额", "Amount";
    SENT_AT = "发出时间", "Sent at";
    PAYER = "付款方", "Payer";
    PAYEE = "收款方", "Payee";
    UNKNOWN = "未知", "unknown";
    TRANSFER = "转账", "Transfer";
    PAPERS = "法律文书", "Papers";
    SIGNATORIES = "经办、协办民警", "Signing officers";
    CERTIFICATE = "人民警察证", "Police certificate";
    FREEZE_DOCUMENT = "冻结文书", "Freeze document";
    SIGNED_FORM = "已签名的紧急止付申请表", "Signed application for a stop";
    ID_CARD = "身份证件", "Identity document";
    YUAN = "元", "yuan";
    SECONDS = "秒", "s";
    MINUTES = "分", "min";
    HOURS = "小时", "h";
    DAYS = "天", "d";
    WORKING_DAYS = "个工作日", "working days";
    ACCOUNT_CLASS = "账户类别", "Kind of account";
    PERSONAL = "个人", "personal";
    COMPANY = "对公", "company";
    CLASS_UNKNOWN = "性质未明", "of unknown kind";
    PAYMENT_ACCOUNT = "支付账户", "payment account";
    SINK = "取现或消费终点", "cash or shop";
    RISK_NOTICE = "风险提示", "Risk notice";
    CONFIRM_DEBIT = "付款核实", "Confirm a debit";
    STOP = "紧急止付", "Emergency stop";
    EXTEND_STOP = "止付延期", "Extend a stop";
    LIFT_STOP = "止付解除", "Lift a stop";
    QUERY_ACCOUNT = "账户查询", "Question about an account";
    QUERY_SERIAL = "流水号查询", "Question about a serial number";
    WATCH = "动态查询", "Watch an account";
    END_WATCH = "动态查询解除", "End a watch";
    FREEZE = "冻结", "Freeze";
    EXTEND_FREEZE = "冻结延期", "Renew a freeze";
    LIFT_FREEZE = "冻结解除", "Lift a freeze";
    REDUCE_HOLD = "调减限额", "Reduce a hold";
    RAISE_HOLD = "调增限额", "Raise a hold";
    VOID_VALUE = "止兑", "Void unused value";
    RESTORE_VALUE = "止兑解除", "Restore value";
    BANK_HOLD = "机构先行止付", "Bank's own hold";
    SHUT_NUMBER = "号码关停", "Shut a number";
    RESTORE_NUMBER = "号码复通", "Restore a number";
    DELAY = "延迟支付", "Bank's own delay";
    RESULT_DONE = "已执行", "done";
    RESULT_PART = "部分执行", "done in part";
    RESULT_REFUSED = "依法未执行", "lawfully not done";
    RESULT_FAILED = "技术原因未执行", "technically not done";
}

// A member agency.
texts! {
    WAITING_ORDERS = "待办指令", "Waiting orders";
    WAITING_COUNT = "待办", "Waiting";
    MORE_WAIT = "待办过多，此处未全部显示；办理后其余自动出现。", "More wait than are shown; answer these and the rest appears.";
    NOTHING_WAITS = "没有待办指令。", "No order waits.";
    EXPORT = "导出待办（CSV）", "Export what waits (CSV)";
    IMPORT = "导入回执", "Import answers";
    OPEN = "打开并签收", "Open and take";
    OPEN_AGAIN = "再次打开", "Open again";
    OPEN_TEXT = "打开后显示完整账号、户名和文书，并记为已签收；每次打开都留痕。", "Opened, the order shows account, holder and papers in full and counts as seen. Each opening is recorded.";
    ANSWER = "回执", "Answer";
    ANSWER_HINT = "选择执行结果和原因代码。", "What was done, with the published code.";
    BALANCE_HINT = "措施执行前的余额（元）。止付已执行时必填。", "Before the measure, in yuan. Needed when a stop was done.";
    HELD_HINT = "实际限制的金额（元）；整户限制时可留空。", "What is held, in yuan; may be left out where the whole account is held.";
    REMARK_HINT = "可留空。内容加密保存。", "May be left out. Kept sealed.";
    SEND_ANSWER = "提交回执", "Send the answer";
    DEBIT_FOUND = "是否有该笔付款", "Did the debit take place";
    DEBIT_AT = "付款时间", "Time of the debit";
    PAYEE_FOUND = "实际收款方（如与指令不同或指令未载明）", "Payee, where the order names none or another";
    INSTITUTION_CODE = "机构代码", "Institution code";
    YES = "是", "yes";
    NO = "否", "no";
    FILE = "文件", "File";
    FILE_HINT = "UTF-8 编码的 CSV，最多 1000 行，1 MB。", "CSV in UTF-8, at most 1000 rows and 1 MB.";
    IMPORT_TEXT = "先导出待办，在 code 等列填写回执后导入。逐行受理，被拒绝的行不产生任何效果；同一文件重复导入不会重复受理。", "Export what waits, fill in the answer columns, import the file. Each row is taken or refused by itself; the same file again changes nothing.";
    COLUMNS = "文件的列", "Columns of the file";
    COLUMNS_TEXT = "code 填四位代码（模板中列出），也可填“已执行”“部分”。时间按北京时间，如 2026-11-23 09:30:00；金额单位为元；debit_found 填“是”或“否”；payee_class 填 personal、company 或 payment。其余列仅供参考，导入时不看；以 # 开头的行跳过。", "code is one of the four-digit codes listed in the template, or `done` or `part`. Times are those of Beijing, such as 2026-11-23 09:30:00; amounts are in yuan; debit_found is yes or no; payee_class is personal, company or payment. Other columns are not looked at; rows that begin with # are left out.";
    TEMPLATE = "下载模板（CSV）", "Template (CSV)";
    FILE_MISSING = "没有选择文件，或文件是空的。", "No file was chosen, or it is empty.";
    FILE_TOO_LARGE = "文件超过 1 MB 或 1000 行，请拆分后分次导入。", "The file has more than 1 MB or 1000 rows; split it.";
    FILE_NOT_UTF8 = "文件不是 UTF-8 编码。在 Excel 中请另存为“CSV UTF-8（逗号分隔）”后重新导入。", "The file is not UTF-8. In Excel, save it as `CSV UTF-8 (comma delimited)` and import it again.";
    FILE_OPEN_QUOTE = "文件中有未闭合的引号，请检查后重新导入。", "A quote in the file is not closed; correct it and import the file again.";
    FILE_COLUMN = "首行缺少列：", "The first row lacks the column";
    ROWS_TAKEN = "受理", "taken";
    ROWS_KNOWN = "此前已受理", "known from before";
    ROWS_EMPTY = "未填写", "not filled in";
    ROWS_REFUSED = "拒绝", "refused";
    LINE = "行号", "Line";
    ROW_TAKEN = "已受理", "taken";
    ROW_KEPT = "留存备查，不改变结果：", "kept, changes nothing:";
    ROW_KNOWN = "此前已受理，未重复处理", "known from before; nothing was done twice";
    ROW_EMPTY = "未填写，跳过", "not filled in; left out";
    R_DONE = "成功", "done";
    R_PART = "有缺陷的成功（余额不足限额）", "done, but the balance is below the limit";
    R_NO_ACCOUNT = "账号不存在", "no such account";
    R_NAME = "账号与户名不符", "account and holder do not match";
    R_WHITE_LIST = "白名单账号", "protected account";
    R_BAD_NUMBER = "号码无效或不属本机构", "invalid number, or not ours";
    R_ACCOUNT_OTHER = "账号、号码的其他问题（在备注说明）", "another fault of account or number (say which in the remark)";
    R_ORIGINAL = "找不到原指令", "the original order is not known";
    R_PAPERS = "缺法律文书", "papers are missing";
    R_STOPPED = "已被止付", "already stopped";
    R_FROZEN_LIMITED = "已被限额冻结", "already frozen in part";
    R_FROZEN = "已被全额冻结", "already frozen as a whole";
    R_TIMES = "超出规定止付次数", "stopped as often as the rule allows";
    R_STOP_OTHER = "止付的其他问题（在备注说明）", "another lawful reason (say which in the remark)";
    R_TOO_LATE_EXTEND = "止付已到期，延期失效", "the stop had ended before the extension";
    R_TOO_LATE_LIFT = "止付已到期，解除失效", "the stop had ended before the lift";
    R_UNREADABLE = "指令要素有误，无法执行", "the order cannot be carried out as written";
    R_OUR_FAULT = "行内系统异常", "fault in our own systems";
    R_LINE = "与平台通信异常", "fault of the line to the centre";
}

// The centre.
texts! {
    NEW_REPORT = "接警登记", "New report";
    MEASURES = "措施", "Measures";
    APPEALS = "申诉", "Appeals";
    APPEAL = "申诉", "Appeal";
    REVIEWS = "事后复核", "Reviews";
    AWAIT_APPROVAL = "待审批", "Waiting for approval";
    OVERDUE_ORDERS = "超时未反馈", "Overdue";
    CASES = "案件", "Cases";
    NO_CASES = "暂无案件。", "No case yet.";
    REPORTED_AT = "报警时间", "Reported at";
    REPORTED_AT_HINT = "现在报警的留空；先纸面登记后补录的填写实际时间。", "Leave out for now; for what was written on paper first, the true time.";
    SCAM_TYPE = "诈骗类型", "Type of scam";
    LOSS = "损失", "Loss";
    PART_HELD = "已控", "held";
    PART_STANDING = "已定位未控", "located, not yet held";
    PART_CASHED = "已取现", "cashed out";
    PART_RETURNED = "已返还", "returned";
    PART_UNKNOWN = "去向不明", "unknown";
    ADDS_UP = "各部分之和等于损失。", "The parts add up to the loss.";
    DOES_NOT_ADD_UP = "各部分之和不等于损失，请报告工程师。", "The parts do not add up to the loss: tell an engineer.";
    FIRST_ORDER = "首条指令发出", "First order sent";
    FIRST_STOP = "首次止付发出", "First stop sent";
    REPORTER = "报警人", "Reporter";
    REPORTER_HINT = "未核实身份的，只能向付款行核实，不能止付。核实须填写姓名、证件号码和电话。", "Without an identified reporter only the payer's bank is asked and nobody is restricted. To identify: name, document and telephone.";
    NAME = "姓名", "Name";
    ID_TYPE = "证件类型", "Kind of document";
    ID_NUMBER = "证件号码", "Number of the document";
    PHONE = "电话", "Telephone";
    IDENTIFY = "登记身份", "Identify the reporter";
    NOT_IDENTIFIED = "报警人身份未核实，尚不能止付。", "The reporter is not identified: no stop can be ordered yet.";
    NEXT_STEPS = "办理", "What to do";
    SIGNED_FORM_HINT = "JPG 或 PDF，不超过 1.4 MB。上传后等待文书的止付指令立即继续。", "JPG or PDF, at most 1.4 MB. Stops that wait for it go on at once.";
    ATTACH = "上传文书", "Attach";
    PRINT_FORM = "打印预填的紧急止付申请表", "Print the prefilled application for a stop";
    PURPOSE = "查阅目的", "Purpose";
    PURPOSE_HINT = "将打开加密信息；目的和查阅人记入日志。", "Sealed facts are opened; who did it and why is recorded.";
    TRANSFERS = "转账", "Transfers";
    STANDING_REPORTED = "报警人陈述", "told by the reporter";
    STANDING_CONFIRMED = "付款行已核实", "confirmed by the payer's bank";
    STANDING_DENIED = "付款行查无此笔", "denied by the payer's bank";
    EARLIER = "在先措施", "earlier measure by";
    PLACES = "资金去向", "Where the money is";
    LEVEL = "层级", "Level";
    ARRIVED_AT = "到达时间", "Arrived";
    REVIEW_CASE = "一页复盘", "Review of the case";
    STOP_LIST = "止付清单", "List of stops";
    EXCLUDED = "排除的序号", "Places left out";
    EXCLUDED_HINT = "如 2、5；留空则全部止付", "such as 2, 5; empty stops them all";
    DECISION = "决定", "Decision";
    EXCLUDED_WHY = "排除理由", "Why they are left out";
    DROP = "不予止付", "Drop the list";
    CHANCES = "资金在何处尚可拦住", "Where money could still have been held";
    WHEN = "时间", "When";
    STOOD = "停留", "Stood there";
    OBSTACLE = "当时情形", "What stood in the way";
    TIMELINE = "办理记录", "Timeline";
    OFFICER = "工作人员", "officer";
    CITIZEN = "公众", "citizen";
    PLATFORM = "平台", "platform";
    ONE_MORE_TRANSFER = "再登记一笔", "One more transfer";
    PAYER_BANK = "付款机构", "Payer's institution";
    PAYER_ACCOUNT = "付款账号", "Payer's account";
    PAYER_HOLDER = "付款户名", "Payer's name";
    AMOUNT_YUAN = "金额（元）", "Amount in yuan";
    PAYEE_BANK = "收款机构", "Payee's institution";
    PAYEE_HINT = "报警人不知道的留空，先向付款行核实。", "Leave out when the victim does not know: the payer's bank will be asked.";
    PAYEE_ACCOUNT = "收款账号", "Payee's account";
    PAYEE_HOLDER = "收款户名", "Payee's name";
    CHANNEL = "汇出渠道", "Channel";
    MOBILE_BANK = "手机银行", "mobile bank";
    ONLINE_BANK = "网上银行", "online bank";
    THIRD_PARTY = "第三方支付", "third-party payment";
    COUNTER = "柜面", "counter";
    ATM = "自助设备", "ATM";
    POS = "POS 机", "POS";
    OTHER = "其他", "other";
    HOW_IT_HAPPENED = "被骗经过", "How it happened";
    NARRATIVE = "经过", "Story";
    SCAM_CONTACT = "可疑电话、短信内容", "The scammer's calls and messages";
    FILE_AND_STOP = "登记并止付", "File and stop";
    MISSING = "尚缺", "Missing";
    DRAFTED_AT = "起草时间", "Drafted at";
    APPROVED_HOW = "审批", "Approval";
    APPROVE = "批准并发出", "Approve and send";
    WITHDRAW = "撤回", "Withdraw";
    REASON_HINT = "会告知机构和当事人，请勿写个人信息。", "Told to the agency and to the person concerned. No personal data.";
    EXCESS = "超出限额的限制", "Held beyond the limit";
    COUNTER_SLIP = "打印柜面告知单", "Counter slip";
    CARRIER = "运营商", "Carrier";
    EVIDENCE = "证据编号", "File of the evidence";
    EVIDENCE_HINT = "证据所在卷宗的编号，不写内容。", "Which file it stands in; not the evidence itself.";
    CASE_ID = "关联案件（编号，可留空）", "Case id (may be left out)";
    DRAFT_SHUT = "起草关停", "Draft the shut-off";
    READ_STATEMENT = "查阅申诉内容", "Read what was written";
    DECIDE = "审理", "Decide";
    UPHOLD = "申诉成立，解除措施", "Uphold and lift";
    REJECT = "维持措施", "Reject";
    UPHOLD_PART = "部分成立，解除其余部分", "Uphold in part";
    KEPT = "仍应限制的金额（仅部分成立时）", "What stays held (only when upheld in part)";
    KEPT_HINT = "涉案部分；其余即时解除。", "The tainted part; the rest goes free at once.";
    GROUND = "理由", "Ground";
    FILING = "立案", "Filing (立案)";
    FILING_NUMBER = "立案决定书编号", "Number of the decision";
    FILING_ORGAN = "立案机关", "Organ that decided";
    FILING_AT = "决定时间", "Decided at";
    RECORD_FILING = "录入立案", "Record the filing";
    NOT_FILED = "尚未立案：不得冻结。", "Not filed: nothing may be frozen.";
    FREEZE_HERE = "起草冻结", "Draft a freeze";
    FREEZE_LIMIT = "限额（留空为本案主张的金额）", "Limit (empty: what the case claims)";
    WHY_FULL = "全额冻结的理由（留空为限额冻结）", "Why the whole account (empty: an amount)";
    FREEZE_SCAN = "冻结法律文书扫描件", "Scan of the freeze document";
    OWNER = "责任人", "Owner";
    OWNER_STAGE = "所在环节", "With";
    OWNER_PHONE = "责任人电话", "The owner's telephone";
    HAND_ON = "移交责任人", "Hand on";
    RENEW_FREEZE = "起草续冻", "Draft a renewal";
    UNRELATED = "认定与案件无关，起草解除", "Found unrelated: draft the release";
    RELEASE_DUE = "应解除时限", "To be free by";
    FOREIGN_NUMBER = "外部系统编号", "Number in the other system";
    REVIEWS_TEXT = "常设授权下发出的止付，由未参与的监督人员在班后复核。", "Stops sent under standing authority are read again after the shift by a supervisor who had no hand in them.";
    FINDING_HINT = "认为不合规的必须说明。", "Needed where it was not in order.";
    IN_ORDER = "合规", "In order";
    NOT_IN_ORDER = "不合规", "Not in order";
    NOT_REVIEWED = "待复核", "To be reviewed";
    ACTED_AT = "发出时间", "Acted at";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_known_by_its_code() {
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(Lang::parse(lang.code()), Some(lang));
            assert_eq!(lang.other().other(), lang);
        }
        assert_eq!(Lang::parse("fr"), None);
    }
}
