//! The areas with their outlines made ready, and which of them are near a place.

use crate::monitor::Zone;
use crate::outline::{Outline, Reach};
use crate::rules::WatchError;
use std::collections::BTreeMap;
use vigie_core::airspace::{AirspaceVolume, AreaId, AreaKind, VerticalLimit};
use vigie_core::place::Wgs84;

/// An area over more cells than this is looked at everywhere.
const CELLS_MAX: usize = 1_024;
const COLUMNS: usize = 360;
const ROWS: usize = 181;

/// Every area, in the order of the configuration, under a grid of cells of one degree.
pub(crate) struct Zones {
    volumes: Vec<AirspaceVolume>,
    zones: Vec<Zone>,
    by_id: BTreeMap<AreaId, usize>,
    /// Where the areas of each cell begin in `items`; one more than there are cells.
    starts: Vec<usize>,
    items: Vec<usize>,
    /// Those too large for the grid.
    large: Vec<usize>,
    pub(crate) borders: Vec<usize>,
    pub(crate) firs: Vec<usize>,
}

impl Zones {
    /// Checks every area.
    pub(crate) fn new(volumes: Vec<AirspaceVolume>) -> Result<Zones, WatchError> {
        let mut by_id: BTreeMap<AreaId, usize> = BTreeMap::new();
        for (index, volume) in volumes.iter().enumerate() {
            if let Some(first) = by_id.insert(volume.id, index) {
                return Err(WatchError::SameId {
                    id: volume.id.0,
                    first: volumes[first].name.clone(),
                    second: volume.name.clone(),
                });
            }
        }
        let zones = volumes.iter().map(zone_of).collect::<Result<Vec<_>, _>>()?;
        let of = |wanted: fn(AreaKind) -> bool| -> Vec<usize> {
            let kinds = volumes.iter().enumerate();
            kinds
                .filter(|(_, volume)| wanted(volume.kind))
                .map(|(index, _)| index)
                .collect()
        };
        let (borders, firs) = (
            of(|kind| kind == AreaKind::Border),
            of(|kind| kind == AreaKind::Fir),
        );
        let (starts, items, large) = index(&zones);
        Ok(Zones {
            volumes,
            zones,
            by_id,
            starts,
            items,
            large,
            borders,
            firs,
        })
    }

    pub(crate) fn volumes(&self) -> &[AirspaceVolume] {
        &self.volumes
    }

    pub(crate) fn zone(&self, index: usize) -> &Zone {
        &self.zones[index]
    }

    /// Whether an area's outline holds a place.
    pub(crate) fn contains(&self, id: AreaId, place: Wgs84) -> bool {
        let index = self.by_id.get(&id);
        index.is_some_and(|index| self.zones[*index].outline.contains(place))
    }

    /// The areas whose boxes come within `reach` of a place, in order, into `near`.
    pub(crate) fn near(&self, place: Wgs84, reach: Reach, near: &mut Vec<usize>) {
        near.clear();
        let (lat, lon) = reach.half_sizes_deg();
        let (south, north) = (row_of(place.lat_deg - lat), row_of(place.lat_deg + lat));
        let west = libm::floor(place.lon_deg - lon);
        let columns = (libm::floor(place.lon_deg + lon) - west).clamp(0.0, COLUMNS as f64 - 1.0);
        let west = whole(west.rem_euclid(COLUMNS as f64));
        for row in south..=north {
            for step in 0..=whole(columns) {
                let cell = row * COLUMNS + (west + step) % COLUMNS;
                let (from, to) = (self.starts[cell], self.starts[cell + 1]);
                near.extend(&self.items[from..to]);
            }
        }
        near.extend(&self.large);
        near.sort_unstable();
        near.dedup();
        near.retain(|index| self.zones[*index].outline.is_near(place, reach));
    }
}

fn row_of(lat_deg: f64) -> usize {
    whole((libm::floor(lat_deg) + 90.0).clamp(0.0, ROWS as f64 - 1.0))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small whole number, or what is not a number and counts as zero"
)]
fn whole(number: f64) -> usize {
    number as usize
}

/// The cells of each area turned into the areas of each cell.
fn index(zones: &[Zone]) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let mut of_cell: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut large = Vec::new();
    for (index, zone) in zones.iter().enumerate() {
        let (south_west, north_east) = zone.outline.corners_deg();
        let (south, north) = (row_of(south_west.0), row_of(north_east.0));
        let west = libm::floor(south_west.1);
        let columns = whole(libm::floor(north_east.1) - west);
        if (north - south + 1) * (columns + 1) > CELLS_MAX {
            large.push(index);
            continue;
        }
        let west = whole(west.rem_euclid(COLUMNS as f64));
        for row in south..=north {
            for step in 0..=columns {
                let cell = row * COLUMNS + (west + step) % COLUMNS;
                of_cell.entry(cell).or_default().push(index);
            }
        }
    }
    let (mut starts, mut items) = (Vec::with_capacity(ROWS * COLUMNS + 1), Vec::new());
    for cell in 0..ROWS * COLUMNS {
        starts.push(items.len());
        items.extend(of_cell.remove(&cell).unwrap_or_default());
    }
    starts.push(items.len());
    (starts, items, large)
}

fn zone_of(volume: &AirspaceVolume) -> Result<Zone, WatchError> {
    let never = |what| {
        Err(WatchError::Never {
            area: volume.name.clone(),
            what,
        })
    };
    for limit in [volume.lower, volume.upper] {
        if let VerticalLimit::PressureFt(ft) = limit
            && !ft.is_finite()
        {
            return never("a limit is not finite");
        }
    }
    if let (VerticalLimit::PressureFt(lower), VerticalLimit::PressureFt(upper)) =
        (volume.lower, volume.upper)
        && lower > upper
    {
        return never("its lower limit is above its upper one");
    }
    if let (Some(from), Some(to)) = (volume.from, volume.to)
        && from >= to
    {
        return never("it ends before it begins");
    }
    let outline = Outline::new(&volume.outline).map_err(|fault| WatchError::Outline {
        area: volume.name.clone(),
        fault,
    })?;
    Ok(Zone {
        volume: volume.clone(),
        outline,
    })
}
