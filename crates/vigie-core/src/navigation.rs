//! Names of places: significant points, radio aids, aerodromes, and where they are.

use crate::place::Wgs84;
use std::collections::BTreeMap;

/// Places of one name at most; names of points are not unique in the world.
const SAME_NAME_MAX: usize = 16;

/// Where the places are that flight plans name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gazetteer {
    places: BTreeMap<String, Vec<Wgs84>>,
}

impl Gazetteer {
    /// Adds a place. The same place twice counts once; beyond sixteen of one name further ones are left out.
    pub fn insert(&mut self, name: &str, position: Wgs84) {
        let places = self.places.entry(name.to_owned()).or_default();
        if places.len() < SAME_NAME_MAX && !places.contains(&position) {
            places.push(position);
        }
    }

    /// The place of that name; of several, the one nearest to `near`, else the first that was added.
    #[must_use]
    pub fn find(&self, name: &str, near: Option<Wgs84>) -> Option<Wgs84> {
        let places = self.places.get(name)?;
        let Some(near) = near else {
            return places.first().copied();
        };
        let nearest =
            |a: &&Wgs84, b: &&Wgs84| near.distance_m(**a).total_cmp(&near.distance_m(**b));
        places.iter().min_by(nearest).copied()
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Gazetteer;
    use crate::place::Wgs84;

    #[test]
    fn the_nearest_of_one_name() {
        let at = |lat_deg, lon_deg| Wgs84 {
            lat_deg,
            lon_deg,
            height_m: 0.0,
        };
        let mut gazetteer = Gazetteer::default();
        gazetteer.insert("AS", at(44.0, 4.0));
        gazetteer.insert("AS", at(17.0, 8.0));
        gazetteer.insert("AS", at(17.0, 8.0));
        assert_eq!(gazetteer.len(), 1);
        assert_eq!(gazetteer.find("AS", None), Some(at(44.0, 4.0)));
        assert_eq!(
            gazetteer.find("AS", Some(at(13.5, 2.2))),
            Some(at(17.0, 8.0))
        );
        assert_eq!(gazetteer.find("XX", None), None);
    }
}
