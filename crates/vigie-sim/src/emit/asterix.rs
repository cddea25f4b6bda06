//! CAT048 edition 1.32 and CAT034 edition 1.29.

use crate::radar::{Plot, SECTORS};
use crate::sensor::{SimulatedRadar, SimulatedSensor};
use vigie_asterix::{Record, RecordBuilder, Spec, WriteError, edition};
use vigie_core::place::METRES_PER_NM;
use vigie_core::time::{Nanos, UtcNs};

/// Plots of one datagram at most: well under an Ethernet frame.
const PLOTS_MAX: usize = 20;
/// Half of the unit of a time of day.
const HALF_128TH: Nanos = Nanos(3_906_250);
/// I034/000.
const NORTH_MARKER: u64 = 1;
const SECTOR_CROSSING: u64 = 2;

fn tables(category: u8, name: &str) -> &'static Spec {
    edition(category, name).expect("an edition that vigie-asterix has built in")
}

/// A datagram for every twenty plots.
pub(crate) fn plots(model: &SimulatedRadar, plots: &[Plot]) -> Vec<Vec<u8>> {
    let spec = tables(48, "1.32");
    plots
        .chunks(PLOTS_MAX)
        .map(|chunk| {
            let records: Vec<Record> = chunk
                .iter()
                .map(|plot| record(spec, model, plot).expect("values are within their items"))
                .collect();
            block(spec, &records)
        })
        .collect()
}

/// The datagram of a sector crossing; the north marker goes before sector 0.
pub(crate) fn crossing(
    site: &SimulatedSensor,
    model: &SimulatedRadar,
    at: UtcNs,
    sector: u8,
) -> Vec<u8> {
    let spec = tables(34, "1.29");
    let mut records = Vec::new();
    if sector == 0 {
        records.push(north(spec, site, model, at).expect("values are within their items"));
    }
    records.push(boundary(spec, model, at, sector).expect("values are within their items"));
    block(spec, &records)
}

fn block(spec: &Spec, records: &[Record]) -> Vec<u8> {
    let mut bytes = Vec::new();
    spec.write_block(records, &mut bytes)
        .expect("a few records that the tables made");
    bytes
}

fn time_of_day(at: UtcNs) -> u64 {
    u64::from((at + HALF_128TH).time_of_day_128ths())
}

/// I048/020 TYP: who saw it.
fn technique(plot: &Plot) -> u64 {
    match (plot.reply, plot.primary) {
        (None, _) => 1,
        (Some(reply), primary) => {
            let secondary = if reply.mode_s.is_some() { 5 } else { 2 };
            match (secondary, primary) {
                (2, true) => 3,
                (5, true) => 7,
                (other, _) => other,
            }
        }
    }
}

fn record(spec: &Spec, model: &SimulatedRadar, plot: &Plot) -> Result<Record, WriteError> {
    let mut record = RecordBuilder::new(spec)
        .raw("010/SAC", u64::from(model.source.sac))?
        .raw("010/SIC", u64::from(model.source.sic))?
        .raw("140", time_of_day(plot.at))?
        .raw("020/TYP", technique(plot))?
        .raw("020/SIM", 1)?
        .quantity("040/RHO", plot.range_m / METRES_PER_NM)?
        .quantity("040/THETA", plot.azimuth_rad.to_degrees())?;
    if let Some(reply) = plot.reply {
        record = record
            .raw("070/MODE3A", u64::from(reply.mode_a.bits()))?
            .quantity("090/FL", f64::from(reply.altitude_ft) / 100.0)?;
        if let Some(mode_s) = reply.mode_s {
            record = record
                .raw("220", u64::from(mode_s.address.value()))?
                .text("240", mode_s.callsign.as_str())?
                .raw("230/COM", 1)?
                .raw("230/STAT", if mode_s.alert { 2 } else { 0 })?
                .raw("230/MSSC", 1)?
                .raw("230/ARC", 1)?
                .raw("230/AIC", 1)?;
        }
    }
    Ok(record.build())
}

fn service<'s>(
    spec: &'s Spec,
    model: &SimulatedRadar,
    at: UtcNs,
    message: u64,
) -> Result<RecordBuilder<'s>, WriteError> {
    RecordBuilder::new(spec)
        .raw("010/SAC", u64::from(model.source.sac))?
        .raw("010/SIC", u64::from(model.source.sic))?
        .raw("000", message)?
        .raw("030", time_of_day(at))?
        .quantity("041", model.turn.as_secs_f64())
}

fn boundary(
    spec: &Spec,
    model: &SimulatedRadar,
    at: UtcNs,
    sector: u8,
) -> Result<Record, WriteError> {
    let azimuth_deg = f64::from(sector) * 360.0 / SECTORS as f64;
    Ok(service(spec, model, at, SECTOR_CROSSING)?
        .quantity("020", azimuth_deg)?
        .build())
}

fn north(
    spec: &Spec,
    site: &SimulatedSensor,
    model: &SimulatedRadar,
    at: UtcNs,
) -> Result<Record, WriteError> {
    Ok(service(spec, model, at, NORTH_MARKER)?
        .raw("050/COM/NOGO", 0)?
        .raw("050/PSR/CHAB", 1)?
        .raw("050/SSR/CHAB", 1)?
        .raw("050/MDS/CHAB", 1)?
        .quantity("120/HGT", site.position.height_m)?
        .quantity("120/LAT", site.position.lat_deg)?
        .quantity("120/LON", site.position.lon_deg)?
        .build())
}
