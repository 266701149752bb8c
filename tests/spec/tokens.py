"""Timestamp tokens of RFC 3161 (SPEC §12.3, §12.4) and what counts in a record (SPEC §13.7)."""

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

import der
from chains import chain, common_name, extension, organisation
from signed import SHA256, TST_INFO, Cms, load
from strict_json import Refused

MAX_TOKEN = 65_536
BAD, SHAPE = "BadTimestamp", "TimestampShape"
# What keyUsage may say of a timestamp authority beside digitalSignature and nonRepudiation: nothing.
OTHER_USAGES = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")


class Token:
    """A token whose signature is right. `floor` and `ceil` are its time in whole seconds, down and up."""

    def __init__(self, data):
        cms = Cms(data, TST_INFO, (BAD, SHAPE), MAX_TOKEN)
        self.read(cms.content)
        signature = cms.over(cms.content)
        self.certificate, self.others = signature.certificate, signature.others

    def read(self, content):
        """The TSTInfo. `tsa`, accuracy and ordering decide nothing, but their form does."""
        version, policy, imprint, serial, time, accuracy, ordering, nonce, _, extensions = der.read(
            content, BAD
        ).fields(
            der.INTEGER, der.OID, der.SEQUENCE, der.INTEGER, der.GENERALIZED_TIME,
            -der.SEQUENCE, -der.BOOLEAN, -der.INTEGER, -0xA0, -0xA1,
        )
        if version.integer() != 1:
            raise Refused(SHAPE, "version")
        algorithm, digest = imprint.fields(der.SEQUENCE, der.OCTETS)
        if der.hash_algorithm(algorithm) != SHA256:
            raise Refused(SHAPE, "the hash of the imprint")
        if len(digest.content) != 32:
            raise Refused(BAD, "the imprint's size")
        if ordering and not ordering.boolean():
            raise Refused(BAD, "an ordering that is written as FALSE")
        serial.integer()
        if len(serial.content) > 21:
            raise Refused(SHAPE, "serial number")
        if nonce and nonce.integer() is not None and len(nonce.content) > 64:
            raise Refused(BAD, "nonce")
        self.imprint, self.policy, self.serial = digest.content, policy.oid(), serial.content
        self.floor, fraction = time.time(fraction=True)
        self.ceil = self.floor + fraction
        if self.ceil >= 253402300800:
            raise Refused(BAD, "the year 10000")
        self.check_accuracy(accuracy)
        self.check_extensions(extensions)

    @staticmethod
    def check_accuracy(accuracy):
        if accuracy is None:
            return
        seconds, *parts = accuracy.fields(-der.INTEGER, -0x80, -0x81)
        if seconds and not 0 <= seconds.integer() < 2**32 or any(p and not 1 <= p.integer() <= 999 for p in parts):
            raise Refused(SHAPE, "accuracy")

    @staticmethod
    def check_extensions(extensions):
        found = extensions.children() if extensions else []
        kinds = []
        for one in found:
            kind, critical, _ = one.fields(der.OID, -der.BOOLEAN, der.OCTETS)
            if critical and not critical.boolean():
                raise Refused(BAD, "a critical that is written as FALSE")
            if critical:
                raise Refused("CriticalExtension", kind.oid())
            kinds.append(kind.oid())
        if extensions and not 1 <= len(kinds) <= 16 or len(set(kinds)) != len(kinds):
            raise Refused(BAD, "extensions")

    def holds(self, imprint, authorities):
        """SPEC §12.4, without revocation: the first authority that vouches for it, and the path to its anchor."""
        if self.imprint != imprint:
            raise Refused("TimestampImprint")
        check_usage(self.certificate)
        refusal = Refused("NoTrustedChain")
        for authority in authorities:
            try:
                return authority, chain(self.certificate, self.others, [load(authority["anchor"])], self.floor)
            except Refused as error:
                refusal = error if error.name != "NoTrustedChain" else refusal
        raise refusal

    # SPEC §13.7: the rest of a second is nobody's gain.
    def no_later_than(self, time):
        return self.ceil <= time

    def not_before(self, time):
        return self.floor >= time


def check_usage(certificate):
    extended, usage = extension(certificate, x509.ExtendedKeyUsage), extension(certificate, x509.KeyUsage)
    alone = extended and extended.critical and list(extended.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    if not alone or usage and any(getattr(usage.value, name) for name in OTHER_USAGES):
        raise Refused("TimestampCertificate", certificate.subject.rfc4514_string())


def counting(data, imprint, notice):
    """A token that counts in the record of a tender with this notice."""
    authorities = notice.value["timestamp_authorities"]
    if not authorities:
        raise Refused("NoAuthority")
    token = Token(data)
    authority, path = token.holds(imprint, authorities)
    parties = (notice.value["tenderer"], notice.value["platform"]["operator"])
    names = {name(certificate) for certificate in path for name in (organisation, common_name)}
    if "own" not in authority and not names.isdisjoint(parties):
        raise Refused("OwnAuthority", authority["name"])
    return token
