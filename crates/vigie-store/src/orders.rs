//! Commands as JSON: what people decided, as a recording and the register of decisions keep it.
//!
//! The names of orders and fields are part of the layout of recordings (`docs/recording.md`): they do not change.

use serde::{Deserialize, Serialize};
use vigie_core::alert::{AlertId, AlertKind};
use vigie_core::command::{Command, Order, PermitEntry, Setting};
use vigie_core::identity::{Address, AddressKind, IcaoAddress};
use vigie_core::plan::{PermitId, PermitScope, PlanId};
use vigie_core::time::UtcNs;
use vigie_core::track::TrackNumber;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at: i64,
    by: String,
    order: WrittenOrder,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenOrder {
    Acknowledge(u32),
    Identify {
        track: u32,
        identity: String,
        plan: Option<u32>,
        reason: String,
    },
    RejectIdentity {
        track: u32,
        reason: String,
    },
    WithdrawDecision {
        track: u32,
        reason: String,
    },
    File {
        text: String,
    },
    ReportPosition {
        plan: u32,
        point: String,
        passed: i64,
        level_ft: Option<f64>,
        next: Option<i64>,
    },
    Permit(WrittenPermit),
    RevokePermit {
        permit: u32,
        reason: String,
    },
    Nuisance(u32),
    SetRule {
        rule: String,
        parameter: String,
        value: WrittenSetting,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenSetting {
    Switch(bool),
    Number(f64),
    Names(Vec<String>),
}

#[derive(Serialize, Deserialize)]
struct WrittenPermit {
    number: String,
    holder: String,
    callsign: Option<String>,
    registration: Option<String>,
    address: Option<(String, u32)>,
    from: i64,
    to: i64,
    remark: String,
}

/// A command as JSON.
pub(crate) fn command_json(command: &Command) -> Vec<u8> {
    let Command { at, by, order } = command;
    let written = Written {
        at: at.0,
        by: by.clone(),
        order: written(order),
    };
    // No map, no float key: nothing in it can fail.
    serde_json::to_vec(&written).unwrap_or_default()
}

/// A command from JSON.
pub(crate) fn command(data: &[u8]) -> Result<Command, &'static str> {
    let Written { at, by, order } = serde_json::from_slice(data)
        .map_err(|_| "it is not the JSON of an order that is known, with its time and author")?;
    Ok(Command {
        at: UtcNs(at),
        by,
        order: order.meant()?,
    })
}

fn written(order: &Order) -> WrittenOrder {
    match order {
        Order::Acknowledge(id) => WrittenOrder::Acknowledge(id.0),
        Order::Identify {
            track,
            identity,
            plan,
            reason,
        } => WrittenOrder::Identify {
            track: track.0,
            identity: identity.clone(),
            plan: plan.map(|p| p.0),
            reason: reason.clone(),
        },
        Order::RejectIdentity { track, reason } => WrittenOrder::RejectIdentity {
            track: track.0,
            reason: reason.clone(),
        },
        Order::WithdrawDecision { track, reason } => WrittenOrder::WithdrawDecision {
            track: track.0,
            reason: reason.clone(),
        },
        Order::File { text } => WrittenOrder::File { text: text.clone() },
        Order::ReportPosition {
            plan,
            point,
            passed,
            level_ft,
            next,
        } => WrittenOrder::ReportPosition {
            plan: plan.0,
            point: point.clone(),
            passed: passed.0,
            level_ft: *level_ft,
            next: next.map(|t| t.0),
        },
        Order::Permit(entry) => WrittenOrder::Permit(written_permit(entry)),
        Order::RevokePermit { permit, reason } => WrittenOrder::RevokePermit {
            permit: permit.0,
            reason: reason.clone(),
        },
        Order::Nuisance(id) => WrittenOrder::Nuisance(id.0),
        Order::SetRule {
            rule,
            parameter,
            value,
        } => WrittenOrder::SetRule {
            rule: rule.name().to_owned(),
            parameter: parameter.clone(),
            value: match value {
                Setting::Switch(on) => WrittenSetting::Switch(*on),
                Setting::Number(number) => WrittenSetting::Number(*number),
                Setting::Names(names) => WrittenSetting::Names(names.clone()),
            },
        },
    }
}

fn written_permit(entry: &PermitEntry) -> WrittenPermit {
    let PermitEntry {
        number,
        holder,
        scope,
        from,
        to,
        remark,
    } = entry;
    let PermitScope {
        callsign,
        registration,
        address,
    } = scope;
    WrittenPermit {
        number: number.clone(),
        holder: holder.clone(),
        callsign: callsign.clone(),
        registration: registration.clone(),
        address: address.map(|a| (a.kind.name().to_owned(), a.value.value())),
        from: from.0,
        to: to.0,
        remark: remark.clone(),
    }
}

impl WrittenOrder {
    fn meant(self) -> Result<Order, &'static str> {
        Ok(match self {
            Self::Acknowledge(id) => Order::Acknowledge(AlertId(id)),
            Self::Identify {
                track,
                identity,
                plan,
                reason,
            } => Order::Identify {
                track: TrackNumber(track),
                identity,
                plan: plan.map(PlanId),
                reason,
            },
            Self::RejectIdentity { track, reason } => Order::RejectIdentity {
                track: TrackNumber(track),
                reason,
            },
            Self::WithdrawDecision { track, reason } => Order::WithdrawDecision {
                track: TrackNumber(track),
                reason,
            },
            Self::File { text } => Order::File { text },
            Self::ReportPosition {
                plan,
                point,
                passed,
                level_ft,
                next,
            } => Order::ReportPosition {
                plan: PlanId(plan),
                point,
                passed: UtcNs(passed),
                level_ft,
                next: next.map(UtcNs),
            },
            Self::Permit(permit) => Order::Permit(Box::new(permit.meant()?)),
            Self::RevokePermit { permit, reason } => Order::RevokePermit {
                permit: PermitId(permit),
                reason,
            },
            Self::Nuisance(id) => Order::Nuisance(AlertId(id)),
            Self::SetRule {
                rule,
                parameter,
                value,
            } => Order::SetRule {
                rule: AlertKind::from_name(&rule).ok_or("its rule is not known")?,
                parameter,
                value: match value {
                    WrittenSetting::Switch(on) => Setting::Switch(on),
                    WrittenSetting::Number(number) => Setting::Number(number),
                    WrittenSetting::Names(names) => Setting::Names(names),
                },
            },
        })
    }
}

