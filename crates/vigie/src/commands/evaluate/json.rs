//! An evaluation as JSON: the figures by their keys, then the details.

use super::Findings;
use anyhow::Result;
use serde_json::{Map, Value, json};
use vigie_eval::Scene;
use vigie_eval::continuity::TargetRecord;
use vigie_eval::esassp::thresholds::Bound;
use vigie_eval::esassp::{Basis, Line, Service, Standard, Verdict};
use vigie_eval::evaluate::Moment;
use vigie_eval::figure::figures;
use vigie_eval::identity::{ByIdentity, IdentityRecord};
use vigie_eval::report::identity_name;

/// One object, on one line.
pub(super) fn text(findings: &Findings) -> Result<String> {
    let Findings {
        scene,
        evaluation,
        identities,
        aligned,
        services,
    } = findings;
    let mut object = Map::new();
    for figure in figures(evaluation) {
        object.insert(figure.key.to_owned(), json!(figure.value));
    }
    let grid = &evaluation.grid;
    object.insert(
        "grid".to_owned(),
        json!({
            "start_s": grid.start_s, "step_s": grid.step_s, "end_s": grid.end_s, "cutoff_m": grid.cutoff_m,
            "order": grid.order, "dim": if grid.is_3d { 3 } else { 2 }, "max_age_s": grid.max_age_s,
        }),
    );
    let targets: Vec<Value> = (evaluation.continuity.targets.iter())
        .map(|record| target(scene, record))
        .collect();
    object.insert("targets".to_owned(), Value::Array(targets));
    let instants: Vec<Value> = evaluation.instants.iter().map(instant).collect();
    object.insert("instants".to_owned(), Value::Array(instants));
    if let Some(identities) = identities {
        object.insert("identities".to_owned(), by_identity(identities));
    }
    if let Some((found, without)) = aligned {
        object.insert(
            "aligned".to_owned(),
            json!({
                "lat": found.site.lat_deg, "lon": found.site.lon_deg, "rows": found.rows,
                "range_m": found.range_m, "azimuth_deg": found.azimuth_rad.to_degrees(),
                "range_mad_m": found.range_mad_m, "azimuth_mad_deg": found.azimuth_mad_rad.to_degrees(),
                "identities": by_identity(without),
            }),
        );
    }
    let reports: Vec<Value> = (services.iter())
        .flat_map(|(service, lines)| lines.iter().map(|line| measure(*service, line)))
        .collect();
    object.insert("surveillance".to_owned(), Value::Array(reports));
    let mut text = serde_json::to_string(&Value::Object(object))?;
    text.push('\n');
    Ok(text)
}

fn by_identity(identities: &ByIdentity) -> Value {
    let records: Vec<Value> = identities.records.iter().map(identity).collect();
    json!({
        "completeness": identities.completeness, "completeness_shared": identities.completeness_shared,
        "rms_pos": identities.error.rms, "p95_pos": identities.error.p95, "unnamed": identities.unnamed,
        "records": records,
    })
}

fn target(scene: &Scene, record: &TargetRecord) -> Value {
    let TargetRecord {
        target,
        time_s,
        instants,
        matched,
        segments,
        switches,
        breaks,
        longest_segment,
        initiation_delay_s,
        position_rms_m,
        position_max_m,
    } = record;
    json!({
        "target": scene.targets.get(*target).map(|target| target.name.as_str()),
        "time_s": time_s, "instants": instants, "matched": matched, "segments": segments, "switches": switches,
        "breaks": breaks, "longest_segment": longest_segment, "initiation_delay_s": initiation_delay_s,
        "rms_pos": position_rms_m, "max_pos": position_max_m,
    })
}

fn instant(instant: &Moment) -> Value {
    let Moment {
        t_s,
        gospa,
        ospa_m,
        targets,
        tracks,
    } = instant;
    json!({
        "t": t_s, "gospa": gospa.total_m, "loc_power": gospa.localisation, "missed": gospa.missed,
        "false": gospa.false_tracks, "ospa": ospa_m, "targets": targets, "tracks": tracks,
    })
}

fn identity(record: &IdentityRecord) -> Value {
    let IdentityRecord {
        identity,
        targets,
        instants,
        near,
        far,
        several,
        tracks,
        switches,
        error,
    } = record;
    json!({
        "identity": identity_name(*identity), "targets": targets, "instants": instants, "near": near, "far": far,
        "several": several, "tracks": tracks, "switches": switches, "completeness": record.completeness(),
        "rms_pos": error.rms, "med_pos": error.median, "p95_pos": error.p95, "max_pos": error.max,
    })
}

fn measure(service: Service, line: &Line) -> Value {
    let Line {
        requirement,
        value,
        samples,
        verdict,
    } = line;
    let (verdict, why) = match verdict {
        Verdict::Met => ("met", None),
        Verdict::NotMet => ("not met", None),
        Verdict::NoRequirement => ("no requirement known", None),
        Verdict::NotApplicable(why) => ("not applicable", Some(why[0])),
        Verdict::NotMeasured(why) => ("not measured", Some(why[0])),
    };
    let (at_least, at_most) = match requirement.bound {
        None => (None, None),
        Some(Bound::AtLeast(bound)) => (Some(bound), None),
        Some(Bound::AtMost(bound)) => (None, Some(bound)),
    };
    json!({
        "service": service.label()[0],
        "standard": match requirement.standard { Standard::Esassp => "EUROCONTROL-SPEC-0147", Standard::Ed142 => "EUROCAE ED-142" },
        "measure": requirement.label[0], "unit": requirement.unit, "at_least": at_least, "at_most": at_most,
        "source_seen": match requirement.basis { Basis::NotSeen => "no", Basis::Secondary => "second hand" },
        "reference": requirement.reference, "value": value, "samples": samples, "verdict": verdict, "why": why,
    })
}
