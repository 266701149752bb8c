// sealbid for C# and other languages of .NET. Made from sealbid.h; do not edit.
//
// Handles are IntPtr: each is freed once, with the function of its kind. Texts that come back are IntPtr too and belong
// to the library (Marshal.PtrToStringUTF8 copies them). A delegate that is given to the library must be kept from the
// garbage collector (GC.KeepAlive, a field) for as long as sealbid.h says of its callback, and must not throw.

using System;
using System.Runtime.InteropServices;

namespace Sealbid
{
    public static class Native
    {
        public const int SEALBID_VERSION_MAJOR = 0;
        public const int SEALBID_VERSION_MINOR = 1;
        public const int SEALBID_VERSION_PATCH = 0;
        public const string SEALBID_VERSION = "0.1.0";
        public const int SEALBID_OK = 0;
        public const int SEALBID_ERR_IO = 1001;
        public const int SEALBID_ERR_FILE_NOT_FOUND = 1002;
        public const int SEALBID_ERR_WOULD_OVERWRITE = 1003;
        public const int SEALBID_ERR_TOO_LARGE = 1004;
        public const int SEALBID_ERR_BAD_JSON = 1005;
        public const int SEALBID_ERR_UNKNOWN_FORMAT = 1006;
        public const int SEALBID_ERR_BAD_FIELD = 1007;
        public const int SEALBID_ERR_MISSING_FIELD = 1008;
        public const int SEALBID_ERR_UNKNOWN_FIELD = 1009;
        public const int SEALBID_ERR_DUPLICATE_FIELD = 1010;
        public const int SEALBID_ERR_BAD_TIME = 1011;
        public const int SEALBID_ERR_DUPLICATE_ID = 1012;
        public const int SEALBID_ERR_TRUNCATED = 1013;
        public const int SEALBID_ERR_TRAILING_BYTES = 1014;
        public const int SEALBID_ERR_CANCELLED = 1015;
        public const int SEALBID_ERR_NO_ENTROPY = 1016;
        public const int SEALBID_ERR_WORKER_FAILED = 1017;
        public const int SEALBID_ERR_UNKNOWN_SUITE = 1101;
        public const int SEALBID_ERR_WRONG_PASSPHRASE = 1102;
        public const int SEALBID_ERR_BAD_KEY_FILE = 1103;
        public const int SEALBID_ERR_KEY_FILE_MISMATCH = 1104;
        public const int SEALBID_ERR_PASSPHRASE_NEEDED = 1105;
        public const int SEALBID_ERR_BAD_CERTIFICATE = 2001;
        public const int SEALBID_ERR_BAD_SIGNING_KEY = 2002;
        public const int SEALBID_ERR_KEY_CERTIFICATE_MISMATCH = 2003;
        public const int SEALBID_ERR_SIGNING_FAILED = 2004;
        public const int SEALBID_ERR_BAD_CMS = 2005;
        public const int SEALBID_ERR_CMS_SHAPE = 2006;
        public const int SEALBID_ERR_CMS_SIGNER_CERTIFICATE = 2007;
        public const int SEALBID_ERR_CMS_DIGEST_MISMATCH = 2008;
        public const int SEALBID_ERR_CMS_ALGORITHM = 2009;
        public const int SEALBID_ERR_CMS_BAD_SIGNATURE = 2010;
        public const int SEALBID_ERR_NO_TRUSTED_CHAIN = 2011;
        public const int SEALBID_ERR_CERTIFICATE_NOT_YET_VALID = 2012;
        public const int SEALBID_ERR_CERTIFICATE_EXPIRED = 2013;
        public const int SEALBID_ERR_KEY_USAGE = 2014;
        public const int SEALBID_ERR_CA_RULES = 2015;
        public const int SEALBID_ERR_WEAK_KEY = 2016;
        public const int SEALBID_ERR_CRITICAL_EXTENSION = 2017;
        public const int SEALBID_ERR_NO_NAME = 2018;
        public const int SEALBID_ERR_BAD_PEM = 2019;
        public const int SEALBID_ERR_WEAK_SIGNATURE = 2020;
        public const int SEALBID_ERR_CHAIN_SIGNATURE = 2021;
        public const int SEALBID_ERR_ANCHOR_AS_LEAF = 2022;
        public const int SEALBID_ERR_CERTIFICATE_REVOKED = 2023;
        public const int SEALBID_ERR_REVOCATION_UNKNOWN = 2024;
        public const int SEALBID_ERR_BAD_CRL = 2025;
        public const int SEALBID_ERR_CRL_RULES = 2026;
        public const int SEALBID_ERR_DELTA_CRL = 2027;
        public const int SEALBID_ERR_REVOCATION_STALE = 2028;
        public const int SEALBID_ERR_REVOCATION_SIGNATURE = 2029;
        public const int SEALBID_ERR_REVOCATION_ISSUER = 2030;
        public const int SEALBID_ERR_BAD_OCSP = 2031;
        public const int SEALBID_ERR_OCSP_REFUSED = 2032;
        public const int SEALBID_ERR_NAME_CONSTRAINTS = 2033;
        public const int SEALBID_ERR_CERTIFICATE_POLICY = 2034;
        public const int SEALBID_ERR_TOKEN_LIBRARY = 2040;
        public const int SEALBID_ERR_NO_TOKEN = 2041;
        public const int SEALBID_ERR_WRONG_PIN = 2042;
        public const int SEALBID_ERR_PIN_LOCKED = 2043;
        public const int SEALBID_ERR_TOKEN_CHOICE = 2044;
        public const int SEALBID_ERR_NO_TOKEN_KEY = 2045;
        public const int SEALBID_ERR_TOKEN_FAILED = 2046;
        public const int SEALBID_ERR_BAD_POINT = 3001;
        public const int SEALBID_ERR_LOCK_SHAPE = 3002;
        public const int SEALBID_ERR_BAD_RELEASE = 3003;
        public const int SEALBID_ERR_QUORUM_NOT_MET = 3004;
        public const int SEALBID_ERR_LOCK_INCONSISTENT = 3005;
        public const int SEALBID_ERR_BAD_TRANSPORT = 3007;
        public const int SEALBID_ERR_TRANSPORT_OF_ANOTHER_BID = 3008;
        public const int SEALBID_ERR_UNKNOWN_HOLDER = 3009;
        public const int SEALBID_ERR_RELEASE_OF_ANOTHER = 3010;
        public const int SEALBID_ERR_WRONG_ROUND = 3011;
        public const int SEALBID_ERR_THRESHOLD_OUT_OF_RANGE = 3012;
        public const int SEALBID_ERR_THRESHOLD_TOO_LOW = 3013;
        public const int SEALBID_ERR_DUPLICATE_KEY = 3014;
        public const int SEALBID_ERR_CHAIN_HASH_MISMATCH = 3015;
        public const int SEALBID_ERR_UNKNOWN_SCHEME = 3016;
        public const int SEALBID_ERR_NOT_RELEASED = 3017;
        public const int SEALBID_ERR_TIMES_OUT_OF_ORDER = 4001;
        public const int SEALBID_ERR_UNKNOWN_STAGE = 4002;
        public const int SEALBID_ERR_UNKNOWN_PART = 4003;
        public const int SEALBID_ERR_EMPTY_STAGE = 4004;
        public const int SEALBID_ERR_LETTER_NOT_REQUIRED = 4005;
        public const int SEALBID_ERR_SUPERSEDES_INCOMPLETE = 4006;
        public const int SEALBID_ERR_RESERVED_ID = 4007;
        public const int SEALBID_ERR_STATEMENT_OF_ANOTHER_TENDER = 4008;
        public const int SEALBID_ERR_BAD_CUSTODIAN_KEY = 4009;
        public const int SEALBID_ERR_DUPLICATE_ORGANISATION = 4010;
        public const int SEALBID_ERR_ORGANISATION_MISMATCH = 4011;
        public const int SEALBID_ERR_MISSING_ACCEPTANCE = 4012;
        public const int SEALBID_ERR_BAD_ACCEPTANCE = 4013;
        public const int SEALBID_ERR_CUSTODIAN_NOT_TRUSTED = 4014;
        public const int SEALBID_ERR_UNKNOWN_CUSTODIAN = 4015;
        public const int SEALBID_ERR_UNUSED_CUSTODIAN = 4016;
        public const int SEALBID_ERR_UNKNOWN_LOT = 4017;
        public const int SEALBID_ERR_NOTICE_SUPERSEDED = 4018;
        public const int SEALBID_ERR_NO_TRUSTED_QUORUM = 4019;
        public const int SEALBID_ERR_NOT_YET_ISSUED = 4020;
        public const int SEALBID_ERR_TOO_EARLY = 4021;
        public const int SEALBID_ERR_NO_PLATFORM = 4022;
        public const int SEALBID_ERR_BLIND_PART_MISSING = 4023;
        public const int SEALBID_ERR_NOT_A_SEALED_BID = 5001;
        public const int SEALBID_ERR_UNKNOWN_VERSION = 5002;
        public const int SEALBID_ERR_WRONG_SUITE = 5003;
        public const int SEALBID_ERR_WRONG_TENDER = 5004;
        public const int SEALBID_ERR_WRONG_NOTICE = 5005;
        public const int SEALBID_ERR_PART_TABLE = 5006;
        public const int SEALBID_ERR_HEADER_MISMATCH = 5007;
        public const int SEALBID_ERR_PART_ROOT_MISMATCH = 5008;
        public const int SEALBID_ERR_BAD_BID_SIGNATURE = 5009;
        public const int SEALBID_ERR_BAD_SEGMENT = 5010;
        public const int SEALBID_ERR_BAD_PADDING = 5011;
        public const int SEALBID_ERR_BAD_INDEX = 5012;
        public const int SEALBID_ERR_UNSAFE_PATH = 5013;
        public const int SEALBID_ERR_REQUIRED_PART_EMPTY = 5014;
        public const int SEALBID_ERR_PART_TOO_LARGE = 5015;
        public const int SEALBID_ERR_MEDIA_TYPE_NOT_ACCEPTED = 5016;
        public const int SEALBID_ERR_BAD_FORM_VALUE = 5017;
        public const int SEALBID_ERR_FORM_ROOT_MISMATCH = 5018;
        public const int SEALBID_ERR_SIZE_CHANGED = 5019;
        public const int SEALBID_ERR_UNKNOWN_FORM_FIELD = 5020;
        public const int SEALBID_ERR_NO_SUCH_DOCUMENT = 5021;
        public const int SEALBID_ERR_TRIAL_OPENING = 5023;
        public const int SEALBID_ERR_WRONG_KEYS = 5024;
        public const int SEALBID_ERR_BLIND_COPY_MISSING = 5025;
        public const int SEALBID_ERR_BAD_TIMESTAMP = 6001;
        public const int SEALBID_ERR_TIMESTAMP_SHAPE = 6002;
        public const int SEALBID_ERR_TIMESTAMP_IMPRINT = 6003;
        public const int SEALBID_ERR_TIMESTAMP_NONCE = 6004;
        public const int SEALBID_ERR_TIMESTAMP_CERTIFICATE = 6005;
        public const int SEALBID_ERR_TIMESTAMP_REFUSED = 6006;
        public const int SEALBID_ERR_BAD_TIMESTAMP_RESPONSE = 6007;
        public const int SEALBID_ERR_BAD_TIMESTAMP_REQUEST = 6008;
        public const int SEALBID_ERR_TIMESTAMP_REQUEST_REFUSED = 6009;
        public const int SEALBID_ERR_STORE_FAILED = 7001;
        public const int SEALBID_ERR_STORE_LOCKED = 7002;
        public const int SEALBID_ERR_LOG_DAMAGED = 7003;
        public const int SEALBID_ERR_LOG_TOO_LARGE = 7004;
        public const int SEALBID_ERR_BAD_HEAD = 7005;
        public const int SEALBID_ERR_BAD_HEAD_SIGNATURE = 7006;
        public const int SEALBID_ERR_BAD_PROOF = 7007;
        public const int SEALBID_ERR_LOG_INCOMPLETE = 7008;
        public const int SEALBID_ERR_STORE_READ_ONLY = 7009;
        public const int SEALBID_ERR_OUTSIDE_TREE = 7010;
        public const int SEALBID_ERR_UNSIGNED_HEAD = 7011;
        public const int SEALBID_ERR_HEAD_OF_ANOTHER = 7012;
        public const int SEALBID_ERR_BAD_PROOF_FILE = 7013;
        public const int SEALBID_ERR_WRONG_SIGNER = 7101;
        public const int SEALBID_ERR_BAD_SIGNATURE = 7102;
        public const int SEALBID_ERR_NO_AUTHORITY = 7103;
        public const int SEALBID_ERR_OWN_AUTHORITY = 7104;
        public const int SEALBID_ERR_NO_TIMESTAMP = 7105;
        public const int SEALBID_ERR_ENTRY_NUMBER = 7110;
        public const int SEALBID_ERR_TIME_BACKWARDS = 7111;
        public const int SEALBID_ERR_ATTACHMENT_MISMATCH = 7112;
        public const int SEALBID_ERR_OUT_OF_ORDER = 7113;
        public const int SEALBID_ERR_PARTIES_CHANGED = 7114;
        public const int SEALBID_ERR_AFTER_DEADLINE = 7115;
        public const int SEALBID_ERR_NOT_LATER = 7116;
        public const int SEALBID_ERR_BOX_CLOSED = 7117;
        public const int SEALBID_ERR_NOT_CLOSED = 7118;
        public const int SEALBID_ERR_LATE = 7119;
        public const int SEALBID_ERR_KNOWN_BID = 7120;
        public const int SEALBID_ERR_BID_KEY_USED = 7121;
        public const int SEALBID_ERR_UNKNOWN_BID = 7122;
        public const int SEALBID_ERR_RETIRED_BID = 7123;
        public const int SEALBID_ERR_REQUEST_MISMATCH = 7124;
        public const int SEALBID_ERR_RECEIPT_MISMATCH = 7125;
        public const int SEALBID_ERR_NO_ANNOUNCEMENTS = 7126;
        public const int SEALBID_ERR_CLOSED_EARLY = 7127;
        public const int SEALBID_ERR_CLOSED_LATE = 7128;
        public const int SEALBID_ERR_COSIGNERS_MISSING = 7129;
        public const int SEALBID_ERR_HEAD_MISMATCH = 7130;
        public const int SEALBID_ERR_HEAD_TOO_OLD = 7131;
        public const int SEALBID_ERR_OBJECTION_OPEN = 7132;
        public const int SEALBID_ERR_NOT_AN_OBJECTION = 7133;
        public const int SEALBID_ERR_NO_SEED_RESCUE = 7134;
        public const int SEALBID_ERR_ADMISSION_INCOMPLETE = 7135;
        public const int SEALBID_ERR_WRONG_CODES = 7136;
        public const int SEALBID_ERR_CODES_SECRET = 7137;
        public const int SEALBID_ERR_NOT_UNBLINDED = 7138;
        public const int SEALBID_ERR_SPLIT_HISTORY = 7301;
        public const int SEALBID_ERR_MEMORY_LOST = 7302;
        public const int SEALBID_ERR_BID_MISSING = 7303;
        public const int SEALBID_ERR_RELEASED_OTHERWISE = 7304;
        public const int SEALBID_ERR_HEAD_BEHIND = 7305;
        public const int SEALBID_ERR_MEMORY_OF_ANOTHER = 7306;
        public const int SEALBID_ERR_LOG_TOO_SHORT = 7307;
        public const int SEALBID_ERR_NOTHING_TO_RELEASE = 7308;
        public const int SEALBID_ERR_CUSTODIAN_STOPPED = 7309;
        public const int SEALBID_ERR_BID_DAMAGED = 7401;
        public const int SEALBID_ERR_TWO_BIDS = 7402;
        public const int SEALBID_ERR_BAD_SEED = 7403;
        public const int SEALBID_ERR_MINUTES_MISMATCH = 7501;
        public const int SEALBID_ERR_EVIDENCE_MISSING = 7502;
        public const int SEALBID_ERR_EVIDENCE_MISMATCH = 7503;
        public const int SEALBID_ERR_RELEASE_INCOMPLETE = 7504;
        public const int SEALBID_ERR_OUTCOME_MISMATCH = 7505;
        public const int SEALBID_ERR_NULL_ARGUMENT = 8001;
        public const int SEALBID_ERR_NOT_UTF8 = 8002;
        public const int SEALBID_ERR_BAD_ARGUMENT = 8003;
        public const int SEALBID_ERR_HANDLE_FINISHED = 8004;
        public const int SEALBID_ERR_HANDLE_IN_USE = 8005;
        public const int SEALBID_ERR_CALLBACK_FAILED = 8006;
        public const int SEALBID_ERR_PANICKED = 8007;
        public const int SEALBID_ERR_UNSUPPORTED_DOCUMENT = 8101;
        public const int SEALBID_ERR_DOCUMENT_MISMATCH = 8102;
        public const int SEALBID_ERR_DOCUMENT_TOO_LARGE = 8103;
        public const int SEALBID_ERR_DOCUMENT_ENCRYPTED = 8104;
        public const int SEALBID_ERR_DOCUMENT_BROKEN = 8105;
        public const int SEALBID_ERR_UNTRUSTED_TEXT = 8106;
        public const int SEALBID_ERR_UNKNOWN_CONTENT = 8107;
        public const int SEALBID_ERR_BAD_TERMS = 8108;
        public const int SEALBID_ERR_NAMES_LEFT = 8109;
        public const int SEALBID_ERR_UNKNOWN_TRANSFORMATION = 8201;
        public const int SEALBID_ERR_NO_BLIND_REVIEW = 8202;
        public const int SEALBID_AUDIT_PASSED = 0;
        public const int SEALBID_AUDIT_PASSED_AS_FAR = 1;
        public const int SEALBID_AUDIT_FAILED = 2;
        public const int SEALBID_RECEIPT_RECORDED = 0;
        public const int SEALBID_RECEIPT_UNKNOWN = 1;
        public const int SEALBID_RECEIPT_MISSING = 2;
        public const int SEALBID_SCHEME_RSA_PKCS1_SHA256 = 1;
        public const int SEALBID_SCHEME_RSA_PSS_SHA256 = 2;
        public const int SEALBID_SCHEME_ECDSA_P256_SHA256 = 3;
        public const int SEALBID_SCHEME_ECDSA_P384_SHA384 = 4;
        public const int SEALBID_SCHEME_ED25519 = 5;
        public const int SEALBID_SCHEME_SM2_SM3 = 6;
        public const int SEALBID_ABI_VERSION_MAJOR = 1;
        public const int SEALBID_ABI_VERSION_MINOR = 0;

