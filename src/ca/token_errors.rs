//! What a PKCS#11 library answers, in our words (SPEC §6.8).

use super::token::Token;
use crate::error::{Error, ErrorKind};
use cryptoki::{
    context::Function,
    error::{Error as Refusal, RvError},
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a call gave nothing.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The library's own return value.
    Code(RvError, Function),
    /// The library could not be asked, or its answer makes no sense.
    Unusable(String),
}

/// Asks the library.
///
/// `cryptoki` allocates by the lengths that the library names and panics where one is beyond all memory, such as the
/// `CK_UNAVAILABLE_INFORMATION` that some give: such an answer is one that cannot be used, and no more.
pub(super) fn ask<T>(call: impl FnOnce() -> cryptoki::error::Result<T>) -> Result<T, Trouble> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(Refusal::Pkcs11(code, function))) => Err(Trouble::Code(code, function)),
        Ok(Err(other)) => Err(Trouble::Unusable(other.to_string())),
        Err(_) => Err(Trouble::Unusable("the library's answer makes no sense".to_owned())),
    }
}

impl Trouble {
    pub(super) fn is(&self, wanted: RvError) -> bool {
        matches!(self, Trouble::Code(code, _) if *code == wanted)
    }

    /// Whether the token lacks the mechanism, so that another one may do.
    pub(super) fn is_mechanism(&self) -> bool {
        matches!(
            self,
            Trouble::Code(
                RvError::MechanismInvalid | RvError::MechanismParamInvalid | RvError::FunctionNotSupported,
                _
            )
        )
    }

    /// Whether the token refused the PIN, which must not be sent again.
    pub(super) fn is_pin(&self) -> bool {
        matches!(
            self,
            Trouble::Code(
                RvError::PinIncorrect
                    | RvError::PinLocked
                    | RvError::PinLenRange
                    | RvError::PinInvalid
                    | RvError::PinExpired,
                _
            )
        )
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Trouble::Unusable(_) => ErrorKind::TokenFailed,
            Trouble::Code(code, _) => match code {
                // PKCS #11 v2.40 §5.6: removing a token closes its sessions, so their handles become invalid.
                RvError::DeviceRemoved
                | RvError::TokenNotPresent
                | RvError::TokenNotRecognized
                | RvError::SlotIdInvalid
                | RvError::SessionHandleInvalid
                | RvError::SessionClosed => ErrorKind::NoToken,
                RvError::PinIncorrect | RvError::PinLenRange | RvError::PinInvalid => ErrorKind::WrongPin,
                RvError::PinLocked => ErrorKind::PinLocked,
                _ => ErrorKind::TokenFailed,
            },
        }
    }

    fn detail(&self) -> String {
        let (code, function) = match self {
            Trouble::Unusable(why) => return why.clone(),
            Trouble::Code(code, function) => (code, function),
        };
        let answer = format!("C_{function:?}: {}", name(*code));
        match code {
            RvError::PinExpired => {
                format!("the PIN has expired and must be changed with the token's own program; {answer}")
            }
            RvError::UserPinNotInitialized => format!("no PIN has been set on the token; {answer}"),
            RvError::PinLenRange => format!("it is too short or too long; {answer}"),
            RvError::PinInvalid => format!("it has characters that the token does not take; {answer}"),
            RvError::DeviceRemoved | RvError::SessionHandleInvalid | RvError::SessionClosed => {
                format!("it was taken away; {answer}")
            }
            RvError::FunctionCanceled | RvError::FunctionRejected => {
                format!("it was cancelled at the token; {answer}")
            }
            _ => answer,
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Error {
        Error::new(trouble.kind()).because(trouble.detail())
    }
}

/// The name of a return value as PKCS #11 writes it: `CKR_PIN_INCORRECT`.
fn name(code: RvError) -> String {
    match code {
        RvError::VendorDefined(number) | RvError::UnknownErrorCode(number) => format!("CKR {number:#010x}"),
        _ => {
            let mut name = "CKR".to_owned();
            for c in format!("{code:?}").chars() {
                if c.is_ascii_uppercase() {
                    name.push('_');
                }
                name.push(c.to_ascii_uppercase());
            }
            name
        }
    }
}

/// What is known about the PIN of a token (PKCS #11 v2.40 §3.2). How many tries are left, no token tells.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinState {
    /// Nothing is wrong with it.
    Good,
    /// A wrong one was given since it was last right.
    TriedWrong,
    /// If the next try is wrong, the token locks itself.
    LastTry,
    /// The token takes no PIN any more.
    Locked,
    /// It is the one the token came with, or has expired.
    MustChange,
    /// None has been set.
    Unset,
}

