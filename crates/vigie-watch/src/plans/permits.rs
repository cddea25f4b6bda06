//! The register of permits: overflight permits and standing authorisations.

use super::PlanRefusal;
use std::collections::BTreeMap;
use vigie_core::command::PermitEntry;
use vigie_core::identity::{Address, Callsign};
use vigie_core::plan::{Permit, PermitId, PermitScope};
use vigie_core::time::{Nanos, UtcNs};

/// Permits kept at most.
const PERMITS_MAX: usize = 20_000;
/// A permit that is over is kept for so long.
const KEPT_AFTER: Nanos = Nanos::from_secs(30 * 86_400);

/// The permits.
#[derive(Debug, Clone, Default)]
pub struct Permits {
    permits: BTreeMap<PermitId, Permit>,
    last_id: u32,
}

impl Permits {
    /// Every permit, by number.
    pub fn all(&self) -> impl Iterator<Item = &Permit> {
        self.permits.values()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.permits.is_empty()
    }

    /// The permit that holds for an aircraft at a time: the one that says most of it.
    #[must_use]
    pub fn holding(
        &self,
        callsign: Option<Callsign>,
        registration: Option<&str>,
        address: Option<Address>,
        at: UtcNs,
    ) -> Option<&Permit> {
        self.permits
            .values()
            .filter(|permit| permit.holds(at))
            .filter_map(|permit| {
                let agreeing = agreeing(&permit.scope, callsign, registration, address)?;
                Some((agreeing, permit))
            })
            .max_by_key(|(agreeing, permit)| (*agreeing, permit.id))
            .map(|(_, permit)| permit)
    }

    pub(super) fn refusal(&self, entry: &PermitEntry) -> Option<PlanRefusal> {
        let PermitScope {
            callsign,
            registration,
            address,
        } = &entry.scope;
        let word = |text: &Option<String>| {
            text.as_ref().is_none_or(|t| {
                !t.is_empty() && t.len() <= 8 && t.bytes().all(|c| c.is_ascii_alphanumeric())
            })
        };
        let named = callsign.is_some() || registration.is_some() || address.is_some();
        let numbered = !entry.number.trim().is_empty();
        if !named || !numbered || entry.from >= entry.to || !word(callsign) || !word(registration) {
            return Some(PlanRefusal::BadPermit);
        }
        (self.permits.len() >= PERMITS_MAX).then_some(PlanRefusal::Full)
    }

    pub(super) fn revocation_refusal(&self, id: PermitId, now: UtcNs) -> Option<PlanRefusal> {
        let known = self.permits.get(&id);
        let standing = known.is_some_and(|p| p.revoked.is_none() && p.to > now);
        (!standing).then_some(PlanRefusal::UnknownPermit)
    }

    pub(super) fn enter(&mut self, now: UtcNs, by: &str, entry: &PermitEntry) {
        let Some(number) = self.last_id.checked_add(1) else {
            return; // four thousand million permits: a number is never given twice
        };
        self.last_id = number;
        let id = PermitId(number);
        let upper = |text: &Option<String>| text.as_ref().map(|t| t.to_ascii_uppercase());
        let permit = Permit {
            id,
            number: entry.number.trim().to_owned(),
            holder: entry.holder.clone(),
            scope: PermitScope {
                callsign: upper(&entry.scope.callsign),
                registration: upper(&entry.scope.registration),
                address: entry.scope.address,
            },
            from: entry.from,
            to: entry.to,
            remark: entry.remark.clone(),
            revoked: None,
            entered: (now, by.to_owned()),
        };
        self.permits.insert(id, permit);
    }

    pub(super) fn revoke(&mut self, now: UtcNs, by: &str, id: PermitId) {
        if let Some(permit) = self.permits.get_mut(&id) {
            permit.revoked = Some((now, by.to_owned()));
        }
    }

    pub(super) fn pass_time(&mut self, now: UtcNs) {
        let over = |permit: &Permit| {
            let end = permit.revoked.as_ref().map_or(permit.to, |(at, _)| *at);
            now - end > KEPT_AFTER
        };
        self.permits.retain(|_, permit| !over(permit));
    }
}

/// How many of the stated conditions agree; `None` when one does not, or what it asks for is not known.
fn agreeing(
    scope: &PermitScope,
    callsign: Option<Callsign>,
    registration: Option<&str>,
    address: Option<Address>,
) -> Option<u32> {
    let mut agreeing = 0;
    if let Some(wanted) = &scope.callsign {
        callsign.filter(|c| c.as_str().starts_with(wanted.as_str()))?;
        agreeing += 1;
    }
    if let Some(wanted) = &scope.registration {
        registration.filter(|r| r == wanted)?;
        agreeing += 1;
    }
    if let Some(wanted) = scope.address {
        address.filter(|a| *a == wanted)?;
        agreeing += 1;
    }
    (agreeing > 0).then_some(agreeing)
}
