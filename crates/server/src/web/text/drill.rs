//! Of a drill.

use super::Text;

texts! {
    DRILL = "演练", "Drill";
    DRILL_LEAD = "这是演练：人物、账号、资金均为虚构，时间按演练时钟。来电到了就按平时的办法办：录入报案、上传签字件、审批、处置清单。", "This is a drill: people, accounts and money are made up, and time is the drill's. When a call comes, work as always: file the report, upload the signed form, approve, decide the lists.";
    DRILL_CLOCK = "演练时钟", "The drill's clock";
    DRILL_NO_CALL = "还没有来电，请等候。", "Nobody has called yet. Wait.";
    DRILL_CALLS = "来电", "Calls";
    DRILL_CALLER = "来电人", "Caller";
    DRILL_SAYS = "来电人说", "The caller says";
    DRILL_WAITS = "等候录入", "waits to be filed";
    DRILL_FILED_AFTER = "录入用时", "Filed after";
    DRILL_SIGNED = "签字件已送到", "The signed form is there";
    DRILL_NOT_SIGNED = "签字件尚未送到", "The signed form is not there yet";
    DRILL_SCAN = "下载签字件扫描（上传到案件）", "Take the scan of the signed form (upload it to the case)";
    DRILL_FILE = "录入报案", "File the report";
    DRILL_PAID = "转账", "Paid";
    DRILL_OVER = "演练已结束，成绩见启动演练的终端。", "The drill is over; the result is on the terminal that began it.";
}
