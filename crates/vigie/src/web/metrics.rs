//! `GET /metrics`: the Prometheus text exposition format, version 0.0.4.

use super::App;
use super::meters;
use super::texts::sensor_kind;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use std::fmt::{Display, Write};
use std::sync::Arc;
use vigie_core::alert::{AlertState, Severity};
use vigie_core::picture::Picture;
use vigie_core::sensor::SensorState;
use vigie_core::track::TrackStatus;
use vigie_watch::Tally;

/// Kernel clock ticks in a second, as user space sees them on every Linux this runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// The handler.
pub(super) async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    let edition = app.edition();
    let mut out = Exposition::default();
    let mode = edition.picture.mode.name();
    out.family("vigie_info", "gauge", "Version and mode; always 1.");
    out.sample(
        "vigie_info",
        &[("version", env!("CARGO_PKG_VERSION")), ("mode", mode)],
        1,
    );
    picture(&mut out, &edition.picture);
    rules(&mut out, &app);
    sensors(&mut out, &app, &edition.picture);
    out.family(
        "vigie_stream_clients",
        "gauge",
        "Clients of the track stream.",
    );
    out.sample("vigie_stream_clients", &[], app.clients());
    for meter in meters::ALL {
        meter.expose(&mut out);
    }
    process(&mut out);
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        out.text,
    )
}

/// Text in the exposition format.
#[derive(Debug, Default)]
pub(super) struct Exposition {
    text: String,
}

impl Exposition {
    /// Begins a metric family.
    pub(super) fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.put(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    /// Adds one sample.
    pub(super) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.put(format_args!("{name}"));
        for (i, (key, value)) in labels.iter().enumerate() {
            let value = value
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n");
            self.put(format_args!(
                "{}{key}=\"{value}\"",
                if i == 0 { '{' } else { ',' }
            ));
        }
        self.put(format_args!(
            "{} {value}\n",
            if labels.is_empty() { "" } else { "}" }
        ));
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        self.text
            .write_fmt(text)
            .expect("writing to a String cannot fail");
    }
}

fn picture(out: &mut Exposition, picture: &Picture) {
    out.family(
        "vigie_picture_time_seconds",
        "gauge",
        "Time of the picture, Unix.",
    );
    out.sample(
        "vigie_picture_time_seconds",
        &[],
        format_args!("{:.3}", picture.at.0 as f64 * 1e-9),
    );
    out.family("vigie_tracks", "gauge", "Tracks in the picture.");
    for (name, status) in [
        ("tentative", TrackStatus::Tentative),
        ("confirmed", TrackStatus::Confirmed),
        ("coasting", TrackStatus::Coasting),
    ] {
        let count = picture
            .tracks
            .iter()
            .filter(|track| track.status == status)
            .count();
        out.sample("vigie_tracks", &[("status", name)], count);
    }
    out.family(
        "vigie_alerts",
        "gauge",
        "Alerts in the picture that are not over.",
    );
    for severity in [Severity::Alarm, Severity::Warning, Severity::Caution] {
        for state in [
            AlertState::Predicted,
            AlertState::Raised,
            AlertState::Acknowledged,
        ] {
            let count = picture
                .alerts
                .iter()
                .filter(|a| a.severity == severity && a.state == state)
                .count();
            out.sample(
                "vigie_alerts",
                &[("severity", severity.name()), ("state", state.name())],
                count,
            );
        }
    }
}

/// What came of each rule, in each area.
fn rules(out: &mut Exposition, app: &App) {
    let now = Arc::clone(&app.hub.rules.borrow());
    let volumes = &app.hub.scene.volumes;
    let mut family = |name: &str, help: &str, read: fn(&Tally) -> u64| {
        out.family(name, "counter", help);
        for ((rule, area), tally) in &now.tallies {
            let volume = area.and_then(|area| volumes.iter().find(|volume| volume.id == area));
            let area = volume.map_or("", |volume| volume.name.as_str());
            let id = volume.map_or_else(String::new, |volume| volume.id.0.to_string());
            let labels = [("rule", rule.name()), ("area_id", &*id), ("area", area)];
            out.sample(name, &labels, read(tally));
        }
    };
    family(
        "vigie_alerts_begun_total",
        "Alerts begun, by rule and area.",
        |tally| tally.begun,
    );
    family(
        "vigie_alerts_nuisance_total",
        "Alerts that operators marked as nuisance, by rule and area.",
        |tally| tally.nuisances,
    );
    let counters = now.counters;
    for (name, help, value) in [
        (
            "vigie_alerts_escalated_total",
            "Times an alarm was not acknowledged in time.",
            counters.escalations,
        ),
        (
            "vigie_alerts_held_back_total",
            "Alerts not begun again after an operator marked them as nuisance.",
            counters.held_back,
        ),
        (
            "vigie_alerts_refused_total",
            "Findings that found the table of alerts full.",
            counters.findings_refused,
        ),
        (
            "vigie_alerts_evicted_total",
            "Standing alerts that gave way to a more severe one.",
            counters.evicted,
        ),
        (
            "vigie_commands_refused_total",
            "Commands refused.",
            counters.commands_refused,
        ),
    ] {
        out.family(name, "counter", help);
        out.sample(name, &[], value);
    }
}

