//! Flight-plan messages by TCP and from a file: each becomes the same command as when an operator files it.
//!
//! They come as on a fixed-network line: text, perhaps with a heading (`ZCZC`, originator) and `NNNN`. Commands are recorded, so
//! a replay repeats the messages without this door. Who may connect is a question of the network: nothing is checked here.
//!
//! Not here: what a message means (`vigie-ats`, `vigie-watch`), and answers to whoever sent it.

mod split;
#[cfg(test)]
mod tests;

use crate::config::Messages;
use crate::hub::Asked;
use crate::web::meters;
use anyhow::{Context, Result};
use split::Splitter;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;
use vigie_ats::fpl;
use vigie_core::command::{Command, Order};
use vigie_core::time::UtcNs;

/// Senders at a time; more are sent away. With [`BATCH_MAX`], they leave room in the queue for operators.
const SENDERS_MAX: usize = 8;
/// Messages of one sender that may wait for a step.
const BATCH_MAX: usize = 16;
/// Bytes of a file of messages, at most.
const FILE_BYTES_MAX: u64 = 32 << 20;
/// A closed message without `NNNN` is taken as whole when nothing followed it for so long.
const QUIET: Duration = Duration::from_secs(2);
/// After so long without a byte, what is left unfinished is taken as it is: a person will look at it.
const GIVEN_UP: Duration = Duration::from_secs(30);
/// A step follows every tenth of a second; an answer that does not come is not waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// A silent connection is probed after so long.
const KEEPALIVE: Duration = Duration::from_mins(1);
const READ_BUFFER: usize = 4_096;

/// The tasks that take messages; they end when this is dropped.
#[derive(Debug)]
pub struct Desk {
    /// Where messages are listened for.
    pub at: Option<SocketAddr>,
    _tasks: JoinSet<()>,
}

impl Desk {
    /// Opens what the configuration names. A file or port that cannot be used is an error.
    pub async fn open(setup: &Messages, commands: &mpsc::Sender<Asked>) -> Result<Desk> {
        let mut tasks = JoinSet::new();
        if let Some(path) = &setup.file {
            let name = path.display();
            let why = || format!("cannot read the messages of {name}; correct file in [messages]");
            let length = std::fs::metadata(path).with_context(why)?.len();
            anyhow::ensure!(
                length <= FILE_BYTES_MAX,
                "{name} has {length} bytes; a file of messages has at most {FILE_BYTES_MAX}: divide it"
            );
            let bytes = std::fs::read(path).with_context(why)?;
            let found = split::whole(&bytes);
            if found.is_empty() {
                tracing::warn!(file = %name, "no message was found in the file");
            }
            tasks.spawn(file(found, commands.clone()));
        }
        let mut at = None;
        if let Some(listen) = setup.listen {
            let listener = TcpListener::bind(listen).await.with_context(|| {
                format!(
                    "cannot listen for messages on {listen}; correct listen in [messages] or end what uses the port"
                )
            })?;
            at = listener.local_addr().ok();
            tracing::info!(at = ?at, "listening for messages");
            tasks.spawn(serve(listener, commands.clone()));
        }
        Ok(Desk { at, _tasks: tasks })
    }
}

async fn serve(listener: TcpListener, commands: mpsc::Sender<Asked>) {
    let mut senders = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = senders.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) if senders.len() < SENDERS_MAX => {
                    tracing::info!(%peer, "a sender of messages connected");
                    senders.spawn(sender(socket, commands.clone()));
                }
                Ok((_, peer)) => {
                    // after the first, the counter tells
                    if meters::MESSAGE_SENDERS_REFUSED.read() == 0 {
                        tracing::warn!(%peer, "refused: {SENDERS_MAX} senders of messages already");
                    }
                    meters::MESSAGE_SENDERS_REFUSED.add(1);
                }
                Err(error) => {
                    tracing::debug!(%error, "accepting a sender of messages failed");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
}

/// Reads one connection until it ends.
async fn sender(mut socket: TcpStream, commands: mpsc::Sender<Asked>) {
    // a line may be silent all night; one whose other end is gone must not keep its place
    let alive = socket2::TcpKeepalive::new().with_time(KEEPALIVE);
    if let Err(error) = socket2::SockRef::from(&socket).set_tcp_keepalive(&alive) {
        tracing::debug!(%error, "no keep-alive for a sender of messages");
    }
    let mut splitter = Splitter::default();
    let mut buffer = vec![0; READ_BUFFER];
    loop {
        let wait = if splitter.has_closed() {
            QUIET
        } else {
            GIVEN_UP
        };
        let found = match timeout(wait, socket.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => {
                file(splitter.finish(), commands).await;
                return;
            }
            Ok(Ok(len)) => splitter.push(buffer.get(..len).unwrap_or_default()),
            Err(_) => splitter.finish(),
        };
        file(found, commands.clone()).await;
    }
}

/// Files messages, a batch at a time, as a command each.
async fn file(texts: Vec<String>, commands: mpsc::Sender<Asked>) {
    let mut texts = texts.into_iter().peekable();
    while texts.peek().is_some() {
        let mut waiting = Vec::new();
        for text in texts.by_ref().take(BATCH_MAX) {
            let (answer, answered) = oneshot::channel();
            let command = Command {
                at: UtcNs(0), // the step that takes it gives it its time
                by: name_of(&text),
                order: Order::File { text },
            };
            if commands.send(Asked { command, answer }).await.is_err() {
                return; // the system has stopped
            }
            meters::MESSAGES.add(1);
            waiting.push(answered);
        }
        for answered in waiting {
            if let Ok(Ok(Err(refused))) = timeout(ANSWER_WITHIN, answered).await {
                meters::MESSAGES_REFUSED.add(1);
                tracing::debug!("a message was refused: {refused}");
            }
        }
    }
}

/// In whose name it is filed: of its originator, marked so that it is no operator's.
fn name_of(text: &str) -> String {
    let envelope = fpl::parse(text.as_bytes()).envelope;
    let originator = envelope.and_then(|envelope| envelope.originator);
    originator.map_or_else(|| "AFTN".to_owned(), |o| format!("AFTN {o}"))
}