        // Hears that so many bytes are done altogether; returns 0 to go on, another number to cancel. It is called now and
        // then, on the thread that called the library's function. When all bytes are done, it may be too late to cancel.
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate int ProgressFn(IntPtr context, ulong done);

        // Hears that an opened document begins: its part, its path within the part, its media type and its size in bytes.
        // Returns 0, or another number to stop. Its bytes follow through a sealbid_write_fn. A document counts only if the
        // library's function ends with 0: until then nobody may use what arrived.
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate int DocumentFn(IntPtr context, IntPtr part, IntPtr path, IntPtr media_type, ulong size);

        // Takes the next bytes; returns 0, or another number to make the library's function fail.
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate int WriteFn(IntPtr context, IntPtr data, ulong size);

        // Gives the next bytes: writes at most `size` of them to `buffer` and returns how many, 0 at the end, or a negative
        // number to make the library's function fail.
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate long ReadFn(IntPtr context, IntPtr buffer, ulong size);

        // Hears what happened, as one line of JSON. Returns nothing: an event cannot be refused.
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate void EventFn(IntPtr context, IntPtr json);

        // Hears that a blind copy begins: its lot, its code, its path within what evaluators get under that code
        // ("technical/01.pdf"), and its size in bytes. Returns 0, or another number to stop. Its bytes follow through a
        // sealbid_write_fn. It counts only if the library's function ends with 0: until then nobody may use what arrived.
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate int CopyFn(IntPtr context, IntPtr lot, IntPtr code, IntPtr path, ulong size);

        // Signs a message: these very bytes, which it hashes itself as its scheme says. Writes at most `capacity` bytes to
        // `signature` and their number to `signature_size`; returns 0, or another number to fail (a wrong PIN, no token).
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        public delegate int SignFn(IntPtr context, IntPtr message, ulong message_size, IntPtr signature, ulong capacity, out ulong signature_size);

        // Reads a sealed bid's head and trailer from a file; the file is read again whenever the bid is used, so it must stay.
        //
        // Errors: FILE_NOT_FOUND, IO; what a sealed bid's form fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_bid_open([MarshalAs(UnmanagedType.LPUTF8Str)] string file, out IntPtr bid, out IntPtr error);

        // The same from memory; the bytes are copied.
        //
        // Errors: what a sealed bid's form fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_bid_from_bytes(byte[] data, ulong data_size, out IntPtr bid, out IntPtr error);

        // Frees a bid; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_bid_free(IntPtr bid);

        // Writes the bid digest: 32 bytes.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_bid_digest(IntPtr bid, byte[] digest, out IntPtr error);

        // What a sealed bid shows to anybody, as a JSON text: digest, size, tender, notice, lot, bid_key, parts (stage, part
        // and padded size in bytes) and signed_by.
        //
        // Errors: IO, FILE_NOT_FOUND where its file has gone.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_bid_json(IntPtr bid, out IntPtr text, out IntPtr error);

        // Checks all of a bid that can be checked sealed: that it is for this notice, the locks, the signatures, the roots of
        // its parts, and the bidder's certificate at this time. `revocation` is NULL if nobody asks.
        //
        // Errors: WRONG_TENDER, WRONG_NOTICE and what else a bid's place fails with; PART_ROOT_MISMATCH, TRUNCATED; NO_NAME;
        // what a chain and revocation fail with; IO. The bid stays as it is.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_bid_check(IntPtr bid, IntPtr notice, IntPtr revocation, long at, uint threads, ProgressFn progress, IntPtr progress_context, out IntPtr error);

