//! Compares the cylinder test with an oracle's file (see `examples/cylinder_oracle.rs` for its columns).

use std::collections::BTreeMap;
use std::io::Read as _;
use vigie_watch::conflict::Cylinder;

/// How far a time may be off, seconds.
const TOLERANCE_S: f64 = 1e-3;

/// What came of a file.
pub(crate) struct Compared {
    pub(crate) rows: usize,
    pub(crate) right: usize,
    pub(crate) entry_off_s: f64,
    pub(crate) exit_off_s: f64,
    pub(crate) wrong: Vec<String>,
}

pub(crate) fn text(path: &str) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(&bytes[..])
            .read_to_end(&mut plain)
            .map_err(|error| error.to_string())?;
        plain
    } else {
        bytes
    };
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

pub(crate) fn compare(text: &str) -> Result<Compared, String> {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let header = lines.next().ok_or("there is no line of column names")?;
    let columns: BTreeMap<&str, usize> = header
        .split(',')
        .enumerate()
        .map(|(i, name)| (name.trim(), i))
        .collect();
    let mut compared = Compared {
        rows: 0,
        right: 0,
        entry_off_s: 0.0,
        exit_off_s: 0.0,
        wrong: Vec::new(),
    };
    for line in lines {
        let row: Vec<&str> = line.split(',').map(str::trim).collect();
        compared.rows += 1;
        match judge(&columns, &row) {
            Ok((entry_off_s, exit_off_s)) => {
                compared.right += 1;
                compared.entry_off_s = compared.entry_off_s.max(entry_off_s);
                compared.exit_off_s = compared.exit_off_s.max(exit_off_s);
            }
            Err(why) => compared.wrong.push(format!("{why}: {line}")),
        }
    }
    Ok(compared)
}

/// How far entry and exit are off; or why the row is wrong.
fn judge(columns: &BTreeMap<&str, usize>, row: &[&str]) -> Result<(f64, f64), String> {
    let cell = |name: &str| {
        let text = columns.get(name).and_then(|&i| row.get(i)).copied();
        text.ok_or_else(|| format!("no {name}"))
    };
    let number = |name: &str| {
        cell(name)?
            .parse::<f64>()
            .map_err(|_| format!("{name} is not a number"))
    };
    let cylinder = Cylinder {
        radius_m: number("D_m")?,
        half_height_m: number("H_m")?,
        look_ahead_s: number("T_s")?,
    };
    let mut relative = [0.0; 6];
    let axes = [
        ("ix", "ox"),
        ("iy", "oy"),
        ("iz", "oz"),
        ("ivx", "ovx"),
        ("ivy", "ovy"),
        ("ivz", "ovz"),
    ];
    for (slot, (other, own)) in relative.iter_mut().zip(axes) {
        *slot = number(other)? - number(own)?;
    }
    let [x, y, z, vx, vy, vz] = relative;
    let ours = cylinder.interval([x, y, z], [vx, vy, vz]);
    let theirs = match cell("conflict")? {
        "0" => None,
        "1" => Some((number("t_in")?, number("t_out")?)),
        other => return Err(format!("conflict is {other}")),
    };
    match (ours, theirs) {
        (None, None) => Ok((0.0, 0.0)),
        (Some(ours), Some((entry_s, exit_s))) => {
            let off = ((ours.entry_s - entry_s).abs(), (ours.exit_s - exit_s).abs());
            if off.0 <= TOLERANCE_S && off.1 <= TOLERANCE_S {
                Ok(off)
            } else {
                Err(format!("{:.6} to {:.6} s", ours.entry_s, ours.exit_s))
            }
        }
        (Some(ours), None) => Err(format!("a conflict from {:.6} s on", ours.entry_s)),
        (None, Some(_)) => Err("no conflict".to_owned()),
    }
}
