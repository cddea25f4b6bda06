use super::split::{Splitter, whole};
use super::{Desk, SENDERS_MAX, name_of};
use crate::config::Messages;
use crate::hub::{Asked, COMMANDS_MAX};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use vigie_core::command::{Command, Order};

const FPL: &str = "(FPL-TST123-IS\r\n-B738/M-SDFGRWY/S\r\n-DRRN1000\r\n-N0450F350 DCT\r\n-DRZA0130\r\n-DOF/261120)";
const DEP: &str = "(DEP-TST123-DRRN1005-DRZA-DOF/261120)";

fn wire(message: &str) -> String {
    format!("ZCZC ABC001\r\nFF DRRRZQZX\r\n201000 DRRNZPZX\r\n{message}\r\nNNNN\r\n")
}

#[test]
fn a_stream_is_taken_apart_wherever_it_is_cut() {
    let stream = format!("noise{}{}{DEP}\r\n{}", wire(FPL), wire(DEP), wire(DEP));
    for step in [1, 2, 3, 7, 64, 4_096] {
        let mut splitter = Splitter::default();
        let mut found = Vec::new();
        for chunk in stream.as_bytes().chunks(step) {
            found.extend(splitter.push(chunk));
        }
        assert_eq!(found.len(), 4, "{step}: {found:?}");
        assert!(splitter.finish().is_empty());
        assert!(found[0].ends_with(FPL) && found[0].contains("DRRNZPZX"));
        assert!(found[1..].iter().all(|text| text.ends_with(DEP)));
    }
}

#[test]
fn without_nnnn_a_message_waits_for_the_next_or_for_quiet() {
    let mut splitter = Splitter::default();
    assert!(splitter.push(DEP.as_bytes()).is_empty());
    assert!(splitter.has_closed());
    assert_eq!(splitter.push(FPL.as_bytes()), [DEP]);
    assert_eq!(splitter.finish(), [FPL]);
    // an open one is no less given in the end: it waits for repair
    assert!(splitter.push(b"(FPL-TST").is_empty() && !splitter.has_closed());
    assert_eq!(splitter.finish(), ["(FPL-TST"]);
    assert_eq!(whole(b"nothing"), [""; 0]);
}

#[test]
fn garbage_does_not_grow() {
    let mut splitter = Splitter::default();
    let mut found = 0;
    for _ in 0..100 {
        found += splitter.push(&[b'x'; 8_192]).len();
    }
    assert_eq!(found, 0);
    found += splitter.push(b"(FPL-").len();
    for _ in 0..100 {
        found += splitter.push(&[b'y'; 8_192]).len();
    }
    assert_eq!(found, 1, "one that never ends is given once, and refused");
    assert_eq!(splitter.push(wire(DEP).as_bytes()).len(), 1);
}

#[test]
fn a_message_is_filed_by_its_originator() {
    assert_eq!(name_of(&wire(FPL)), "AFTN DRRNZPZX");
    assert_eq!(name_of(FPL), "AFTN");
    assert_eq!(name_of(""), "AFTN");
}

/// Takes the next command and says yes to it.
async fn next(commands: &mut mpsc::Receiver<Asked>) -> Command {
    let asked = timeout(Duration::from_secs(20), commands.recv()).await;
    let Asked { command, answer } = asked.expect("in time").expect("open");
    answer.send(Ok(())).ok();
    command
}

fn text_of(command: &Command) -> &str {
    match &command.order {
        Order::File { text } => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn messages_by_tcp_become_commands() {
    let (commands_in, mut commands) = mpsc::channel(COMMANDS_MAX);
    let setup = Messages {
        listen: Some(([127, 0, 0, 1], 0).into()),
        file: None,
    };
    let desk = Desk::open(&setup, &commands_in).await.expect("opens");
    let at = desk.at.expect("listens");
    let mut socket = TcpStream::connect(at).await.expect("connects");
    let both = format!("{}{DEP}", wire(FPL));
    socket.write_all(both.as_bytes()).await.expect("writes");
    let command = next(&mut commands).await;
    assert_eq!(command.by, "AFTN DRRNZPZX");
    assert!(text_of(&command).ends_with(FPL));
    // the second has no NNNN: quiet ends it
    let command = next(&mut commands).await;
    assert_eq!(
        (command.by.as_str(), text_of(&command).ends_with(DEP)),
        ("AFTN", true)
    );
}

#[tokio::test]
async fn more_senders_than_there_is_room_for_are_sent_away() {
    let (commands_in, _commands) = mpsc::channel(COMMANDS_MAX);
    let setup = Messages {
        listen: Some(([127, 0, 0, 1], 0).into()),
        file: None,
    };
    let desk = Desk::open(&setup, &commands_in).await.expect("opens");
    let at = desk.at.expect("listens");
    let mut held = Vec::new();
    for _ in 0..SENDERS_MAX {
        held.push(TcpStream::connect(at).await.expect("connects"));
    }
    let mut more = TcpStream::connect(at).await.expect("connects");
    let read = timeout(Duration::from_secs(20), more.read(&mut [0; 1])).await;
    assert!(matches!(read.expect("in time"), Ok(0) | Err(_)));
}

#[tokio::test]
async fn messages_of_a_file_become_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("messages.txt");
    let many: String = (0..40).map(|_| wire(DEP)).collect();
    std::fs::write(&path, many).expect("written");
    let (commands_in, mut commands) = mpsc::channel(COMMANDS_MAX);
    let setup = |file| Messages {
        listen: None,
        file: Some(file),
    };
    let _desk = Desk::open(&setup(path), &commands_in).await.expect("opens");
    for _ in 0..40 {
        assert!(text_of(&next(&mut commands).await).ends_with(DEP));
    }
    let none = setup(folder.path().join("none"));
    let error = Desk::open(&none, &commands_in).await.expect_err("no file");
    assert!(error.to_string().contains("correct file in [messages]"));
}
