#![no_main]
//! Certificates, in DER and PEM, and the names in them (SPEC §6.1, §6.5).

use libfuzzer_sys::fuzz_target;
use sealbid::ca::{Certificate, TrustAnchors, credit_code_is_valid, rsa_modulus_len};

fn ask_everything(certificate: &Certificate) {
    let names = certificate.names();
    if let Some(code) = &names.credit_code {
        assert!(credit_code_is_valid(code), "{code}");
    }
    for name in [&names.organisation, &names.common_name, &names.person].into_iter().flatten() {
        assert_eq!(name.trim(), name);
        assert!(!name.is_empty() && !name.chars().any(char::is_control));
    }
    assert_eq!(names.bidder().is_ok(), names.organisation.is_some() || names.common_name.is_some());
    for text in [names.display(), certificate.subject(), certificate.issuer(), format!("{certificate:?}")] {
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
    if let Ok(details) = certificate.details() {
        for url in details.crl_urls.iter().chain(&details.ocsp_urls) {
            assert!(url.bytes().all(|b| b.is_ascii_graphic()));
        }
    }
    assert_eq!(certificate.check_transport().is_ok(), rsa_modulus_len(certificate.spki_der()).is_ok());
    assert!(certificate.check_key().is_ok() || certificate.check_transport().is_err());
    assert!(certificate.not_before() <= certificate.not_after());
    if let Ok(bytes) = rsa_modulus_len(certificate.spki_der()) {
        assert!((256..=512).contains(&bytes));
    }
    let again = Certificate::from_pem(certificate.to_pem().as_bytes());
    assert_eq!(again.as_ref(), Ok(certificate));
    if let Ok(anchors) = TrustAnchors::new(vec![certificate.clone()]) {
        assert_eq!(anchors.certificates(), std::slice::from_ref(certificate));
    }
}

fuzz_target!(|data: &[u8]| {
    if let Ok(certificate) = Certificate::from_der(data) {
        assert_eq!(certificate.der(), data);
        ask_everything(&certificate);
    }
    if let Ok(certificates) = Certificate::all_from_pem(data) {
        certificates.iter().for_each(ask_everything);
    }
});
