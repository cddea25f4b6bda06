//! Which subfields a compound field may have (from memory, unverified, but for `ORIGIN` and `PT`).

const PLACE: &[&str] = &[
    "PTID", "ADID", "FL", "FLBLOCK", "ETO", "TO", "CTO", "STO", "ATO", "PTSTAY", "PTRFL",
    "PTRULCHG", "PTSPEED", "PTMACH", "RELDIST",
];

const PARTS: &[(&str, &[&str])] = &[
    ("PT", PLACE),
    ("AD", PLACE),
    ("VEC", PLACE),
    ("ORIGIN", &["NETWORKTYPE", "FAC"]),
    ("GEO", &["GEOID", "LATTD", "LONGTD"]),
    ("REF", &["REFID", "PTID", "BRNG", "DISTNC"]),
    ("RENAME", &["RENID", "PTID"]),
    ("REFDATA", &["SENDER", "RECVR", "SEQNUM"]),
    ("MSGREF", &["SENDER", "RECVR", "SEQNUM"]),
    ("SENDER", &["FAC"]),
    ("RECVR", &["FAC"]),
    ("ESTDATA", &["PTID", "ETO", "TFL", "SFL"]),
    ("COORDATA", &["PTID", "TO", "TFL", "SFL"]),
    ("CSTAT", &["STATID", "STATREASON"]),
];

fn parts(name: &str) -> &'static [&'static str] {
    let row = PARTS.iter().find(|(compound, _)| *compound == name);
    row.map_or(&[], |(_, parts)| parts)
}

/// Whether a field of this name is a compound one.
pub(super) fn has_parts(name: &str) -> bool {
    !parts(name).is_empty()
}

/// Whether a compound field can have a subfield of this name.
pub(super) fn holds(compound: &str, name: &str) -> bool {
    parts(compound).contains(&name)
}