        // Opens one stage of one bid with custodians' releases (`releases`: the files). Its documents go to `document` and
        // `write`, one after another, both with `context`; both are NULL if only the form is wanted. They count only if this
        // returns 0. `contents` becomes a JSON text: form (its fields and values, or null), parts (with documents), refused
        // (holders whose release was wrong).
        //
        // A hall opens whole stages with sealbid_opening_…, which writes the record.
        //
        // Errors: QUORUM_NOT_MET; UNKNOWN_STAGE; RELEASE_OF_ANOTHER, NOT_RELEASED, and what a file's form fails with, of a
        // release; WRONG_TENDER, WRONG_NOTICE and what else a bid's place fails with; LOCK_INCONSISTENT, BAD_SEGMENT,
        // PART_ROOT_MISMATCH, FORM_ROOT_MISMATCH, BAD_INDEX, REQUIRED_PART_EMPTY, BAD_FORM_VALUE and others of SPEC.md §5.7
        // where the bid itself is wrong; IO. The bid stays as it is.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_bid_open_stage(IntPtr bid, IntPtr notice, [MarshalAs(UnmanagedType.LPUTF8Str)] string stage, IntPtr releases, DocumentFn document, WriteFn write, IntPtr context, uint threads, out IntPtr contents, out IntPtr error);

        // Makes the blind copy of a document, has the scanner look at it, and pushes it to the caller: what evaluators would
        // see, for the bidder to look at before anything is sealed. `name` tells by its ending what the document is: pdf, docx,
        // xlsx, jpg, png, txt, md. `terms` is the bidder's own file sealbid-terms/1 (SPEC.md §18.2). With `notice` (or NULL) the
        // copy must be one that it asks for (SEALBID_ERR_UNKNOWN_TRANSFORMATION, SEALBID_ERR_NO_BLIND_REVIEW), and is held
        // against the form that it asks for, for which nothing is refused. `report` (or NULL) becomes a JSON text: removed (how
        // much by channel), findings (place, kind, channel, text; SPEC.md §18.3) and form (where the copy does not have the form
        // that the notice asks for: place, rule, found, more, count, asked; §19.1).
        //
        // Nothing is pushed before the scanner has found nothing: SEALBID_ERR_NAMES_LEFT. After an error of `write` what was
        // pushed is of no use. It takes a few times the document's size of memory; documents have at most 256 MiB.
        //
        // Errors: NAMES_LEFT; BAD_TERMS and what a file's form fails with, of the terms; NO_BLIND_REVIEW,
        // UNKNOWN_TRANSFORMATION, of the notice; what a blind copy fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_blind_copy([MarshalAs(UnmanagedType.LPUTF8Str)] string name, byte[] document, ulong document_size, byte[] terms, ulong terms_size, IntPtr notice, WriteFn write, IntPtr write_context, out IntPtr report, out IntPtr error);

        // Looks for the bidder's terms in a blind copy, by code that shares nothing with what made it, in every piece and
        // encoding (SPEC.md §18.8). `hits` becomes a JSON text: a list of objects with place, offset, encoding and term, empty
        // if nothing was found. `name` is searched too: give the one that evaluators see. A copy that cannot be read to its end
        // is an error.
        //
        // Errors: BAD_TERMS and what a file's form fails with, of the terms; what a blind copy fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_blind_scan([MarshalAs(UnmanagedType.LPUTF8Str)] string name, byte[] copy, ulong copy_size, byte[] terms, ulong terms_size, out IntPtr hits, out IntPtr error);

        // Adds to a draft what the blind review of its notice asks for, when all its documents are there: for each document of
        // a blind part its blind copy, which the scanner has looked at, and the bidder's terms. Without them such a draft is not
        // sealed (SEALBID_ERR_BLIND_COPY_MISSING). `reports` (or NULL) becomes a JSON text: a list of objects with part, path
        // and report (as of sealbid_blind_copy), for the bidder to look at before sealing.
        //
        // Documents are read now: those that are pulled are pulled here, on this thread, and kept in memory until the bid is
        // sealed. If `read` fails, the draft is of no further use; after any other error it is as it was. It is called once: a
        // document of `blind/` is SEALBID_ERR_UNSAFE_PATH.
        //
        // Errors: NO_BLIND_REVIEW, UNKNOWN_TRANSFORMATION; BAD_TERMS and what a file's form fails with, of the terms;
        // NAMES_LEFT; what a blind copy fails with, DOCUMENT_TOO_LARGE over 256 MiB; UNSAFE_PATH; SIZE_CHANGED,
        // FILE_NOT_FOUND, IO of a document.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_draft_add_copies(IntPtr draft, IntPtr notice, byte[] terms, ulong terms_size, out IntPtr reports, out IntPtr error);

        // The transformation that this library has, as a notice names it: "sealbid-redact/1". It lives as long as the library.
        //
        // Threads: any.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr sealbid_transformation();

        // Frees a buffer; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_buffer_free(IntPtr buffer);

        // The first byte; it belongs to the buffer. NULL for NULL.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr sealbid_buffer_data(IntPtr buffer);

        // How many bytes there are, without the zero byte behind them. 0 for NULL.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern ulong sealbid_buffer_size(IntPtr buffer);

        // Reads trusted roots: one or more certificates in PEM.
        //
        // Errors: BAD_PEM, BAD_CERTIFICATE; TOO_LARGE over 1 MiB or 256 certificates; BAD_ARGUMENT if there is none in it.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_roots_from_pem(byte[] pem, ulong pem_size, out IntPtr roots, out IntPtr error);

        // Frees roots; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_roots_free(IntPtr roots);

        // What revocation lists and OCSP responses say (DER each; either list may be NULL), gathered at this time. Each is
        // judged when a chain is verified with it, not here.
        //
        // Errors: BAD_CRL, CRL_RULES, DELTA_CRL; BAD_OCSP, OCSP_REFUSED, BAD_CERTIFICATE; CRITICAL_EXTENSION; TOO_LARGE for
        // more than 256 of a kind, 256 MiB together, or one that is too long.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_revocation_new(IntPtr crls, IntPtr ocsp, long gathered, out IntPtr revocation, out IntPtr error);

        // Frees it; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_revocation_free(IntPtr revocation);

        // Finds the chain from a certificate to a trusted root that holds at this time, and asks whether any of its
        // certificates had been revoked. `others` are candidates for intermediates (DER; NULL for none), `revocation` is NULL
        // if nobody asks. `chain` (NULL if not wanted) becomes a JSON text: the certificates from the leaf to the root, each
        // with its subject, serial and what is known of its revocation.
        //
        // Errors: NO_TRUSTED_CHAIN, CERTIFICATE_EXPIRED, CERTIFICATE_REVOKED, and what else a chain and revocation fail with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_chain_verify(byte[] certificate, ulong certificate_size, IntPtr others, IntPtr roots, IntPtr revocation, long at, out IntPtr chain, out IntPtr error);

        // What a certificate says, as a JSON text: subject, issuer, serial (hex), fingerprint (SHA-256), not_before,
        // not_after, organisation, credit_code, common_name. The certificate is DER or PEM.
        //
        // Errors: BAD_CERTIFICATE, BAD_PEM; TOO_LARGE over 64 KiB (in PEM 1 MiB).
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_certificate_json(byte[] certificate, ulong certificate_size, out IntPtr text, out IntPtr error);

        // A new draft for a lot of the tender.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_draft_new([MarshalAs(UnmanagedType.LPUTF8Str)] string lot, out IntPtr draft, out IntPtr error);

        // Frees a draft; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_draft_free(IntPtr draft);

        // Adds a document from a file, which must not change until the bid is sealed. `path` is its name within the part
        // ("drawings/plan.pdf"); `kind` is its media type, or NULL to go by the name's ending.
        //
        // Errors: UNSAFE_PATH; FILE_NOT_FOUND, IO. After an error the draft is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_draft_add_file(IntPtr draft, [MarshalAs(UnmanagedType.LPUTF8Str)] string part, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string kind, [MarshalAs(UnmanagedType.LPUTF8Str)] string file, out IntPtr error);

        // Adds a document from memory; the bytes are copied.
        //
        // Errors: UNSAFE_PATH. After an error the draft is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_draft_add_bytes(IntPtr draft, [MarshalAs(UnmanagedType.LPUTF8Str)] string part, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string kind, byte[] data, ulong data_size, out IntPtr error);

        // Adds a document of exactly `size` bytes that the library pulls when it seals, on the thread that seals, or already for
        // its blind copy (sealbid_draft_add_copies). `read` and `context` must live until then.
        //
        // Errors: UNSAFE_PATH. After an error the draft is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_draft_add_reader(IntPtr draft, [MarshalAs(UnmanagedType.LPUTF8Str)] string part, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string kind, ulong size, ReadFn read, IntPtr context, out IntPtr error);

        // Sets a field of the form to text or a choice.
        //
        // Errors: none of its own; whether the notice has such a field is seen when the draft is sealed. After an error the
        // draft is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_draft_set_text(IntPtr draft, [MarshalAs(UnmanagedType.LPUTF8Str)] string field, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, out IntPtr error);

        // Sets a field of the form to a number: money in its smallest unit (fen), or a duration.
        //
        // Errors: BAD_ARGUMENT if the number is negative; the rest as sealbid_draft_set_text. After an error the draft is as
        // it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_draft_set_number(IntPtr draft, [MarshalAs(UnmanagedType.LPUTF8Str)] string field, long value, out IntPtr error);

        // Frees an error; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_error_free(IntPtr error);

        // The code, as the function returned it; 0 for NULL.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_error_code(IntPtr error);

        // Everything in one English sentence: where, what, what was found, the code, the section of SPEC.md. It belongs to
        // the error. NULL for NULL.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr sealbid_error_text(IntPtr error);

        // Where it was met: a file, a field, an argument; empty if nowhere in particular. It belongs to the error. NULL for
        // NULL.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr sealbid_error_place(IntPtr error);

        // What exactly was found there; empty if the code says all. It belongs to the error. NULL for NULL.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr sealbid_error_detail(IntPtr error);

        // The section of SPEC.md that the error enforces, such as "6.4". It belongs to the error. NULL for NULL.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr sealbid_error_section(IntPtr error);

        // The words for a code, for a person to read: in Chinese if `chinese` is not 0, else in English. They live as long as
        // the library. NULL for a code that this version does not have.
        //
        // Threads: any.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr sealbid_error_words(int code, int chinese);

        // Takes the uploaded file of a bid that was announced before the deadline. Answers as sealbid_tender_box_receive.
        //
        // Errors: LATE, also when the opening has begun; the rest as sealbid_tender_box_deliver, and the upload is used up as
        // there.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_deliver(IntPtr closed_box, IntPtr upload, long arrived, long now, out IntPtr receipt, out IntPtr refusal, out IntPtr error);

