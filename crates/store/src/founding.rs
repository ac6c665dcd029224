//! With which keys the records of a store were made: every server on it must hold the same.
//!
//! A proof is what only the key gives and what does not show it; so a folder with another key is
//! told before it seals facts that nobody else can open, or signs a second log.
//!
//! Not here: the keys. They stay in files beside the records (`server`).

use crate::error::{Result, StoreError};
use crate::store::{Doors, Read, Store};

/// Whether anybody has founded this store.
pub fn is_founded<S: Store + ?Sized>(store: &S) -> Result<bool> {
    let rows = store.view("founded", |view| view.query("select name from founding limit 1", &[]))?;
    Ok(!rows.is_empty())
}

/// Compares the proofs with those of whoever was first, or is the first.
pub fn prove<S: Store + ?Sized>(store: &S, proofs: &[(&'static str, String)]) -> Result<()> {
    store.keep("founding", |keep| {
        for (name, proof) in proofs {
            let rows = keep.query("select proof from founding where name = $1", &[(*name).into()])?;
            match rows.first() {
                Some(row) if row.text(0)? == proof => {}
                Some(_) => {
                    return Err(StoreError::determinate(format!(
                        "`{name}` is not the one that the records were made with; bring that one from its backup, \
                         or from the folder of another server on this database"
                    )));
                }
                None => {
                    let new = "insert into founding (name, proof) values ($1, $2)";
                    keep.sql().exec(new, &[(*name).into(), proof.into()])?;
                }
            }
        }
        Ok(())
    })
}
