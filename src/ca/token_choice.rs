//! Which token, and which certificate on it (SPEC §6.8): the one asked for, or the only one that can sign.

use super::{
    public_key::KeyKind,
    token::Token,
    token_objects::{KeyPresence, TokenCertificate},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};

/// What is asked for, where there is more than one.
#[derive(Clone, Debug, Default)]
pub struct TokenSelection {
    /// The token's label or serial number; the only token if left out.
    pub token: Option<String>,
    /// The certificate's fingerprint (SHA-256 in hex, its beginning of 8 digits or more), its serial number in hex,
    /// its identifier in hex, its label, or a part of its subject; the only one that can sign if left out.
    pub certificate: Option<String>,
    /// Whether an RSA key signs with PSS instead of PKCS#1 v1.5.
    pub pss: bool,
}

/// The shortest beginning of a fingerprint that names a certificate.
const MIN_FINGERPRINT: usize = 8;

/// Chooses the token. One that was never set up is none.
pub(super) fn token<'a>(tokens: &'a [Token], wanted: Option<&str>) -> Result<&'a Token> {
    let usable: Vec<&Token> = tokens.iter().filter(|token| token.initialised).collect();
    let named: Vec<&Token> = match wanted {
        Some(name) => {
            usable.iter().copied().filter(|token| token.label == name || token.serial == name).collect()
        }
        None => usable.clone(),
    };
    let list = |tokens: &[&Token]| -> String {
        let line = |token: &&Token| format!("{}: {}", token.serial, token.label);
        tokens.iter().map(line).collect::<Vec<_>>().join("; ")
    };
    match (named.as_slice(), wanted) {
        ([only], _) => Ok(only),
        ([], Some(name)) if !usable.is_empty() => {
            Err(Error::new(ErrorKind::NoToken).because(format_args!("there is {}", list(&usable))).at(name))
        }
        ([], Some(name)) => Err(Error::new(ErrorKind::NoToken).at(name)),
        ([], None) => Err(ErrorKind::NoToken.into()),
        (several, _) => Err(Error::new(ErrorKind::TokenChoice).because(list(several))),
    }
}

impl TokenCertificate {
    /// Whether this certificate's key can sign at a time, as far as the token and the certificate tell. Nothing is
    /// said about its chain.
    ///
    /// # Errors
    /// [`ErrorKind::CertificateNotYetValid`], [`ErrorKind::CertificateExpired`], [`ErrorKind::KeyUsage`],
    /// [`ErrorKind::WeakKey`], or [`ErrorKind::NoTokenKey`] if the private key is not there.
    pub fn can_sign(&self, at: Time) -> Result<()> {
        let certificate = &self.certificate;
        self.judge(at).map_err(|e| e.at(format_args!("certificate of {}", certificate.subject())))
    }

    fn judge(&self, at: Time) -> Result<()> {
        let certificate = &self.certificate;
        certificate.check_usage()?;
        certificate.check_key()?;
        if !matches!(certificate.key_kind(), KeyKind::Rsa(_) | KeyKind::P256 | KeyKind::P384) {
            return Err(Error::new(ErrorKind::WeakKey).because("tokens sign with RSA, P-256 or P-384"));
        }
        if self.key == KeyPresence::Absent {
            return Err(Error::new(ErrorKind::NoTokenKey).because("its private key is not on the token"));
        }
        certificate.check_validity(at)
    }

    /// Whether a text names exactly this one, or its subject has the text in it.
    fn is_named(&self, text: &str) -> (bool, bool) {
        let certificate = &self.certificate;
        let hex: String = text.chars().filter(|c| !": ".contains(*c)).collect::<String>().to_lowercase();
        let digits = !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = |text: &str| text.trim_start_matches('0').to_owned();
        let exactly = self.label == text
            || (digits
                && ((hex.len() >= MIN_FINGERPRINT
                    && certificate.fingerprint().to_string().starts_with(&hex))
                    || number(&certificate.serial_hex()) == number(&hex)
                    || hex::encode(&self.id) == hex));
        (exactly, certificate.subject().contains(text))
    }

    /// One line to choose by: what to type, and what it is.
    fn line(&self) -> String {
        let c = &self.certificate;
        format!(
            "{}: {}, serial number {}, valid {} to {}",
            &c.fingerprint().to_string()[..2 * MIN_FINGERPRINT],
            c.subject(),
            c.serial_hex(),
            c.not_before(),
            c.not_after()
        )
    }
}

/// Which certificates are left to choose from, and are not refused at this time.
pub(super) fn candidates<'a>(
    found: &'a [TokenCertificate],
    wanted: Option<&str>,
    at: Time,
) -> Result<Vec<&'a TokenCertificate>> {
    let named = named(found, wanted);
    let fit: Vec<&TokenCertificate> =
        named.iter().copied().filter(|entry| entry.can_sign(at).is_ok()).collect();
    if !fit.is_empty() {
        return Ok(fit);
    }
    let list = |entries: &mut dyn Iterator<Item = &TokenCertificate>| {
        entries.map(TokenCertificate::line).collect::<Vec<_>>().join("; ")
    };
    let none = Error::new(ErrorKind::NoTokenKey);
    match (named.as_slice(), wanted) {
        ([], Some(name)) if !found.is_empty() => {
            Err(none.because(format_args!("there is {}", list(&mut found.iter()))).at(name))
        }
        ([], _) => Err(none.because("there is no certificate on it")),
        ([only], Some(_)) => only.can_sign(at).map(|()| Vec::new()),
        // Of all that cannot sign, the one that comes nearest explains most.
        (several, _) => {
            let mut reasons: Vec<Error> =
                several.iter().filter_map(|entry| entry.can_sign(at).err()).collect();
            reasons.sort_by_key(|reason| match reason.kind() {
                ErrorKind::CertificateExpired => 0,
                ErrorKind::CertificateNotYetValid => 1,
                ErrorKind::NoTokenKey => 2,
                ErrorKind::WeakKey => 3,
                _ => 4,
            });
            match reasons.into_iter().next() {
                Some(reason) if reason.kind() != ErrorKind::KeyUsage => Err(reason),
                _ => Err(none.because(list(&mut several.iter().copied()))),
            }
        }
    }
}

/// The only candidate.
pub(super) fn only(candidates: &[&TokenCertificate]) -> Result<TokenCertificate> {
    match candidates {
        [only] => Ok((*only).clone()),
        several => {
            let lines: Vec<String> = several.iter().map(|entry| entry.line()).collect();
            Err(Error::new(ErrorKind::TokenChoice).because(lines.join("; ")))
        }
    }
}

/// What a text names exactly; else what has it in its subject.
fn named<'a>(found: &'a [TokenCertificate], wanted: Option<&str>) -> Vec<&'a TokenCertificate> {
    let Some(text) = wanted else { return found.iter().collect() };
    let exact: Vec<&TokenCertificate> = found.iter().filter(|entry| entry.is_named(text).0).collect();
    if exact.is_empty() { found.iter().filter(|entry| entry.is_named(text).1).collect() } else { exact }
}
