//! A small HTTP server for one purpose: a bounded body is posted, and an answer goes back. Sizes, times and
//! connections are bounded, so that nobody keeps others from being answered for long.

use crate::failure::Result;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Connections at the same time; further ones are closed unanswered.
const MAX_CONNECTIONS: usize = 64;
/// From the connection to the last byte of its request.
const TIME: Duration = Duration::from_secs(10);
/// Bytes and fields of a request's head.
const MAX_HEAD: usize = 8 << 10;
const MAX_FIELDS: usize = 64;
/// How long it may take to notice a connection, or that the work is to end.
const PAUSE: Duration = Duration::from_millis(10);
/// What is read and thrown away after a refusal, so that whoever still sends sees the answer.
const MAX_REST: usize = 64 << 10;

/// What is taken and given.
pub struct Service<A> {
    /// The media type of requests.
    pub taken: &'static str,
    /// The media type of answers.
    pub given: &'static str,
    /// Bytes of a request's body.
    pub limit: usize,
    /// Makes the answer, and what is reported of it.
    pub answer: A,
}

/// Why a request gets no answer of the service.
enum Refused {
    /// A status, and its words.
    Status(u16, &'static str),
    /// Nobody is there any more.
    Gone,
}

impl<A> Service<A> {
    /// Serves until it is told to stop; what has begun is then finished. Reports come one after another.
    ///
    /// # Errors
    /// Those of `report`, which end it; and if the listener cannot be used.
    pub fn run<E: Send>(
        &self,
        listener: &TcpListener,
        stop: impl Fn() -> bool,
        mut report: impl FnMut(SocketAddr, E) -> Result<()>,
    ) -> Result<()>
    where
        A: Fn(&[u8]) -> (Vec<u8>, E) + Sync,
    {
        listener.set_nonblocking(true).map_err(sealbid::Error::from)?;
        let open = AtomicUsize::new(0);
        let (sender, reports) = mpsc::channel();
        std::thread::scope(|scope| -> Result<()> {
            while !stop() {
                match listener.accept() {
                    Ok((stream, peer)) if open.fetch_add(1, Ordering::SeqCst) < MAX_CONNECTIONS => {
                        let (sender, open) = (sender.clone(), &open);
                        let work = move || {
                            if let Some(done) = self.connection(stream) {
                                // The receiver lives as long as this scope.
                                sender.send((peer, done)).unwrap_or_default();
                            }
                            open.fetch_sub(1, Ordering::SeqCst);
                        };
                        if std::thread::Builder::new().spawn_scoped(scope, work).is_err() {
                            open.fetch_sub(1, Ordering::SeqCst);
                        }
                    }
                    Ok(_) => {
                        open.fetch_sub(1, Ordering::SeqCst);
                    }
                    // Nobody is waiting; or the system is short of something for a while.
                    Err(_) => std::thread::sleep(PAUSE),
                }
                reports.try_iter().try_for_each(|(peer, done)| report(peer, done))?;
            }
            Ok(())
        })?;
        reports.try_iter().try_for_each(|(peer, done)| report(peer, done))
    }

    /// One request and its answer.
    fn connection<E>(&self, mut stream: TcpStream) -> Option<E>
    where
        A: Fn(&[u8]) -> (Vec<u8>, E),
    {
        // On some systems a connection inherits this from its listener.
        stream.set_nonblocking(false).ok()?;
        stream.set_write_timeout(Some(TIME)).ok()?;
        match self.request(&mut stream, Instant::now() + TIME) {
            Ok(body) => {
                let (answer, done) = (self.answer)(&body);
                // Whoever has gone away by now gets nothing; that the answer was made is reported all the same.
                write(&mut stream, (200, "OK"), self.given, &answer).unwrap_or_default();
                Some(done)
            }
            Err(Refused::Status(status, words)) => {
                write(&mut stream, (status, words), "text/plain", words.as_bytes()).ok()?;
                drain(&mut stream);
                None
            }
            Err(Refused::Gone) => None,
        }
    }

    fn request(&self, stream: &mut TcpStream, until: Instant) -> std::result::Result<Vec<u8>, Refused> {
        let mut bytes = Vec::new();
        let (start, length) = loop {
            if let Some(found) = self.head(&bytes)? {
                break found;
            }
            if bytes.len() > MAX_HEAD {
                return Err(Refused::Status(431, "Request Header Fields Too Large"));
            }
            more(stream, &mut bytes, until)?;
        };
        while bytes.len() < start + length {
            more(stream, &mut bytes, until)?;
        }
        Ok(bytes.get(start..start + length).unwrap_or_default().to_vec())
    }

    /// Where the body begins and how long it is, once the head is complete.
    fn head(&self, bytes: &[u8]) -> std::result::Result<Option<(usize, usize)>, Refused> {
        let refused = |status, words| Err(Refused::Status(status, words));
        let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
        let mut request = httparse::Request::new(&mut fields);
        let start = match request.parse(bytes) {
            Ok(httparse::Status::Complete(start)) => start,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return refused(400, "Bad Request"),
        };
        if request.method != Some("POST") {
            return refused(405, "Method Not Allowed");
        }
        let all = |name: &str| {
            let named = request.headers.iter().filter(|field| field.name.eq_ignore_ascii_case(name));
            named.map(|field| String::from_utf8_lossy(field.value).trim().to_owned()).collect::<Vec<_>>()
        };
        let type_of = |value: &String| value.split(';').next().unwrap_or_default().trim().to_owned();
        if !all("content-type").iter().map(type_of).any(|found| found.eq_ignore_ascii_case(self.taken)) {
            return refused(415, "Unsupported Media Type");
        }
        match (all("content-length").as_slice(), all("transfer-encoding").as_slice()) {
            ([length], []) => match length.parse() {
                Ok(length) if length <= self.limit => Ok(Some((start, length))),
                Ok(_) => refused(413, "Content Too Large"),
                Err(_) => refused(400, "Bad Request"),
            },
            ([], _) => refused(411, "Length Required"),
            _ => refused(400, "Bad Request"),
        }
    }
}

/// Reads some more.
fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>, until: Instant) -> std::result::Result<(), Refused> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Refused::Status(408, "Request Timeout"));
    }
    stream.set_read_timeout(Some(left)).map_err(|_| Refused::Gone)?;
    let mut piece = [0; 4096];
    match stream.read(&mut piece) {
        Ok(0) => Err(Refused::Gone),
        Ok(count) => {
            bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
            Ok(())
        }
        Err(e) if e.kind() == ErrorKind::Interrupted => Ok(()),
        Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            Err(Refused::Status(408, "Request Timeout"))
        }
        Err(_) => Err(Refused::Gone),
    }
}

fn write(
    stream: &mut TcpStream,
    (status, words): (u16, &str),
    media_type: &str,
    body: &[u8],
) -> std::io::Result<()> {
    let allow = if status == 405 { "Allow: POST\r\n" } else { "" };
    let head = format!(
        "HTTP/1.1 {status} {words}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n{allow}Connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat())?;
    stream.flush()
}

/// Lets whoever still sends finish: a connection that is closed with unread bytes is cut off before its answer is read.
fn drain(stream: &mut TcpStream) {
    if stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    let (mut rest, until) = (Vec::new(), Instant::now() + Duration::from_secs(1));
    while rest.len() < MAX_REST && more(stream, &mut rest, until).is_ok() {}
}