        // The answer to whatever else is handed in now: a signed refusal. `digest` is the bid's, or NULL if it is not known.
        // `refusal` stays NULL if the platform's key does not sign.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_refuse(IntPtr closed_box, byte[] digest, long arrived, out IntPtr refusal, out IntPtr error);

        // Records an objection: a receipt for a bid that the closed log does not have. `entry` (or NULL) becomes the entry's
        // number. Nothing is released until the adjudicator has decided on it.
        //
        // Errors: NOT_AN_OBJECTION if the record has the receipt; WRONG_TENDER, WRONG_SIGNER; OUT_OF_ORDER when every stage is
        // finished; what a file's form, a signature, a chain and the store fail with. After an error nothing is recorded;
        // after STORE_FAILED nobody knows, and the box is to be opened again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_objection(IntPtr closed_box, byte[] receipt, ulong receipt_size, long now, out ulong entry, out IntPtr error);

        // Takes the very file of a bid again, in the place of what is damaged: `digest` names the bid, `file` is a path. Every
        // byte is checked; another file changes nothing.
        //
        // Errors: BID_DAMAGED if it is not the very file; UNKNOWN_BID, RETIRED_BID; FILE_NOT_FOUND, IO of the file; what the
        // store fails with. After an error the bid is as it was; after STORE_FAILED nobody knows, and the box is to be opened
        // again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_rescue(IntPtr closed_box, byte[] digest, [MarshalAs(UnmanagedType.LPUTF8Str)] string file, long now, out IntPtr error);

        // Records which bids the tenderer admits to a stage: an admission as a signed decision. The others are never opened.
        //
        // Errors: ADMISSION_INCOMPLETE; NOT_UNBLINDED; OUT_OF_ORDER, UNKNOWN_STAGE, WRONG_TENDER, NOT_YET_ISSUED,
        // WRONG_SIGNER; what a file's form, a signature, a chain and the store fail with. After an error nothing is recorded;
        // after STORE_FAILED nobody knows, and the box is to be opened again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_admit(IntPtr closed_box, byte[] admission, ulong admission_size, long now, out IntPtr error);

        // Records what the adjudicator has decided, as a signed decision: on a bid whose fault is undetermined, a late closing,
        // an objection.
        //
        // Errors: OUT_OF_ORDER if there is nothing of that to decide on; BAD_FIELD if the fault stays undetermined;
        // UNKNOWN_BID, UNKNOWN_STAGE, WRONG_TENDER, NOT_YET_ISSUED, WRONG_SIGNER; what a file's form, a signature and the
        // store fail with. After an error nothing is recorded; after STORE_FAILED nobody knows, and the box is to be opened
        // again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_adjudicate(IntPtr closed_box, byte[] adjudication, ulong adjudication_size, long now, out IntPtr error);

        // Audits a record. `log` is the path of its log, or of a folder with it (of a closed box, too); `evidence` (or NULL)
        // that of the evidence or of a box. `roots` are the reader's own. `receipts` and `heads` (or NULL) are what others hold
        // and must be in this record. `overall` becomes one of SEALBID_AUDIT_…, `text` (or NULL) the report as a JSON text:
        // tender, overall, entries, root, closed_at, rules (rule, verdict, why, findings), remarks, bids. `progress` hears of
        // the bytes of log and bids that were read.
        //
        // Whatever is wrong with the record stands in the report; a result other than 0 says nothing about the record.
        //
        // Errors: FILE_NOT_FOUND, IO if log or evidence cannot be read.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_audit([MarshalAs(UnmanagedType.LPUTF8Str)] string log, [MarshalAs(UnmanagedType.LPUTF8Str)] string evidence, IntPtr roots, IntPtr receipts, IntPtr heads, uint threads, ProgressFn progress, IntPtr progress_context, out int overall, out IntPtr text, out IntPtr error);

        // Looks a receipt up in a record, and follows its bid. `log` is as for sealbid_audit, `roots` are the bidder's own.
        // `standing` becomes one of SEALBID_RECEIPT_…; `text` (or NULL) a JSON text: digest, lot, arrived, standing, entry,
        // raised, settled (of an objection), bid, stages, broken; `proof` (or NULL) a proof file that its entry is in the
        // record, if there is one.
        //
        // Errors: FILE_NOT_FOUND, IO of the log; OUT_OF_ORDER if it has not even a notice that can be read; WRONG_TENDER,
        // WRONG_SIGNER, and what a file's form, a signature and a chain fail with, of the receipt.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_audit_receipt([MarshalAs(UnmanagedType.LPUTF8Str)] string log, byte[] receipt, ulong receipt_size, IntPtr roots, out int standing, out IntPtr text, out IntPtr proof, out IntPtr error);

        // An authority with this signer, whose certificate must be one for timestamps. `policy` is the object identifier of
        // its policy, such as "1.2.3.4.1". The authority keeps a copy of the signer: its callback, if it has one, must live as
        // long as the authority.
        //
        // Errors: TIMESTAMP_CERTIFICATE, KEY_USAGE, CA_RULES, BAD_CERTIFICATE; BAD_FIELD if the policy is none.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_timestamp_authority_new(IntPtr signer, [MarshalAs(UnmanagedType.LPUTF8Str)] string policy, out IntPtr authority, out IntPtr error);

        // Frees an authority; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_timestamp_authority_free(IntPtr authority);

        // Answers a request (DER) at this time. `response` becomes what is sent back (DER), whether it grants or rejects;
        // `granted` (or NULL) becomes 1 or 0.
        //
        // Errors: none of its own: what is wrong with the request, and a key that does not sign, becomes a response that
        // rejects.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_timestamp_authority_answer(IntPtr authority, byte[] request, ulong request_size, long at, out IntPtr response, out int granted, out IntPtr error);

        // Frees a box; NULL is fine. Nothing is lost: it can be opened again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_closed_box_free(IntPtr closed_box);

        // As sealbid_tender_box_status, and besides: entries (how many the record has), bids (how many it has, of whatever
        // end), next_stage (the first that is not finished, or null), head_recorded, cosigners (of the closed head).
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_status(IntPtr closed_box, out IntPtr text, out IntPtr error);

        // A head over everything so far, signed by the platform: `note` becomes the file. `digest` (or NULL) becomes the 32
        // bytes that timestamp authorities are asked to stamp (sealbid_timestamp_request_new). Nothing is recorded yet.
        //
        // Errors: STORE_FAILED.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_head(IntPtr closed_box, out IntPtr note, byte[] digest, out IntPtr error);

        // Writes the request with which a custodian is asked to cosign this head; `tokens` are timestamp tokens over it. The
        // custodian needs the log (`record/log` in the folder) besides.
        //
        // Errors: HEAD_MISMATCH, TIMESTAMP_IMPRINT, and what else a head and a timestamp fail with; the place has the token's
        // number.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_cosign_request(IntPtr closed_box, byte[] note, ulong note_size, IntPtr tokens, out IntPtr request, out IntPtr error);

        // Gathers cosignatures: `note` is a head of this record, `cosigned` holds notes over the same head as custodians gave
        // them back. `gathered` becomes the note with all of them; `enough` (or NULL) becomes 1 if they are as many as a release
        // will need, else 0. One note that is not usable and the function fails.
        //
        // Errors: what a head fails with; HEAD_MISMATCH for a note over another head; UNKNOWN_CUSTODIAN if nobody known
        // cosigned it. The place has the note's number.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_gather(IntPtr closed_box, byte[] note, ulong note_size, IntPtr cosigned, out IntPtr gathered, out int enough, out IntPtr error);

        // Records a head with its cosignatures, and timestamp tokens over it; `entry` (or NULL) becomes the entry's number. The
        // closed head is to be recorded so within the grace of the notice.
        //
        // Errors: NO_TIMESTAMP; CLOSED_EARLY if a token of the closed head is not after the deadline; what a head, a timestamp
        // and the store fail with. After an error nothing is recorded; after STORE_FAILED nobody knows, and the box is to be
        // opened again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_record_head(IntPtr closed_box, byte[] note, ulong note_size, IntPtr tokens, long now, out ulong entry, out IntPtr error);

        // Begins the memory of a key in a new file, whose folder must be there: once, when the key is made, and never again. A
        // key that has signed and is given a new memory would sign a second history. SEALBID_ERR_WOULD_OVERWRITE if the file is
        // there.
        //
        // Errors: WOULD_OVERWRITE; STORE_LOCKED; FILE_NOT_FOUND if the folder is missing; BAD_ARGUMENT if the path names no
        // file; what the store fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_memory_begin(IntPtr key, [MarshalAs(UnmanagedType.LPUTF8Str)] string memory, out IntPtr error);

        // A custodian with its key, the file of that key's memory, and its own organisation's roots, to which the tenderer's
        // certificate must chain.
        //
        // Errors: MEMORY_LOST if the file is gone, MEMORY_OF_ANOTHER, and what a file's form fails with, of the memory;
        // STORE_LOCKED; FILE_NOT_FOUND if the folder is missing; BAD_ARGUMENT if the path names no file; IO.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_new(IntPtr key, [MarshalAs(UnmanagedType.LPUTF8Str)] string memory, IntPtr roots, out IntPtr custodian, out IntPtr error);

        // Frees a custodian; NULL is fine. What it has signed stays in its memory.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_custodian_free(IntPtr custodian);

        // Takes a receipt that a bidder handed in: its bid must stand in the record before this custodian releases a stage. It
        // is forgotten with the handle.
        //
        // Errors: what a file's form fails with; then it was not taken.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_hand_in(IntPtr custodian, byte[] receipt, ulong receipt_size, out IntPtr error);

        // Cosigns a head, as a request asks. `log` is the path of the record's log, from whoever has a copy, or of a folder
        // with it. `note` becomes the head with the cosignature added. The head is remembered, durably, before this returns;
        // asked again for the same, the custodian cosigns it again.
        //
        // Errors: CUSTODIAN_STOPPED; LOG_TOO_SHORT, SPLIT_HISTORY, HEAD_BEHIND, MEMORY_LOST, MEMORY_OF_ANOTHER; NOT_CLOSED,
        // CLOSED_EARLY, NO_TIMESTAMP; WRONG_TENDER, UNKNOWN_CUSTODIAN, MISSING_ACCEPTANCE; FILE_NOT_FOUND, IO, LOG_DAMAGED,
        // LOG_INCOMPLETE, and what the record's rules refuse, of the log; what a file's form, a head, a timestamp and the
        // store fail with. After an error nothing is cosigned; after STORE_FAILED free the custodian and make it again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_cosign(IntPtr custodian, [MarshalAs(UnmanagedType.LPUTF8Str)] string log, byte[] request, ulong request_size, out IntPtr note, out IntPtr error);

