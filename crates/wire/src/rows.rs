//! Statements that are longer than a wire takes in one answer.
//!
//! An answer is never cut in silence: it holds the first rows of the period, says until when it holds
//! all of them, and says that it is not complete. The centre asks again from there.

use cordon_model::exchange::Statement;

/// The first rows of a statement, at most `rows_max`. Where some are left out, `complete` is false and
/// `until` is the moment of the first of them, so that the rows before it are a period without a gap;
/// rows of that same second are then given again with the next answer, if there is one, unless they are
/// all there is.
pub fn first_rows(statement: Statement, rows_max: usize) -> Statement {
    let Some(left_out) = statement.rows.iter().skip(rows_max).map(|row| row.at).min() else { return statement };
    let Statement { mut rows, .. } = statement;
    rows.truncate(rows_max);
    if rows.iter().any(|row| row.at < left_out) {
        rows.retain(|row| row.at < left_out);
    }
    Statement { rows, until: Some(left_out), complete: false, ..statement }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::exchange::{Party, Side, StatementRow};
    use cordon_model::{AccountClass, Money, Stamp};

    fn statement(times: &[i64]) -> Statement {
        let row = |(at, second): (usize, &i64)| StatementRow {
            side: Side::Debit,
            amount: Money::cny(1),
            balance: None,
            at: Stamp::from_ms(second * 1_000),
            serial: format!("S{at}"),
            opponent: None,
            order_number: None,
            exit: None,
            remark: None,
        };
        Statement {
            account: Party {
                institution_code: String::new(),
                institution_name: String::new(),
                number: "9999990000000002".into(),
                holder: None,
                class: AccountClass::Personal,
            },
            balance: None,
            available: None,
            from: None,
            until: Some(Stamp::from_ms(9_000)),
            complete: true,
            rows: times.iter().enumerate().map(row).collect(),
        }
    }

    #[test]
    fn what_fits_is_left_as_it_is() {
        for times in [&[][..], &[1], &[1, 2, 3]] {
            assert_eq!(first_rows(statement(times), 3), statement(times));
        }
    }

    #[test]
    fn what_is_left_out_begins_where_the_period_ends() {
        let rows = [
            (&[1, 2, 3, 4][..], 3, 3, 4),
            // A second is not torn apart …
            (&[1, 2, 3, 3], 3, 2, 3),
            // … unless there is nothing else.
            (&[3, 3, 3, 3], 3, 3, 3),
            // A posting that was entered late moves the end to its own time.
            (&[2, 4, 5, 3], 3, 1, 3),
        ];
        for (times, max, kept, until) in rows {
            let cut = first_rows(statement(times), max);
            assert_eq!((cut.rows.len(), cut.complete), (kept, false), "{times:?}");
            assert_eq!(cut.until, Some(Stamp::from_ms(until * 1_000)), "{times:?}");
        }
    }
}
