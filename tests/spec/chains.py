"""Chains and names (SPEC §6.4, §6.5), as far as signed files and tokens of a record need them.

Certificates are parsed, and their signatures verified, by the `cryptography` package. Left out are
name constraints, policies and revocation: a certificate with the first two, which are critical, is
refused (`CriticalExtension`).
"""

import unicodedata

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from strict_json import Refused

MAX_INTERMEDIATES = 6
UNDERSTOOD = (x509.KeyUsage, x509.SubjectAlternativeName, x509.BasicConstraints, x509.ExtendedKeyUsage)
NEVER_CRITICAL = (x509.AuthorityKeyIdentifier, x509.SubjectKeyIdentifier, x509.AuthorityInformationAccess)
HIDDEN = "\u00ad\u061c\u180e\ufeff" + "".join(map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F),
                                                        *range(0x2060, 0x2070)]))


# ---- keys and names --------------------------------------------------------------------------

def accepted_kind(certificate):
    """The kind of the certificate's key (SPEC §6.1), or `WeakKey`."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as e:
        raise Refused("WeakKey", str(e)) from None
    if isinstance(key, RSAPublicKey):
        exponent = key.public_numbers().e
        if key.key_size in range(2048, 4097, 256) and 65_537 <= exponent < 2**33 and exponent % 2:
            return "RSA"
    elif isinstance(key, EllipticCurvePublicKey):
        for curve, kind in (SECP256R1, "P-256"), (SECP384R1, "P-384"):
            if isinstance(key.curve, curve):
                return kind
    elif isinstance(key, Ed25519PublicKey):
        return "Ed25519"
    raise Refused("WeakKey", str(key))


def attribute(certificate, kind):
    """The one value of an attribute of the subject, or None."""
    values = {value.value.strip() for value in certificate.subject.get_attributes_for_oid(kind)}
    value = values.pop() if len(values) == 1 else None
    if not value or any(c in HIDDEN or unicodedata.category(c) == "Cc" for c in value):
        return None
    return value


def organisation(certificate):
    """Without the exception for a composed common name, which a bidder's certificate may have."""
    return attribute(certificate, NameOID.ORGANIZATION_NAME)


def common_name(certificate):
    return attribute(certificate, NameOID.COMMON_NAME)


# ---- 6.4 chains ------------------------------------------------------------------------------

def extension(certificate, kind):
    try:
        return certificate.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None


def key_identifier(certificate, kind):
    found = extension(certificate, kind)
    return found and (found.value.digest if kind is x509.SubjectKeyIdentifier else found.value.key_identifier)


def check_any(certificate, time, anchor):
    """What holds for every certificate of a path."""
    if time < certificate.not_valid_before_utc.timestamp():
        raise Refused("CertificateNotYetValid", certificate.subject.rfc4514_string())
    if time > certificate.not_valid_after_utc.timestamp():
        raise Refused("CertificateExpired", certificate.subject.rfc4514_string())
    accepted_kind(certificate)
    for found in certificate.extensions:
        if found.critical and isinstance(found.value, NEVER_CRITICAL):
            raise Refused("CaRules", f"{found.oid} is critical")
        if found.critical and not isinstance(found.value, UNDERSTOOD):
            raise Refused("CriticalExtension", found.oid.dotted_string)
    alternative = extension(certificate, x509.SubjectAlternativeName)
    if not certificate.subject.rdns and not (alternative and alternative.critical):
        raise Refused("CaRules", "no subject")
    own = anchor or certificate.subject == certificate.issuer
    if not own and key_identifier(certificate, x509.AuthorityKeyIdentifier) is None:
        raise Refused("CaRules", "no authorityKeyIdentifier")
    if certificate.serial_number < 0 or certificate.serial_number == 0 and not anchor:
        raise Refused("CaRules", "the serial number")


def check_leaf(certificate):
    basic, usage = extension(certificate, x509.BasicConstraints), extension(certificate, x509.KeyUsage)
    may_sign = not usage or (
        (usage.value.digital_signature or usage.value.content_commitment) and not usage.value.key_cert_sign
    )
    if basic and basic.value.ca or not may_sign:
        raise Refused("KeyUsage", certificate.subject.rfc4514_string())


def check_authority(certificate, anchor, below):
    basic, usage = extension(certificate, x509.BasicConstraints), extension(certificate, x509.KeyUsage)
    lengths = basic and basic.value.path_length
    holds = (
        certificate.subject.rdns
        and extension(certificate, x509.SubjectKeyIdentifier)
        and basic and basic.critical and basic.value.ca
        and (usage.value.key_cert_sign if usage else anchor)
        and (lengths is None or sum(c.subject != c.issuer for c in below) <= lengths)
    )
    if not holds:
        raise Refused("CaRules", certificate.subject.rfc4514_string())


def issued(certificate, issuer):
    """Whether `issuer` may have issued `certificate`; refuses where only the signature says no."""
    named = key_identifier(certificate, x509.AuthorityKeyIdentifier)
    own = key_identifier(issuer, x509.SubjectKeyIdentifier)
    if certificate.issuer != issuer.subject or None not in (named, own) and named != own:
        return False
    weak = (hashes.SHA1, hashes.MD5, hashes.SHA224)
    try:
        if isinstance(certificate.signature_hash_algorithm, weak):
            raise Refused("WeakSignature", certificate.signature_algorithm_oid.dotted_string)
        certificate.verify_directly_issued_by(issuer)
    except UnsupportedAlgorithm as e:
        raise Refused("WeakSignature", str(e)) from None
    except (InvalidSignature, ValueError, TypeError):
        raise Refused("ChainSignature", certificate.subject.rfc4514_string()) from None
    return True


def same(one, other):
    """Whether both have one name and one key."""
    if one.subject != other.subject:
        return False
    keys = [c.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) for c in (one, other)]
    return keys[0] == keys[1]


def chain(leaf, candidates, anchors, time):
    """The path from `leaf` to an anchor, both included; else the refusal that is farthest from the leaf."""
    check_any(leaf, time, False)
    check_leaf(leaf)
    if any(same(leaf, anchor) for anchor in anchors):
        raise Refused("AnchorAsLeaf", leaf.subject.rfc4514_string())
    refusals = []

    def climb(path):
        for issuer in anchors + candidates:
            anchor = issuer in anchors
            if any(same(issuer, certificate) for certificate in path):
                continue
            try:
                if not issued(path[-1], issuer):
                    continue
                check_any(issuer, time, anchor)
                check_authority(issuer, anchor, path[1:])
            except Refused as refusal:
                refusals.append((len(path), refusal))
                continue
            if anchor:
                return path + [issuer]
            if len(path) <= MAX_INTERMEDIATES:
                found = climb(path + [issuer])
                if found:
                    return found
        return None

    found = climb([leaf])
    if not found:
        raise max(refusals, key=lambda one: one[0])[1] if refusals else Refused("NoTrustedChain")
    return found