impl PinState {
    pub(super) fn of(info: &cryptoki::slot::TokenInfo) -> PinState {
        if info.user_pin_locked() {
            PinState::Locked
        } else if info.user_pin_final_try() {
            PinState::LastTry
        } else if info.user_pin_count_low() {
            PinState::TriedWrong
        } else if info.user_pin_to_be_changed() {
            PinState::MustChange
        } else if !info.user_pin_initialized() {
            PinState::Unset
        } else {
            PinState::Good
        }
    }
}

/// A failed login, with what the token says about the tries that are left, read after the failure.
pub(super) fn login_failed(trouble: Trouble, token: &Token, now: Option<PinState>) -> Error {
    if !trouble.is(RvError::PinIncorrect) {
        return Error::from(trouble).at(token.place());
    }
    let error = |kind, tries: &str| Error::new(kind).because(tries).at(token.place());
    match now {
        Some(PinState::Locked) => error(ErrorKind::PinLocked, "this was the last try"),
        Some(PinState::LastTry) => {
            error(ErrorKind::WrongPin, "one try is left; if it is wrong too, the token locks itself")
        }
        Some(PinState::TriedWrong) => {
            error(ErrorKind::WrongPin, "the token counts wrong tries, and locks itself after a few")
        }
        _ => error(ErrorKind::WrongPin, "the token does not say how many tries are left"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn return_values_have_the_names_of_the_standard() {
        for (code, expected) in [
            (RvError::PinIncorrect, "CKR_PIN_INCORRECT"),
            (RvError::SlotIdInvalid, "CKR_SLOT_ID_INVALID"),
            (RvError::SessionReadWriteSoExists, "CKR_SESSION_READ_WRITE_SO_EXISTS"),
            (RvError::FipsSelfTestFailed, "CKR_FIPS_SELF_TEST_FAILED"),
            (RvError::VendorDefined(0x8000_0012), "CKR 0x80000012"),
        ] {
            assert_eq!(name(code), expected);
        }
    }

    #[test]
    fn a_panic_in_the_wrapper_is_an_answer_that_cannot_be_used() {
        let error = Error::from(ask(|| Ok(Vec::<u8>::with_capacity(usize::MAX))).unwrap_err());
        assert_eq!(error.kind(), ErrorKind::TokenFailed);
        assert!(ask(|| Ok(1)).is_ok());
    }

    #[test]
    fn each_return_value_has_its_kind() {
        for (code, kind) in [
            (RvError::DeviceRemoved, ErrorKind::NoToken),
            (RvError::TokenNotPresent, ErrorKind::NoToken),
            (RvError::SessionHandleInvalid, ErrorKind::NoToken),
            (RvError::PinIncorrect, ErrorKind::WrongPin),
            (RvError::PinLenRange, ErrorKind::WrongPin),
            (RvError::PinLocked, ErrorKind::PinLocked),
            (RvError::PinExpired, ErrorKind::TokenFailed),
            (RvError::DeviceError, ErrorKind::TokenFailed),
        ] {
            let error = Error::from(Trouble::Code(code, Function::Login));
            assert_eq!(error.kind(), kind);
            assert!(error.detail().contains("C_Login: CKR_"), "{error}");
        }
    }
}
