"""CMS signatures (SPEC §6.3) and signed files (SPEC §13.5), written from SPEC.md alone.

The form of GM/T 0010 and SM2 are left out, as SPEC §6.1 lets an implementation do: both are refused
with `WeakKey`. Certificates are parsed by the `cryptography` package, which also verifies.
"""

import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding

import der
from certificates import MAX_CERTIFICATE, MAX_CMS
from chains import accepted_kind, chain, organisation
from sbid import ed25519_verify
from strict_json import BASE64, Refused, document, hexa, loads, obj, tagged, text

SIGNED_DATA, DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.1", "1.2.840.113549.1.9.16.1.4"
GMT_SIGNED_DATA, SM3, SM2_WITH_SM3 = "1.2.156.10197.6.1.4.2.2", "1.2.156.10197.1.401", "1.2.156.10197.1.501"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE = (
    "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5", "1.2.840.113549.1.9.16.2.47"
)
SHA256, SHA384, SHA512 = (f"2.16.840.1.101.3.4.2.{n}" for n in (1, 2, 3))
HASHES = {SHA256: hashlib.sha256, SHA384: hashlib.sha384, SHA512: hashlib.sha512}
RSA_ENCRYPTION, MGF1, RSA_PSS, RSA_SHA256 = (f"1.2.840.113549.1.1.{n}" for n in (1, 8, 10, 11))
ECDSA_SHA256, ECDSA_SHA384, ED25519 = "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.3.101.112"


# What the `cryptography` package says of bytes that are no certificate.
UNREADABLE = (ValueError, KeyError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension)


class Signature:
    """A CMS signature that is right; whose it is, and since when, is another question."""

    def __init__(self, certificate, others, claimed_time):
        self.certificate, self.others, self.claimed_time = certificate, others, claimed_time
        self.organisation = organisation(certificate)

    def by(self, name, anchors, time):
        """SPEC §13.7: that it is the signature of the organisation `name`, under one of `anchors` at `time`."""
        if self.organisation != name:
            raise Refused("WrongSigner", f"{self.organisation}, not {name}")
        chain(self.certificate, self.others, anchors, time)


# ---- 6.3 signatures --------------------------------------------------------------------------

