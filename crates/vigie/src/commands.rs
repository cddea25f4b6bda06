//! The commands, one a module.

pub mod decode;
mod progress;
pub mod replay;
pub mod run;
pub mod track;

use vigie_core::sensor::SensorFault;

/// A sensor's fault in words.
#[must_use]
pub fn fault_text(fault: SensorFault) -> String {
    match fault {
        SensorFault::Unreadable => "bytes that are no message of the format".to_owned(),
        SensorFault::UnknownSource(source) => {
            format!(
                "data of the source {}/{} (SAC/SIC), which is not configured",
                source.sac, source.sic
            )
        }
        SensorFault::UnknownCategory(category) => {
            format!("ASTERIX category {category:03}, which is not known")
        }
        SensorFault::Clock(late) => {
            format!("its clock differs from ours by {:.1} s", late.as_secs_f64())
        }
        SensorFault::SimulatedInLive => "simulated data, refused by a live system".to_owned(),
        SensorFault::LiveInExercise => {
            "data without the mark of simulation, refused in an exercise".to_owned()
        }
        SensorFault::NoPosition => {
            "its position is not configured, so its plots have no place".to_owned()
        }
        SensorFault::Overload(dropped) => {
            format!("{dropped} receptions dropped: more than one step can take")
        }
    }
}
