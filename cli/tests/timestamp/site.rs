//! A site with a notice and a timestamp authority, and the servers of the tests.

use crate::common::{Run, command};
use crate::world::{World, time};
use sealbid::ca::{FileKey, KeyType, Signer, Subject};
use sealbid::notice::{Acceptance, Notice, TimestampAuthority};
use sealbid::timestamp::Authority;
use sealbid::wire::{Base64, Time};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use tempfile::TempDir;

/// When tokens are made, as `--at` takes it.
pub const AT: &str = "2026-06-20T09:00:00+08:00";

pub struct Site {
    pub world: World,
    pub folder: TempDir,
}

impl Site {
    /// `ca.pem`, `tsa.pem` and `tsa.key`, `plan.txt`, and another root in `other.pem`.
    pub fn new() -> Site {
        let site = Site { world: World::new(), folder: tempfile::tempdir().unwrap() };
        site.write("ca.pem", site.world.certificate().to_pem().as_bytes());
        site.authority("tsa", "Time Office");
        let (from, to) = (time("2024-01-01T00:00:00Z"), time("2034-01-01T00:00:00Z"));
        let other = sealbid::ca::RehearsalCa::new("Other", from, to).unwrap();
        site.write("other.pem", other.certificate().to_pem().as_bytes());
        site.write("plan.txt", b"what is stamped");
        site
    }

    pub fn at(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.at().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// An authority of this organisation, with its files.
    pub fn authority(&self, name: &str, organisation: &str) -> Authority {
        let subject = Subject { organisation: Some(organisation.into()), ..Subject::default() };
        let (from, to) = (time("2025-01-01T00:00:00Z"), time("2029-01-01T00:00:00Z"));
        let (pem, certificate) = self.world.ca.issue_timestamping(&subject, KeyType::P256, from, to).unwrap();
        self.write(&format!("{name}.pem"), certificate.to_pem().as_bytes());
        self.write(&format!("{name}.key"), pem.as_bytes());
        let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
        Authority::new(Signer::new(Box::new(key), certificate, vec![]).unwrap(), "1.2.3.4.1").unwrap()
    }

    /// Writes the notice's folder, with authorities at these addresses.
    pub fn notice(&mut self, urls: &[&str]) {
        let anchor = Base64(self.world.certificate().der().to_vec());
        let authority = |(n, url): (usize, &&str)| TimestampAuthority {
            name: format!("authority {n}"),
            url: Some((*url).to_owned()),
            anchor: anchor.clone(),
            own: false,
        };
        self.world.body.timestamp_authorities = urls.iter().enumerate().map(authority).collect();
        let bytes = self.world.body.to_bytes().unwrap();
        let notice = Notice::parse(&bytes).unwrap();
        let issued = Some(time(crate::world::ISSUED));
        let signature = sealbid::ca::sign_detached(&bytes, &self.world.tenderer, issued).unwrap();
        self.write("notice/notice.json", &bytes);
        self.write("notice/notice.json.p7s", &signature);
        for key in &self.world.custodians {
            let acceptance = Acceptance::of(key, &notice).unwrap().to_bytes().unwrap();
            self.write(&format!("notice/{}.acceptance.json", key.custodian()), &acceptance);
        }
    }

    /// Runs the command here, at [`AT`]. No proxy stands between it and the servers of the tests.
    pub fn run(&self, arguments: &str) -> Run {
        let arguments: Vec<&str> = arguments.split_whitespace().chain(["--at", AT]).collect();
        let mut command = command(&arguments);
        command.env("NO_PROXY", "*").env("no_proxy", "*").current_dir(self.at());
        Run::of(command.output().unwrap())
    }
}

/// `timestamp serve`, while it lives.
pub struct Serving {
    pub child: Child,
    pub address: String,
}

impl Serving {
    /// With the site's authority, at [`AT`].
    pub fn start(site: &Site) -> Serving {
        let arguments = "timestamp serve --cert tsa.pem --signing-key tsa.key --listen 127.0.0.1:0 --at";
        let arguments: Vec<&str> = arguments.split(' ').chain([AT]).collect();
        let mut serving = command(&arguments);
        serving.current_dir(site.at()).stdout(Stdio::piped());
        let mut child = serving.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (mut warning, mut line) = (String::new(), String::new());
        out.read_line(&mut warning).unwrap();
        out.read_line(&mut line).unwrap();
        assert!(warning.contains("must mark it as own"), "{warning}");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("{line}")).to_owned();
        // What it goes on to say must be read, or it waits for that.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Serving { child, address }
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Sends these bytes, and gives all that comes back.
    pub fn raw(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        self.child.kill().unwrap_or_default();
        self.child.wait().unwrap();
    }
}

/// A server that answers every request with what it is told to, and where it is told nothing, never.
pub fn fake(answer: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut silent = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            match answer(&posted(&mut stream)) {
                // Whoever has heard enough hangs up.
                Some(answer) => stream.write_all(&answer).unwrap_or_default(),
                None => silent.push(stream),
            }
        }
    });
    url
}

/// The body of a request.
pub fn posted(stream: &mut impl Read) -> Vec<u8> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    body
}

/// `200` with this body.
pub fn ok(body: &[u8]) -> Option<Vec<u8>> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    Some([head.as_bytes(), body].concat())
}

pub fn stamping_time() -> Time {
    time(AT)
}