class Cms:
    """`names` are the two errors that a timestamp token has its own words for (SPEC §12.3)."""

    def __init__(self, data, data_type=DATA, names=("BadCms", "CmsShape"), bound=MAX_CMS):
        self.bad, self.shape = names
        self.token = data_type == TST_INFO
        if len(data) > bound:
            raise Refused("TooLarge", f"{len(data)} bytes, at most {bound}")
        kind, outer = der.read(data, self.bad).fields(der.OID, 0xA0)
        if kind.oid() == GMT_SIGNED_DATA and not self.token:
            raise Refused("WeakKey", "SM2 is left out here")
        if kind.oid() != SIGNED_DATA:
            raise Refused(self.bad, "not SignedData")
        version, digests, encapsulated, certificates, crls, signers = outer.explicit(der.SEQUENCE).fields(
            der.INTEGER, der.SET, der.SEQUENCE, -0xA0, -0xA1, der.SET
        )
        content_type, content = encapsulated.fields(der.OID, -0xA0)
        self.content = content and content.explicit(der.OCTETS).content
        self.require(len(signers.children()) == 1, "not one signer")
        self.require(content_type.oid() == data_type, "another type of content")
        self.require(self.token == (content is not None), "with content, or without")
        self.signer(signers.children()[0])
        self.require(version.integer() == (3 if self.token or self.by_key else 1), "the version of SignedData")
        for unordered in () if self.token else filter(None, (certificates, crls)):
            unordered.ascending(unordered.children())
        self.find_certificate(certificates.children() if certificates else [])
        self.read_attributes(data_type)
        used = [der.hash_algorithm(one) for one in digests.children()]
        self.verify(used)

    def require(self, holds, what):
        if not holds:
            raise Refused(self.shape, what)

    def signer(self, signer):
        children = signer.children()
        self.by_key = len(children) > 1 and children[1].tag == 0x80
        version, self.sid, self.digest, self.attributes, self.algorithm, self.signature, unsigned = signer.fields(
            der.INTEGER, 0x80 if self.by_key else der.SEQUENCE, der.SEQUENCE, -0xA0, der.SEQUENCE, der.OCTETS, -0xA1
        )
        self.require(version.integer() == (3 if self.by_key else 1), "the version of SignerInfo")
        self.require(self.attributes, "no signed attributes")
        if unsigned:
            unsigned.ascending(unsigned.children())
            self.require(len(unsigned.children()) <= 32, "unsigned attributes")

    def find_certificate(self, certificates):
        self.require(len(certificates) <= 32, "certificates")
        loaded = []
        for certificate in certificates:
            if certificate.tag != der.SEQUENCE:
                raise Refused(self.bad, "something else among the certificates")
            loaded.append(load(certificate.raw))
        fitting = [c for c in loaded if self.names(c)]
        if len(fitting) != 1:
            raise Refused("CmsSignerCertificate", f"{len(fitting)} certificates of the signer")
        self.certificate = fitting[0]
        self.others = [c for c in loaded if c is not self.certificate]

    def names(self, certificate):
        if not self.by_key:
            issuer, serial = self.sid.fields(der.SEQUENCE, der.INTEGER)
            return (issuer.raw, serial.integer()) == (certificate.issuer.public_bytes(), certificate.serial_number)
        try:
            found = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        except x509.ExtensionNotFound:
            return False
        return found.value.digest == self.sid.content

    def read_attributes(self, data_type):
        found, attributes = {}, self.attributes.children()
        self.attributes.ascending(attributes)
        self.require(len(attributes) <= 32, "signed attributes")
        for attribute in attributes:
            kind, values = attribute.fields(der.OID, der.SET)
            self.require(kind.oid() not in found, "an attribute twice")
            found[kind.oid()] = values.children()
        for kind in CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE:
            self.require(kind in found, f"no attribute {kind}")
        for kind in CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE, SIGNING_TIME:
            self.require(len(found.get(kind, [None])) == 1, f"values of {kind}")
        self.require(found[CONTENT_TYPE][0].oid() == data_type, "another content-type")
        self.message_digest = found[MESSAGE_DIGEST][0].content
        self.claimed_time = found[SIGNING_TIME][0].time()[0] if SIGNING_TIME in found else None
        if found[MESSAGE_DIGEST][0].tag != der.OCTETS:
            raise Refused(self.bad, "message-digest")
        self.signed_for(found[SIGNING_CERTIFICATE][0])

    def signed_for(self, attribute):
        """SigningCertificateV2 (RFC 5035): that the certificate is the one that the signer meant."""
        first = attribute.fields(der.SEQUENCE, -der.SEQUENCE)[0].children()[:1]
        if not first:
            raise Refused(self.bad, "no ESSCertIDv2")
        named = first[0].children()[0].tag == der.SEQUENCE if first[0].children() else False
        fields = first[0].fields(*[der.SEQUENCE] * named, der.OCTETS, -der.SEQUENCE)
        algorithm = der.hash_algorithm(fields[0]) if named else SHA256
        if algorithm not in HASHES or named and algorithm == SHA256:
            raise Refused("CmsSignerCertificate", "the hash of the ESSCertIDv2")
        certificate = self.certificate.public_bytes(Encoding.DER)
        if HASHES[algorithm](certificate).digest() != fields[-2].content:
            raise Refused("CmsSignerCertificate", "another certificate was signed for")
        if fields[-1]:
            names, serial = fields[-1].fields(der.SEQUENCE, der.INTEGER)
            issuer = self.certificate.issuer.public_bytes()
            same = [(n.tag, n.content) for n in names.children()] == [(0xA4, issuer)]
            if not same or serial.integer() != self.certificate.serial_number:
                raise Refused("CmsSignerCertificate", "issuerSerial")

    def verify(self, used):
        digest, (algorithm, parameters) = der.hash_algorithm(self.digest), der.algorithm(self.algorithm)
        if (digest, algorithm) == (SM3, SM2_WITH_SM3):
            raise Refused("WeakKey", "SM2 is left out here")
        kind, arguments = scheme(digest, algorithm, parameters)
        if not kind or used != [digest]:
            raise Refused("CmsAlgorithm", f"{algorithm} with {digest}")
        if accepted_kind(self.certificate) != kind:
            raise Refused("CmsAlgorithm", f"a key of another kind than {kind}")
        self.hash = HASHES[digest]
        try:
            signed = b"\x31" + self.attributes.raw[1:]
            self.certificate.public_key().verify(self.signature.content, signed, *arguments)
        except InvalidSignature:
            raise Refused("CmsBadSignature") from None

    def over(self, content):
        """That the digest of `content` is what was signed."""
        if self.hash(content).digest() != self.message_digest:
            raise Refused("CmsDigestMismatch")
        return Signature(self.certificate, self.others, self.claimed_time)


