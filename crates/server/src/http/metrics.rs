//! `GET /metrics`: how the centre is, for Prometheus. Written by hand: a dozen series in a text format
//! of three line kinds need no library, and integers only keep them exact. Labels are routes as they
//! are declared, methods, statuses and agency ids: never anything a person typed.

use crate::app::App;
use crate::sift::service::Service;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use cordon_desk::read::pulse::{Pulse, pulse};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the histogram in microseconds, and as Prometheus wants to read them.
const BUCKETS: [(u64, &str); 12] = [
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (10_000_000, "10"),
];
const MICROS: u64 = 1_000_000;

/// Route, method, status.
type Series = (String, &'static str, u16);

/// Counters since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<Series, u64>>,
    request_seconds: Histogram,
    desk_seconds: Histogram,
}

impl Metrics {
    pub fn request(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        self.request_seconds.observe(took);
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let count = requests.entry((route.to_owned(), method, status)).or_default();
        *count = count.saturating_add(1);
    }

    /// One piece of desk work, with its wait for a thread.
    pub fn desk(&self, took: Duration) {
        self.desk_seconds.observe(took);
    }
}

#[derive(Debug, Default)]
struct Histogram {
    buckets: [AtomicU64; BUCKETS.len()],
    count: AtomicU64,
    sum_micros: AtomicU64,
}

