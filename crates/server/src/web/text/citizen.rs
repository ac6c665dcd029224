//! What citizens read who ask, tell, have paid, or want to know what became of it. Short: it is read in a hurry.

use super::Text;

// The door.
texts! {
    DOOR_CHECK = "查一查", "Check";
    DOOR_CHECK_HINT = "陌生电话、短信、链接、App、账号，是不是骗子？", "A call, message, link, app or account: is it a scam?";
    DOOR_TIP = "举报", "Report";
    DOOR_TIP_HINT = "没有损失，但觉得可疑，告诉我们。", "You lost nothing, but something is wrong: tell us.";
    DOOR_PROGRESS = "进度", "Progress";
    DOOR_PROGRESS_HINT = "凭回执码，看举报、申诉办到哪一步。", "With your code: what became of your report or appeal.";
    DOOR_APPEAL = "申诉", "Appeal";
    DOOR_APPEAL_HINT = "账户被止付、号码被停，查原因、提异议。", "Your account is held, your number shut: why, and how to object.";
    DOOR_PAID = "已经转账了？马上看这里", "You have paid already? Look here now";
}

// 查一查.
texts! {
    CHECK_LEAD = "把可疑的电话号码、网址、App 包名、收款账号，或者整条消息贴在这里。我们不记录您问了什么。", "Put a suspicious number, link, app package, payee's account or a whole message here. What you ask is not recorded.";
    CHECK_THING = "要查的内容", "What to check";
    CHECK_THING_HINT = "一次查一样；整条消息可以直接粘贴。最多 2000 字。不要填自己的密码、验证码。", "One thing at a time; a whole message may be pasted. At most 2000 characters. Never your own password or code.";
    CHECK_SHAPE = "这是什么", "What is it";
    CHECK_AUTO = "自动判断", "work it out";
    CHECK_CONSENT = "如果贴的是整条消息：我同意平台读一遍来判断，读完即丢、不保存", "If it is a whole message: I agree that it is read to judge it. It is dropped afterwards and not kept";
    CHECK_PAID = "我已经转了账，或者给了对方验证码、共享了屏幕", "I have paid, or gave them a code or my screen";
    CHECK_DO = "查一查", "Check";
    CHECK_AGAIN = "再查一个", "Check something else";
    CHECK_EMPTY = "请填写要查的内容。", "Write what to check.";
    CHECK_LONG = "超过 2000 字，请只贴可疑的部分。", "More than 2000 characters: paste the suspicious part only.";
    CHECK_UNFIT = "这不像您选的那一类。请核对，或选“自动判断”。", "This is none of the kind you chose. Check it, or let it be worked out.";
    CHECK_NO_CONSENT = "这是一段话。要请平台读它，请先勾选这里；或者只填里面的电话、网址。", "This is a text. Tick here so that it may be read, or write only the number or link in it.";
    SHAPE_NUMBER = "电话号码、短信端口", "telephone number, SMS port";
    SHAPE_LINK = "网址、链接", "link";
    SHAPE_APP = "App（包名）", "app (package)";
    SHAPE_ACCOUNT = "收款账号", "account";
    SHAPE_MESSAGE = "一段话、整条消息", "a text, a whole message";
    ANSWER_TITLE = "查询结果", "The answer";
    BAD = "危险", "Dangerous";
    SUSPECT = "可疑", "Suspicious";
    NOT_KNOWN = "没有记录", "Not known";
    BAD_MEASURE = "它因涉嫌电信网络诈骗，已被依法采取措施", "It is under a measure by law on suspicion of a scam";
    BAD_ACCOUNT = "这个账户因涉嫌收取诈骗资金，已被依法采取临时措施（这不等于定罪）", "The account is under a provisional measure by law on suspicion of taking in money of a scam (which is no conviction)";
    BAD_LISTED = "公安机关已把它列为涉诈，由两名民警核定", "The police list it as used for scams; two officers decided so";
    BAD_PUBLISHED = "它在公开的涉诈名单上", "It stands on a published list of scams";
    LISTED_SINCE = "（自 ", " (since ";
    LISTED_SINCE_END = " 起）", ")";
    LOOKS_LIKE = "它像是在冒充", "It looks as if it imitated";
    LOOKS_LIKE_NEXT = "，但不是对方自己的网址。不要打开，更不要在里面填写任何信息。", ", and is not theirs. Do not open it, and write nothing into it.";
    SHORT_LINK = "这是短链接，看不出真正通向哪里，不要点。", "A short link hides where it leads: do not follow it.";
    NOT_KNOWN_TEXT = "没有查到可以公开的记录。这不能说明它安全：骗子经常更换号码、网址和账号，也会冒用别人的号码。", "There is no record that can be told. That is no proof that it is safe: scammers change numbers, links and accounts, and show numbers of others.";
    HEARD_WARN = "这段话很像骗局里的说法", "This text is very much like those of a scam";
    HEARD_WATCH = "这段话里有骗局常用的说法", "This text has turns that scams use";
    HEARD_NOTHING = "没有发现骗局的常用说法。这不能说明它安全：换一种说法就可能认不出来。", "No turn that scams use was found. That is no proof that it is safe: put in other words it may not be seen.";
    HEARD_BECAUSE = "因为其中", "Because it";
    CUT_THINGS = "只查了其中前 5 个号码、网址和账号。", "Only the first 5 numbers, links and accounts in it were looked up.";
    NOW_DO = "现在怎么做", "What to do now";
    NOW_STOP = "不转账，不给验证码，不共享屏幕，不装对方发来的软件。", "Pay nothing, give no code, share no screen, install nothing that they send.";
    NOW_CONFIRM = "挂断，自己拨打 96110，或银行卡背面、官方网站上的电话核实。", "Hang up, and call 96110 yourself, or the number on your card or the official website.";
    NOW_TELL = "觉得可疑，请举报：", "If it looks wrong, tell us:";
    REDRESS_TITLE = "如果这是您自己的号码、网址或账户", "If it is your own number, link or account";
    REDRESS = "您有权提出异议，由没有经手的人审理。有银行、运营商给的查询码的，在“申诉”里提出；没有的，带身份证件到开户银行或运营商柜面，或自行拨打 96110。", "You may object, and somebody who had no hand in it decides. With the code from your bank or carrier, object on the page Appeal; without it, go to their counter with your identity card, or call 96110 yourself.";
}