def load(data):
    """A certificate, as `certificates.CERTIFICATE` takes them, but without a place."""
    if len(data) > MAX_CERTIFICATE:
        raise Refused("TooLarge", "a certificate")
    try:
        certificate = x509.load_der_x509_certificate(data)
        # These are parsed when they are asked for.
        certificate.subject, certificate.issuer, certificate.extensions
    except UNREADABLE as e:
        raise Refused("BadCertificate", str(e)) from None
    if certificate.version != x509.Version.v3:
        raise Refused("BadCertificate", "not of version 3")
    return certificate


def scheme(digest, algorithm, parameters):
    """The kind of key that the pair of SPEC §6.3 asks for, and how it verifies."""
    null = parameters is not None and parameters.raw == b"\x05\0"
    if digest == SHA256 and algorithm in (RSA_ENCRYPTION, RSA_SHA256) and null:
        return "RSA", (padding.PKCS1v15(), hashes.SHA256())
    if digest == SHA256 and algorithm == RSA_PSS and parameters is not None and is_pss(parameters):
        return "RSA", (padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    if parameters is None and (digest, algorithm) == (SHA256, ECDSA_SHA256):
        return "P-256", (ec.ECDSA(hashes.SHA256()),)
    if parameters is None and (digest, algorithm) == (SHA384, ECDSA_SHA384):
        return "P-384", (ec.ECDSA(hashes.SHA384()),)
    if parameters is None and (digest, algorithm) == (SHA512, ED25519):
        return "Ed25519", ()
    return None, ()


def is_pss(parameters):
    digest, mask, salt = parameters.fields(0xA0, 0xA1, 0xA2)
    generator, inner = der.algorithm(mask.explicit(der.SEQUENCE))
    return (
        der.hash_algorithm(digest.explicit(der.SEQUENCE)) == SHA256
        and generator == MGF1 and inner is not None and der.hash_algorithm(inner) == SHA256
        and salt.explicit(der.INTEGER).integer() == 32
    )


def verify_detached(cms, content):
    return Cms(cms).over(content)


# ---- 13.5 signed files -----------------------------------------------------------------------

SIGNED = document(
    "sealbid-signed/1",
    content=BASE64,
    signature=tagged(
        "type",
        cms=obj(type=text(), value=BASE64),
        ed25519=obj(type=text(), key=hexa(32), value=hexa(64)),
    ),
)


class SignedFile:
    """A signed file whose signature nobody has looked at yet."""

    def __init__(self, data):
        value = SIGNED(loads(data, 64 << 20, "signed file"), "signed file")
        self.content, self.signature, self.kind = value["content"], value["signature"], value["signature"]["type"]
        signed = len(self.signature["value"]) if self.kind == "cms" else 0
        coded = sum((length + 2) // 3 * 4 for length in (len(self.content), signed))
        if signed > MAX_CMS or len(data) > coded + 4096:
            raise Refused("TooLarge", f"{len(data)} bytes around {len(self.content)} of content")

    def read(self, format, bound=16 << 10):
        return format(loads(self.content, bound, "content"), "content")

    def verify_cms(self):
        if self.kind != "cms":
            raise Refused("WrongSigner", "a signature by a key where one by a certificate is due")
        return verify_detached(self.signature["value"], self.content)

    def verify_key(self, key):
        if self.kind != "ed25519" or self.signature["key"] != key:
            raise Refused("WrongSigner", "not the signature of this key")
        ed25519_verify(key, self.signature["value"], b"sealbid/1 signed" + self.content, "BadSignature")
