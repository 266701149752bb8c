"""Certificates and CMS signatures, as far as opening a bid needs them (SPEC §6).

Certificates are parsed by the `cryptography` package and CMS signatures verified by the `openssl`
program, so that no other code of the project is involved. They are not as strict as SPEC §6.1 and
§6.3 are; what they refuse is named as there.
"""

import base64
import os
import re
import shutil
import subprocess
import tempfile

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from strict_json import BASE64, Refused

MAX_CERTIFICATE = 65_536
MAX_CMS = 262_144


# ---- certificates ----------------------------------------------------------------------------

def CERTIFICATE(value, where):
    der = BASE64(value, where)
    if len(der) > MAX_CERTIFICATE:
        raise Refused("TooLarge", f"{where}: a certificate of {len(der)} bytes")
    try:
        certificate = x509.load_der_x509_certificate(der)
        certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as e:
        raise Refused("BadCertificate", f"{where}: {e}") from None
    if certificate.version != x509.Version.v3:
        raise Refused("BadCertificate", f"{where}: not of version 3")
    return der


def rsa_key(der, holder):
    """The numbers of an accepted RSA key (SPEC §6.1), and its SubjectPublicKeyInfo."""
    certificate = x509.load_der_x509_certificate(der)
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size not in range(2048, 4097, 256):
        raise Refused("WeakKey", f"{holder}: not an RSA key of an accepted size")
    numbers = key.public_numbers()
    if not 65_537 <= numbers.e < 2**33 or numbers.e % 2 == 0:
        raise Refused("WeakKey", f"{holder}: its public exponent")
    return numbers, subject_public_key_info(certificate.tbs_certificate_bytes)


def subject_public_key_info(tbs):
    """The bytes as they stand in the certificate, not as a library would encode them again."""

    def span(at):
        """Start and end of the contents of the DER element at `at`."""
        size, start = tbs[at + 1], at + 2
        if size & 0x80:
            start, size = start + (size & 0x7F), int.from_bytes(tbs[start : start + (size & 0x7F)], "big")
        return start, start + size

    at = span(0)[0]
    if tbs[at] == 0xA0:  # version
        at = span(at)[1]
    for _ in range(5):  # serial number, algorithm, issuer, validity, subject
        at = span(at)[1]
    return tbs[at : span(at)[1]]


# ---- CMS signatures --------------------------------------------------------------------------

class NoOpenSSL(Exception):
    """SEALBID_REQUIRE_INTEROP=1, and there is no openssl program."""


# What openssl says, and the SPEC's name for it; the first that fits counts.
REASONS = (
    (r"certificate verify error", "NoTrustedChain"),
    (r"verify_content:verification failure|messagedigest", "CmsDigestMismatch"),
    (r"signer certificate not found|ess signing cert|ESS_CERT|cert id", "CmsSignerCertificate"),
    (r"verification failure|signature failure|bad signature", "CmsBadSignature"),
)


def pem(der):
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"


def is_one_element(der):
    """openssl reads BER, and does not look at what follows it."""
    if len(der) < 2 or der[0] != 0x30 or der[1] == 0x80:
        return False
    count = der[1] & 0x7F if der[1] & 0x80 else 0
    size = int.from_bytes(der[2 : 2 + count], "big") if count else der[1]
    return len(der) == 2 + count + size


def verify_cms(cms, content, anchors):
    """Checks a detached signature and its chain to `anchors`; False if there is no `openssl`.

    Certificates' validity is not looked at: that needs the bid's timestamp.
    """
    if len(cms) > MAX_CMS:
        raise Refused("TooLarge", f"CMS signature: {len(cms)} bytes, at most {MAX_CMS}")
    if not is_one_element(cms):
        raise Refused("BadCms", "not one DER element")
    if not shutil.which("openssl"):
        if os.environ.get("SEALBID_REQUIRE_INTEROP") == "1":
            raise NoOpenSSL("SEALBID_REQUIRE_INTEROP=1, and there is no openssl program")
        return False
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, data in (("cms", cms), ("content", content), ("anchors", b"".join(map(pem, anchors)))):
            paths[name] = os.path.join(folder, name)
            with open(paths[name], "wb") as file:
                file.write(data)
        done = subprocess.run(
            ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", paths["cms"],
             "-content", paths["content"], "-CAfile", paths["anchors"], "-no-CApath", "-no-CAstore",
             "-partial_chain", "-purpose", "any", "-no_check_time", "-out", os.devnull],
            capture_output=True, text=True,
        )
    if done.returncode != 0:
        said = " ".join(done.stderr.split())
        fits = [name for pattern, name in REASONS if re.search(pattern, said, re.IGNORECASE)]
        raise Refused(fits[0] if fits else "BadCms", said[:300])
    return True
