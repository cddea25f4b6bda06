//! An evaluation as JSON: the figures by their keys, then the details.

use anyhow::Result;
use serde_json::{Map, Value, json};
use vigie_eval::continuity::TargetRecord;
use vigie_eval::evaluate::Moment;
use vigie_eval::figure::figures;
use vigie_eval::{Evaluation, Scene};

/// One object, on one line.
pub(super) fn text(scene: &Scene, evaluation: &Evaluation) -> Result<String> {
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
    let mut text = serde_json::to_string(&Value::Object(object))?;
    text.push('\n');
    Ok(text)
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
