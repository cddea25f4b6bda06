//! Plans as a unit receives them.

use super::{OverdueRule, PlanRefusal, Plans};
use vigie_ats::nav::NavData;
use vigie_core::command::{Command, Order, PermitEntry};
use vigie_core::identity::{Address, Callsign};
use vigie_core::plan::{AlertingPhase, FlightPlan, PermitScope, PlanId, PlanPhase};
use vigie_core::time::UtcNs;

const FPL: &str = "(FPL-NIG501-IS -B738/M-SDFGRWY/S -DRRN1000 -N0450F350 DCT TOBUK DCT AS DCT -DRZA0140 DRRN \
                   -DOF/261120 REG/5UABC CODE/062001 EET/DRRR0010)";

fn places() -> NavData {
    let mut places = NavData::default();
    let faults = places.add_points_csv("ident,lat,lon\nTOBUK,14.5,3.8\nAS,16.9,7.9\n");
    assert!(faults.is_empty());
    let faults = places.add_aerodromes_csv(
        "ident,name,lat,lon\nDRRN,Niamey,13.4815,2.1836\nDRZA,Agadez,16.966,7.9968\nDGAA,Accra,5.605,-0.166\n",
    );
    assert!(faults.is_empty());
    places
}

/// 2026-11-20, so many hours and minutes UTC.
fn at(hour: i64, minute: i64) -> UtcNs {
    UtcNs((1_795_132_800 + hour * 3_600 + minute * 60) * 1_000_000_000)
}

fn plans() -> Plans {
    Plans::new(places(), OverdueRule::default())
}

fn order(plans: &mut Plans, now: UtcNs, order: Order) -> Option<PlanRefusal> {
    let command = Command {
        at: now,
        by: "DRRRZQZX".to_owned(),
        order,
    };
    let refusal = plans.refusal(now, &command);
    plans.obey(now, &command);
    refusal
}

fn file(plans: &mut Plans, now: UtcNs, text: &str) {
    let text = text.to_owned();
    assert_eq!(order(plans, now, Order::File { text }), None);
}

fn only(plans: &Plans) -> FlightPlan {
    let mut all = plans.all();
    let plan = all.next().expect("a plan").clone();
    assert!(all.next().is_none(), "one plan");
    plan
}

#[test]
fn a_plan_is_filed_delayed_departs_and_arrives() {
    let mut plans = plans();
    file(&mut plans, at(8, 0), FPL);
    let plan = only(&plans);
    assert_eq!(plan.callsign.as_str(), "NIG501");
    assert_eq!(plan.off_block, Some(at(10, 0)));
    assert_eq!(plan.arrival(), Some(at(11, 40)));
    assert_eq!(plan.address, Address::icao(0x06_2001));
    assert_eq!(plan.registration.as_deref(), Some("5UABC"));
    let names: Vec<&str> = plan.points.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["DRRN", "TOBUK", "AS", "DRZA"]);

    file(
        &mut plans,
        at(9, 0),
        "(DLA-NIG501-DRRN1030-DRZA-DOF/261120)",
    );
    assert_eq!(only(&plans).off_block, Some(at(10, 30)));
    file(
        &mut plans,
        at(10, 45),
        "(DEP-NIG501-DRRN1042-DRZA-DOF/261120)",
    );
    let plan = only(&plans);
    assert_eq!(
        (plan.phase, plan.departed),
        (PlanPhase::Active, Some(at(10, 42)))
    );
    assert_eq!(plan.arrival(), Some(at(12, 22)));
    file(&mut plans, at(12, 30), "(ARR-NIG501-DRRN-DRZA1225)");
    let plan = only(&plans);
    assert_eq!(
        (plan.phase, plan.arrived),
        (PlanPhase::Arrived, Some(at(12, 25)))
    );
}

