//! What an account has less what it owes, and what one posting makes of it: the tracer's reading, for
//! books in which an opening is already.

pub use crate::tracer::plain::Plain;
pub(super) use crate::transfer::signed;

use crate::tracer::plain::Net;

/// A debit, and what is there after it.
#[inline]
pub fn debit(net: i64, amount: u64, stated: Option<i64>) -> (Plain, i64) {
    let mut book = Net::of(net, true);
    (book.debit(amount, stated), book.net)
}

#[inline]
pub fn credit(net: i64, amount: u64) -> (Plain, i64) {
    let mut book = Net::of(net, true);
    (book.credit(amount), book.net)
}

/// Somebody says that so much is there.
pub fn begin(net: i64, amount: u64) -> (Plain, i64) {
    let mut book = Net::of(net, true);
    (book.begin(Some(amount)), book.net)
}
