use cordon_sift::numbers::hotline::{imitates, named};
use cordon_sift::numbers::number::{Kind, Number, NumberError};
use proptest::prelude::*;

fn form(shown: &str) -> (String, Kind) {
    let number = Number::read(shown).unwrap_or_else(|error| panic!("{shown}: {error}"));
    (number.to_string(), number.kind())
}

#[test]
fn a_number_has_one_form_however_carriers_write_it() {
    let mobile = ["+8619900000001", "8619900000001", "19900000001", "019900000001", "008619900000001"];
    let dressed = ["+86 199-0000-0001", "tel:+86-199-0000-0001", "sip:+8619900000001@ims.example", "＋８６19900000001"];
    for shown in mobile.iter().chain(&dressed) {
        assert_eq!(form(shown), ("+8619900000001".to_owned(), Kind::Mobile), "{shown}");
    }
    for shown in ["02599990000", "+862599990000", "(025) 9999 0000", "+86025 99990000"] {
        assert_eq!(Number::read(shown), Err(NumberError::FixedFirst(9)), "{shown}");
    }
    for shown in ["02529990000", "+862529990000", "862529990000", "0086-25-29990000"] {
        let number = Number::read(shown).unwrap();
        assert_eq!(
            (number.to_string().as_str(), number.kind(), number.area()),
            ("+862529990000", Kind::Fixed, Some(25))
        );
    }
    for (shown, written, kind) in [
        ("4001234567", "+864001234567", Kind::TollFree),
        ("+86 800 123 4567", "+868001234567", Kind::TollFree),
        ("110", "110", Kind::Emergency),
        ("+86110", "110", Kind::Emergency),
        ("96110", "96110", Kind::Service),
        ("02596110", "+862596110", Kind::Service),
        ("95588", "95588", Kind::Service),
        ("8695588", "95588", Kind::Service),
        ("10086", "10086", Kind::Service),
        ("106900000000001", "106900000000001", Kind::Service),
        ("+447700900123", "+447700900123", Kind::Foreign),
        ("0085221234567", "+85221234567", Kind::Foreign),
        ("+12025550123", "+12025550123", Kind::Foreign),
    ] {
        assert_eq!(form(shown), (written.to_owned(), kind), "{shown}");
    }
}

#[test]
fn what_is_no_number_says_why() {
    for (shown, error) in [
        ("", NumberError::Empty),
        ("+", NumberError::Empty),
        ("1990000000x", NumberError::Character(11)),
        ("1+2", NumberError::Character(2)),
        ("12345678901234567890123", NumberError::TooLong),
        ("1990000000", NumberError::MobileLength(10)),
        ("+86199000000001", NumberError::MobileLength(12)),
        ("29990000", NumberError::NoArea),
        ("0252999000", NumberError::FixedLength("8")),
        ("0262999000", NumberError::Area(26)),
        ("+999", NumberError::ForeignLength(3)),
        ("+8391234567", NumberError::Country(83)),
        ("99999", NumberError::Unassigned),
    ] {
        assert_eq!(Number::read(shown), Err(error), "{shown}");
    }
}

#[test]
fn a_hotline_behind_additions_is_an_imitation() {
    for shown in [
        "+110",
        "00110",
        "+86110",
        "0086110",
        "+8696110",
        "0096110",
        "+95588",
        "0095588",
        "+8612381",
        "110110",
        "9558800",
        "1095588",
        "+4400096110",
        "+85200095588",
        "+0096110",
        "0110",
    ] {
        assert!(imitates(shown, false), "{shown}");
    }
    for shown in ["110", "96110", "95588", "02596110", "8695588", "12381"] {
        assert!(!imitates(shown, false), "{shown} is what it seems when it comes from within");
        assert!(imitates(shown, true), "{shown} never comes from abroad");
    }
    for shown in ["+8619900000001", "+12025550110", "+447700996110", "02595588", "4006695588", "95588x", ""] {
        assert!(!imitates(shown, false), "{shown}");
    }
    assert!(!imitates("02529995588", true), "a fixed line's last digits are chance");
    assert_eq!((named("96110"), named("95588")), (Some("反诈预警劝阻"), Some("全国性服务热线")));
    assert_eq!(named("96111"), None);
}

#[test]
fn neighbours_and_the_hundred_around() {
    let number = Number::read("19900000100").unwrap();
    let [before, after] = number.neighbours().map(|one| one.unwrap().to_string());
    assert_eq!((before.as_str(), after.as_str()), ("+8619900000099", "+8619900000101"));
    let around = |shown: &str| Number::read(shown).unwrap().hundred();
    assert_eq!(around("19900000100"), around("19900000199"));
    assert_ne!(around("19900000100"), around("19900000200"));
}

#[test]
fn a_number_printed_by_accident_tells_nobody() {
    assert_eq!(format!("{:?}", Number::read("19900000001").unwrap()), "Number(mobile)");
}

proptest! {
    /// Whatever comes: no panic, and a form that is read again is the same.
    #[test]
    fn the_form_of_a_form_is_itself(shown in "\\PC{0,30}|[+0-9 ()-]{0,26}|(\\+|00|86|0|\\+86)?[0-9]{2,12}", abroad: bool) {
        imitates(&shown, abroad);
        if let Ok(number) = Number::read(&shown) {
            let form = number.to_string();
            let again = Number::read(&form).unwrap();
            prop_assert_eq!(again, number);
            prop_assert!(again.area() == number.area() && again.kind() == number.kind());
        }
    }

    #[test]
    fn a_step_up_and_down_comes_back(digits in 19_900_000_000u64..19_900_999_999) {
        let number = Number::read(&digits.to_string()).unwrap();
        if let [_, Some(after)] = number.neighbours() {
            prop_assert_eq!(after.neighbours()[0], Some(number));
            prop_assert_eq!(after, Number::read(&(digits + 1).to_string()).unwrap());
        }
    }
}
