//! `vigie replay`: the live system over a recording.

use crate::cli::ReplayOptions;
use crate::clock::RunClock;
use crate::config;
use crate::hub::{Hub, QUESTIONS_MAX, Question, RulesNow, answer_all, answer_until};
use crate::live::{Server, engine_for, interrupted, scene_of};
use crate::logs::say;
use anyhow::{Context, Result};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use vigie_core::picture::{Mode, Picture};
use vigie_engine::{Digest, Engine, Inputs};
use vigie_store::{Reader, RecordingHeader};

/// Pictures are published this often in the machine's time, however fast the recording runs.
const PUBLISH_EVERY: Duration = Duration::from_millis(100);

/// Replays a recording; one line of JSON on stdout says what it was and the digest of what came out.
pub fn run(options: &ReplayOptions) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(replay(options))
}

async fn replay(options: &ReplayOptions) -> Result<ExitCode> {
    let (header, reader) = Reader::open(&options.recording)?;
    let setup = setup_of(&header)?;
    let engine = engine_for(&setup)?;
    // Nobody takes commands: those of the recording are repeated.
    let (commands, _) = mpsc::channel(1);
    let (questions_in, questions) = mpsc::channel(QUESTIONS_MAX);
    let empty = Picture {
        at: header.started,
        ..engine.picture(Mode::Replay)
    };
    let (picture_in, picture) = watch::channel(Arc::new(empty));
    let (rules_in, rules) = watch::channel(Arc::new(RulesNow::of(engine.watch())));
    let hub = Hub {
        picture,
        scene: Arc::new(scene_of(&setup)),
        commands,
        questions: questions_in,
        rules,
    };
    let server = Server::start((!options.headless).then_some(options.listen), hub).await?;
    if let Some(server) = &server {
        tracing::info!("the replay is on http://{}", server.at);
    }
    let mut player = Player {
        engine,
        reader,
        digest: Digest::default(),
        picture: picture_in,
        questions,
        rules: rules_in,
        steps: 0,
        receptions: 0,
    };
    let ended = player.play(options.speed).await;
    anyhow::ensure!(
        player.steps > 0 || ended.is_err(),
        "{} holds no whole step: nothing was recorded, or it was cut off within its first second",
        options.recording.display()
    );
    player.report(&options.recording, &header);
    if let Some(server) = server {
        if matches!(ended, Ok(Ended::AtItsEnd)) {
            tracing::info!("the recording has ended; the last picture stays until you stop it");
            answer_until(interrupted(), &mut player.questions, &player.engine).await;
        }
        server.stop().await;
    }
    ended.map(|_| ExitCode::SUCCESS)
}

/// The configuration a recording was made with.
fn setup_of(header: &RecordingHeader) -> Result<config::Setup> {
    let nothing = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    let name = Path::new("configuration in the recording");
    let setup = config::parse(
        &header.config_toml,
        name,
        &nothing,
        Path::new(""),
        header.started,
    )?;
    let names: Vec<&str> = setup.sites.iter().map(|site| site.name.as_str()).collect();
    if names != header.sensors {
        anyhow::bail!(
            "the recording names the sensors {:?}, its configuration {names:?}: it is damaged",
            header.sensors
        );
    }
    Ok(setup)
}

enum Ended {
    AtItsEnd,
    Interrupted,
}

struct Player {
    engine: Engine,
    reader: Reader<BufReader<File>>,
    digest: Digest,
    picture: watch::Sender<Arc<Picture>>,
    questions: mpsc::Receiver<Question>,
    rules: watch::Sender<Arc<RulesNow>>,
    steps: u64,
    receptions: u64,
}

impl Player {
    /// Steps through the recording at `speed` times its own; 0 for no pace at all.
    async fn play(&mut self, speed: f64) -> Result<Ended> {
        let stop = interrupted();
        tokio::pin!(stop);
        let mut clock: Option<RunClock> = None;
        let mut published = tokio::time::Instant::now();
        let (mut receptions, mut commands) = (Vec::new(), Vec::new());
        loop {
            receptions.clear();
            commands.clear();
            let step = self
                .reader
                .next_step(&mut receptions, &mut commands)
                .context("the recording cannot be read on")?;
            let Some(now) = step else { break };
            if speed > 0.0 {
                let clock = clock.get_or_insert_with(|| RunClock::starting_at(now, speed));
                let due = tokio::time::sleep(clock.until(now));
                tokio::select! {
                    () = answer_until(due, &mut self.questions, &self.engine) => {}
                    () = &mut stop => return Ok(Ended::Interrupted),
                }
            }
            let inputs = Inputs {
                receptions: &receptions,
                commands: &commands,
            };
            self.digest.absorb(&self.engine.step(now, inputs));
            self.digest.absorb_state(&self.engine);
            self.steps += 1;
            self.receptions += receptions.len() as u64;
            if published.elapsed() >= PUBLISH_EVERY {
                published = tokio::time::Instant::now();
                answer_all(&mut self.questions, &self.engine);
                self.publish();
                tokio::task::yield_now().await;
            }
        }
        self.publish();
        Ok(Ended::AtItsEnd)
    }

    fn publish(&self) {
        self.picture
            .send_replace(Arc::new(self.engine.picture(Mode::Replay)));
        self.rules
            .send_replace(Arc::new(RulesNow::of(self.engine.watch())));
    }

    fn report(&self, path: &Path, header: &RecordingHeader) {
        let summary = self.reader.summary();
        if summary.truncated {
            say(format_args!(
                "{}: the recording was cut off; what follows its last whole step is lost ({} bytes)",
                path.display(),
                summary.lost_bytes
            ));
        }
        let object = serde_json::json!({
            "recording": path.display().to_string(),
            "software": header.software,
            "mode": header.mode.name(),
            "started": crate::clock::rfc3339(header.started),
            "ended": crate::clock::rfc3339(self.engine.now()),
            "steps": self.steps,
            "receptions": self.receptions,
            "truncated": summary.truncated,
            "digest": self.digest.to_string(),
        });
        print_line(&object);
    }
}

/// One line of data on stdout.
fn print_line(value: &serde_json::Value) {
    use std::io::Write;
    writeln!(std::io::stdout().lock(), "{value}").ok();
}