        // Releases a stage, as a signed request asks, for every bid that the log says is to be opened. `log` is a path as for
        // sealbid_custodian_cosign. `release` becomes the release file. What is released is remembered, durably, before this
        // returns; asked again for the same, the custodian gives the same file.
        //
        // Where it does not release, the result says why and `refusal` (or NULL) becomes its signed refusal for the record. It
        // stays NULL where the reason is the custodian's own, or what was handed in is no request.
        //
        // Errors: CUSTODIAN_STOPPED; LOG_TOO_SHORT, SPLIT_HISTORY, MEMORY_LOST, MEMORY_OF_ANOTHER; BID_MISSING,
        // NOTHING_TO_RELEASE, RELEASED_OTHERWISE, TOO_EARLY, OBJECTION_OPEN, COSIGNERS_MISSING, HEAD_TOO_OLD, CLOSED_LATE,
        // NOT_CLOSED, NO_TIMESTAMP, OUT_OF_ORDER; WRONG_TENDER, WRONG_NOTICE, WRONG_SIGNER, UNKNOWN_CUSTODIAN; FILE_NOT_FOUND,
        // IO, LOG_DAMAGED, LOG_INCOMPLETE, and what the record's rules refuse, of the log; what a file's form, a head, a
        // timestamp and the store fail with. After an error nothing is released; after STORE_FAILED free the custodian and
        // make it again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_release(IntPtr custodian, [MarshalAs(UnmanagedType.LPUTF8Str)] string log, byte[] request, ulong request_size, out IntPtr release, out IntPtr refusal, out IntPtr error);

        // What the custodian remembers, as a JSON text (SPEC.md §15.4): the largest head it signed, the stages it released, and
        // in `stopped` why it stands still, if it does.
        //
        // Errors: MEMORY_LOST if the file is gone, MEMORY_OF_ANOTHER, and what a file's form fails with, of the memory; IO.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_memory(IntPtr custodian, out IntPtr text, out IntPtr error);

        // Lets a custodian go on that stands still after an alarm: its operator has looked into it. What was signed stays
        // remembered.
        //
        // Errors: MEMORY_LOST if the file is gone, MEMORY_OF_ANOTHER, and what a file's form fails with, of the memory; what
        // the store fails with. After an error it stands still as before; after STORE_FAILED free the custodian and make it
        // again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_clear(IntPtr custodian, out IntPtr error);

        // Makes a fresh key: `custodian` is the name that the notice will have for it, `organisation` the name in the
        // organisation's certificate, `tender_id` the tender's number. One key serves one tender; destroy its file after the
        // last stage. Begin its memory at once, with sealbid_custodian_memory_begin.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_key_generate([MarshalAs(UnmanagedType.LPUTF8Str)] string custodian, [MarshalAs(UnmanagedType.LPUTF8Str)] string organisation, [MarshalAs(UnmanagedType.LPUTF8Str)] string tender_id, long now, out IntPtr key, out IntPtr error);

        // Opens a key file (PEM) under its passphrase. That takes a moment, and 32 to 128 MiB.
        //
        // Errors: what a key file fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_key_open(byte[] pem, ulong pem_size, byte[] passphrase, ulong passphrase_size, out IntPtr key, out IntPtr error);

        // Frees a key; NULL is fine. It is wiped once no sealbid_custodian uses it any more.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_custodian_key_free(IntPtr key);

        // The key file (PEM), encrypted under a passphrase. Encrypting takes a moment (scrypt) and 32 MiB.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_key_file(IntPtr key, byte[] passphrase, ulong passphrase_size, out IntPtr pem, out IntPtr error);

        // The statement of the key: these very bytes are what the custodian's organisation signs (sealbid_sign_detached), and
        // what the tenderer puts into the notice with that signature.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_key_statement(IntPtr key, out IntPtr statement, out IntPtr error);

        // Accepts a notice (its bytes), which must name this key: `acceptance` becomes the file for the tenderer. It is also
        // the proof that the custodian has the key. Read the notice before.
        //
        // Errors: UNKNOWN_CUSTODIAN if the notice does not name the key; what a notice fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_custodian_key_accept(IntPtr key, byte[] notice, ulong notice_size, out IntPtr acceptance, out IntPtr error);

        // Signs bytes with a certificate: a detached CMS signature (DER). So a custodian's organisation signs its statement,
        // and the tenderer its notice. `now` is the signer's claim.
        //
        // Errors: what signing fails with; TOO_LARGE if certificates make the signature longer than 256 KiB.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_sign_detached(IntPtr signer, byte[] content, ulong content_size, long now, out IntPtr signature, out IntPtr error);

        // Signs a decision with a certificate: content and signature in one file (SPEC.md §13.5). The content is the JSON text
        // of a postponement, an admission, an adjudication, or a declaration that a quorum is lost (§13.8); it is not looked
        // into here.
        //
        // Errors: what signing fails with; TOO_LARGE for content, or certificates, that no reader takes.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_sign_decision(IntPtr signer, byte[] content, ulong content_size, long now, out IntPtr decision, out IntPtr error);

        // Records the adjudicator's declaration that a quorum of this stage is lost for good: a signed decision. From then on
        // bidders can give their seeds, where the notice declares seed rescue.
        //
        // Errors: NO_SEED_RESCUE; TOO_EARLY if the cut-off is before the stage's time; OUT_OF_ORDER; UNKNOWN_STAGE,
        // WRONG_TENDER, NOT_YET_ISSUED, WRONG_SIGNER; what a file's form, a signature and the store fail with. After an error
        // the opening is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_quorum_lost(IntPtr opening, byte[] declaration, ulong declaration_size, long now, out IntPtr error);

        // Takes a bidder's signed seed, until the cut-off of the declaration. `digest` (or NULL) becomes the 32 bytes of the
        // digest of the bid that it is for. It is not used until all are published; a later one takes its place.
        //
        // Errors: LATE after the cut-off; BAD_SEED; UNKNOWN_BID; OUT_OF_ORDER while no quorum was declared lost, and when
        // seeds are published; WRONG_TENDER, WRONG_NOTICE, UNKNOWN_STAGE; WRONG_SIGNER, BAD_SIGNATURE; what a file's form and
        // the store fail with. After an error an earlier seed of the bid stays.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_give_seed(IntPtr opening, byte[] seed, ulong seed_size, long now, byte[] digest, out IntPtr error);

        // Publishes all seeds that came, together, after the cut-off. `seeds` (or NULL) becomes the file of them.
        //
        // Errors: TOO_EARLY until the cut-off has passed; OUT_OF_ORDER; what the store fails with. After an error nothing is
        // recorded.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_publish_seeds(IntPtr opening, long now, out IntPtr seeds, out IntPtr error);

        // Begins the opening of a stage, or takes it up again: it reads what the record has of it. `event` (or NULL) hears what
        // happens, with `event_context`, on the thread that calls; both must live as long as the opening. Each event is an
        // object whose member `event` is one of: closed, objection, reread, damaged, released, wrong_release, refused, opened,
        // failed, pending, not_written, unusable_seed, finished.
        //
        // Errors: UNKNOWN_STAGE; OUT_OF_ORDER if a stage before it is not finished; FILE_NOT_FOUND if published seeds are
        // gone; what the store fails with. The closed box stays as it is.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_begin(IntPtr closed_box, [MarshalAs(UnmanagedType.LPUTF8Str)] string stage, EventFn @event, IntPtr event_context, out IntPtr opening, out IntPtr error);

        // Frees an opening; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_opening_free(IntPtr opening);

        // How far the opening is, as a JSON text: stage, ready (whether sealbid_opening_run can open bids), have and need
        // (holders that released, and that must, over all quorums), lost (holders whose recorded release is not in the evidence
        // any more: they give the same file again), reread, requested, finished (whether that was done).
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_status(IntPtr opening, out IntPtr text, out IntPtr error);

        // Reads every bid again that is to be opened, records which are damaged, and gives those an outcome that are not to be
        // opened. `damaged` (or NULL) becomes a JSON text: what is wrong with which bid (digest, reason, later: whether only a
        // later stage suffers). Each can be supplied again with sealbid_closed_box_rescue.
        //
        // Errors: TOO_EARLY while files may still come; OUT_OF_ORDER when the stage was requested, or is not the next one;
        // what the store fails with. What was recorded before an error stays so, and the next call goes on.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_reread(IntPtr opening, long now, uint threads, ProgressFn progress, IntPtr progress_context, out IntPtr damaged, out IntPtr error);

        // Gives an outcome to the bids that are not to be opened, as far as that is seen without opening. sealbid_opening_reread
        // does this too; it is needed again when a damaged bid was supplied.
        //
        // Errors: OUT_OF_ORDER while the bids were not read again; what the store fails with. What was recorded before an
        // error stays so, and the next call goes on.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_settle(IntPtr opening, long now, uint threads, ProgressFn progress, IntPtr progress_context, out IntPtr error);

        // Asks the holders to release the stage: records the request, which the platform signs, and gives it out for them.
        // `note` is a head that covers all that happened since (sealbid_closed_box_head), with the custodians' cosignatures;
        // `tokens` are timestamp tokens over it.
        //
        // Errors: OUT_OF_ORDER if bids were not read again, or one must have its outcome first (sealbid_opening_settle);
        // TOO_EARLY, OBJECTION_OPEN, COSIGNERS_MISSING, HEAD_TOO_OLD, NO_TIMESTAMP, NOT_CLOSED, CLOSED_LATE; what a head, a
        // timestamp, signing and the store fail with. After an error nothing is recorded.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_request(IntPtr opening, byte[] note, ulong note_size, IntPtr tokens, long now, uint threads, out IntPtr request, out IntPtr error);

        // Proves that an entry is in a record, under the latest head that stands in it: `proof` becomes the proof file, `bytes`
        // the entry's bytes, which belong to it. They are checked with sealbid_proof_verify. `log` is as for sealbid_audit.
        //
        // Errors: OUTSIDE_TREE if there is no such entry, or no head that covers it; FILE_NOT_FOUND, IO, LOG_DAMAGED,
        // LOG_INCOMPLETE of the log.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_audit_prove([MarshalAs(UnmanagedType.LPUTF8Str)] string log, ulong entry, out IntPtr proof, out IntPtr bytes, out IntPtr error);

        // The number of the entry that brought a bid, for sealbid_audit_prove.
        //
        // Errors: UNKNOWN_BID; FILE_NOT_FOUND, IO, LOG_DAMAGED, LOG_INCOMPLETE of the log.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_audit_find_bid([MarshalAs(UnmanagedType.LPUTF8Str)] string log, byte[] digest, out ulong entry, out IntPtr error);

