//! Made-up people and accounts for the specimens and the tests. Account numbers begin with 999999,
//! which no bank issues; the id number names a region and a date that do not exist.

use cordon_model::Stamp;
use cordon_papers::{Account, Applicant, Bilingual, CounterSlip, Intake, SlipMeasure, StopApplication};

/// 2026-03-09 10:41:00 in Shanghai.
pub const MADE_AT: Stamp = Stamp::from_ms(1_773_024_060_000);

pub const STORY: &str = "2026年3月9日9时许，我接到自称“某某金融平台客服”的来电（400-999-9999），\
对方称我大学期间开通的账户利率不合规，不注销会影响征信，并准确说出了我的姓名和就读学校。\n\
对方让我下载会议软件并打开屏幕共享，以“转到对公监管账户做流水验证、两小时后自动退回”为由，\
指导我在手机银行向户名为王〇〇的账户转账80,000.00元。转账后对方又要求再转50,000元“解冻”，\
我向同事询问时发觉被骗，随即拨打110报警。聊天记录和转账凭证已截图保存。";

pub fn application() -> StopApplication {
    StopApplication {
        number: "样2026-0309-000017".into(),
        applicant: Applicant {
            name: "龑喆堃".into(),
            document_kind: "居民身份证".into(),
            document_number: "99000019000101001X".into(),
            phone: "199 0000 0000".into(),
        },
        paid_from: Account {
            holder: "龑喆堃".into(),
            number: "9999990000000000017".into(),
            bank: "样例银行股份有限公司南湖支行".into(),
        },
        paid_to: Account {
            holder: "王〇〇".into(),
            number: "9999990000000008825".into(),
            bank: "示范农村商业银行股份有限公司".into(),
        },
        amount_fen: 8_000_000,
        paid_at: "2026-03-09 10:12:35".into(),
        channel: "手机银行".into(),
        suspicious_contact: "来电号码400-999-9999（3月9日9:03、9:40）；短信：“【某平台】您的账户利率异常，请于今日18时前联系客服注销。”".into(),
        narrative: STORY.into(),
        promise_given: String::new(),
        intake: Intake {
            organ: "示例市公安局反诈中心".into(),
            officer: "张样一　警号990001".into(),
            second_officer: "李样二　警号990002".into(),
            taken_at: "2026-03-09 10:38:00".into(),
        },
        legal_basis: "《中华人民共和国反电信网络诈骗法》第二十条；《关于建立电信网络新型违法犯罪涉案账户紧急止付和快速冻结机制的通知》（银发〔2016〕86号）".into(),
        made_at: MADE_AT,
    }
}

pub fn slip() -> CounterSlip {
    let both = |zh: &str, en: &str| Bilingual { zh: zh.into(), en: en.into() };
    CounterSlip {
        organ: both("示例市公安局反诈中心", "Anti-Fraud Centre, Public Security Bureau of Example City"),
        public_code: "K7QF-3M9T-XR2D".into(),
        measure: SlipMeasure::EmergencyStop,
        from: "2026-03-09 10:52:07".into(),
        until: "2026-03-11 10:52:07".into(),
        legal_basis: both(
            "《中华人民共和国反电信网络诈骗法》第二十条；银发〔2016〕86号",
            "Anti-Telecom and Online Fraud Law of the PRC, Art. 20; Yinfa [2016] No. 86",
        ),
        how_to_object: both(
            "携带本单和资金来源的证明，以书面、电话或者当面方式提出异议；由原承办人以外的人员复核，并书面答复您。",
            "Bring this slip and proof of where the money came from; object in writing, by phone or in person. \
             An officer who did not order the measure reviews it and answers you in writing.",
        ),
        where_to_object: both(
            "示例市反诈中心接待窗口（示例市样板路1号，工作日9:00至17:00），或者本网点代为转递",
            "Reception of the Anti-Fraud Centre, 1 Specimen Road, Example City (weekdays 9:00 to 17:00), or through this branch",
        ),
        made_at: MADE_AT,
    }
}
