//! `sealbid timestamp serve`: a timestamp authority of one's own (SPEC §12.5).

use super::timestamp;
use crate::console::Console;
use crate::failure::{Failure, Result};
use crate::http_server::Service;
use crate::progress::Guard;
use crate::say;
use crate::signing::Signing;
use crate::stamping::OWN_POLICY;
use sealbid::Error;
use sealbid::timestamp::{Authority, MAX_REQUEST, REQUEST_TYPE, RESPONSE_TYPE};
use serde_json::json;
use std::net::{SocketAddr, TcpListener};

/// Arguments of `timestamp serve`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The authority's certificate for timestamps, and its key.
    #[command(flatten)]
    signing: Signing,
    /// The address and port to listen at; port 0 is any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3318")]
    listen: SocketAddr,
    /// The policy that tokens name (an object identifier)
    #[arg(long, value_name = "OID", default_value = OWN_POLICY)]
    policy: String,
}

/// Answers requests until Ctrl-C.
pub fn run(arguments: &Arguments, console: &Console) -> Result<()> {
    let signer = arguments.signing.load(console)?;
    let authority = Authority::new(signer, &arguments.policy)?;
    authority.certificate().check_validity(console.clock.now()?)?;
    let at = |e: std::io::Error| Error::from(e).at(arguments.listen);
    let listener = TcpListener::bind(arguments.listen).map_err(at)?;
    let address = listener.local_addr().map_err(at)?;
    // From here on, Ctrl-C lets what has begun be finished.
    let guard = Guard::new();
    say!(console, "timestamp-serve-warning")?;
    say!(console, "timestamp-serving", address = address, name = authority.certificate().names().display())?;
    console.result(&json!({
        "listen": address.to_string(),
        "certificate": authority.certificate().fingerprint(),
        "policy": arguments.policy,
    }))?;
    let clock = console.clock;
    let answer = |request: &[u8]| match clock.now() {
        Ok(now) => authority.respond(request, now),
        Err(error) => (Vec::new(), Err(error)),
    };
    let service = Service { taken: REQUEST_TYPE, given: RESPONSE_TYPE, limit: MAX_REQUEST, answer };
    service.run(
        &listener,
        || guard.check().is_err(),
        |peer, done| match done {
            Ok(info) => {
                let time = timestamp::time(info.time, console);
                say!(
                    console,
                    "timestamp-served",
                    time = time,
                    peer = peer.ip(),
                    imprint = info.imprint,
                    serial = info.serial
                )
            }
            Err(error) => {
                let failure = Failure::from(error);
                let (reason, code) = (failure.reason(&console.words), failure.reference(&console.words));
                say!(console, "timestamp-not-served", peer = peer.ip(), reason = reason, code = code)
            }
        },
    )?;
    say!(console, "timestamp-stopped")
}
