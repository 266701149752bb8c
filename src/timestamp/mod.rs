//! Timestamps (SPEC §12): RFC 3161 requests, responses and tokens.
//!
//! ```text
//! TimestampRequest   what is asked of an authority                         §12.1
//! read_response      what it answers: a token, or why there is none        §12.2
//! TokenInfo          what a token says                                     §12.3
//! Authorities        those who are trusted for time, and their verdict     §12.4
//! Authority          an authority of one's own, for tests and rehearsals   §12.5
//! TokenTime          the instant, of which a fraction of a second may be left
//! ```
//!
//! What is stamped is always a SHA-256: a bid's digest is one, that of a file is one. Nothing here reads a clock or
//! the network; who sends requests sends [`TimestampRequest::to_der`] as [`REQUEST_TYPE`] and gives the body of what
//! comes back to [`read_response`].

#[cfg(test)]
mod arbitrary_tests;
mod authorities;
#[cfg(test)]
mod authorities_tests;
mod authority;
mod fail_info;
mod imprint;
mod info;
#[cfg(test)]
mod info_tests;
mod request;
mod response;
#[cfg(test)]
mod response_tests;
mod time;
mod token;
#[cfg(test)]
mod token_tests;
#[cfg(test)]
mod vectors;

pub use authorities::{Authorities, NamedAuthority, VerifiedToken};
pub use authority::Authority;
pub use info::TokenInfo;
pub use request::{MAX_REQUEST, REQUEST_TYPE, TimestampRequest};
pub use response::{MAX_RESPONSE, RESPONSE_TYPE, read_response};
pub use time::TokenTime;
pub use token::MAX_TOKEN;