        // Takes a bid that has been uploaded, with its timestamp token. `arrived` is when its last byte had arrived, `now` the
        // time of the entry. The bid is durable when this returns; `receipt` becomes the signed receipt for the bidder. The
        // same bid again gets the very same receipt.
        //
        // Where the bid is refused, the result says why and `refusal` (or NULL) becomes the signed refusal for the bidder. It
        // stays NULL if the platform itself failed: then nothing was decided, and the bidder should try again. The upload is
        // used up by each of these, but not where an argument is wrong.
        //
        // Errors: LATE; NO_TIMESTAMP, and what a timestamp fails with; RETIRED_BID if the notice was amended, or the bid
        // replaced or withdrawn; KNOWN_BID, BID_KEY_USED; WRONG_TENDER, WRONG_NOTICE and what else a bid's place fails with;
        // PART_ROOT_MISMATCH; NO_NAME, and what a chain fails with, of the bidder's certificate; TOO_LARGE, and what a sealed
        // bid's form fails with; OUT_OF_ORDER for an upload into another box. Of the platform itself: what the store, signing
        // and a chain fail with, BID_DAMAGED. The upload is used up by all of these, but for an argument that is wrong
        // (NULL_ARGUMENT, BAD_TIME) or a box that was closed (HANDLE_FINISHED): then it is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_receive(IntPtr tender_box, IntPtr upload, byte[] token, ulong token_size, long arrived, long now, out IntPtr receipt, out IntPtr refusal, out IntPtr error);

        // Takes an uploaded bid in the place of another, as the signed `request` asks. There is no moment at which both stand
        // or neither; the ciphertext of the bid that goes is destroyed. Answers as sealbid_tender_box_receive.
        //
        // Errors: as sealbid_tender_box_receive; UNKNOWN_BID if there is no such bid, or its bidder did not sign the request;
        // REQUEST_MISMATCH; what a file's form fails with, of the request. After an error the old bid stands; the upload is as
        // sealbid_tender_box_receive says.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_replace(IntPtr tender_box, IntPtr upload, byte[] request, ulong request_size, byte[] token, ulong token_size, long arrived, long now, out IntPtr receipt, out IntPtr refusal, out IntPtr error);

        // Withdraws a bid, as the signed `request` asks; its ciphertext is destroyed. Answers as sealbid_tender_box_receive.
        //
        // Errors: LATE; UNKNOWN_BID if there is no such bid, or its bidder did not sign the request; RETIRED_BID;
        // REQUEST_MISMATCH; what a file's form fails with, of the request. Of the platform itself as
        // sealbid_tender_box_receive. After an error the bid stands; after STORE_FAILED nobody knows.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_withdraw(IntPtr tender_box, byte[] request, ulong request_size, long arrived, long now, out IntPtr receipt, out IntPtr refusal, out IntPtr error);

        // Takes a bid's digest and token ahead of its file, where the notice lets files follow; `request` is the signed
        // announcement. Answers as sealbid_tender_box_receive.
        //
        // Errors: LATE; NO_ANNOUNCEMENTS; NO_TIMESTAMP, and what a timestamp fails with; KNOWN_BID, BID_KEY_USED; RETIRED_BID,
        // WRONG_TENDER, WRONG_NOTICE, UNKNOWN_LOT; REQUEST_MISMATCH, WRONG_SIGNER, BAD_SIGNATURE, and what a file's form fails
        // with, of the request. Of the platform itself as sealbid_tender_box_receive. After an error nothing is announced;
        // after STORE_FAILED nobody knows.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_announce(IntPtr tender_box, byte[] request, ulong request_size, byte[] token, ulong token_size, long arrived, long now, out IntPtr receipt, out IntPtr refusal, out IntPtr error);

        // Takes the uploaded file of a bid that was announced. Answers as sealbid_tender_box_receive.
        //
        // Errors: LATE; UNKNOWN_BID if it was not announced; KNOWN_BID, RETIRED_BID; REQUEST_MISMATCH if another lot or bid
        // key was announced; the rest as sealbid_tender_box_receive, and the upload is used up as there.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_deliver(IntPtr tender_box, IntPtr upload, long arrived, long now, out IntPtr receipt, out IntPtr refusal, out IntPtr error);

        // An entry of the record, as its JSON text (SPEC.md §13.6). Entries are counted from 0.
        //
        // Errors: OUTSIDE_TREE if there is no such entry; LOG_DAMAGED, IO.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_entry(IntPtr closed_box, ulong entry, out IntPtr text, out IntPtr error);

        // What is attached to an entry: `index` counts from 0. `count` (or NULL) becomes how many attachments there are.
        //
        // Errors: OUTSIDE_TREE if there is no such entry; BAD_ARGUMENT if it has no such attachment, and `count` is given out
        // all the same; LOG_DAMAGED, IO.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_attachment(IntPtr closed_box, ulong entry, ulong index, out ulong count, out IntPtr attachment, out IntPtr error);

        // Makes a fresh key for the record of a tender; `tender_id` is the tender's number at the trading centre.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_record_key_generate([MarshalAs(UnmanagedType.LPUTF8Str)] string tender_id, long now, out IntPtr key, out IntPtr error);

        // Opens a key file (PEM) under its passphrase. That takes a moment, and 32 to 128 MiB.
        //
        // Errors: what a key file fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_record_key_open(byte[] pem, ulong pem_size, byte[] passphrase, ulong passphrase_size, out IntPtr key, out IntPtr error);

        // Frees a key, and wipes it; NULL is fine. Boxes that were opened with it live on.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_record_key_free(IntPtr key);

        // The key file (PEM), encrypted under a passphrase. Encrypting takes a moment (scrypt) and 32 MiB.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_record_key_file(IntPtr key, byte[] passphrase, ulong passphrase_size, out IntPtr pem, out IntPtr error);

        // Writes the public half: the 32 bytes that the notice names as the platform's record_key.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_record_key_public(IntPtr key, byte[] public_key, out IntPtr error);

        // Takes a holder's release file. Every value in it is verified; one that is wrong and the whole file is refused. The
        // same file again changes nothing. `holder` (or NULL) becomes the holder's name.
        //
        // Errors: BAD_RELEASE, UNKNOWN_HOLDER, RELEASE_OF_ANOTHER; NOT_RELEASED if a bid is missing in it, UNKNOWN_BID for one
        // that was not asked for; DUPLICATE_ID for another file of a holder who has released; OUT_OF_ORDER if nobody was asked
        // yet, or it was given up; what a file's form and the store fail with. After an error the opening is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_give_release(IntPtr opening, byte[] release, ulong release_size, long now, out IntPtr holder, out IntPtr error);

        // Takes a file of drand beacons. `holders` (or NULL) becomes a JSON text: the names of the holders whose round is in it.
        //
        // Errors: WRONG_ROUND; BAD_RELEASE, BAD_POINT; OUT_OF_ORDER if nobody was asked yet, or it was given up; what a file's
        // form and the store fail with. After an error the opening is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_give_beacons(IntPtr opening, byte[] beacons, ulong beacons_size, long now, out IntPtr holders, out IntPtr error);

        // Records a custodian's signed refusal. `custodian` (or NULL) becomes its name.
        //
        // Errors: UNKNOWN_CUSTODIAN, WRONG_SIGNER, BAD_SIGNATURE; WRONG_TENDER; REQUEST_MISMATCH if it refuses something else;
        // OUT_OF_ORDER; what a file's form and the store fail with. After an error the opening is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_give_refusal(IntPtr opening, byte[] refusal, ulong refusal_size, long now, out IntPtr custodian, out IntPtr error);

        // Deals a finished stage to evaluators: makes every blind copy again, has the scanner look at what the bidders sealed,
        // and gives each out under its code. `copy` hears of each one and `write` takes its bytes, both with `context`.
        // `withheld` (or NULL) holds digests (32 bytes each) of bids that are not dealt; SEALBID_ERR_NAMES_LEFT names a bid of
        // which nothing may be dealt, with kinds of terms and no term. `dealt` becomes a JSON text: digest (of the file in the evidence, which scores name),
        // different (how many copies this library makes otherwise; they are dealt as they were sealed) and blinded (that file,
        // with every code, also one without copies). What was given out counts only if this returns 0; after an error nothing is
        // recorded.
        //
        // Errors: NO_BLIND_REVIEW, UNKNOWN_TRANSFORMATION; NAMES_LEFT, and what a blind copy fails with, of a bid that can be
        // withheld; OUT_OF_ORDER if the stage is not finished, or was dealt before; UNKNOWN_BID if one that is withheld was
        // not opened; the reason for which a bid cannot be opened now (BID_DAMAGED, QUORUM_NOT_MET and others); what the store
        // fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_deal(IntPtr opening, IntPtr withheld, CopyFn copy, WriteFn write, IntPtr context, long now, uint threads, ProgressFn progress, IntPtr progress_context, out IntPtr dealt, out IntPtr error);

        // Records the scores by code, a file signed by the tenderer (sealbid-scores/1, as sealbid_sign_decision signs it): from
        // here on they are fixed.
        //
        // Errors: WRONG_CODES; OUT_OF_ORDER if nothing was dealt, or scores are fixed already; UNKNOWN_STAGE, WRONG_TENDER,
        // NOT_YET_ISSUED, WRONG_SIGNER; what a file's form, a signature, a chain and the store fail with. After an error
        // nothing is recorded; after STORE_FAILED nobody knows, and the box is to be opened again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_closed_box_scores(IntPtr closed_box, byte[] scores, ulong scores_size, long now, out IntPtr error);

        // Publishes the secret behind the codes of a stage whose scores are fixed, whose each code was, and what opens the
        // commitments to its copies (part, path, salt): `unblinding` becomes the file sealbid-unblinding/1. Once: afterwards it
        // stands in the record, with the file of what was dealt. Every bid that was dealt is opened again for that.
        //
        // Errors: OUT_OF_ORDER if the scores are not fixed yet, or it was done before; CODES_SECRET, if the record key is not
        // the one that closed the box; FILE_NOT_FOUND, ATTACHMENT_MISMATCH if the file of what was dealt is not in the evidence,
        // or another; EVIDENCE_MISMATCH if a copy in it is none of its bid; the reason for which a bid cannot be opened now (BID_DAMAGED, QUORUM_NOT_MET and
        // others); what the store fails with. After an error nothing is recorded.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_unblind(IntPtr opening, long now, out IntPtr unblinding, out IntPtr error);

        // Opens all bids that have no outcome yet, side by side, and records each outcome as it comes. A bid that fails stops
        // no other; one that may still be opened stays pending. `documents` (or NULL) is a folder: what is opened is written
        // below it as LOT/DIGEST/PART/PATH. `summary` (or NULL) becomes a JSON text: opened and excluded (how many), pending
        // (digest and reason of each).
        //
        // After an error, and if it is cancelled, what was recorded stays so, and the next call goes on. An outcome never
        // depends on `documents`.
        //
        // Errors: QUORUM_NOT_MET while releases are missing; OUT_OF_ORDER; what the store fails with. What is wrong with one
        // bid is no error: it stands in its outcome or in `summary`.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_run(IntPtr opening, long now, [MarshalAs(UnmanagedType.LPUTF8Str)] string documents, uint threads, ProgressFn progress, IntPtr progress_context, out IntPtr summary, out IntPtr error);

        // As sealbid_opening_run, for the last time: no file and no release comes any more, so what would stay pending gets its
        // outcome, with whose fault it is. That releases are missing is one only after they were asked for.
        //
        // Errors: OUT_OF_ORDER; what the store fails with. After an error as sealbid_opening_run.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_give_up(IntPtr opening, long now, [MarshalAs(UnmanagedType.LPUTF8Str)] string documents, uint threads, ProgressFn progress, IntPtr progress_context, out IntPtr summary, out IntPtr error);