// Money is gone.
texts! {
    PAID_TITLE = "已经转账了，现在马上做", "You have paid: do this now";
    PAID_FIRST = "立刻打 110 报警，再打您自己银行的客服，要求紧急止付。越快越好，几分钟就有差别。", "Call 110 now, then your own bank's hotline, and ask for an emergency stop. Minutes matter.";
    CALL_POLICE = "报警", "Police";
    CALL_ADVICE = "反诈专线", "Anti-fraud line";
    CALL_CENTRE = "本地反诈中心", "The centre here";
    CALL_BANK = "您自己的银行：电话在银行卡背面", "Your own bank: the number is on the back of your card";
    PAID_KEEP = "不要删聊天、短信、通话记录，不要再和对方说话，不要相信“交钱解冻”“帮您追回”。", "Delete nothing, talk to them no more, and believe nobody who wants money to unfreeze or to win it back.";
    PAID_NO_FORM = "网上不能代替报警：紧急止付要由民警核实身份、您本人签字后发出。", "No web page can do it for you: an officer has to know who you are, and you sign before a stop leaves.";
    SHEET_TITLE = "打电话前后，把这些准备好", "Have this at hand";
    SHEET_HINT = "可以打印，或抄在纸上：在浏览器菜单里选“打印”。", "Print it (menu of the browser) or copy it on paper.";
    SHEET_WHAT = "项目", "What";
    SHEET_YOURS = "您的情况", "Yours";
    SHEET_WHO = "您的姓名、身份证件、联系电话", "Your name, identity document, telephone";
    SHEET_FROM = "您付款的银行和账号", "The bank and account you paid from";
    SHEET_TO = "对方的户名、账号、开户行", "Their name, account and bank";
    SHEET_EACH = "每一笔：金额、时间（到分钟）、用什么付的", "Each payment: amount, time to the minute, by what";
    SHEET_SERIAL = "转账流水号、订单号，截图", "Serial or order numbers, screenshots";
    SHEET_CONTACT = "对方的电话、微信、网址、App 名称", "Their telephone, messenger, link, app";
    SHEET_STORY = "一句话经过：谁联系您，怎么说的", "In one sentence: who came to you, and with what";
}

