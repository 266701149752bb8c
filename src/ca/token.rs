//! Tokens behind a PKCS#11 library: USB keys, smart cards, HSMs (SPEC §6.8).

use super::{
    token_errors::{PinState, Trouble, ask},
    token_objects::{self, TokenCertificate},
};
use crate::error::{Error, ErrorKind, Result};
use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::RvError,
    slot::{Slot, TokenInfo},
};
use std::{fmt, path::Path, sync::Arc};

/// No more slots with tokens are looked at.
const MAX_SLOTS: usize = 64;

/// A PKCS#11 library, loaded into this process. Cheap to clone; left orderly when the last clone is dropped.
///
/// It is native code of the token's maker with all the rights of this process: load only what you would install.
/// What it *says* is not trusted; see [`TokenKey`](super::TokenKey).
#[derive(Clone)]
pub struct TokenLibrary(Arc<Loaded>);

struct Loaded {
    pkcs11: Pkcs11,
    /// Whether it was initialised here, and so must be left here.
    ours: bool,
}

impl Drop for Loaded {
    fn drop(&mut self) {
        if self.ours {
            // Nobody is left to act on a failure; the sessions end with the process in any case.
            ask(|| self.pkcs11.clone().finalize()).unwrap_or_default();
        }
    }
}

impl TokenLibrary {
    /// Loads a PKCS#11 library: a file, or a name that the system finds by itself. A process opens a library once.
    ///
    /// # Errors
    /// [`ErrorKind::TokenLibrary`] if there is none, it cannot be loaded, is not a PKCS#11 library, or does not start.
    pub fn open(path: &Path) -> Result<TokenLibrary> {
        let bad = |why: String| Error::new(ErrorKind::TokenLibrary).because(why).at(path.display());
        // The loader takes a bare name for one of the system's, even where a file of this name lies here.
        let file = path.canonicalize();
        if file.is_err() && path.components().count() > 1 {
            return Err(bad("there is no such file".to_owned()));
        }
        let pkcs11 = ask(|| match Pkcs11::new(file.as_deref().unwrap_or(path)) {
            Ok(library) => Ok(Ok(library)),
            Err(cryptoki::error::Error::LibraryLoading(why)) => {
                Ok(Err(format!("it cannot be loaded: {why}")))
            }
            Err(cryptoki::error::Error::MissingSymbol(_)) => {
                Ok(Err("it is a library, but not one of PKCS#11".to_owned()))
            }
            Err(other) => Err(other),
        });
        let failed = |trouble: Trouble| bad(format!("it does not start: {}", Error::from(trouble).detail()));
        let pkcs11 = pkcs11.map_err(failed)?.map_err(bad)?;
        let arguments = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        let ours = match ask(|| pkcs11.initialize(arguments)) {
            Ok(()) => true,
            Err(trouble) if trouble.is(RvError::CryptokiAlreadyInitialized) => false,
            Err(trouble) => return Err(failed(trouble)),
        };
        Ok(TokenLibrary(Arc::new(Loaded { pkcs11, ours })))
    }

    /// The tokens that are there, with what is on them that can be seen without a PIN. No token is no error.
    ///
    /// # Errors
    /// [`ErrorKind::TokenFailed`] if the library does not tell, or a token's certificates cannot be listed.
    pub fn tokens(&self) -> Result<Vec<Token>> {
        let slots = ask(|| self.pkcs11().get_slots_with_token())?;
        let (mut tokens, mut refused) = (Vec::new(), None);
        for slot in slots.into_iter().take(MAX_SLOTS) {
            match self.token(slot) {
                Ok(token) => tokens.push(token),
                // Another card in another reader must not keep this one from being used.
                Err(error) => {
                    refused.get_or_insert(error);
                }
            }
        }
        match refused {
            Some(error) if tokens.is_empty() && error.kind() != ErrorKind::NoToken => Err(error),
            _ => Ok(tokens),
        }
    }

    fn token(&self, slot: Slot) -> Result<Token> {
        let info = ask(|| self.pkcs11().get_token_info(slot))?;
        let mut token = Token::new(slot, &info);
        if token.initialised {
            let session = ask(|| self.pkcs11().open_ro_session(slot))?;
            // What is not hidden behind the PIN is all there is.
            let objects = token_objects::read(&session, !token.login_required)?;
            token.certificates = objects.certificates;
            token.unreadable = objects.unreadable;
        }
        Ok(token)
    }

    /// What the token says about its PIN now.
    pub(super) fn pin_state(&self, slot: Slot) -> Option<PinState> {
        ask(|| self.pkcs11().get_token_info(slot)).ok().map(|info| PinState::of(&info))
    }

    /// Whether a token is in the slot, if the library can tell.
    pub(super) fn is_present(&self, slot: Slot) -> Option<bool> {
        ask(|| self.pkcs11().get_slot_info(slot)).ok().map(|info| info.token_present())
    }

    pub(super) fn pkcs11(&self) -> &Pkcs11 {
        &self.0.pkcs11
    }
}

impl fmt::Debug for TokenLibrary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenLibrary(..)")
    }
}

/// A token that is there. Its texts are whatever the token says.
#[derive(Clone, Debug)]
pub struct Token {
    slot: Slot,
    /// The name that its owner or issuer gave it.
    pub label: String,
    /// Who made it.
    pub manufacturer: String,
    /// The maker's name for its kind.
    pub model: String,
    /// The maker's number of this one.
    pub serial: String,
    /// Whether it has been set up; one that has not holds nothing.
    pub initialised: bool,
    /// Whether private keys need a PIN.
    pub login_required: bool,
    /// Whether the PIN is typed at the token or its reader, and never reaches this process.
    pub pin_pad: bool,
    /// What is known about the PIN.
    pub pin: PinState,
    /// The shortest and the longest PIN in bytes, if the token tells.
    pin_length: Option<(usize, usize)>,
    /// The certificates that can be seen without a PIN.
    pub certificates: Vec<TokenCertificate>,
    /// Why certificates that are there too cannot be read, one text for each.
    pub unreadable: Vec<String>,
}

impl Token {
    fn new(slot: Slot, info: &TokenInfo) -> Token {
        let (shortest, longest) = (info.min_pin_length(), info.max_pin_length());
        Token {
            slot,
            label: info.label().to_owned(),
            manufacturer: info.manufacturer_id().to_owned(),
            model: info.model().to_owned(),
            serial: info.serial_number().to_owned(),
            initialised: info.token_initialized(),
            login_required: info.login_required(),
            pin_pad: info.protected_authentication_path(),
            pin: PinState::of(info),
            // Some libraries give zeros, or one number for both.
            pin_length: (longest > 0 && shortest <= longest).then_some((shortest, longest)),
            certificates: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    pub(super) fn slot(&self) -> Slot {
        self.slot
    }

    /// Whether the token would take a PIN of so many bytes; a try on a longer one would be lost.
    pub(super) fn check_pin_length(&self, bytes: usize) -> Result<()> {
        let wrong = |why: String| {
            Err(Error::new(ErrorKind::WrongPin)
                .because(format_args!("{why}; it was not tried"))
                .at(self.place()))
        };
        match self.pin_length {
            _ if bytes == 0 => wrong("it is empty".to_owned()),
            Some((shortest, longest)) if !(shortest..=longest).contains(&bytes) => {
                wrong(format!("this token's PIN has {shortest} to {longest} characters"))
            }
            _ => Ok(()),
        }
    }

    /// How errors name it.
    pub(super) fn place(&self) -> String {
        format!("token {}", if self.label.is_empty() { &self.serial } else { &self.label })
    }
}
