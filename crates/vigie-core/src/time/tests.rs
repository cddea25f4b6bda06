use super::{DAY, Nanos, UtcNs};

#[test]
fn time_of_day_survives_midnight() {
    // (received, seconds since midnight in the message, expected offset from `received` in seconds)
    let midnight = UtcNs(20_000 * DAY.0);
    for (received_s, tod_s, late_s) in [
        (0.5, 86_399.5, -1.0),
        (-0.5, 0.25, 0.75),
        (43_000.0, 43_000.0, 0.0),
        (100.0, 99.0, -1.0),
    ] {
        let received = midnight + Nanos::from_secs_f64(received_s);
        let tod = Nanos::from_secs_f64(tod_s * 128.0).0 / 1_000_000_000;
        let at = UtcNs::from_time_of_day(u32::try_from(tod).expect("in a day"), received);
        assert_eq!(
            at - received,
            Nanos::from_secs_f64(late_s),
            "received {received_s}"
        );
    }
}

#[test]
fn absurd_times_saturate() {
    assert_eq!(UtcNs(i64::MAX) + Nanos(1), UtcNs(i64::MAX));
    assert_eq!(UtcNs(i64::MIN) - UtcNs(i64::MAX), Nanos(i64::MIN));
    assert_eq!(Nanos::from_secs_f64(f64::NAN), Nanos::ZERO);
    assert_eq!(Nanos::from_secs_f64(f64::INFINITY), Nanos(i64::MAX));
    for received in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX] {
        let resolved = UtcNs::from_time_of_day(u32::MAX, UtcNs(received));
        assert!(resolved.time_of_day_128ths() < 86_400 * 128);
    }
}

#[test]
fn time_of_day_is_read_back() {
    let at = UtcNs(20_000 * DAY.0 + 3_600 * 128 * 7_812_500);
    assert_eq!(at.time_of_day_128ths(), 3_600 * 128);
    assert_eq!(UtcNs::from_time_of_day(at.time_of_day_128ths(), at), at);
}