impl Histogram {
    fn observe(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        for ((bound, _), bucket) in BUCKETS.iter().zip(&self.buckets) {
            if micros <= *bound {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.sum_micros.fetch_add(micros, Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    fn write(&self, out: &mut String, name: &str) {
        // The count last read is never below a bucket: each is raised before it.
        for ((_, le), bucket) in BUCKETS.iter().zip(&self.buckets) {
            line(out, name, "_bucket", &format!("le=\"{le}\""), bucket.load(Ordering::Relaxed));
        }
        let count = self.count.load(Ordering::Relaxed);
        line(out, name, "_bucket", "le=\"+Inf\"", count);
        let sum = self.sum_micros.load(Ordering::Relaxed);
        let _ = writeln!(out, "{name}_sum {}.{:06}", sum / MICROS, sum % MICROS);
        line(out, name, "_count", "", count);
    }
}

/// Writing to a string cannot fail.
pub(crate) fn line(out: &mut String, name: &str, suffix: &str, labels: &str, value: impl std::fmt::Display) {
    let _ = if labels.is_empty() {
        writeln!(out, "{name}{suffix} {value}")
    } else {
        writeln!(out, "{name}{suffix}{{{labels}}} {value}")
    };
}

pub(crate) fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

pub(crate) fn gauge(out: &mut String, name: &str, help: &str, value: impl std::fmt::Display) {
    head(out, name, "gauge", help);
    line(out, name, "", "", value);
}

impl Metrics {
    fn write(&self, out: &mut String) {
        head(out, "cordon_requests_total", "counter", "HTTP requests by route, method and status.");
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for ((route, method, status), count) in requests.iter() {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            line(out, "cordon_requests_total", "", &labels, count);
        }
        drop(requests);
        head(out, "cordon_request_seconds", "histogram", "Time to the head of the answer.");
        self.request_seconds.write(out, "cordon_request_seconds");
        head(out, "cordon_desk_seconds", "histogram", "Desk work, with its wait for a thread.");
        self.desk_seconds.write(out, "cordon_desk_seconds");
    }
}

fn write_pulse(out: &mut String, pulse: &Pulse, now: cordon_model::Stamp) {
    gauge(out, "cordon_journal_entries", "Entries in the journal.", pulse.entries);
    gauge(out, "cordon_orders_overdue", "Orders whose answer is overdue.", pulse.overdue);
    if let Some(at) = pulse.checkpoint_at {
        let age = now.since_ms(at).max(0) / cordon_model::time::SECOND_MS;
        gauge(out, "cordon_checkpoint_age_seconds", "Age of the newest signed checkpoint, by the centre's clock.", age);
    }
    let (name, oldest) = ("cordon_outbox_waiting", "cordon_outbox_oldest_seconds");
    head(out, name, "gauge", "Messages that wait for an agency.");
    for waiting in &pulse.waiting {
        line(out, name, "", &format!("agency=\"{}\"", waiting.agency), waiting.count);
    }
    head(out, oldest, "gauge", "How long the oldest of them has waited.");
    for waiting in &pulse.waiting {
        let age = now.since_ms(waiting.oldest_at).max(0) / cordon_model::time::SECOND_MS;
        line(out, oldest, "", &format!("agency=\"{}\"", waiting.agency), age);
    }
}

fn write_sift(out: &mut String, service: &Service, now: cordon_model::Stamp) {
    gauge(out, "cordon_payees", "Accounts of which a judged payment is told something.", service.payees.len());
    if let Some(as_of) = service.payees.as_of() {
        let age = now.since_ms(as_of.at).max(0) / cordon_model::time::SECOND_MS;
        gauge(out, "cordon_payees_age_seconds", "Since what is known of payees was brought up to date.", age);
    }
    let counted = service.room.ear().counted();
    gauge(out, "cordon_copies_campaigns", "Texts whose near copies are counted.", counted.campaigns);
    gauge(out, "cordon_copies_receivers", "Their receivers within 24 hours.", counted.receivers);
    let (over, unheard) = ("cordon_copies_over_limit_total", "cordon_radar_unheard_total");
    head(out, over, "counter", "Near copies that were not counted in full because a limit was reached.");
    line(out, over, "", "", counted.let_go.saturating_add(counted.at_least));
    head(out, unheard, "counter", "Judged texts and calls that the radar did not hear because too many waited.");
    line(out, unheard, "", "", counted.unheard);
}

/// When the store does not answer, what is counted in memory is told all the same.
pub async fn metrics(State(app): State<App>) -> Response {
    let mut out = String::new();
    app.metrics.write(&mut out);
    let now = app.clock.now();
    let found = app.peek(move |app| pulse(&app.desk, now)).await;
    gauge(&mut out, "cordon_store_up", "Whether the store answered.", u8::from(found.is_ok()));
    if let Ok(pulse) = found {
        write_pulse(&mut out, &pulse, now);
    }
    if let Ok(service) = app.sift() {
        write_sift(&mut out, service, now);
    }
    gauge(&mut out, "cordon_leads", "Whether this server does the jobs of all.", u8::from(app.leads()));
    gauge(&mut out, "cordon_writers_waiting", "Acts that wait for the store.", app.records.writers_waiting());
    head(&mut out, "cordon_acts_again_total", "counter", "Acts run again after they met others.");
    line(&mut out, "cordon_acts_again_total", "", "", app.records.runs_again());
    app.nats.write(&mut out);
    if let Some(service) = app.opened_sift() {
        let unread = u8::from(service.rules.trouble().is_some());
        gauge(&mut out, "cordon_rules_not_judged_by", "Whether the rules put in force cannot be judged by.", unread);
    }
    gauge(&mut out, "cordon_streams", "Live streams that are open.", app.open_streams());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_up_and_sums_exactly() {
        let histogram = Histogram::default();
        for micros in [900, 1_000, 3_000, 20_000_000] {
            histogram.observe(Duration::from_micros(micros));
        }
        let mut out = String::new();
        histogram.write(&mut out, "x");
        for wanted in [
            "x_bucket{le=\"0.001\"} 2\n",
            "x_bucket{le=\"0.0025\"} 2\n",
            "x_bucket{le=\"0.005\"} 3\n",
            "x_bucket{le=\"10\"} 3\n",
            "x_bucket{le=\"+Inf\"} 4\n",
            "x_sum 20.004900\n",
            "x_count 4\n",
        ] {
            assert!(out.contains(wanted), "{wanted} in {out}");
        }
    }

    #[test]
    fn requests_are_counted_by_route_and_status() {
        let metrics = Metrics::default();
        metrics.request("/api/v1/cases/{id}", "GET", 200, Duration::from_millis(1));
        metrics.request("/api/v1/cases/{id}", "GET", 200, Duration::from_millis(1));
        metrics.request("/api/v1/cases/{id}", "GET", 404, Duration::from_millis(1));
        let mut out = String::new();
        metrics.write(&mut out);
        assert!(out.contains("{route=\"/api/v1/cases/{id}\",method=\"GET\",status=\"200\"} 2\n"), "{out}");
        assert!(out.contains("status=\"404\"} 1\n"), "{out}");
    }
}