        // Opens a bid once more that was opened at this stage, for its documents, which go to `document` and `write`, one after
        // another, both with `context`; both are NULL if only the contents are wanted. They count only if this returns 0.
        // `contents` (or NULL) becomes the contents file (SPEC.md §16.3): form and documents. Nothing is recorded.
        //
        // Errors: UNKNOWN_BID if it was not opened at this stage; the reason for which a bid cannot be opened now
        // (BID_DAMAGED, QUORUM_NOT_MET and others); IO. The opening stays as it is.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_extract(IntPtr opening, byte[] digest, DocumentFn document, WriteFn write, IntPtr context, uint threads, out IntPtr contents, out IntPtr error);

        // The outcomes of this stage so far, as a JSON text: for each bid that has one, in the order of their arrival, lot,
        // digest, arrived and outcome (SPEC.md §16.3).
        //
        // Errors: LOG_DAMAGED, IO.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_outcomes(IntPtr opening, out IntPtr text, out IntPtr error);

        // The minutes, once every bid has its outcome. They follow from the record alone. `digest` (or NULL) becomes the 32
        // bytes of their SHA-256, which timestamp authorities are asked to stamp.
        //
        // Errors: OUT_OF_ORDER if a bid has no outcome; TOO_LARGE over 64 MiB; LOG_DAMAGED, IO.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_minutes(IntPtr opening, out IntPtr minutes, byte[] digest, out IntPtr error);

        // Signs the minutes and records them with the timestamp tokens over them: the stage is finished. `digest` (or NULL)
        // becomes the 32 bytes of their SHA-256. Of a stage that is finished already nothing changes.
        //
        // Errors: OUT_OF_ORDER if an outcome is missing or undetermined; OBJECTION_OPEN; NO_TIMESTAMP, TOO_EARLY, and what a
        // timestamp fails with; TOO_LARGE for more than 16 tokens; WRONG_SIGNER; what signing, a chain and the store fail with.
        // After an error nothing is recorded.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_opening_finish(IntPtr opening, IntPtr tokens, long now, byte[] digest, out IntPtr error);

        // Makes a box in a folder, which is made where it is missing and must not have one. `notice`, `signature` (CMS, DER)
        // and `acceptances` are the files of the notice; `signer` has the platform's certificate and `record_key` is the key
        // that the notice names; `roots` are the platform's own, to which the tenderer's certificate must chain. The box keeps a
        // copy of the signer: its callback, if it has one, must live as long as the box and what is made from it.
        //
        // Errors: WOULD_OVERWRITE if a box is there; STORE_LOCKED; what a notice fails with; ORGANISATION_MISMATCH,
        // MISSING_ACCEPTANCE, BAD_ACCEPTANCE; NO_PLATFORM, NO_AUTHORITY, NOT_YET_ISSUED; NOTICE_SUPERSEDED if it amends
        // another; WRONG_SIGNER if certificate or record key are not the platform's, or the tenderer's certificate another's;
        // what a signature, a chain, signing and the store fail with. After an error no box is there, but for what the store
        // fails with: then there is none, or one that can be opened.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_create([MarshalAs(UnmanagedType.LPUTF8Str)] string folder, byte[] notice, ulong notice_size, byte[] signature, ulong signature_size, IntPtr acceptances, IntPtr signer, IntPtr record_key, IntPtr roots, long now, out IntPtr tender_box, out IntPtr error);

        // Opens a box again, after whatever ended the program that had it. Just one of `tender_box` and `closed_box` becomes a
        // handle: the one that says what it is. It keeps a copy of the signer: its callback, if it has one, must live as long as
        // the box and what is made from it (a closed box, openings).
        //
        // Errors: STORE_LOCKED while another handle or program has the folder; FILE_NOT_FOUND if there is no box; WRONG_SIGNER
        // if the record key is not the notice's; LOG_DAMAGED and what else the store fails with; what the record's rules
        // refuse. The folder stays as it is.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_open([MarshalAs(UnmanagedType.LPUTF8Str)] string folder, IntPtr signer, IntPtr record_key, IntPtr roots, out IntPtr tender_box, out IntPtr closed_box, out IntPtr error);

        // Frees a box; NULL is fine. Nothing is lost: it can be opened again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_tender_box_free(IntPtr tender_box);

        // What the box says of itself to anybody, as a JSON text: tender, tender_id, title, notice (the digest of the one in
        // force), accepted, deadline, closed. Nothing in it tells how many bids there are.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_status(IntPtr tender_box, out IntPtr text, out IntPtr error);

        // Amends the notice: bids under the one in force no longer count. `token` is a timestamp token over the new notice, by
        // an authority of the one in force. Given again after a failure, it adds what is missing of the acceptances.
        //
        // Errors: NOTICE_SUPERSEDED if it does not amend the one in force; PARTIES_CHANGED, NOT_LATER, AFTER_DEADLINE,
        // NO_TIMESTAMP, NO_PLATFORM, NO_AUTHORITY, NOT_YET_ISSUED, WRONG_SIGNER; what a notice fails with;
        // ORGANISATION_MISMATCH, MISSING_ACCEPTANCE, BAD_ACCEPTANCE; what a signature, a chain, a timestamp, signing and the
        // store fail with. After an error the notice in force is the old one, but for what the store fails with: then open the
        // box again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_amend(IntPtr tender_box, byte[] notice, ulong notice_size, byte[] signature, ulong signature_size, IntPtr acceptances, byte[] token, ulong token_size, long now, out IntPtr error);

        // Moves times later, by a postponement that the tenderer signed (a signed decision). A token over that file is needed
        // if the deadline moves, and must be left out if it does not (NULL and 0).
        //
        // Errors: NOT_LATER, TIMES_OUT_OF_ORDER, UNKNOWN_STAGE, AFTER_DEADLINE, NO_TIMESTAMP; OUT_OF_ORDER for a token that is
        // not needed, or a stage that was requested; WRONG_TENDER, WRONG_NOTICE, NOT_YET_ISSUED, WRONG_SIGNER; what a file's
        // form, a signature, a chain, a timestamp and the store fail with. After an error no time has moved.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_postpone(IntPtr tender_box, byte[] postponement, ulong postponement_size, byte[] token, ulong token_size, long now, out IntPtr error);

        // Closes the box for good, after the deadline, and publishes its log as `record/log` in the folder. What is known about
        // revocation is frozen; NULL if nobody asked. Calls that use the box are waited for.
        //
        // That uses the box up: it can only be freed, and everything goes through `closed_box`. SEALBID_ERR_HANDLE_IN_USE while
        // an upload is neither given to the box nor freed. After an error the box receives as before, unless its closing was
        // written already: then it answers SEALBID_ERR_HANDLE_FINISHED, and is to be freed and opened again.
        //
        // Errors: CLOSED_EARLY; MISSING_ACCEPTANCE; HANDLE_IN_USE; TIME_BACKWARDS if `revocation` was gathered after the
        // closing; TOO_LARGE if it is over 64 MiB; what the store fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_tender_box_close(IntPtr tender_box, IntPtr revocation, long now, out IntPtr closed_box, out IntPtr error);

        // Begins an upload into a box that receives.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_upload_new(IntPtr tender_box, out IntPtr upload, out IntPtr error);

        // Begins an upload into a closed box, for sealbid_closed_box_deliver.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_upload_new_closed(IntPtr closed_box, out IntPtr upload, out IntPtr error);

        // Takes the next bytes. It fails as soon as it is certain that the box will refuse the file: it is longer than any bid
        // can be, or its head is for something else. Then stop reading from the network and give the upload to the box all the
        // same: that is how the bidder gets a signed refusal.
        //
        // Errors: TOO_LARGE; what a sealed bid's form fails with; RETIRED_BID, WRONG_TENDER, WRONG_NOTICE and what else a
        // bid's place fails with; what the store fails with. After any of these the upload takes no more bytes and answers
        // each the same; it can still be given to the box.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_upload_write(IntPtr upload, byte[] data, ulong data_size, out IntPtr error);

        // Frees an upload; NULL is fine. One that was not given to the box leaves nothing behind.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_upload_free(IntPtr upload);

        // Opens a bid's key file (PEM) under its passphrase. That takes a moment, and 32 to 128 MiB.
        //
        // Errors: what a key file fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_bid_key_open(byte[] pem, ulong pem_size, byte[] passphrase, ulong passphrase_size, out IntPtr key, out IntPtr error);

        // Frees a key, and wipes it; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_bid_key_free(IntPtr key);

        // Asks, signed by the key of the bid that goes, that another bid for the same lot takes its place. `sequence` is 1 the
        // first time, 2 if it was replaced once, and so on. `request` becomes the file for the tender box.
        //
        // Errors: REQUEST_MISMATCH if the key is not that of the old bid, or the bids are for different lots; BAD_ARGUMENT if
        // `sequence` is 0.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_request_replace(IntPtr key, IntPtr old_bid, IntPtr new_bid, uint sequence, out IntPtr request, out IntPtr error);

        // Asks, signed by the bid's key, that the bid is withdrawn. `sequence` is one more than how often it was replaced.
        //
        // Errors: REQUEST_MISMATCH if the key is not that of the bid; BAD_ARGUMENT if `sequence` is 0.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_request_withdraw(IntPtr key, IntPtr bid, uint sequence, out IntPtr request, out IntPtr error);

        // Announces a bid by its digest, signed by its key, where the notice lets files follow.
        //
        // Errors: REQUEST_MISMATCH if the key is not that of the bid.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_request_announce(IntPtr key, IntPtr bid, out IntPtr request, out IntPtr error);

        // Gives the seed of one stage of the bid, signed by the bid's key, when a quorum of that stage was declared lost for good
        // (SPEC.md §16.5): whoever has it can open the stage, so it goes to the platform alone, and not before. `request` becomes
        // the file for the hall. SEALBID_ERR_NO_SEED_RESCUE if the notice did not declare it: then the key file has no seeds.
        //
        // Errors: NO_SEED_RESCUE, UNKNOWN_STAGE.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_request_seed(IntPtr key, [MarshalAs(UnmanagedType.LPUTF8Str)] string stage, out IntPtr request, out IntPtr error);

        // A new, empty list.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr sealbid_list_new();

        // Frees a list; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_list_free(IntPtr list);

        // Puts a copy of these bytes at the end of a list.
        //
        // Errors: TOO_LARGE for more than 100,000 strings. After an error the list is as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_list_add(IntPtr list, byte[] data, ulong size, out IntPtr error);

        // Reads a notice and verifies its signature (CMS, DER) and the acceptances of its custodians, all of which must be
        // there: `acceptances` holds the files.
        //
        // Errors: what a notice fails with; ORGANISATION_MISMATCH if the signer is not the tenderer; MISSING_ACCEPTANCE,
        // BAD_ACCEPTANCE, UNKNOWN_CUSTODIAN; what a signature fails with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_notice_verify(byte[] notice, ulong notice_size, byte[] signature, ulong signature_size, IntPtr acceptances, out IntPtr verified, out IntPtr error);