#[test]
fn the_same_flight_of_the_next_day_is_another_plan() {
    let mut plans = plans();
    file(&mut plans, at(8, 0), FPL);
    file(&mut plans, at(8, 1), &FPL.replace("261120", "261121"));
    assert_eq!(plans.all().count(), 2);
    file(&mut plans, at(8, 2), FPL);
    assert_eq!(plans.all().count(), 2, "the same again replaces");
    file(
        &mut plans,
        at(8, 3),
        "(CNL-NIG501-DRRN1000-DRZA-DOF/261121)",
    );
    let phases: Vec<PlanPhase> = plans.all().map(|p| p.phase).collect();
    assert_eq!(phases, [PlanPhase::Filed, PlanPhase::Cancelled]);
}

#[test]
fn a_message_that_cannot_be_read_waits_for_repair_and_changes_nothing() {
    let mut plans = plans();
    let bad = FPL.replace("DRRN1000", "DRRN2560");
    file(&mut plans, at(8, 0), &bad);
    file(&mut plans, at(8, 0), "hello");
    assert_eq!(plans.all().count(), 0);
    let repairs: Vec<_> = plans.repairs().collect();
    assert_eq!(repairs.len(), 2);
    assert_eq!(repairs[0].text, bad);
    assert!(
        repairs[0].faults[0].contains("2359"),
        "{:?}",
        repairs[0].faults
    );
    for i in 0..1_100 {
        file(&mut plans, at(8, 1), &format!("nothing {i}"));
    }
    assert_eq!(plans.repairs().count(), 1_000);
    assert_eq!(plans.counters().repairs_lost, 102);
}

#[test]
fn reports_move_what_is_expected() {
    let mut plans = plans();
    file(&mut plans, at(8, 0), FPL);
    file(
        &mut plans,
        at(10, 5),
        "(DEP-NIG501-DRRN1000-DRZA-DOF/261120)",
    );
    let id = only(&plans).id;
    let before = only(&plans).points[2].estimate.expect("timed");
    let report = |passed| Order::ReportPosition {
        plan: id,
        point: "tobuk".to_owned(),
        passed,
        level_ft: Some(33_000.0),
        next: None,
    };
    let was = only(&plans).points[1].estimate.expect("timed");
    let late = was + vigie_core::time::Nanos::from_secs(600);
    assert_eq!(order(&mut plans, at(10, 50), report(late)), None);
    let plan = only(&plans);
    assert_eq!(plan.points[1].passed, Some(late));
    let after = plan.points[2].estimate.expect("timed");
    assert!(((after - before).as_secs_f64() - 600.0).abs() < 1.0);
    let (there, level) = plan.expected(late).expect("in flight");
    assert!(there.distance_m(plan.points[1].position.expect("placed")) < 1.0);
    assert_eq!(level, Some(33_000.0));
    // a change by message keeps what was reported
    file(
        &mut plans,
        at(10, 55),
        "(CHG-NIG501-DRRN1000-DRZA-DOF/261120-9/B739/M)",
    );
    assert_eq!(only(&plans).points[1].passed, Some(late));
    assert_eq!(only(&plans).aircraft_type.as_deref(), Some("B739"));
    let refused = order(&mut plans, at(11, 0), report(at(60, 0)));
    assert_eq!(refused, Some(PlanRefusal::BadReport));
    let unknown = Order::ReportPosition {
        plan: PlanId(99),
        point: String::new(),
        passed: at(11, 0),
        level_ft: None,
        next: None,
    };
    assert_eq!(
        order(&mut plans, at(11, 0), unknown),
        Some(PlanRefusal::UnknownPlan)
    );
}

#[test]
fn a_flight_that_is_not_heard_of_is_overdue_by_degrees() {
    let mut plans = plans();
    file(&mut plans, at(8, 0), FPL);
    plans.pass_time(at(10, 40));
    assert_eq!(
        only(&plans).alerting,
        AlertingPhase::None,
        "it has not departed"
    );
    file(
        &mut plans,
        at(10, 5),
        "(DEP-NIG501-DRRN1000-DRZA-DOF/261120)",
    );
    // TOBUK, some 120 NM on, is due at about 10:28
    for (hour, minute, expected) in [
        (10, 20, AlertingPhase::None),
        (10, 50, AlertingPhase::None),
        (11, 5, AlertingPhase::Incerfa),
        (11, 35, AlertingPhase::Alerfa),
        (12, 35, AlertingPhase::Detresfa),
    ] {
        plans.pass_time(at(hour, minute));
        assert_eq!(only(&plans).alerting, expected, "{hour}:{minute}");
    }
    let id = only(&plans).id;
    plans.see(id, at(12, 36));
    assert_eq!(plans.pass_time(at(12, 36)), [id]);
    assert_eq!(only(&plans).alerting, AlertingPhase::None, "it was seen");
}

