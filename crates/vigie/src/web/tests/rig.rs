//! A server on loopback, and what its clients do.

use crate::hub::{self, Asked, Hub, Question, RulesNow};
use crate::web::sample::{explanation, scene, track};
use crate::web::serve;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, spawn_blocking};
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};
use vigie_core::picture::Picture;

/// Nothing here takes this long unless it is broken.
pub(super) const DEADLINE: Duration = Duration::from_mins(1);

/// A running server and the ends of its hub.
pub(super) struct Rig {
    pub(super) addr: SocketAddr,
    pub(super) pictures: watch::Sender<Arc<Picture>>,
    pub(super) commands: mpsc::Receiver<Asked>,
    pub(super) questions: mpsc::Receiver<Question>,
    pub(super) stop: oneshot::Sender<()>,
    pub(super) server: JoinHandle<std::io::Result<()>>,
}

impl Rig {
    /// Questions that nobody has answered yet.
    pub(super) fn questions_waiting(&self) -> usize {
        self.questions.len()
    }
}

pub(super) async fn rig(first: Picture, queue: usize) -> Rig {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let addr = listener.local_addr().expect("bound");
    let (pictures, picture) = watch::channel(Arc::new(first));
    let (sender, commands) = mpsc::channel(queue);
    let (questions_in, questions) = mpsc::channel(queue);
    let (stop, stopped) = oneshot::channel::<()>();
    let hub = Hub {
        picture,
        scene: Arc::new(scene()),
        commands: sender,
        questions: questions_in,
        rules: watch::channel(rules_now()).1,
    };
    let server = tokio::spawn(serve(
        listener,
        hub,
        async move { stopped.await.unwrap_or(()) },
    ));
    Rig {
        addr,
        pictures,
        commands,
        questions,
        stop,
        server,
    }
}

/// Stands for the crank: knows track 1, and why; nothing else.
pub(super) fn answer_questions(rig: &mut Rig) {
    let mut questions = std::mem::replace(&mut rig.questions, mpsc::channel(1).1);
    tokio::spawn(async move {
        while let Some(question) = questions.recv().await {
            let Question::Track { number, answer } = question else {
                question.answer(&super::plans::engine());
                continue;
            };
            let known = (number.0 == 1).then(|| hub::Answer {
                track: track(1, 0.0),
                why: explanation(1, 0.0),
                who: None,
            });
            answer.send(known.map(Box::new)).ok();
        }
    });
}

/// An answer: status, head, body.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("valid JSON")
    }

    pub(super) fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("text")
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Sends one request as written, with `Host` and `Connection: close` added, and reads the answer to its end.
pub(super) async fn ask(rig: &Rig, first: &str, headers: &str, body: &str) -> Answer {
    let host = format!("Host: {}\r\n{headers}", rig.addr);
    ask_raw(rig, first, &host, body).await
}

pub(super) async fn ask_raw(rig: &Rig, first: &str, headers: &str, body: &str) -> Answer {
    let length = body.len();
    let request = format!(
        "{first} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    let addr = rig.addr;
    let exchange = spawn_blocking(move || {
        let mut stream = TcpStream::connect(addr).expect("connects");
        stream.set_read_timeout(Some(DEADLINE)).expect("a time-out");
        stream.write_all(request.as_bytes()).expect("sends");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answers in time");
        answer
    });
    let answer = exchange.await.expect("no panic");
    let end = answer
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8(answer[..end].to_vec()).expect("text");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .expect("a status");
    Answer {
        status,
        head,
        body: answer[end + 4..].to_vec(),
    }
}

pub(super) async fn get(rig: &Rig, path: &str) -> Answer {
    ask(rig, &format!("GET {path}"), "", "").await
}

pub(super) async fn acknowledge(rig: &Rig, id: &str, body: &str) -> Answer {
    let first = format!("POST /api/v1/alerts/{id}/acknowledge");
    ask(rig, &first, "Content-Type: application/json\r\n", body).await
}

pub(super) type Socket = WebSocket<TcpStream>;

/// Opens the stream; the status of the refusal if it is refused.
pub(super) async fn open(addr: SocketAddr, origin: Option<String>) -> Result<Socket, u16> {
    let stream = tokio::net::TcpStream::connect(addr).await;
    open_on(stream.expect("connects"), addr, origin).await
}

/// Opens the stream on a connection that takes little in advance, so that not reading is soon felt.
pub(super) async fn open_narrow(addr: SocketAddr) -> Socket {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let stream = socket.connect(addr).await;
    let opened = open_on(stream.expect("connects"), addr, None).await;
    opened.expect("opens")
}

async fn open_on(
    stream: tokio::net::TcpStream,
    addr: SocketAddr,
    origin: Option<String>,
) -> Result<Socket, u16> {
    let stream = stream.into_std().expect("a socket");
    stream.set_nonblocking(false).expect("blocks");
    let opening = spawn_blocking(move || {
        stream.set_read_timeout(Some(DEADLINE)).expect("a time-out");
        let mut request = format!("ws://{addr}/api/v1/stream")
            .into_client_request()
            .expect("a request");
        if let Some(origin) = origin {
            request
                .headers_mut()
                .insert("Origin", origin.parse().expect("a header"));
        }
        match tungstenite::client(request, stream) {
            Ok((socket, _)) => Ok(socket),
            Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(refusal))) => {
                Err(refusal.status().as_u16())
            }
            Err(other) => panic!("{other}"),
        }
    });
    opening.await.expect("no panic")
}

/// Reads messages until `wanted` says it has seen what it waits for.
pub(super) async fn until(
    mut socket: Socket,
    mut wanted: impl FnMut(&Message) -> bool + Send + 'static,
) -> Socket {
    let reading = spawn_blocking(move || {
        while !wanted(&socket.read().expect("a message in time")) {}
        socket
    });
    tokio::time::timeout(DEADLINE, reading)
        .await
        .expect("in time")
        .expect("no panic")
}

pub(super) fn text_of(message: &Message, kind: &str) -> Option<Value> {
    let Message::Text(text) = message else {
        return None;
    };
    let value: Value = serde_json::from_str(text).expect("valid JSON");
    (value["type"] == kind).then_some(value)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

/// The rules as they are at first.
fn rules_now() -> Arc<RulesNow> {
    let watch = vigie_watch::Watch::new(vigie_watch::Rules::default(), Vec::new());
    Arc::new(RulesNow::of(&watch.expect("sound")))
}
