//! The list of facts: one line each, so that an officer finds by its name what a rule may ask.

use super::{About, Shape};

macro_rules! facts {
    ($($id:ident = $name:literal, $shape:expr, $zh:literal, $en:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fact { $($id),* }

        impl Fact {
            pub const ALL: &'static [Self] = &[$(Self::$id),*];
            pub const COUNT: usize = Self::ALL.len();
            const ABOUT: [About; Self::COUNT] = [$(About { name: $name, shape: $shape, zh: $zh, en: $en }),*];
        }
    };
}

use Shape::{Count, Logit, Millis, Money, Permille, Truth, Word};

/// Levels of lists.
const LISTED: Shape = Word(&["none", "white", "grey", "black"]);
/// Grades of numbers, as India's Financial Fraud Risk Indicator has them above the lowest.
const GRADE: Shape = Word(&["low", "medium", "high", "very_high"]);

facts! {
    // The event itself.
    Kind = "event.kind", Word(&["text", "call", "payment"]), "事件种类", "kind of event";
    Hour = "event.hour", Count, "当地时间（时）", "hour of the day where it happens, 0 to 23";

    // What was said: the script detector.
    TextRead = "text.read", Truth, "内容可依法分析", "there is a basis to read the content, and it was read";
    TextChannel = "text.channel", Word(&["call", "chat", "sms"]), "内容来源", "by which way the text came";
    TextLogit = "text.logit", Logit, "话术分值", "what the script detector's sum comes to";
    TextLevel = "text.level", Word(&["allow", "watch", "warn"]), "话术级别", "what the script detector says";
    TextType = "text.type",
        Word(&["T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11", "T12", "T13", "T14"]),
        "话术类型", "type of script, where one stands out";
    TextPhase = "text.phase", Count, "话术阶段", "how far the script has come, 1 to 8";
    TextDemand = "text.demand", Truth, "提出要求", "something is demanded that only scams demand";
    TextTurns = "text.turns", Count, "话轮数", "turns heard so far";
    TextCopies = "text.copies_24h", Count, "24小时内相似内容接收人数", "distinct receivers of nearly the same text within 24 hours";
    TextHosts = "text.hosts", Count, "链接数", "links in the text";

    // The calling number, its line and its history.
    CallRoute = "call.route", Word(&["local", "domestic", "international"]), "来电路由", "where the call entered the network";
    CallFrom = "call.from", Word(&["mobile", "fixed", "toll_free", "service", "foreign", "emergency", "invalid"]),
        "主叫号码种类", "what kind of number is shown as caller";
    CallAttested = "call.attested", Word(&["none", "C", "B", "A", "failed"]), "主叫认证等级", "STIR/SHAKEN attestation";
    CallMasked = "call.domestic_number_from_abroad", Truth, "境外来电显示境内号码", "a domestic number shown on a call from abroad";
    CallImitates = "call.imitates_hotline", Truth, "仿冒官方热线", "the shown number imitates a hotline such as 96110 or 110";
    CallAttempts10m = "call.attempts_10m", Count, "10分钟内呼叫次数", "calls tried within 10 minutes";
    CallAttempts1h = "call.attempts_1h", Count, "1小时内呼叫次数", "calls tried within an hour";
    CallAttempts24h = "call.attempts_24h", Count, "24小时内呼叫次数", "calls tried within 24 hours";
    CallCallees1h = "call.callees_1h", Count, "1小时内被叫人数", "distinct callees within an hour";
    CallCallees24h = "call.callees_24h", Count, "24小时内被叫人数", "distinct callees within 24 hours";
    CallAnswered = "call.answered_24h", Permille, "接通率", "share of calls answered within 24 hours";
    CallShort = "call.short_24h", Permille, "短通话占比", "share of answered calls shorter than 20 seconds";
    CallMeanSeconds = "call.mean_seconds_24h", Count, "平均通话时长（秒）", "mean length of answered calls in seconds";
    CallSequential = "call.sequential_1h", Permille, "顺序拨号占比", "share of calls to a number next to the one before";
    CallNight = "call.night_7d", Permille, "夜间呼叫占比", "share of calls from 22:00 to 7:00 within 7 days";
    CallIncoming = "call.incoming_7d", Permille, "被叫占比", "share of its calls that came in, within 7 days";
    CallProvinces = "call.regions_24h", Count, "24小时内被叫归属地数", "regions of its callees within 24 hours";
    CallAge = "call.number_age", Millis, "入网时长", "since the number was activated";
    CallRoaming = "call.roaming", Truth, "漫游", "outside its home region";
    CallCards = "call.cards_on_device_7d", Count, "同一设备使用卡数", "numbers seen on this device within 7 days: a card pool";
    CallDevices = "call.devices_of_number_7d", Count, "同一号码使用设备数", "devices this number was seen in within 7 days";
    CallCellCards = "call.cards_in_cell_1h", Count, "同一小区高频主叫数", "busy calling numbers in this cell within an hour: GOIP";
    CallStill = "call.still_24h", Truth, "长期不移动", "many calls, never another cell, nobody calls back";
    CallDays = "call.active_days_30d", Count, "30天内呼叫天数", "days of the last 30 on which it called";
    CallComplaints = "call.complaints_30d", Count, "30天内投诉人数", "people who complained of the number within 30 days";
    CallRangeScams = "call.range_graded", Count, "同号段高风险号码数", "numbers graded high or above among the 100 around it";
    CallGrade = "call.grade", GRADE, "号码风险等级", "grade of the number";

    // The one who pays, as far as the bank and the carriers tell.
    PayAmount = "pay.amount", Money, "金额", "amount";
    PayChannel = "pay.channel", Word(&["app", "web", "counter", "atm", "wallet", "card"]), "支付渠道", "how it is paid";
    PayAmountRatio = "pay.amount_of_habit", Permille, "金额与习惯之比（千分）", "amount against the largest usual one of 90 days, thousandths";
    PayBalanceShare = "pay.amount_of_balance", Permille, "占余额（千分）", "amount against the balance before, thousandths";
    PayFirst = "pay.first_to_payee", Truth, "首次向该收款人付款", "first payment to this payee";
    PayCount1h = "pay.count_1h", Count, "1小时内付款笔数", "payments by this payer within an hour";
    PaySum24h = "pay.sum_24h", Money, "24小时内付款总额", "sum paid by this payer within 24 hours";
    PayNewPayees24h = "pay.new_payees_24h", Count, "24小时内新收款人数", "first payments within 24 hours";
    PayName = "pay.name_check", Word(&["match", "close", "no_match", "unavailable"]), "户名核验", "result of the payee name check";
    PayScreenShared = "pay.screen_shared", Truth, "正在共享屏幕", "the bank's app sees that the screen is shared";
    PayRemote = "pay.remote_control", Truth, "远程控制", "the bank's app sees remote control";
    PayOnCall = "pay.on_call", Truth, "正在通话", "the payer is on the phone now";
    PayCallGrade = "pay.call_grade", GRADE, "通话对方号码等级", "grade of the number the payer is or was just talking with";
    PayCallMinutes = "pay.call_minutes", Count, "通话分钟数", "how long that call has lasted";
    PayCallLevel = "pay.call_level", Word(&["allow", "watch", "warn"]), "通话内容级别", "what the script detector says of that call";
    PayWarned = "pay.warned_within", Millis, "距上次预警", "since the payer was last warned";
    PayNewDevice = "pay.new_device", Truth, "新设备", "payer's device is new to the bank";
    PayLoan = "pay.loan_within", Millis, "距借款到账", "since a loan arrived on the payer's account";
    PayElder = "pay.elder", Truth, "六十岁以上", "the payer is 60 or older";
    // The one who is paid.
    PayeeTaint = "payee.taint", Permille, "收款账户涉案资金占比", "share of the payee account's balance that is traced scam money, thousandths";
    PayeeTainted = "payee.tainted", Truth, "收款账户有追踪到的涉案资金", "traced scam money reached the payee account within 72 hours";
    PayeeDistance = "payee.distance", Count, "与涉案账户距离", "transfers between an open case and the payee account";
    PayeeMule = "payee.mule", Permille, "收款账户涉诈概率", "probability of the mule score, thousandths";
    PayeeAge = "payee.account_age", Millis, "收款账户开户时长", "since the payee account was opened";
    PayeeMeasure = "payee.measure", Truth, "收款账户已被采取措施", "a measure is in force on the payee account";
    PayeePayers24h = "payee.payers_24h", Count, "24小时内付款人数", "distinct payers of the payee within 24 hours";

    // Lists and registers.
    ListNumber = "list.number", LISTED, "号码名单", "the number is listed";
    ListAccount = "list.account", LISTED, "账户名单", "the account is listed";
    ListName = "list.name", LISTED, "户名名单", "the name, by its hash, is listed";
    ListHost = "list.host", LISTED, "域名名单", "the worst listed host of the text";
    ListWallet = "list.wallet", LISTED, "钱包名单", "the wallet address is listed";
    ListDevice = "list.device", LISTED, "设备名单", "the device is listed";
    ListApp = "list.app", LISTED, "应用名单", "the worst listed app at work on the payer's device";
    ListMeasure = "list.by_measure", Truth, "名单源于已执行的措施", "a black entry that stems from a measure that was executed";
    HostLookAlike = "host.look_alike", Truth, "仿冒域名", "a host looks like a protected name";
    HostShort = "host.shortener", Truth, "短链接", "a link by a shortening service";
    HostFree = "host.free", Truth, "免费域名或托管", "a host under a free or shared suffix";
    ConsentKept = "consent.kept", Truth, "已留存书面同意", "a written consent of the receiver to advertising by this sender is on record";
    Refused = "consent.refused", Truth, "机主已登记拒绝", "the receiver is on the refusal list";
    Advertises = "consent.advertises", Truth, "营销内容", "the call or text advertises";
}

impl Fact {
    pub fn place(self) -> usize {
        self as usize
    }

    pub fn about(self) -> &'static About {
        const { &Self::ABOUT }.get(self.place()).unwrap_or(&About { name: "", shape: Truth, zh: "", en: "" })
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fact| fact.about().name == name)
    }
}
