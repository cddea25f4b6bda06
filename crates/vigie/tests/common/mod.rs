//! What the tests of the whole program share: starting it, asking it, stopping it.
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stderr,
    reason = "each test file uses its own part; tests measure patience, say what they skip, and fail by panic"
)]

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A condition that takes longer than this on any machine does not come.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// The binary under test.
pub(crate) fn vigie() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.stdin(Stdio::null());
    command
}

/// A file beside the repository; `None`, plainly said, where there is none.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(
        std::env::var_os("VIGIE_REQUIRE_ALL").is_none(),
        "{} is required and missing",
        path.display()
    );
    eprintln!("SKIPPED: {} is not here", path.display());
    None
}

/// A running `vigie` with a web server; killed when it goes out of scope.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    log: Receiver<String>,
}

impl Server {
    /// Starts it with these arguments and a port of its own, and waits until it serves.
    pub(crate) fn start(arguments: &[&str]) -> Server {
        let mut child = vigie()
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let stderr = child.stderr.take().expect("piped");
        let (say, log) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if say.send(line).is_err() {
                    break;
                }
            }
        });
        let mut server = Server {
            child,
            url: String::new(),
            log,
        };
        server.url = server.wait_for_line("http://");
        server.url = server.url[server.url.find("http://").expect("just seen")..]
            .trim()
            .to_owned();
        server
    }

    /// The next line of the log that contains `text`.
    pub(crate) fn wait_for_line(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        while let Ok(line) = self
            .log
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            if line.contains(text) {
                return line;
            }
            seen.push(line);
        }
        panic!("no line with {text:?} came; the log was {seen:#?}");
    }

    /// The picture as JSON.
    pub(crate) fn picture(&self) -> serde_json::Value {
        let text = ureq::get(format!("{}/api/v1/picture", self.url))
            .call()
            .expect("the server answers")
            .body_mut()
            .read_to_string()
            .expect("text");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Asks for the picture until `wanted` finds in it what it wants.
    pub(crate) fn wait_for<T>(
        &self,
        what: &str,
        mut wanted: impl FnMut(&serde_json::Value) -> Option<T>,
    ) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let picture = self.picture();
            if let Some(found) = wanted(&picture) {
                return found;
            }
            assert!(
                Instant::now() < deadline,
                "{what} did not come; the last picture was {picture:#}"
            );
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }

    /// Ends it as the kernel would: at once, with nothing said.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it was ours");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Alerts in a picture, as (kind, label).
pub(crate) fn alerts(picture: &serde_json::Value) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    picture["alerts"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|a| (text(&a["kind"]), text(&a["label"])))
        .collect()
}

/// Ports that were free a moment ago.
pub(crate) fn free_udp_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0")
        .and_then(|socket| socket.local_addr())
        .expect("loopback")
        .port()
}

/// As [`free_udp_port`].
pub(crate) fn free_tcp_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|socket| socket.local_addr())
        .expect("loopback")
        .port()
}
