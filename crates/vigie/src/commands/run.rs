//! `vigie run`: the live system.

use crate::cli::RunOptions;
use crate::{clock, config, live};
use anyhow::Result;
use std::process::ExitCode;
use vigie_core::time::Nanos;

/// Where the picture is served unless somebody says otherwise: this machine only.
const LISTEN: std::net::SocketAddr =
    std::net::SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// Runs until it is stopped, its data end, or its time is over.
pub fn run(options: &RunOptions) -> Result<ExitCode> {
    let now = clock::utc_now();
    let mut setup = match &options.config {
        Some(path) => config::load(path, now)?,
        None => config::demonstration(now)?,
    };
    let start = setup
        .demonstration
        .and_then(|demonstration| demonstration.start)
        .unwrap_or(now);
    if start != now {
        // times that are relative to the start are relative to the demonstration's
        setup = match &options.config {
            Some(path) => config::load(path, start)?,
            None => config::demonstration(start)?,
        };
    }
    let listen = options.listen.or(setup.listen).unwrap_or(LISTEN);
    let live = live::Options {
        listen: (!options.headless).then_some(listen),
        record: options.record.clone().or(setup.record.clone()),
        length: options.seconds.map(Nanos::from_secs_f64),
        speed: options.speed,
        start,
        setup,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(live::run(live))?;
    Ok(ExitCode::SUCCESS)
}
