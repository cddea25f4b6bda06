//! The way in for connections: bounded in number, and closed when nothing moves on them.
//!
//! Every connection is a file that sensors and recordings cannot have. hyper's own time-out for slow heads needs a
//! timer that `axum::serve` does not give it, so idleness is judged here, of reads and writes together.

use axum::serve::Listener;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

/// A listener that holds at most so many connections; the next waits until one ends.
pub(super) struct Bounded {
    listener: TcpListener,
    places: Arc<Semaphore>,
    idle_max: Duration,
}

impl Bounded {
    pub(super) fn new(
        listener: TcpListener,
        connections_max: usize,
        idle_max: Duration,
    ) -> Bounded {
        Bounded {
            listener,
            places: Arc::new(Semaphore::new(connections_max)),
            idle_max,
        }
    }
}

impl Listener for Bounded {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let (stream, addr) = Listener::accept(&mut self.listener).await;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
        let idle = Box::pin(sleep(self.idle_max));
        let connection = Connection {
            stream,
            moved: Instant::now(),
            idle,
            idle_max: self.idle_max,
            _place: place.expect("the semaphore is never closed"),
        };
        (connection, addr)
    }

    fn local_addr(&self) -> Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that ends when nothing was read or written for too long.
pub(super) struct Connection {
    stream: TcpStream,
    moved: Instant,
    idle: Pin<Box<Sleep>>,
    idle_max: Duration,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    /// Passes on how a read or write went, but ends one that waits when all has stood still for too long.
    fn watched<T>(&mut self, cx: &mut Context<'_>, went: Poll<Result<T>>) -> Poll<Result<T>> {
        if went.is_ready() {
            self.moved = Instant::now();
            return went;
        }
        while self.idle.as_mut().poll(cx).is_ready() {
            let until = self.moved + self.idle_max;
            if until <= Instant::now() {
                return Poll::Ready(Err(Error::new(
                    ErrorKind::TimedOut,
                    "nothing moved on this connection",
                )));
            }
            self.idle.as_mut().reset(until);
        }
        Poll::Pending
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let went = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.watched(cx, went)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<Result<usize>> {
        let went = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.watched(cx, went)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let went = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.watched(cx, went)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;
    use axum::serve::Listener;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::timeout;

    #[tokio::test]
    async fn so_many_and_none_for_ever() {
        const DEADLINE: Duration = Duration::from_mins(1);
        let inner = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = inner.local_addr().expect("bound");
        let mut listener = Bounded::new(inner, 1, Duration::from_millis(50));
        let mut first = TcpStream::connect(addr).await.expect("connects");
        let second = TcpStream::connect(addr)
            .await
            .expect("waits in the system's queue");
        let (mut connection, _) = timeout(DEADLINE, listener.accept()).await.expect("in time");
        assert!(
            timeout(Duration::from_millis(1), listener.accept())
                .await
                .is_err(),
            "one place only"
        );

        first.write_all(b"x").await.expect("sends");
        let mut byte = [0; 1];
        let read = timeout(DEADLINE, connection.read_exact(&mut byte))
            .await
            .expect("in time");
        assert_eq!((read.expect("arrives"), byte), (1, *b"x"));
        let idle = timeout(DEADLINE, connection.read_exact(&mut byte))
            .await
            .expect("does not wait for ever");
        assert_eq!(
            idle.expect_err("nothing came").kind(),
            std::io::ErrorKind::TimedOut
        );
        drop(connection);
        let (_, who) = timeout(DEADLINE, listener.accept())
            .await
            .expect("the place is free");
        assert_eq!(who, second.local_addr().expect("bound"));
    }
}