fn sensors(out: &mut Exposition, app: &App, picture: &Picture) {
    let sites = &app.hub.scene.sites;
    let labelled: Vec<_> = picture
        .sensors
        .iter()
        .map(|status| {
            let site = sites.iter().find(|site| site.id == status.id);
            let name = site.map_or("", |site| site.name.as_str());
            let kind = site.map_or("unknown", |site| sensor_kind(site.kind));
            (status, status.id.0.to_string(), name, kind)
        })
        .collect();
    let mut family =
        |name: &str,
         kind: &str,
         help: &str,
         read: &dyn Fn(&vigie_core::sensor::SensorStatus) -> Option<f64>| {
            out.family(name, kind, help);
            for (status, id, label, sensor) in &labelled {
                if let Some(value) = read(status) {
                    out.sample(
                        name,
                        &[("sensor", id), ("name", label), ("kind", sensor)],
                        value,
                    );
                }
            }
        };
    family(
        "vigie_sensor_receptions_total",
        "counter",
        "Receptions of a sensor.",
        &|s| Some(s.receptions as f64),
    );
    family(
        "vigie_sensor_reports_total",
        "counter",
        "Target reports of a sensor.",
        &|s| Some(s.reports as f64),
    );
    family(
        "vigie_sensor_errors_total",
        "counter",
        "What a sensor sent that was unreadable or refused.",
        &|s| Some(s.errors as f64),
    );
    family(
        "vigie_sensor_rate_hertz",
        "gauge",
        "Receptions per second over the last seconds.",
        &|s| Some(s.rate_hz),
    );
    family(
        "vigie_sensor_age_seconds",
        "gauge",
        "Time since a sensor was last heard.",
        &|s| {
            s.last_heard
                .map(|heard| (picture.at - heard).as_secs_f64().max(0.0))
        },
    );
    family(
        "vigie_sensor_alive",
        "gauge",
        "1 while a sensor is heard.",
        &|s| {
            Some(if s.state == SensorState::Alive {
                1.0
            } else {
                0.0
            })
        },
    );
}

/// Processor time and memory of this process, where the system tells.
fn process(out: &mut Exposition) {
    if let Some(seconds) = std::fs::read_to_string("/proc/self/stat")
        .ok()
        .as_deref()
        .and_then(cpu_seconds)
    {
        out.family(
            "process_cpu_seconds_total",
            "counter",
            "Processor time used, user and system.",
        );
        out.sample("process_cpu_seconds_total", &[], seconds);
    }
    if let Some(bytes) = std::fs::read_to_string("/proc/self/status")
        .ok()
        .as_deref()
        .and_then(resident_bytes)
    {
        out.family("process_resident_memory_bytes", "gauge", "Memory in use.");
        out.sample("process_resident_memory_bytes", &[], bytes);
    }
}

/// utime and stime: fields 14 and 15 of proc_pid_stat(5); the command before them may hold spaces and parentheses.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut ticks = fields
        .split_ascii_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<u64>);
    let (user, system) = (ticks.next()?.ok()?, ticks.next()?.ok()?);
    Some(user.saturating_add(system) as f64 / TICKS_PER_SECOND)
}

fn resident_bytes(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim()
        .strip_suffix("kB")?
        .trim()
        .parse::<u64>()
        .ok()?
        .checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::{Exposition, cpu_seconds, resident_bytes};

    #[test]
    fn labels_are_escaped() {
        let mut out = Exposition::default();
        out.sample("m", &[("name", "a\"b\\c\nd")], 1.5);
        out.sample("n", &[], 2);
        assert_eq!(out.text, "m{name=\"a\\\"b\\\\c\\nd\"} 1.5\nn 2\n");
    }

    #[test]
    fn the_process_by_itself() {
        let stat = "12 (a ) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0";
        assert_eq!(cpu_seconds(stat), Some(2.0));
        assert_eq!(cpu_seconds("nothing"), None);
        assert_eq!(
            resident_bytes("VmPeak:\t 9 kB\nVmRSS:\t    2048 kB\n"),
            Some(2_097_152)
        );
        assert_eq!(resident_bytes(""), None);
    }
}
