//! Asking a server over HTTP. Tokens are signed and requests hold a hash alone, so plain HTTP serves as well as HTTPS;
//! some authorities answer one of them only.

use crate::failure::{Failure, Own, Result};
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;
use ureq::http::{Response, Uri, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body};

/// How often an answer can send us elsewhere.
const MAX_REDIRECTS: usize = 3;
/// Bytes of an answer's head.
const MAX_HEAD: usize = 16 << 10;

/// What is posted, and what comes back.
pub struct Post<'a> {
    /// The body.
    pub body: &'a [u8],
    /// Its media type.
    pub sent: &'a str,
    /// The media type that is asked for.
    pub wanted: &'a str,
    /// No more bytes of the answer are read than one more than this: whoever parses it refuses those that are longer.
    pub limit: usize,
    /// How long each server may take, from its name to its last byte.
    pub timeout: Duration,
}

impl Post<'_> {
    /// Sends it, and gives the body of the answer.
    ///
    /// # Errors
    /// [`Own::NoAnswer`]: no connection, no answer in time, or one that is not `200`; the place is the address.
    pub fn to(&self, url: &str) -> Result<Vec<u8>> {
        let mut url = url.to_owned();
        for _ in 0..=MAX_REDIRECTS {
            let no_answer = |detail: &dyn std::fmt::Display| Failure::own(Own::NoAnswer, shown(&url), detail);
            let mut response = self.once(&url).map_err(|e| no_answer(&e))?;
            let status = response.status();
            if status.is_redirection() {
                let location = response.headers().get(header::LOCATION).and_then(|l| l.to_str().ok());
                let next = location.and_then(|location| resolve(&url, location));
                url = next.ok_or_else(|| no_answer(&format_args!("{status}, without an address")))?;
                continue;
            }
            if status.as_u16() != 200 {
                return Err(no_answer(&status));
            }
            let mut bytes = Vec::new();
            let mut body = response.body_mut().as_reader().take(self.limit as u64 + 1);
            body.read_to_end(&mut bytes).map_err(|e| no_answer(&e))?;
            return Ok(bytes);
        }
        Err(Failure::own(Own::NoAnswer, shown(&url), format_args!("more than {MAX_REDIRECTS} redirects")))
    }

    /// One exchange. Where an answer sends us is for the caller: it must be asked with the same body again.
    fn once(&self, url: &str) -> std::result::Result<Response<Body>, ureq::Error> {
        let config = Agent::config_builder()
            .timeout_global(Some(self.timeout))
            .max_redirects(0)
            .http_status_as_error(false)
            .max_response_header_size(MAX_HEAD)
            .user_agent(concat!("sealbid/", env!("CARGO_PKG_VERSION")));
        let config = match url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:")) {
            true => config.tls_config(tls()),
            false => config,
        };
        let agent = config.build().new_agent();
        let request = agent.post(url).content_type(self.sent).header(header::ACCEPT, self.wanted);
        request.send(self.body)
    }
}

/// The roots that this system trusts. Those that cannot be read are left out: without any, no server is believed.
fn tls() -> TlsConfig {
    let system = rustls_native_certs::load_native_certs().certs;
    let roots: Vec<_> = system.iter().map(|der| Certificate::from_der(der.as_ref()).to_owned()).collect();
    TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build()
}

/// An address as it is shown and logged: without a name and password in it.
pub fn shown(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            format!("{scheme}://{host}{path}")
        }
        None => url.to_owned(),
    }
}

/// Whether an address can be asked.
pub fn is_address(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
}

/// Where an answer from `base` points to: an address, or a path on the same server.
fn resolve(base: &str, location: &str) -> Option<String> {
    if is_address(location) {
        return Some(location.to_owned());
    }
    let base: Uri = base.parse().ok()?;
    let (scheme, authority) = (base.scheme_str()?, base.authority()?);
    let next = match location.starts_with("//") {
        true => format!("{scheme}:{location}"),
        false if location.starts_with('/') => format!("{scheme}://{authority}{location}"),
        false => return None,
    };
    is_address(&next).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses_are_not_shown() {
        for (url, told) in [
            ("http://tsa.example/a@b", "http://tsa.example/a@b"),
            ("http://user:pass@tsa.example:80/tsr", "http://tsa.example:80/tsr"),
            ("https://user:p@ss@tsa.example?x=@", "https://tsa.example?x=@"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(shown(url), told);
        }
    }

    #[test]
    fn redirects_lead_to_addresses_only() {
        let to = |location: &str| resolve("http://tsa.example:81/old?q", location);
        assert_eq!(to("https://other.example/").as_deref(), Some("https://other.example/"));
        assert_eq!(to("/new").as_deref(), Some("http://tsa.example:81/new"));
        assert_eq!(to("//other.example/x").as_deref(), Some("http://other.example/x"));
        for bad in ["new", "", "file:///etc/passwd", "ftp://x/", "//", "http://", "/ x"] {
            assert_eq!(to(bad), None, "{bad}");
        }
    }
}