#[test]
fn an_alerting_message_declares_a_phase() {
    let mut plans = plans();
    file(&mut plans, at(8, 0), FPL);
    let alr = "(ALR-INCERFA/DRRRZQZX/OVERDUE -NIG501 -IS -B738/M-SDFGRWY/S -DRRN1000 -N0450F350 DCT TOBUK DCT AS DCT \
               -DRZA0140 DRRN -DOF/261120 -E/0300 P/112 -USAF NONE)";
    file(&mut plans, at(12, 30), alr);
    assert_eq!(plans.repairs().count(), 0);
    assert_eq!(only(&plans).alerting, AlertingPhase::Incerfa);
}

#[test]
fn permits_hold_for_whom_they_name_and_when() {
    let mut plans = plans();
    let entry = |callsign: Option<&str>, from, to| PermitEntry {
        number: "NE/26/117".to_owned(),
        holder: "Air Test".to_owned(),
        scope: PermitScope {
            callsign: callsign.map(str::to_owned),
            registration: None,
            address: None,
        },
        from,
        to,
        remark: String::new(),
    };
    let permit = |e| Order::Permit(Box::new(e));
    let bad = [
        entry(None, at(8, 0), at(9, 0)),
        entry(Some("TST"), at(9, 0), at(8, 0)),
        entry(Some("T-T"), at(8, 0), at(9, 0)),
    ];
    for e in bad {
        assert_eq!(
            order(&mut plans, at(7, 0), permit(e)),
            Some(PlanRefusal::BadPermit)
        );
    }
    assert_eq!(
        order(
            &mut plans,
            at(7, 0),
            permit(entry(Some("tst"), at(8, 0), at(9, 0)))
        ),
        None
    );
    let mine = Callsign::new(b"TST12");
    let holds = |plans: &Plans, callsign, now| {
        plans
            .permits()
            .holding(callsign, None, None, now)
            .map(|p| p.id)
    };
    let id = holds(&plans, mine, at(8, 30)).expect("it holds");
    assert_eq!(holds(&plans, mine, at(9, 0)), None);
    assert_eq!(holds(&plans, Callsign::new(b"TSU12"), at(8, 30)), None);
    assert_eq!(holds(&plans, None, at(8, 30)), None);
    let revoke = || Order::RevokePermit {
        permit: id,
        reason: "by note".to_owned(),
    };
    assert_eq!(order(&mut plans, at(8, 40), revoke()), None);
    assert_eq!(holds(&plans, mine, at(8, 45)), None);
    assert_eq!(
        order(&mut plans, at(8, 41), revoke()),
        Some(PlanRefusal::UnknownPermit)
    );
}

#[test]
fn who_may_be_meant_is_found_by_each_of_its_names() {
    let mut plans = plans();
    file(
        &mut plans,
        at(8, 0),
        &FPL.replace("NIG501-IS", "NIG501/A2301-IS"),
    );
    let id = only(&plans).id;
    let mut found = Vec::new();
    let code = vigie_core::identity::ModeA::new(0o2301);
    for (callsign, code, address) in [
        (Callsign::new(b"NIG501"), None, None),
        (None, code, None),
        (None, None, Address::icao(0x06_2001)),
        (Callsign::new(b"NIG501"), code, Address::icao(0x06_2001)),
    ] {
        plans.candidates(callsign, code, address, &mut found);
        assert_eq!(found, [id]);
    }
    plans.candidates(Callsign::new(b"NIG502"), None, None, &mut found);
    assert!(found.is_empty());
}
