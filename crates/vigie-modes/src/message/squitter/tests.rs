use super::{ExtendedSquitter, Numbering, Sender};
use crate::adsb::{
    AirbornePosition, CoarsePosition, EmergencyStatus, Identification, NoPosition,
    OperationalStatus, Squitter, SurfacePosition, TargetState, TisBVelocity, Velocity,
    VerticalRateSource,
};
use crate::bits::Me;
use crate::cpr::LatLon;
use crate::identity::Squawk;
use crate::{AddressKind, Message};

const ADDRESS: u32 = 0xa5_5123;

/// Each message in which a bit tells the kind of address, with the bit's
/// number and a control field that uses it. RTCA DO-260B 2.2.18, 2.2.17.
fn messages() -> Vec<(u8, u32, Squitter)> {
    let place = LatLon {
        lat_deg: 41.5,
        lon_deg: -87.25,
    };
    let airborne = AirbornePosition::from_physical(11, place, Some(5_000), false);
    let airborne = Squitter::AirbornePosition(airborne.expect("in range"));
    let surface = SurfacePosition::from_physical(7, place, None, None, true).expect("in range");
    let surface = Squitter::SurfacePosition(surface);
    let source = VerticalRateSource::Geometric;
    let velocity = Velocity::ground(100.0, 50.0, None, source).expect("in range");
    let of_target = TisBVelocity::ground(100.0, 50.0, None).expect("in range");
    let coarse = CoarsePosition::from_physical(place, None, None, None, false).expect("in range");
    let emergency = EmergencyStatus::new(0, Squawk::default()).expect("in range");
    vec![
        (2, 8, airborne),
        (6, 8, airborne),
        (2, 21, surface),
        (6, 21, surface),
        (6, 8, Squitter::NoPosition(NoPosition::default())),
        (6, 9, Squitter::Velocity(velocity)),
        (2, 9, Squitter::TisBVelocity(of_target)),
        (3, 1, Squitter::CoarsePosition(coarse)),
        (6, 56, Squitter::EmergencyStatus(emergency)),
        (6, 51, Squitter::TargetState(TargetState::default())),
        (
            6,
            56,
            Squitter::OperationalStatus(OperationalStatus::default()),
        ),
    ]
}

#[test]
fn one_bit_tells_the_kind_of_address() {
    for (control, number, squitter) in messages() {
        let said = ExtendedSquitter::other(ADDRESS, control, squitter).expect("of this service");
        assert_eq!(said.numbering(), Numbering::Icao, "{squitter:?}");
        assert_eq!(said.icao_of_target(), Some(ADDRESS));
        let bit = Me::new(squitter.emit().value() ^ 1 << (56 - number));
        let other = Squitter::parse_as(bit, said.sender.layout());
        let said = ExtendedSquitter::other(ADDRESS, control, other).expect("of this service");
        let (expected, kind) = match control {
            6 => (Numbering::Other, AddressKind::AdsR),
            _ => (Numbering::ModeATrack, AddressKind::TisB),
        };
        assert_eq!(said.numbering(), expected, "{control} {other:?}");
        assert_eq!((said.address().kind(), said.icao_of_target()), (kind, None));
        let track = said
            .mode_a_track()
            .map(|(code, track)| (code.octal(), track));
        assert_eq!(track, (control != 6).then_some((0xa55, 0x123)));
        let message = Message::ExtendedSquitter(said);
        assert_eq!(Message::parse(message.emit()), Ok(message));
    }
}

#[test]
fn the_service_tells_the_rest() {
    let name = Squitter::Identification(Identification::new('A', 3, "VIGIE").expect("a name"));
    let check = |control: u8, squitter: Squitter, numbering: Numbering, kind: AddressKind| {
        let said = ExtendedSquitter::other(ADDRESS, control, squitter).expect("of this service");
        assert_eq!((said.numbering(), said.address().kind()), (numbering, kind));
    };
    check(0, name, Numbering::Icao, AddressKind::Icao);
    check(1, name, Numbering::Other, AddressKind::NonIcao);
    check(2, name, Numbering::Unknown, AddressKind::TisB);
    check(5, name, Numbering::Other, AddressKind::TisB);
    check(6, name, Numbering::Unknown, AddressKind::AdsR);
    let bits = Squitter::Untyped(Me::new(0x12_3456));
    check(4, bits, Numbering::Unknown, AddressKind::TisB);
    check(7, bits, Numbering::Unknown, AddressKind::NonIcao);
    for (control, squitter) in [(3, name), (4, name), (2, bits), (8, name)] {
        assert!(ExtendedSquitter::other(ADDRESS, control, squitter).is_err());
    }
    let military = ExtendedSquitter {
        sender: Sender::Military,
        address: ADDRESS,
        squitter: name,
    };
    assert_eq!((military.df(), military.numbering()), (19, Numbering::Icao));
    let message = Message::ExtendedSquitter(military);
    assert_eq!(Message::parse(message.emit()), Ok(message));
}
