//! What must be true after the storm.

use cordon_model::receipt::Weight;
use cordon_model::{Case, Order, OrderKind, Receipt};
use cordon_server::records::Place;
use cordon_store::{Doors, Read, StoreError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

pub fn judge(data: &Path, acknowledged: &BTreeMap<u64, (String, bool)>, started: usize) {
    let store = Place::of(data).unwrap().look().unwrap();
    let (cases, orders, receipts) = store
        .view::<_, StoreError>("judge", |view| {
            let cases: Vec<Case> = view.select("order by id", &[])?;
            let orders: Vec<Order> = view.select("order by id", &[])?;
            let receipts: Vec<Receipt> = view.select("order by id", &[])?;
            Ok((cases, orders, receipts))
        })
        .unwrap();
    assert!(cases.len() <= started, "{} cases from {started} reports: something was done twice", cases.len());
    for (n, (case, form)) in acknowledged {
        assert!(cases.iter().any(|c| c.id.to_string() == *case), "report {n} was acknowledged and lost");
        let of_case = |o: &&Order| o.case.is_some_and(|id| id.to_string() == *case);
        let stops: Vec<&Order> = orders.iter().filter(|o| o.kind == OrderKind::Stop).filter(of_case).collect();
        assert_eq!(stops.len(), 1, "report {n} has one stop");
        if *form {
            assert_eq!(stops[0].state.name(), "done", "report {n}: its form was acknowledged, its stop stands still");
        }
    }
    for order in &orders {
        let with = |weight| receipts.iter().filter(|r| r.order == order.id && r.weight == weight).count();
        assert!(with(Weight::Deciding) <= 1, "{} was decided twice", order.id);
        assert_eq!(with(Weight::Contradicting), 0, "{}: a member acted twice", order.id);
    }
}

/// One journal, from whichever folder: entries, tree, every row, and the heads that each had shown.
pub fn verify(exe: &Path, folders: &[PathBuf]) {
    for data in folders {
        let run = |what: &str| {
            let output = Command::new(exe).args(["journal", what, "--data"]).arg(data).output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
            said
        };
        run("checkpoint");
        assert!(run("verify").contains("all rows are as the journal says"));
    }
}
