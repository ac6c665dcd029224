//! A list that breaks a law is made as short as it can be while it still breaks the same one: whole parts go
//! first, then single operations, then what is left in them gets smaller.

use super::op::Op;

/// Lists tried at most.
const TRIES_MAX: usize = 400;

pub fn shrink(ops: &[Op], mut breaks: impl FnMut(&[Op]) -> bool) -> Vec<Op> {
    let mut tries = 0;
    let mut ask = |ops: &[Op]| {
        tries += 1;
        tries <= TRIES_MAX && breaks(ops)
    };
    let shorter = fewer(ops.to_vec(), &mut ask);
    let smaller = smaller(shorter, &mut ask);
    fewer(smaller, &mut ask)
}

fn fewer(mut ops: Vec<Op>, breaks: &mut impl FnMut(&[Op]) -> bool) -> Vec<Op> {
    let mut size = ops.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < ops.len() {
            let end = (at + size).min(ops.len());
            let rest = [&ops[..at], &ops[end..]].concat();
            if breaks(&rest) {
                ops = rest;
            } else {
                at = end;
            }
        }
        size /= 2;
    }
    ops
}

fn smaller(mut ops: Vec<Op>, breaks: &mut impl FnMut(&[Op]) -> bool) -> Vec<Op> {
    for at in 0..ops.len() {
        while let Some(less) = ops[at].smaller().into_iter().find(|less| {
            let mut tried = ops.clone();
            tried[at] = *less;
            breaks(&tried)
        }) {
            ops[at] = less;
        }
    }
    ops
}

#[test]
fn a_list_is_shrunk_to_what_matters() {
    let list = super::op::list(7, 200);
    // A sum above 10 yuan somewhere before a crash.
    let breaks = |ops: &[Op]| {
        let big = ops.iter().position(|op| matches!(op, Op::Report { yuan, .. } if *yuan > 10));
        big.is_some_and(|at| ops[at..].iter().any(|op| matches!(op, Op::Crash { .. })))
    };
    assert!(breaks(&list));
    let shrunk = shrink(&list, breaks);
    assert!(matches!(shrunk.as_slice(), [Op::Report { yuan: 11, .. }, Op::Crash { .. }]), "{shrunk:?}");
}
