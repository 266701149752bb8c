//! A key on a token: one login, then any number of signatures (SPEC §6.8).

use super::{
    certificate::Certificate,
    key::SigningKey,
    public_key::{KeyKind, PublicKey},
    scheme::SignatureScheme,
    token::{Token, TokenLibrary},
    token_choice::{self, TokenSelection},
    token_errors::{PinState, Trouble, ask, login_failed},
    token_objects::{self, Objects, PrivateKey, TokenCertificate},
    token_sign::{self, Input, Way},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use cryptoki::{
    error::RvError,
    object::ObjectHandle,
    session::{Session, UserType},
    types::AuthPin,
};
use der::{Decode, asn1::OctetStringRef};
use std::{fmt, sync::Mutex};
use zeroize::Zeroizing;

/// No more authorities are taken from a token.
const MAX_AUTHORITIES: usize = 6;

/// A signing key on a token, logged in to.
///
/// Nothing that the token gives is trusted: [`Signer`](super::Signer) verifies each signature under the certificate.
/// The PIN is wiped after the login, and kept, wiped with this value, only where the key asks for it again at each
/// signature. Dropping this value closes the session, which logs out.
pub struct TokenKey {
    // Before the library, since fields are dropped in this order.
    open: Mutex<Open>,
    certificate: Certificate,
    authorities: Vec<Certificate>,
    scheme: SignatureScheme,
    token: Token,
    library: TokenLibrary,
}

struct Open {
    session: Session,
    key: ObjectHandle,
    again: Again,
}

/// What a signature needs besides the login.
enum Again {
    Nothing,
    /// The PIN again; without one the token asks for it itself.
    Pin(Option<AuthPin>),
    /// The PIN was refused once, and is not sent again.
    Refused,
}

impl TokenKey {
    /// Chooses a token and a certificate on it that can sign at a time, and logs in.
    ///
    /// `pin` is called once at most: not for a token that needs no login or asks for the PIN itself, and not when it
    /// is clear before that nothing on the token can sign. A wrong PIN is not tried again.
    ///
    /// # Errors
    /// [`ErrorKind::NoToken`], [`ErrorKind::TokenChoice`] if several tokens or certificates are left to choose from,
    /// [`ErrorKind::NoTokenKey`], [`ErrorKind::CertificateExpired`], [`ErrorKind::CertificateNotYetValid`],
    /// [`ErrorKind::KeyUsage`], [`ErrorKind::WeakKey`], [`ErrorKind::WrongPin`], [`ErrorKind::PinLocked`],
    /// [`ErrorKind::KeyCertificateMismatch`] if the token tells a public key that is not the certificate's,
    /// [`ErrorKind::TokenFailed`], and whatever `pin` gives.
    pub fn open<E: From<Error>>(
        library: &TokenLibrary,
        selection: &TokenSelection,
        at: Time,
        pin: impl FnOnce(&Token) -> std::result::Result<Zeroizing<String>, E>,
    ) -> std::result::Result<TokenKey, E> {
        let tokens = library.tokens()?;
        let token = token_choice::token(&tokens, selection.token.as_deref())?.clone();
        let wanted = selection.certificate.as_deref();
        // Some tokens show certificates only after the login; but what is shown and cannot sign is told before.
        if !(token.certificates.is_empty() && token.login_required) {
            token_choice::candidates(&token.certificates, wanted, at).map_err(|e| e.at(token.place()))?;
        }
        let session = ask(|| library.pkcs11().open_ro_session(token.slot())).map_err(Error::from)?;
        let pin = login(library, &session, &token, pin)?;

        let objects = token_objects::read(&session, true)?;
        let chosen = token_choice::candidates(&objects.certificates, wanted, at)
            .and_then(|candidates| token_choice::only(&candidates))
            .map_err(|e| e.at(token.place()))?;
        let key = matching_key(&session, &objects, &chosen).map_err(|e| e.at(token.place()))?;
        let scheme = scheme(chosen.certificate.key_kind(), selection.pss)?;
        let again = if key.always_authenticate { Again::Pin(pin) } else { Again::Nothing };
        let authorities = authorities(&chosen.certificate, &objects.certificates);
        let open = Mutex::new(Open { key: key.handle, session, again });
        Ok(TokenKey {
            open,
            certificate: chosen.certificate,
            authorities,
            scheme,
            token,
            library: library.clone(),
        })
    }

    /// The certificate that was chosen.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Certificates on the token that lead from this one towards a root.
    pub fn authorities(&self) -> &[Certificate] {
        &self.authorities
    }

    /// The token.
    pub fn token(&self) -> &Token {
        &self.token
    }
}

/// Logs in, and gives the PIN back for keys that ask for it again; `None` where it never came here.
fn login<E: From<Error>>(
    library: &TokenLibrary,
    session: &Session,
    token: &Token,
    pin: impl FnOnce(&Token) -> std::result::Result<Zeroizing<String>, E>,
) -> std::result::Result<Option<AuthPin>, E> {
    if !token.login_required {
        return Ok(None);
    }
    if token.pin == PinState::Locked {
        return Err(Error::new(ErrorKind::PinLocked).at(token.place()).into());
    }
    let pin = if token.pin_pad {
        None
    } else {
        let typed = pin(token)?;
        token.check_pin_length(typed.len())?;
        // From a borrowed text, which is copied once and into a box of its size: `typed` wipes the other copy.
        Some(AuthPin::from(typed.as_str()))
    };
    match ask(|| session.login(UserType::User, pin.as_ref())) {
        Ok(()) => Ok(pin),
        Err(trouble) if trouble.is(RvError::UserAlreadyLoggedIn) => Ok(pin),
        Err(trouble) => Err(login_failed(trouble, token, library.pin_state(token.slot())).into()),
    }
}

fn scheme(kind: KeyKind, pss: bool) -> Result<SignatureScheme> {
    match kind {
        KeyKind::Rsa(_) if pss => Ok(SignatureScheme::RsaPssSha256),
        KeyKind::Rsa(_) => Ok(SignatureScheme::RsaPkcs1Sha256),
        KeyKind::P256 => Ok(SignatureScheme::EcdsaP256Sha256),
        KeyKind::P384 => Ok(SignatureScheme::EcdsaP384Sha384),
        _ => Err(ErrorKind::NoTokenKey.into()), // refused before
    }
}

/// The private key of a certificate: the one with its identifier whose public half, where the token tells it, is the
/// certificate's.
fn matching_key(session: &Session, objects: &Objects, chosen: &TokenCertificate) -> Result<PrivateKey> {
    let public = PublicKey::read(chosen.certificate.spki_der())?;
    let mut mismatch = None;
    for key in objects.keys_of(&chosen.id) {
        let fits = match (public.kind, &key.modulus) {
            (KeyKind::Rsa(_), Some(modulus)) => {
                let own = rsa::pkcs1::RsaPublicKeyRef::from_der(public.bits);
                own.is_ok_and(|own| token_objects::trimmed(own.modulus.as_bytes()) == modulus.as_slice())
            }
            (KeyKind::Rsa(_), None) => true,
            (_, Some(_)) => false, // an RSA key under a certificate of another kind
            (_, None) => {
                let points = token_objects::points(session, &chosen.id)?;
                points.is_empty() || points.iter().any(|point| is_point(point, public.bits))
            }
        };
        if fits {
            return Ok(key.clone());
        }
        mismatch = Some(Error::new(ErrorKind::KeyCertificateMismatch).because(chosen.certificate.subject()));
    }
    Err(mismatch.unwrap_or_else(|| ErrorKind::NoTokenKey.into()))
}

/// PKCS #11 v2.40 §2.3.3: the point in an OCTET STRING; some tokens leave that away.
fn is_point(attribute: &[u8], point: &[u8]) -> bool {
    attribute == point || <&OctetStringRef>::from_der(attribute).is_ok_and(|inner| inner.as_bytes() == point)
}

/// The certificates on the token that go from this one upwards, without roots.
fn authorities(leaf: &Certificate, found: &[TokenCertificate]) -> Vec<Certificate> {
    let mut path: Vec<Certificate> = Vec::new();
    let mut last = leaf.clone();
    while path.len() < MAX_AUTHORITIES {
        let above = found.iter().map(|entry| &entry.certificate).find(|other| {
            other.subject_name() == last.issuer_name() && !other.is_self_issued() && !path.contains(other)
        });
        let Some(above) = above else { break };
        path.push(above.clone());
        last = above.clone();
    }
    path
}

impl Open {
    fn sign(&mut self, way: &Way, input: &[u8]) -> std::result::Result<Vec<u8>, Trouble> {
        let Open { session, key, again } = self;
        let Again::Pin(pin) = again else {
            return ask(|| session.sign(&way.mechanism, *key, input));
        };
        // PKCS #11 v2.40 §5.6: the context-specific login comes after C_SignInit. A mechanism that does not work in
        // parts leaves no room for it there; what is left is to come before, which some tokens take.
        let parts = way.input == Input::Message;
        if parts {
            ask(|| session.sign_init(&way.mechanism, *key))?;
        }
        if let Err(trouble) = ask(|| session.login(UserType::ContextSpecific, pin.as_ref())) {
            if trouble.is_pin() {
                *again = Again::Refused;
            }
            return Err(trouble);
        }
        if parts {
            ask(|| session.sign_update(input))?;
            ask(|| session.sign_final())
        } else {
            ask(|| session.sign(&way.mechanism, *key, input))
        }
    }
}

impl TokenKey {
    /// The error of a failed signature; a token that is not there any more explains all of them.
    fn failed(&self, trouble: Trouble) -> Error {
        let slot = self.token.slot();
        if trouble.is(RvError::PinIncorrect) {
            return login_failed(trouble, &self.token, self.library.pin_state(slot));
        }
        let error = Error::from(trouble).at(self.token.place());
        if error.kind() == ErrorKind::TokenFailed && self.library.is_present(slot) == Some(false) {
            return Error::new(ErrorKind::NoToken).because(error.detail()).at(self.token.place());
        }
        error
    }
}

impl SigningKey for TokenKey {
    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let fail = |why: &str| Error::new(ErrorKind::TokenFailed).because(why).at(self.token.place());
        let mut open = self.open.lock().map_err(|_| fail("an earlier signature failed"))?;
        let mut lacking = None;
        for way in token_sign::ways(self.scheme, matches!(open.again, Again::Pin(_))) {
            if matches!(open.again, Again::Refused) {
                return Err(fail("the token refused the PIN before, and it is not tried again"));
            }
            let input = token_sign::input(self.scheme, way.input, message);
            match open.sign(&way, &input) {
                Ok(given) => {
                    let length = given.len();
                    return token_sign::output(self.scheme, given).ok_or_else(|| {
                        Error::new(ErrorKind::SigningFailed)
                            .because(format_args!("the token gave a signature of {length} bytes"))
                            .at(self.token.place())
                    });
                }
                Err(trouble) if trouble.is_mechanism() => lacking = Some(trouble),
                Err(trouble) => return Err(self.failed(trouble)),
            }
        }
        Err(lacking.map_or_else(|| fail("it does not sign so"), |trouble| self.failed(trouble)))
    }

    fn spki_der(&self) -> Option<&[u8]> {
        Some(self.certificate.spki_der())
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({:?}, {}, secret)", self.scheme, self.token.place())
    }
}
