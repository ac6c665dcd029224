//! What every store must do, whatever database stands behind it: one suite, run on each setting.
//!
//! A setting opens and reopens one store; the cases know only `dyn Store`. Each store runs the suite
//! twice, the second time under `Twice`, which runs every closure again and demands the same. On
//! PostgreSQL the cases see entries once they are numbered.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "contract/audit.rs"]
mod audit;
#[path = "contract/concurrency.rs"]
mod concurrency;
#[path = "contract/doors.rs"]
mod doors;
#[path = "contract/founding.rs"]
mod founding;
#[path = "contract/idempotency.rs"]
mod idempotency;
#[path = "contract/outbox.rs"]
mod outbox;
#[path = "contract/probe.rs"]
mod probe;
#[path = "contract/sealed.rs"]
mod sealed;

use cordon_store::Store;
use cordon_store::postgres::{Options as Wide, PostgresStore, Settled, cluster};
use cordon_store::sqlite::{Options, SqliteStore};
use cordon_store::twice::Twice;
use std::sync::Arc;

/// Where one store lives. Opening it again after all its handles are gone gives the same data.
pub trait Setting {
    fn open(&self) -> Arc<dyn Store>;
    /// With one writer at a time, and so many that may wait.
    fn open_narrow(&self, writers_waiting_max: usize) -> Arc<dyn Store>;
    /// Changes rows behind the store's back, as somebody with the database's password would.
    fn tamper(&self, sql: &str);
}

struct Sqlite {
    folder: tempfile::TempDir,
    twice: bool,
}

impl Sqlite {
    fn once() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), twice: false }
    }

    fn twice() -> Self {
        Self { twice: true, ..Self::once() }
    }

    fn open_with(&self, mut options: Options) -> Arc<dyn Store> {
        options.extra_migrations = probe::MIGRATIONS;
        let store = SqliteStore::open_with(self.folder.path(), probe::NOW, &options).unwrap();
        if self.twice { Arc::new(Twice(store)) } else { Arc::new(store) }
    }
}

impl Setting for Sqlite {
    fn open(&self) -> Arc<dyn Store> {
        self.open_with(Options::default())
    }

    fn open_narrow(&self, writers_waiting_max: usize) -> Arc<dyn Store> {
        let mut options = Options::default();
        options.writers_waiting_max = writers_waiting_max;
        self.open_with(options)
    }

    fn tamper(&self, sql: &str) {
        let conn = rusqlite::Connection::open(self.folder.path().join("cordon.db")).unwrap();
        conn.execute_batch(sql).unwrap();
    }
}

struct Postgres {
    name: String,
    twice: bool,
}

impl Postgres {
    fn once() -> Self {
        Self { name: cluster::shared().unwrap().fresh().unwrap(), twice: false }
    }

    fn twice() -> Self {
        Self { twice: true, ..Self::once() }
    }

    fn open_with(&self, options: Wide) -> Arc<dyn Store> {
        let options = Wide { extra_migrations: probe::MIGRATIONS, ..options };
        let address = cluster::shared().unwrap().address(&self.name);
        let store = Arc::new(PostgresStore::open_with(&address, probe::NOW, &options).unwrap());
        match self.twice {
            true => Arc::new(Settled::new(Twice(store.clone()), store)),
            false => Arc::new(Settled::new(store.clone(), store)),
        }
    }
}

impl Setting for Postgres {
    fn open(&self) -> Arc<dyn Store> {
        self.open_with(Wide::default())
    }

    fn open_narrow(&self, writers_waiting_max: usize) -> Arc<dyn Store> {
        self.open_with(Wide { writers_max: 1, writers_waiting_max, ..Wide::default() })
    }

    fn tamper(&self, sql: &str) {
        cluster::shared().unwrap().run(&self.name, sql).unwrap();
    }
}

macro_rules! suite {
    ($setting:ident = $make:expr; $($module:ident: $($case:ident)*;)*) => {
        mod $setting {
            $(mod $module {
                $(#[test]
                fn $case() {
                    crate::$module::$case(&$make);
                })*
            })*
        }
    };
}

macro_rules! contract {
    ($($setting:ident = $make:expr;)*) => {
        $(suite! { $setting = $make;
            doors:
                every_kind_of_value_returns_as_it_was_put
                a_record_put_again_is_changed
                an_act_that_gives_up_leaves_nothing
                an_act_leaves_one_entry_with_the_last_digest_of_each_row
                housekeeping_leaves_no_entry
                no_door_but_an_act_writes_covered_records
                a_failed_statement_cannot_be_committed_by_dropping_its_error
                a_panic_undoes_its_own_act_only
                a_panic_in_a_view_harms_nothing
                an_act_inside_an_act_is_refused
                a_view_sees_one_moment
                what_was_written_is_there_after_reopening
                entries_are_read_by_range_and_by_subject
                an_entry_too_large_is_refused_whole
                a_record_whose_key_is_not_its_own_is_refused;
            concurrency:
                entries_are_gapless_under_sixteen_threads
                one_that_gives_up_takes_no_neighbour_along
                beyond_the_bound_writers_are_told_that_the_store_is_busy
                readers_go_on_while_a_writer_works;
            founding:
                another_key_than_at_the_founding_is_refused;
            idempotency:
                an_answer_is_given_again_to_the_same_body_only
                keys_of_two_actors_never_meet
                an_answer_of_an_act_that_gave_up_is_not_remembered
                a_key_used_by_eight_at_once_is_done_once
                old_answers_are_forgotten;
            outbox:
                urgent_comes_first_then_the_oldest
                a_lease_that_passes_brings_the_same_bytes_again
                an_answered_message_never_returns
                two_pollers_never_get_the_same_message
                agencies_and_wires_are_kept_apart
                the_same_message_is_queued_once;
            sealed:
                a_sealed_fact_is_opened_by_reference
                an_erased_fact_is_gone_and_the_rows_still_verify
                a_reference_to_another_fact_is_damage;
            audit:
                untouched_rows_are_sound
                a_changed_row_is_named
                a_removed_row_is_named
                a_row_of_no_act_is_named
                a_changed_entry_is_named
                a_removed_entry_is_named
                a_changed_index_of_subjects_is_named
                a_changed_fact_is_named
                a_table_left_out_is_named;
        })*
    };
}

contract! {
    sqlite = crate::Sqlite::once();
    sqlite_twice = crate::Sqlite::twice();
    postgres = crate::Postgres::once();
    postgres_twice = crate::Postgres::twice();
}