// 举报.
texts! {
    TIP_LEAD = "没有损失、但觉得可疑的，写在这里，民警会看。不用注册，电话可以不留。", "You lost nothing, but something looks wrong: write it here, and an officer will look. No account is needed, and no telephone.";
    TIP_PAID = "钱已经转出去了？不要填这张表，", "Has money left? Do not fill this in:";
    TIP_PAID_LINK = "现在就打电话", "call now";
    TIP_KIND = "举报什么", "What is it";
    TIP_NUMBER = "电话号码", "a telephone number";
    TIP_MESSAGE = "短信、聊天消息", "a message";
    TIP_LINK = "网址、链接", "a link";
    TIP_APP = "App", "an app";
    TIP_ACCOUNT = "收款账号", "an account";
    TIP_APPROACH = "有人上门、拉群、寄东西等", "somebody at the door, in a group, by parcel";
    TIP_THING = "号码、网址、App 名称或账号", "The number, link, app or account";
    TIP_THING_HINT = "举报消息或上门拉群的，可以不填。账号请写明是哪家银行。", "May be left out for a message or a person. Of an account, say which bank.";
    TIP_STORY = "怎么回事", "What happened";
    TIP_STORY_HINT = "什么时候、对方怎么说、要您做什么；消息可以整条粘贴。最多 1000 字。不要写密码、验证码。", "When, what they said, what they wanted; a message may be pasted. At most 1000 characters. Never a password or code.";
    TIP_CONTACT = "您的电话（可以不留）", "Your telephone (may be left out)";
    TIP_CONTACT_HINT = "只供民警核实时联系您，加密保存。留了电话，民警核实后才算一人举报；不留也会看，但不计数。", "Only for the officer who looks; kept sealed. With it you count as one person once an officer has looked; without it it is looked at all the same, and not counted.";
    TIP_CONSENT = "我同意反诈中心用以上内容核实和处置诈骗线索；所写属实，诬告要负责任", "I agree that the centre uses this to look into scams. It is true; false accusations have consequences";
    TIP_SEND = "提交举报", "Send";
    TIP_NO_THING = "请填写号码、网址、App 名称或账号。", "Write the number, link, app or account.";
    TIP_NO_STORY = "请写明怎么回事。", "Write what happened.";
    TIP_NO_NUMBER = "这不是电话号码，请核对。", "This is no telephone number.";
    TIP_NO_LINK = "这不是网址，请核对；整条消息请选“短信、聊天消息”。", "This is no link. Of a whole message, choose a message.";
    TIP_BAD_CONTACT = "这不是电话号码；不想留可以空着。", "This is no telephone number; you may leave it empty.";
    TIP_OWN = "您的电话和举报的号码相同，请核对。", "Your telephone is the number you report. Check both.";
    TIP_LONG = "超过字数，请写短一些。", "Too long; make it shorter.";
    TIP_NO_CONSENT = "提交前请勾选这里。", "Tick here before you send it.";
    TIP_FILED = "举报已收到", "Your report was taken";
    TIP_FILED_TEXT = "请记下回执码。以后凭它在“进度”里查看，不会再次显示。", "Write the code down: with it you see on the page Progress what became of it. It is not shown again.";
    TIP_CODE = "回执码", "Receipt code";
    TIP_NEXT = "民警会查看。需要核实时只会打您留的电话，不会让您转账、给验证码或点链接。", "An officer will look. If something has to be asked, you are called on your number; nobody will ask for a transfer, a code or a click.";
    TIP_SEE = "看进度", "See the progress";
}

// 进度.
texts! {
    ANY_CODE_HINT = "举报或申诉提交后显示的 12 位代码。", "Twelve characters, shown when the report or appeal was sent.";
    NO_SUCH_CODE = "没有查到这个代码，请核对后重试。银行告知单、运营商短信上的查询码，请到“申诉”里查。", "There is no such code. Check it and try again. For a code on a bank's slip or a carrier's message, go to Appeal.";
    PROGRESS_SLIP = "银行告知单或运营商短信上的查询码", "A code on a bank's slip or a carrier's message";
    PROGRESS_SLIP_LINK = "到“申诉”里查", "look it up on the page Appeal";
    TIP_STANDS = "举报", "Report";
    TIP_WAITS = "已收到，等待民警查看。", "Taken; an officer will look.";
    TIP_LOOKED_AT = "民警已经看过，谢谢您。是否采取措施不对外公开。", "An officer has looked: thank you. Whether anything follows is not told.";
    TIP_LISTED = "民警已经核实，并把它列为涉诈，谢谢您。", "Officers found it true and listed it as a scam: thank you.";
    TIP_VICTIM = "您可能已经受骗。请马上拨打 110 报警，或到就近派出所。", "You may be a victim. Call 110 now, or go to the next police station.";
    LOOKED_AT_AT = "查看时间", "Looked at";
}