        // Frees a notice; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_notice_free(IntPtr notice);

        // The notice as a JSON text: `digest`, `tender` (the tender digest), `signed_by` (the tenderer's certificate) and
        // `notice`, whose members are those of SPEC.md §2.1: lots, stages with their times, parts, form fields, custodians.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_notice_json(IntPtr notice, out IntPtr text, out IntPtr error);

        // Writes the notice digest (32 bytes) and the tender digest (32 bytes: that of the first notice of the tender). Either
        // may be NULL.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_notice_digests(IntPtr notice, byte[] digest, byte[] tender, out IntPtr error);

        // The deadline of the notice itself, in seconds since 1970; a moved one stands in the record. 0 for NULL.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern long sealbid_notice_deadline(IntPtr notice);

        // When a stage is opened, in seconds since 1970.
        //
        // Errors: UNKNOWN_STAGE.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_notice_stage_time(IntPtr notice, [MarshalAs(UnmanagedType.LPUTF8Str)] string stage, out long time, out IntPtr error);

        // Checks at this time that those who signed and accepted the notice are organisations of one's own list
        // (`trust_list`: a file sealbid-trust/1). Nothing can be sealed without that: a notice must not vouch for itself.
        //
        // Errors: CUSTODIAN_NOT_TRUSTED, NO_TRUSTED_QUORUM, NOT_YET_ISSUED; what a chain fails with, of the tenderer and of
        // each custodian, as the place says; what a file's form fails with, and BAD_CERTIFICATE, of the list.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_notice_trust(IntPtr notice, byte[] trust_list, ulong trust_list_size, long now, out IntPtr trusted, out IntPtr error);

        // Frees it; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_trusted_notice_free(IntPtr trusted);

        // Verifies a receipt of this tender's platform. `content` becomes its JSON text: kind, tender, notice, lot, bid_key,
        // digest, size, arrived (SPEC.md §13.9). Compare `digest` with your own bid's.
        //
        // Errors: WRONG_TENDER; WRONG_SIGNER, NO_PLATFORM; what a file's form, a signature and a chain fail with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_receipt_verify(IntPtr notice, byte[] receipt, ulong receipt_size, out IntPtr content, out IntPtr error);

        // Verifies a refusal of this tender's platform. `content` becomes its JSON text with the reason's code.
        //
        // Errors: as sealbid_receipt_verify: WRONG_TENDER; WRONG_SIGNER, NO_PLATFORM; what a file's form, a signature and a
        // chain fail with.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_refusal_verify(IntPtr notice, byte[] refusal, ulong refusal_size, out IntPtr content, out IntPtr error);

        // Verifies a proof file: that this entry (its bytes in the record) is in the record of this tender, under a head that
        // the platform signed. `content` becomes a JSON text: index, size (of the tree), cosigners (custodians and times); how
        // many of them are enough is for the caller to say.
        //
        // Errors: BAD_PROOF; OUTSIDE_TREE; BAD_PROOF_FILE, TOO_LARGE; HEAD_OF_ANOTHER, UNSIGNED_HEAD, BAD_HEAD_SIGNATURE,
        // BAD_HEAD; NO_PLATFORM.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_proof_verify(IntPtr notice, byte[] proof, ulong proof_size, byte[] entry, ulong entry_size, out IntPtr content, out IntPtr error);

        // Seals a draft into a new file: writes it, makes it durable, reads it back and opens it on trial. The file appears
        // under its name only when all of that has passed; after an error nothing is left behind. The draft is used up, well or
        // not, unless an argument is wrong. `threads` is 0 for one thread a processor. `progress` (or NULL) hears of each byte
        // of the documents twice: when it is sealed and when it is opened on trial.
        //
        // Where the notice asks for blind review, the draft must have its copies: sealbid_draft_add_copies comes first.
        //
        // Errors: WOULD_OVERWRITE if the file is there, or one of its name with `.partial` behind it; TRIAL_OPENING.
        // UNKNOWN_LOT, UNKNOWN_PART, UNKNOWN_FORM_FIELD, REQUIRED_PART_EMPTY, PART_TOO_LARGE, MEDIA_TYPE_NOT_ACCEPTED,
        // MISSING_FIELD, BAD_FORM_VALUE, BLIND_COPY_MISSING, DUPLICATE_ID (two documents of one path): the draft is not what
        // the notice asks for. BAD_TERMS: the terms in it leave out a name that the signer's certificate states. What a chain
        // fails with, and NO_NAME: the signer's certificate, at `now`. What signing fails with. SIZE_CHANGED of a document;
        // FILE_NOT_FOUND, IO of a document or of the sealed file. The draft is used up by all of these; only an argument that
        // is wrong (NULL_ARGUMENT, NOT_UTF8, BAD_TIME) leaves it as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_seal_file(IntPtr draft, IntPtr notice, IntPtr signer, long now, [MarshalAs(UnmanagedType.LPUTF8Str)] string file, uint threads, ProgressFn progress, IntPtr progress_context, out IntPtr @sealed, out IntPtr error);

        // Seals a draft and pushes the sealed bid to the caller. Nothing was opened on trial: use sealbid_sealed_try_open on
        // what arrived before handing it in. After an error what was pushed is of no use. The draft is used up, well or not,
        // unless an argument is wrong.
        //
        // Errors: UNKNOWN_LOT, UNKNOWN_PART, UNKNOWN_FORM_FIELD, REQUIRED_PART_EMPTY, PART_TOO_LARGE, MEDIA_TYPE_NOT_ACCEPTED,
        // MISSING_FIELD, BAD_FORM_VALUE, BLIND_COPY_MISSING, DUPLICATE_ID (two documents of one path): the draft is not what
        // the notice asks for. BAD_TERMS: the terms in it leave out a name that the signer's certificate states. What a chain
        // fails with, and NO_NAME: the signer's certificate, at `now`. What signing fails with. SIZE_CHANGED, FILE_NOT_FOUND,
        // IO of a document. The draft is used up by all of these; only an argument that is wrong (NULL_ARGUMENT, NOT_UTF8,
        // BAD_TIME) leaves it as it was.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_seal_push(IntPtr draft, IntPtr notice, IntPtr signer, long now, WriteFn write, IntPtr write_context, uint threads, ProgressFn progress, IntPtr progress_context, out IntPtr @sealed, out IntPtr error);

        // Opens every stage of a sealed bid on trial, from a file that the caller wrote: proves that what was pushed arrived.
        //
        // Errors: TRIAL_OPENING, with what was found as its detail; FILE_NOT_FOUND, IO if the file cannot be opened. It can be
        // asked again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_sealed_try_open(IntPtr @sealed, IntPtr notice, [MarshalAs(UnmanagedType.LPUTF8Str)] string file, long now, uint threads, ProgressFn progress, IntPtr progress_context, out IntPtr error);

        // Frees it, and wipes its secrets; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_sealed_free(IntPtr @sealed);

        // Writes the bid digest: 32 bytes. It is what receipts name, and what is timestamped.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_sealed_digest(IntPtr @sealed, byte[] digest, out IntPtr error);

        // The bid's key file (PEM), encrypted under a passphrase. The bidder keeps it: it signs replacing and withdrawing, and
        // holds the seeds if the notice declares seed rescue. Encrypting takes a moment (scrypt) and 32 MiB.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_sealed_key_file(IntPtr @sealed, byte[] passphrase, ulong passphrase_size, out IntPtr pem, out IntPtr error);

        // A signer with a key from a file: PKCS#8 in PEM, with its passphrase if it is encrypted (else NULL and 0).
        // `certificates` is PEM: the signer's own first, then those of its chain.
        //
        // Errors: PASSPHRASE_NEEDED, WRONG_PASSPHRASE, BAD_SIGNING_KEY, WEAK_KEY, TOO_LARGE, of the key;
        // KEY_CERTIFICATE_MISMATCH; BAD_PEM, BAD_CERTIFICATE, of the certificates; TOO_LARGE for more than 16 others;
        // BAD_ARGUMENT if there is none.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_signer_from_pem(byte[] certificates, ulong certificates_size, byte[] key, ulong key_size, byte[] passphrase, ulong passphrase_size, out IntPtr signer, out IntPtr error);

        // A signer whose key stays with the caller: in a USB token, an HSM, another program. The library calls `sign` with
        // `context` whenever it needs a signature, from the thread that called it, and verifies each before it uses it. Both
        // must live as long as the signer, and as long as anything that was made with it and keeps a copy: tender boxes, the
        // closed boxes that they become, their openings, timestamp authorities. `scheme` is one of SEALBID_SCHEME_….
        //
        // Errors: KEY_CERTIFICATE_MISMATCH if the certificate's key does not sign with the scheme; WEAK_KEY; BAD_PEM,
        // BAD_CERTIFICATE, of the certificates; TOO_LARGE for more than 16 others; BAD_ARGUMENT if there is none, or no such
        // scheme. Nothing is signed yet: what signing fails with is met by the functions that sign.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_signer_from_callback(byte[] certificates, ulong certificates_size, int scheme, SignFn sign, IntPtr context, out IntPtr signer, out IntPtr error);

        // Frees a signer; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_signer_free(IntPtr signer);

        // Asks for a timestamp over 32 bytes: the bid digest. `der` becomes what is sent to an authority, by HTTP POST with
        // the type application/timestamp-query.
        //
        // Errors: none of its own.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_timestamp_request_new(byte[] digest, out IntPtr request, out IntPtr der, out IntPtr error);

        // Frees a request; NULL is fine.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern void sealbid_timestamp_request_free(IntPtr request);

        // Takes the token out of an authority's response (application/timestamp-reply), if it answers this request. Whether
        // the authority is one of the notice's is asked with sealbid_timestamp_verify.
        //
        // Errors: TIMESTAMP_REFUSED, with the authority's reasons; TIMESTAMP_NONCE, TIMESTAMP_IMPRINT; BAD_TIMESTAMP_RESPONSE,
        // BAD_TIMESTAMP, TIMESTAMP_SHAPE, TOO_LARGE. The request can be used again.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_timestamp_response(IntPtr request, byte[] response, ulong response_size, out IntPtr token, out IntPtr error);

        // Verifies that a token is over these 32 bytes and by an authority of the notice; `time` becomes its time, in seconds
        // since 1970, fractions cut off.
        //
        // Errors: what a timestamp fails with; NO_AUTHORITY.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_timestamp_verify(IntPtr notice, byte[] token, ulong token_size, byte[] digest, out long time, out IntPtr error);

        // The ABI of the library that is loaded: major × 65536 + minor. A program compares the major number with
        // SEALBID_ABI_VERSION_MAJOR, and asks for at least the minor number of its header.
        //
        // Threads: any.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern int sealbid_abi_version();

        // The version of the library that is loaded, as text: "0.1.0". It lives as long as the library.
        //
        // Threads: any.
        [DllImport("sealbid", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr sealbid_version();
    }
}