impl WrittenPermit {
    fn meant(self) -> Result<PermitEntry, &'static str> {
        let address = match self.address {
            None => None,
            Some((kind, value)) => Some(address(&kind, value)?),
        };
        Ok(PermitEntry {
            number: self.number,
            holder: self.holder,
            scope: PermitScope {
                callsign: self.callsign,
                registration: self.registration,
                address,
            },
            from: UtcNs(self.from),
            to: UtcNs(self.to),
            remark: self.remark,
        })
    }
}

fn address(kind: &str, value: u32) -> Result<Address, &'static str> {
    let kinds = [
        AddressKind::Icao,
        AddressKind::NonIcao,
        AddressKind::Tisb,
        AddressKind::Adsr,
    ];
    let kind = kinds.into_iter().find(|k| k.name() == kind);
    match (kind, IcaoAddress::new(value)) {
        (Some(kind), Some(value)) => Ok(Address { kind, value }),
        _ => Err("its permit's address is none"),
    }
}

#[cfg(test)]
mod tests {
    use super::{command, command_json};
    use vigie_core::alert::AlertId;
    use vigie_core::command::{Command, Order, PermitEntry};
    use vigie_core::identity::Address;
    use vigie_core::plan::{PermitId, PermitScope, PlanId};
    use vigie_core::time::UtcNs;
    use vigie_core::track::TrackNumber;

    fn orders() -> Vec<Order> {
        let reason = "voice \"contact\"\n\u{202e}".to_owned();
        vec![
            Order::Acknowledge(AlertId(7)),
            Order::Identify {
                track: TrackNumber(3),
                identity: "5UABC".to_owned(),
                plan: Some(PlanId(9)),
                reason: reason.clone(),
            },
            Order::RejectIdentity {
                track: TrackNumber(3),
                reason: reason.clone(),
            },
            Order::WithdrawDecision {
                track: TrackNumber(u32::MAX),
                reason: String::new(),
            },
            Order::File {
                text: "(FPL-...)".to_owned(),
            },
            Order::ReportPosition {
                plan: PlanId(1),
                point: "TOBUK".to_owned(),
                passed: UtcNs(i64::MIN),
                level_ft: Some(33_000.0),
                next: None,
            },
            Order::Permit(Box::new(PermitEntry {
                number: "NE/26/117".to_owned(),
                holder: "Air Test".to_owned(),
                scope: PermitScope {
                    callsign: Some("TST".to_owned()),
                    registration: None,
                    address: Address::icao(0x06_2001),
                },
                from: UtcNs(0),
                to: UtcNs(i64::MAX),
                remark: String::new(),
            })),
            Order::RevokePermit {
                permit: PermitId(1),
                reason,
            },
        ]
    }

    #[test]
    fn every_order_comes_back_as_it_was() {
        for order in orders() {
            let written = Command {
                at: UtcNs(-5),
                by: "A. Moussa".to_owned(),
                order,
            };
            assert_eq!(command(&command_json(&written)).as_ref(), Ok(&written));
        }
    }

    #[test]
    fn the_order_that_first_recordings_hold_is_still_read() {
        let old = br#"{"at":1,"by":"A","order":{"acknowledge":2}}"#;
        let meant = command(old).expect("an order");
        assert_eq!(meant.order, Order::Acknowledge(AlertId(2)));
    }

    #[test]
    fn what_is_no_order_is_refused() {
        for text in [
            "",
            "{}",
            r#"{"at":1,"by":"A","order":{"shout":2}}"#,
            r#"{"at":1,"by":"A","order":{"acknowledge":-2}}"#,
            r#"{"at":"now","by":"A","order":{"acknowledge":2}}"#,
        ] {
            assert!(command(text.as_bytes()).is_err(), "{text}");
        }
    }
}
