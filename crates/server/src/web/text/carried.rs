//! What people carry between systems, and what stands before any order: orders executed elsewhere,
//! signed files, banks' own holds, protected accounts, value put out of use.

use super::Text;

texts! {
    ELSEWHERE = "外部执行", "Executed elsewhere";
    ELSEWHERE_TEXT = "这些指令没有可用的线路，由人员录入其他系统或者持通知书送达。打印通知书，录入外部系统编号（从此视为已签收），收到结果后录入回执。", "No wire carries these: people key them into another system or hand them over. Print the sheet, enter the number it got there (from then on it counts as read), and enter the answer when it comes.";
    PRINT_SHEET = "打印通知书和回执", "Print the sheet with its receipt";
    FOREIGN_NUMBER_HINT = "字母、数字和 . _ / : - ，最多 64 位；只录一次。", "Letters, digits and . _ / : - , at most 64; entered once.";
    ENTER_NUMBER = "录入编号", "Enter the number";
    ENTER_ANSWER = "录入对方的回执", "Enter the other side's answer";
    ENTERED_BY_YOU = "按对方系统或者纸质回执如实录入，录入人记入日志。止付、冻结已执行的，须填余额或者控制金额。", "As the other system or the paper says; who entered it is recorded. A stop or a freeze that was done needs the balance or what is held.";

    FILES = "文件收发", "Signed files";
    FILES_TEXT = "网络不通的机构用签名文件收发：导出待办指令，由专人携带；带回的回执文件在此导入。每个文件有编号，每次导出都是新文件，其中的指令即记为已交付。", "For agencies on another network: take what waits out as a signed file and carry it; bring the file of receipts back here. Files are numbered; each one taken out is a new one, and its orders count as handed over.";
    TAKE_OUT = "导出指令文件", "Take orders out";
    BRING_IN = "导入回执文件", "Bring receipts in";
    FILE_KEY = "文件密钥", "File key";
    NO_FILE_KEY = "未登记：其回执文件无法核验，不能导入", "none: its files cannot be checked and are not taken";
    RECEIPT_FILE_HINT = "机构签名的回执文件（JSON），不超过 8 MB。", "The agency's signed file of receipts (JSON), at most 8 MB.";
    NO_FILE_AGENCIES = "没有使用通用报文的机构。", "No agency takes the JSON form.";
    FILE_NUMBER = "文件编号", "File number";
    FILE_AGAIN = "此前已导入，未重复处理。", "It came before; nothing was done twice.";
    FILES_MISSING = "此前缺少的文件数", "Files of lower numbers that never came";

    HOLDS = "机构先行止付", "Banks' own holds";
    HOLDS_TEXT = "机构自行止付并上报的，须在时限内确认，否则自动失效。确认后归入案件，并起草正式止付。", "An agency held on its own suspicion. Confirmed in time, the hold joins a case and a formal stop is drafted; if not, it lapses.";
    CONFIRM_HOLD = "确认先行止付", "Confirm the hold";
    CONFIRMED = "已确认", "Confirmed";
    HOLD_HERE = "本案账户上有机构先行止付", "A bank holds money of this case by itself";
    CONFIRM_CASE = "归入案件（编号）", "Case id";
    CONFIRM_CASE_HINT = "如 cas_ 开头的编号；也可在案件页面直接确认。", "It begins with cas_; or confirm from the page of the case.";

    PROTECTIONS = "受保护账户", "Protected accounts";
    PROTECTIONS_TEXT = "受保护账户不列入自动止付计划，也不得全额冻结。每项保护有理由、责任人和期限，最长 366 天。", "No plan stops a protected account and no freeze takes the whole of it. Each protection has a reason, a person and an end, at most 366 days away.";
    PROTECT = "保护账户", "Protect an account";
    PROTECTED_AS = "保护类别", "Kind";
    UNPROTECT = "取消保护", "End the protection";
    ENDED = "已到期", "ended";
    SINCE = "自", "Since";
    WHITE_LIST = "白名单", "white list";
    UTILITY = "公用事业", "utility";
    PAYROLL = "代发工资", "payroll";
    MERCHANT_KIND = "商户", "merchant";

    PLAIN_REASON_HINT = "请勿写个人信息。", "No personal data.";

    VOID_HERE = "起草止兑", "Draft a void";
    VOID_ACCOUNT = "购得未使用价值的账户", "Where the value was bought";
    LIST_OPEN = "待核定", "to be decided";
    DECIDE_LIST = "核定", "Decide the list";
    OPEN_LISTS = "待核定止付清单", "Lists of stops to be decided";
    UNIT = "单位", "Organ";
    OWN_OFFICER = "本中心民警", "Officer of the centre";
    OWN_OFFICER_HINT = "移交给本中心民警时选择，其余留空。", "For one of the centre's own; then leave the rest empty.";
}
