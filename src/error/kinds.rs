kinds! {
    // 1000: files, bytes, JSON
    Io = 1001, "1", "the file could not be read or written";
    FileNotFound = 1002, "1", "there is no such file or folder";
    WouldOverwrite = 1003, "5.7", "a file is already there, and nothing is overwritten";
    TooLarge = 1004, "1.3", "the input is longer than the format allows";
    BadJson = 1005, "1.3", "this is not well-formed JSON";
    UnknownFormat = 1006, "1.3", "the format named here is not one that this version reads";
    BadField = 1007, "1.3", "a field has a value that the format does not allow";
    MissingField = 1008, "1.3", "a required field is missing";
    UnknownField = 1009, "1.3", "there is a field that the format does not have";
    DuplicateField = 1010, "1.3", "the same field stands twice in one object";
    BadTime = 1011, "1.2", "a time must be RFC 3339 with its offset and without fractions of a second";
    DuplicateId = 1012, "2.1", "two entries have the same name";
    Truncated = 1013, "5", "the file ends too early";
    TrailingBytes = 1014, "5", "there are bytes after the end";
    Cancelled = 1015, "1", "the work was cancelled by the caller";
    NoEntropy = 1016, "1.4", "the operating system gave no random bytes";
    WorkerFailed = 1017, "1", "a worker thread failed";

    // 1100: suites, key files
    UnknownSuite = 1101, "1.5", "this algorithm suite is not known";
    WrongPassphrase = 1102, "5.9", "the passphrase is wrong, or the key file is damaged";
    BadKeyFile = 1103, "5.9", "this is not a key file of the expected kind";
    KeyFileMismatch = 1104, "5.9", "the public key in the key file is not that of its secret";
    PassphraseNeeded = 1105, "5.9", "this key is encrypted and needs its passphrase";

    // 2000: certificates and signatures
    BadCertificate = 2001, "6.1", "the certificate cannot be read";
    BadSigningKey = 2002, "6.2", "the signing key cannot be read or is of a kind that is not supported";
    KeyCertificateMismatch = 2003, "6.2", "the signing key does not belong to the certificate";
    SigningFailed = 2004, "6.2", "the signing key or token did not sign";
    BadCms = 2005, "6.3", "the signature file cannot be read as CMS SignedData";
    CmsShape = 2006, "6.3", "the CMS signature does not have the form that is required here";
    CmsSignerCertificate = 2007, "6.3", "the signer's certificate is missing from the signature or is not the one signed for";
    CmsDigestMismatch = 2008, "6.3", "the signature belongs to other content";
    CmsAlgorithm = 2009, "6.3", "the signature's algorithms are not allowed, or do not fit each other";
    CmsBadSignature = 2010, "6.3", "the signature is wrong";
    NoTrustedChain = 2011, "6.4", "no chain leads from the certificate to a trusted root";
    CertificateNotYetValid = 2012, "6.4", "the certificate was not valid yet at the time in question";
    CertificateExpired = 2013, "6.4", "the certificate had expired at the time in question";
    KeyUsage = 2014, "6.4", "the certificate may not be used for signing";
    CaRules = 2015, "6.4", "a certificate of the chain breaks the rules for authorities";
    WeakKey = 2016, "6.4", "the key's kind or size is not accepted";
    CriticalExtension = 2017, "6.4", "a critical extension is not understood";
    NoName = 2018, "6.5", "the certificate names no organisation";
    BadPem = 2019, "6.1", "the PEM text cannot be read";
    WeakSignature = 2020, "6.4", "a certificate of the chain is signed with an algorithm that is not accepted";
    ChainSignature = 2021, "6.4", "the signature of a certificate in the chain is wrong";
    AnchorAsLeaf = 2022, "6.4", "a trusted root was used to sign content itself";
    CertificateRevoked = 2023, "6.7", "the certificate had been revoked at the time in question";
    RevocationUnknown = 2024, "6.7", "nothing that was given tells whether the certificate had been revoked";
    BadCrl = 2025, "6.7", "the revocation list cannot be read";
    CrlRules = 2026, "6.7", "the revocation list breaks the rules for revocation lists";
    DeltaCrl = 2027, "6.7", "this revocation list holds changes only; the full one is needed";
    RevocationStale = 2028, "6.7", "the revocation list or OCSP response does not reach to the time in question";
    RevocationSignature = 2029, "6.7", "the signature of the revocation list or OCSP response is wrong";
    RevocationIssuer = 2030, "6.7", "whoever signed the revocation list or OCSP response may not do so";
    BadOcsp = 2031, "6.7", "the OCSP response cannot be read";
    OcspRefused = 2032, "6.7", "the OCSP responder gave no answer but an error";
    NameConstraints = 2033, "6.4", "a name in the certificate lies outside of what an authority above it may certify";
    CertificatePolicy = 2034, "6.4", "none of the certificate's policies is accepted";
    TokenLibrary = 2040, "6.8", "the token's PKCS#11 library cannot be used";
    NoToken = 2041, "6.8", "no token is there, or not the one that was asked for";
    WrongPin = 2042, "6.8", "the token's PIN is wrong";
    PinLocked = 2043, "6.8", "the token is locked";
    TokenChoice = 2044, "6.8", "there are several tokens or certificates: say which one is meant";
    NoTokenKey = 2045, "6.8", "the token holds no certificate with a key that can sign";
    TokenFailed = 2046, "6.8", "the token did not do what was asked of it";

    // 3000: the time lock
    BadPoint = 3001, "3.2", "this is not a valid point or key of the curve";
    LockShape = 3002, "3.4", "the lock does not fit the notice's policy";
    BadRelease = 3003, "3.5", "the release is wrong";
    QuorumNotMet = 3004, "3.6", "too few holders have released";
    LockInconsistent = 3005, "3.6", "the lock was not made as the format demands: the bidder's fault";
    BadTransport = 3007, "3.5", "this certificate's key does not open its transport";
    TransportOfAnotherBid = 3008, "3.5", "the transport was made for another bid";
    UnknownHolder = 3009, "3.5", "the release is of a holder that the lock does not have";
    ReleaseOfAnother = 3010, "3.5", "the release is for another tender, notice or stage";
    WrongRound = 3011, "3.5", "the beacon is of another round";
    ThresholdOutOfRange = 3012, "3.1", "the threshold must lie between 1 and the number of holders";
    ThresholdTooLow = 3013, "3.1", "half of the holders or fewer could open the lock";
    DuplicateKey = 3014, "3.1", "the same key stands twice";
    ChainHashMismatch = 3015, "3.1", "the beacon chain's hash does not fit its parameters";
    UnknownScheme = 3016, "3.1", "this beacon scheme is not known";
    NotReleased = 3017, "3.5", "there is no release for this bid in the file";

    // 4000: the notice
    TimesOutOfOrder = 4001, "2.1", "the times are not in order";
    UnknownStage = 4002, "2.1", "there is no such stage";
    UnknownPart = 4003, "2.1", "there is no such part";
    EmptyStage = 4004, "2.1", "the stage asks for nothing";
    LetterNotRequired = 4005, "2.1", "the part that holds the guarantee letter must be required";
    SupersedesIncomplete = 4006, "2.1", "an amendment must name both the tender and the notice that it supersedes";
    ReservedId = 4007, "2.2", "this name is reserved";
    StatementOfAnotherTender = 4008, "2.4", "the custodian's statement is for another tender";
    BadCustodianKey = 4009, "2.4", "the custodian's key is not valid";
    DuplicateOrganisation = 4010, "2.4", "one organisation stands behind two custodians";
    OrganisationMismatch = 4011, "2.4", "the organisation is not the one in the signing certificate";
    MissingAcceptance = 4012, "2.4", "a custodian has not accepted the notice";
    BadAcceptance = 4013, "2.4", "the acceptance is wrong";
    CustodianNotTrusted = 4014, "2.5", "the custodian's organisation is not on your list of trusted organisations";
    UnknownCustodian = 4015, "3.1", "there is no statement of this custodian";
    UnusedCustodian = 4016, "3.1", "the custodian holds nothing";
    UnknownLot = 4017, "2.1", "there is no such lot";
    NoticeSuperseded = 4018, "2.1", "this notice does not amend the one given";
    NoTrustedQuorum = 4019, "2.5", "holders that you do not trust could open every quorum of this notice";
    NotYetIssued = 4020, "2.5", "the notice says that it was issued in the future";
    TooEarly = 4021, "3.6", "the stage's time has not come";
    NoPlatform = 4022, "2.7", "the notice names no platform that keeps the record";
    BlindPartMissing = 4023, "2.8", "technical points weigh so much that the rule asks for blind review, and no part is blind";

    // 5000: the sealed bid
    NotASealedBid = 5001, "5", "this is not a sealed bid file";
    UnknownVersion = 5002, "5", "the file is of a version that this program does not read";
    WrongSuite = 5003, "5.6", "the bid uses another suite than the notice";
    WrongTender = 5004, "5.6", "the bid is for another tender";
    WrongNotice = 5005, "5.6", "the bid is for another notice of this tender";
    PartTable = 5006, "5.1", "the table of parts does not fit the notice";
    HeaderMismatch = 5007, "5.6", "the header is not the one that was signed";
    PartRootMismatch = 5008, "5.6", "the part's bytes are not those that were signed";
    BadBidSignature = 5009, "5.6", "the bid key's signature is wrong";
    BadSegment = 5010, "5.7", "a segment does not decrypt";
    BadPadding = 5011, "4.2", "the end of the part is not as the format demands";
    BadIndex = 5012, "4.3", "the part's index does not fit its documents";
    UnsafePath = 5013, "4.3", "the document's path is not allowed";
    RequiredPartEmpty = 5014, "5.7", "a required part has no document";
    PartTooLarge = 5015, "2.2", "the part is larger than the notice allows";
    MediaTypeNotAccepted = 5016, "2.2", "the notice does not accept documents of this type in this part";
    BadFormValue = 5017, "4.4", "the value does not fit the form field's type";
    FormRootMismatch = 5018, "5.7", "the form is not the one that was signed";
    SizeChanged = 5019, "5", "the document's size changed while it was being sealed";
    UnknownFormField = 5020, "4.4", "the form has no such field";
    NoSuchDocument = 5021, "4.3", "the part holds no such document";
    TrialOpening = 5023, "5.8", "the sealed file did not pass its trial opening and was removed";
    WrongKeys = 5024, "5.7", "these keys were unlocked for another bid or stage";
    BlindCopyMissing = 5025, "19.1", "a blind part needs the terms and a blind copy of each document, and nothing else beside them";

    // 6000: timestamps
    BadTimestamp = 6001, "12.3", "the timestamp cannot be read";
    TimestampShape = 6002, "12.3", "the timestamp does not have the form that is required here";
    TimestampImprint = 6003, "12.3", "the timestamp is for other content";
    TimestampNonce = 6004, "12.2", "the timestamp answers another request";
    TimestampCertificate = 6005, "12.4", "the certificate may not be used for timestamps";
    TimestampRefused = 6006, "12.2", "the timestamp authority refused";
    BadTimestampResponse = 6007, "12.2", "the timestamp authority's response cannot be read";
    BadTimestampRequest = 6008, "12.1", "the timestamp request cannot be read";
    TimestampRequestRefused = 6009, "12.5", "the timestamp request asks for what this authority does not give";
    // 7000: the record
    StoreFailed = 7001, "13.1", "the store failed, and nobody knows what is on the disk";
    StoreLocked = 7002, "13.1", "another program works in this folder";
    LogDamaged = 7003, "13.2", "the log file is damaged";
    LogTooLarge = 7004, "13.2", "this is more than the log takes";
    BadHead = 7005, "13.4", "the head of the record cannot be read";
    BadHeadSignature = 7006, "13.4", "a signature on the head of the record is wrong";
    BadProof = 7007, "13.3", "the proof does not lead to the root";
    LogIncomplete = 7008, "13.2", "the last batch of the log file is not complete";
    StoreReadOnly = 7009, "13.1", "the store was opened for reading only";
    OutsideTree = 7010, "13.3", "the record has no such entry or size";
    UnsignedHead = 7011, "13.4", "the platform has not signed the head of the record";
    HeadOfAnother = 7012, "13.4", "the head is of another record";
    BadProofFile = 7013, "13.4", "the proof file cannot be read";

    // 7100: entries and the rules of a record
    WrongSigner = 7101, "13.7", "somebody else signed this than must";
    BadSignature = 7102, "13.5", "the signature is wrong";
    NoAuthority = 7103, "13.7", "the notice names no timestamp authority, so no record can be kept";
    OwnAuthority = 7104, "13.7", "the timestamp authority is the platform's or the tenderer's own, and the notice does not say so";
    NoTimestamp = 7105, "13.7", "a timestamp token is missing";
    EntryNumber = 7110, "13.6", "an entry has another number than its place";
    TimeBackwards = 7111, "13.6", "a time lies before one that came earlier";
    AttachmentMismatch = 7112, "13.6", "what is attached to an entry is not what the entry names";
    OutOfOrder = 7113, "13.9", "this cannot happen at this point of the tender";
    PartiesChanged = 7114, "13.9", "an amendment names another platform, record key or tenderer";
    AfterDeadline = 7115, "13.9", "the deadline has passed";
    NotLater = 7116, "13.8", "times can be moved later only, and at least one must be";
    BoxClosed = 7117, "13.9", "the tender box is closed";
    NotClosed = 7118, "13.9", "the tender box is not closed yet";
    Late = 7119, "14.2", "it arrived too late";
    KnownBid = 7120, "13.9", "this bid is already in the record";
    BidKeyUsed = 7121, "13.9", "the bid key belongs to another bid of this tender: seal again";
    UnknownBid = 7122, "13.9", "there is no such bid in the record";
    RetiredBid = 7123, "13.9", "this bid was replaced, withdrawn or superseded";
    RequestMismatch = 7124, "14.5", "the request is not for this";
    ReceiptMismatch = 7125, "13.9", "the receipt does not say what the record says";
    NoAnnouncements = 7126, "14.4", "the notice does not let files follow their digests";
    ClosedEarly = 7127, "13.9", "the box was closed before the deadline had passed";
    ClosedLate = 7128, "13.9", "the closed head came later than the notice's grace allows";
    CosignersMissing = 7129, "13.9", "too few custodians have cosigned the head";
    HeadMismatch = 7130, "13.9", "the head is not that of these entries";
    HeadTooOld = 7131, "15.3", "the head does not cover what has happened since";
    ObjectionOpen = 7132, "13.9", "a receipt shows a bid that the record does not have, and nobody has decided on that";
    NotAnObjection = 7133, "13.9", "the record has this receipt";
    NoSeedRescue = 7134, "16.5", "the notice does not let seeds rescue a lost quorum";
    AdmissionIncomplete = 7135, "13.8", "the admission does not speak of just the bids that were opened";
    WrongCodes = 7136, "19.3", "the codes are not those that were dealt";
    CodesSecret = 7137, "19.2", "the secret of the codes is not the one that the closing committed to";
    NotUnblinded = 7138, "19.3", "the blind review of the stage before is not finished";

    // 7300: custodians
    SplitHistory = 7301, "15.2", "this record is not the one that was cosigned before";
    MemoryLost = 7302, "15.2", "what this custodian has signed before is not known any more";
    BidMissing = 7303, "15.3", "a bid is missing in the record for which there is a receipt";
    ReleasedOtherwise = 7304, "15.3", "this stage was released for other bids before";
    HeadBehind = 7305, "15.2", "a later head of this record was signed already";
    MemoryOfAnother = 7306, "15.4", "the memory belongs to another key";
    LogTooShort = 7307, "15.2", "the log ends before the head";
    NothingToRelease = 7308, "15.3", "no bid is to be opened at this stage";
    CustodianStopped = 7309, "15.5", "the custodian raised an alarm, and its operator has not cleared it";

    // 7400: the opening
    BidDamaged = 7401, "16.4", "the stored bid is gone, or is not the one that was received";
    TwoBids = 7402, "16.4", "one bidder has two bids for one lot";
    BadSeed = 7403, "16.5", "the seed is not that of the bid";

    // 7500: the audit
    MinutesMismatch = 7501, "17", "the minutes are not those that follow from the record";
    EvidenceMissing = 7502, "17", "the evidence lacks a file that the record names";
    EvidenceMismatch = 7503, "17", "the file in the evidence is not the one that the record names";
    ReleaseIncomplete = 7504, "17", "the release is not for just the bids that were to be opened";
    OutcomeMismatch = 7505, "17", "the outcome is not the one that follows from the bid and the releases";

    // 8000: the C ABI
    NullArgument = 8001, "20", "an argument is missing";
    NotUtf8 = 8002, "20", "a text is not UTF-8";
    BadArgument = 8003, "20", "an argument has a value that it cannot have";
    HandleFinished = 8004, "20", "this was used up before";
    HandleInUse = 8005, "20", "this is still in use elsewhere";
    CallbackFailed = 8006, "20", "a function of the calling program failed";
    Panicked = 8007, "20", "the library has met a defect of its own";

    // 8100: blind copies of documents
    UnsupportedDocument = 8101, "18.1", "no blind copy can be made of this kind of file";
    DocumentMismatch = 8102, "18.1", "the file is not what its name says";
    DocumentTooLarge = 8103, "18.1", "the document, or what is packed in it, is too large";
    DocumentEncrypted = 8104, "18.1", "the document is protected by a password";
    DocumentBroken = 8105, "18.1", "the document is damaged";
    UntrustedText = 8106, "18.5", "it cannot be told what the text here says";
    UnknownContent = 8107, "18.4", "the document has something in it that is not understood";
    BadTerms = 8108, "18.2", "the terms to be removed are not usable";
    NamesLeft = 8109, "18.8", "the blind copy still tells who the bidder is";

    // 8200: blind review
    UnknownTransformation = 8201, "19.1", "this version does not have the transformation that the notice asks for";
    NoBlindReview = 8202, "19.1", "the notice has no blind review of this";
}
