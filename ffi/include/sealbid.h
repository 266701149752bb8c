/* sealbid: sealed bids for electronic tendering. Made from the sources; do not edit.
 *
 * Rules, the same everywhere:
 *
 * - Functions that can fail return a result code: SEALBID_OK (0), or one of SEALBID_ERR_…. Where `error` is not NULL it
 *   becomes NULL or an error object that the caller frees. After an error every handle is as it was before, unless the
 *   function or the kind says otherwise, and what would have been given out is NULL.
 * - Handles are opaque. Each is made by the library and freed with the function of its kind, once; NULL is fine to
 *   free. A handle may be freed as soon as no call uses it; handles made from it live on.
 * - What the library gives out (handles, buffers, errors) is the caller's, who frees it with sealbid_…_free and never
 *   with free(). What the caller gives (texts, bytes, handles) stays the caller's, and is used only during the call,
 *   unless a function says otherwise. Callbacks and their contexts must live as long as it says there, else for the call.
 * - Texts are UTF-8. Those that go in end with a zero byte. Bytes are a pointer and a length; NULL with length 0 is
 *   fine. Digests are 32 bytes. Times are seconds since 1970-01-01T00:00:00Z. JSON texts are those of SPEC.md.
 * - Any function may be called on any thread, and the same handle used by several threads at once, unless its kind says
 *   otherwise. No function reads a clock, a locale or the environment.
 * - A callback must not use a handle that the function which calls it was given, nor the one that this belongs to (an
 *   opening's closed box, the box of an upload), nor unwind (throw, longjmp) through the library: a C++ exception would
 *   end the program.
 * - The library starts threads only while a call works, and none outlives its call. It does not touch signals. It ends
 *   the program only where memory runs out.
 *
 * Errors: each function that can fail has a paragraph of this name, with the codes to expect, without SEALBID_ERR_.
 *
 * Any function can return these, which none names again:
 * - NULL_ARGUMENT, BAD_ARGUMENT, NOT_UTF8, BAD_TIME, and BAD_FIELD for the name of a lot, a stage, a part, a field or a
 *   custodian: an argument is wrong. Nothing was done, and nothing is used up.
 * - HANDLE_FINISHED: the draft, the upload or the tender box was used up. HANDLE_IN_USE: a callback uses the handle of
 *   the function that called it.
 * - CALLBACK_FAILED, CANCELLED: a callback said so; the error's place names it.
 * - NO_ENTROPY, WORKER_FAILED, PANICKED: the system or the library failed. After PANICKED free what the function changes.
 *
 * Many codes have one name together. There are those that
 * - a file's form fails with (SPEC.md §1.3): BAD_JSON, UNKNOWN_FORMAT, BAD_FIELD, MISSING_FIELD, UNKNOWN_FIELD,
 *   DUPLICATE_FIELD, DUPLICATE_ID, BAD_TIME, TOO_LARGE;
 * - a key file fails with (§5.9): WRONG_PASSPHRASE, BAD_KEY_FILE, KEY_FILE_MISMATCH, and those of a file's form;
 * - a notice fails with (§2, §3.1): those of a file's form, and 3012 to 3016, 4001 to 4010 and others of 4xxx;
 * - a signature fails with (§6.3): BAD_CMS to CMS_BAD_SIGNATURE (2005 to 2010), WEAK_KEY, BAD_CERTIFICATE, TOO_LARGE;
 * - signing fails with (§6.2): SIGNING_FAILED (the signature does not verify), CALLBACK_FAILED; TOO_LARGE;
 * - a chain fails with (§6.4): NO_TRUSTED_CHAIN, CERTIFICATE_EXPIRED and others of 2011 to 2022, NAME_CONSTRAINTS,
 *   CERTIFICATE_POLICY, BAD_CERTIFICATE, TOO_LARGE;
 * - revocation fails with (§6.7): CERTIFICATE_REVOKED to OCSP_REFUSED (2023 to 2032);
 * - a timestamp fails with (§12.3, §13.7): BAD_TIMESTAMP, TIMESTAMP_SHAPE, TIMESTAMP_IMPRINT, TIMESTAMP_CERTIFICATE,
 *   OWN_AUTHORITY, and those of a signature and a chain;
 * - a sealed bid's form fails with (§5): NOT_A_SEALED_BID, UNKNOWN_VERSION, UNKNOWN_SUITE, PART_TABLE, TRUNCATED,
 *   TRAILING_BYTES, HEADER_MISMATCH, BAD_BID_SIGNATURE, and those of a file's form and a signature;
 * - a bid's place fails with (§5.6): WRONG_SUITE, WRONG_TENDER, WRONG_NOTICE, UNKNOWN_LOT, PART_TABLE, PART_TOO_LARGE,
 *   LOCK_SHAPE, BAD_POINT;
 * - a blind copy fails with (§18): UNSUPPORTED_DOCUMENT to UNKNOWN_CONTENT (8101 to 8107);
 * - a head fails with (§13.4): BAD_HEAD, UNSIGNED_HEAD, BAD_HEAD_SIGNATURE, HEAD_OF_ANOTHER, HEAD_MISMATCH, TOO_LARGE;
 * - the store fails with (§13.1): STORE_FAILED, IO, FILE_NOT_FOUND, LOG_DAMAGED, LOG_TOO_LARGE;
 * - the record's rules refuse (§13.9): 7101 to 7138, and those of whatever is attached to an entry.
 *
 * Not every build has every function (README.md, Which build):
 * - only with the feature hall: sealbid_audit…, sealbid_closed_box_…, sealbid_custodian_…, sealbid_opening_…,
 *   sealbid_record_key_…, sealbid_sign_…, sealbid_tender_box_…, sealbid_timestamp_authority_…, sealbid_upload_…;
 * - only with the feature blind: sealbid_blind_…, sealbid_draft_add_copies, sealbid_transformation,
 *   sealbid_closed_box_scores, sealbid_opening_deal, sealbid_opening_unblind.
 */

#ifndef SEALBID_H
#define SEALBID_H

#include <stdint.h>
#define SEALBID_VERSION_MAJOR 0
#define SEALBID_VERSION_MINOR 1
#define SEALBID_VERSION_PATCH 0
#define SEALBID_VERSION "0.1.0"

/* Everything went well. */
#define SEALBID_OK 0
/* the file could not be read or written (SPEC.md §1). */
#define SEALBID_ERR_IO 1001
/* there is no such file or folder (SPEC.md §1). */
#define SEALBID_ERR_FILE_NOT_FOUND 1002
/* a file is already there, and nothing is overwritten (SPEC.md §5.7). */
#define SEALBID_ERR_WOULD_OVERWRITE 1003
/* the input is longer than the format allows (SPEC.md §1.3). */
#define SEALBID_ERR_TOO_LARGE 1004
/* this is not well-formed JSON (SPEC.md §1.3). */
#define SEALBID_ERR_BAD_JSON 1005
/* the format named here is not one that this version reads (SPEC.md §1.3). */
#define SEALBID_ERR_UNKNOWN_FORMAT 1006
/* a field has a value that the format does not allow (SPEC.md §1.3). */
#define SEALBID_ERR_BAD_FIELD 1007
/* a required field is missing (SPEC.md §1.3). */
#define SEALBID_ERR_MISSING_FIELD 1008
/* there is a field that the format does not have (SPEC.md §1.3). */
#define SEALBID_ERR_UNKNOWN_FIELD 1009
/* the same field stands twice in one object (SPEC.md §1.3). */
#define SEALBID_ERR_DUPLICATE_FIELD 1010
/* a time must be RFC 3339 with its offset and without fractions of a second (SPEC.md §1.2). */
#define SEALBID_ERR_BAD_TIME 1011
/* two entries have the same name (SPEC.md §2.1). */
#define SEALBID_ERR_DUPLICATE_ID 1012
/* the file ends too early (SPEC.md §5). */
#define SEALBID_ERR_TRUNCATED 1013
/* there are bytes after the end (SPEC.md §5). */
#define SEALBID_ERR_TRAILING_BYTES 1014
/* the work was cancelled by the caller (SPEC.md §1). */
#define SEALBID_ERR_CANCELLED 1015
/* the operating system gave no random bytes (SPEC.md §1.4). */
#define SEALBID_ERR_NO_ENTROPY 1016
/* a worker thread failed (SPEC.md §1). */
#define SEALBID_ERR_WORKER_FAILED 1017
/* this algorithm suite is not known (SPEC.md §1.5). */
#define SEALBID_ERR_UNKNOWN_SUITE 1101
/* the passphrase is wrong, or the key file is damaged (SPEC.md §5.9). */
#define SEALBID_ERR_WRONG_PASSPHRASE 1102
/* this is not a key file of the expected kind (SPEC.md §5.9). */
#define SEALBID_ERR_BAD_KEY_FILE 1103
/* the public key in the key file is not that of its secret (SPEC.md §5.9). */
#define SEALBID_ERR_KEY_FILE_MISMATCH 1104
/* this key is encrypted and needs its passphrase (SPEC.md §5.9). */
#define SEALBID_ERR_PASSPHRASE_NEEDED 1105
/* the certificate cannot be read (SPEC.md §6.1). */
#define SEALBID_ERR_BAD_CERTIFICATE 2001
/* the signing key cannot be read or is of a kind that is not supported (SPEC.md §6.2). */
#define SEALBID_ERR_BAD_SIGNING_KEY 2002
/* the signing key does not belong to the certificate (SPEC.md §6.2). */
#define SEALBID_ERR_KEY_CERTIFICATE_MISMATCH 2003
/* the signing key or token did not sign (SPEC.md §6.2). */
#define SEALBID_ERR_SIGNING_FAILED 2004
/* the signature file cannot be read as CMS SignedData (SPEC.md §6.3). */
#define SEALBID_ERR_BAD_CMS 2005
/* the CMS signature does not have the form that is required here (SPEC.md §6.3). */
#define SEALBID_ERR_CMS_SHAPE 2006
/* the signer's certificate is missing from the signature or is not the one signed for (SPEC.md §6.3). */
#define SEALBID_ERR_CMS_SIGNER_CERTIFICATE 2007
/* the signature belongs to other content (SPEC.md §6.3). */
#define SEALBID_ERR_CMS_DIGEST_MISMATCH 2008
/* the signature's algorithms are not allowed, or do not fit each other (SPEC.md §6.3). */
#define SEALBID_ERR_CMS_ALGORITHM 2009
/* the signature is wrong (SPEC.md §6.3). */
#define SEALBID_ERR_CMS_BAD_SIGNATURE 2010
/* no chain leads from the certificate to a trusted root (SPEC.md §6.4). */
#define SEALBID_ERR_NO_TRUSTED_CHAIN 2011
/* the certificate was not valid yet at the time in question (SPEC.md §6.4). */
#define SEALBID_ERR_CERTIFICATE_NOT_YET_VALID 2012
/* the certificate had expired at the time in question (SPEC.md §6.4). */
#define SEALBID_ERR_CERTIFICATE_EXPIRED 2013
/* the certificate may not be used for signing (SPEC.md §6.4). */
#define SEALBID_ERR_KEY_USAGE 2014
/* a certificate of the chain breaks the rules for authorities (SPEC.md §6.4). */
#define SEALBID_ERR_CA_RULES 2015
/* the key's kind or size is not accepted (SPEC.md §6.4). */
#define SEALBID_ERR_WEAK_KEY 2016
/* a critical extension is not understood (SPEC.md §6.4). */
#define SEALBID_ERR_CRITICAL_EXTENSION 2017
/* the certificate names no organisation (SPEC.md §6.5). */
#define SEALBID_ERR_NO_NAME 2018
/* the PEM text cannot be read (SPEC.md §6.1). */
#define SEALBID_ERR_BAD_PEM 2019
/* a certificate of the chain is signed with an algorithm that is not accepted (SPEC.md §6.4). */
#define SEALBID_ERR_WEAK_SIGNATURE 2020
/* the signature of a certificate in the chain is wrong (SPEC.md §6.4). */
#define SEALBID_ERR_CHAIN_SIGNATURE 2021
/* a trusted root was used to sign content itself (SPEC.md §6.4). */
#define SEALBID_ERR_ANCHOR_AS_LEAF 2022
/* the certificate had been revoked at the time in question (SPEC.md §6.7). */
#define SEALBID_ERR_CERTIFICATE_REVOKED 2023
/* nothing that was given tells whether the certificate had been revoked (SPEC.md §6.7). */
#define SEALBID_ERR_REVOCATION_UNKNOWN 2024
/* the revocation list cannot be read (SPEC.md §6.7). */
#define SEALBID_ERR_BAD_CRL 2025
/* the revocation list breaks the rules for revocation lists (SPEC.md §6.7). */
#define SEALBID_ERR_CRL_RULES 2026
/* this revocation list holds changes only; the full one is needed (SPEC.md §6.7). */
#define SEALBID_ERR_DELTA_CRL 2027
/* the revocation list or OCSP response does not reach to the time in question (SPEC.md §6.7). */
#define SEALBID_ERR_REVOCATION_STALE 2028
/* the signature of the revocation list or OCSP response is wrong (SPEC.md §6.7). */
#define SEALBID_ERR_REVOCATION_SIGNATURE 2029
/* whoever signed the revocation list or OCSP response may not do so (SPEC.md §6.7). */
#define SEALBID_ERR_REVOCATION_ISSUER 2030
/* the OCSP response cannot be read (SPEC.md §6.7). */
#define SEALBID_ERR_BAD_OCSP 2031
/* the OCSP responder gave no answer but an error (SPEC.md §6.7). */
#define SEALBID_ERR_OCSP_REFUSED 2032
/* a name in the certificate lies outside of what an authority above it may certify (SPEC.md §6.4). */
#define SEALBID_ERR_NAME_CONSTRAINTS 2033
/* none of the certificate's policies is accepted (SPEC.md §6.4). */
#define SEALBID_ERR_CERTIFICATE_POLICY 2034
/* the token's PKCS#11 library cannot be used (SPEC.md §6.8). */
#define SEALBID_ERR_TOKEN_LIBRARY 2040
/* no token is there, or not the one that was asked for (SPEC.md §6.8). */
#define SEALBID_ERR_NO_TOKEN 2041
/* the token's PIN is wrong (SPEC.md §6.8). */
#define SEALBID_ERR_WRONG_PIN 2042
/* the token is locked (SPEC.md §6.8). */
#define SEALBID_ERR_PIN_LOCKED 2043
/* there are several tokens or certificates: say which one is meant (SPEC.md §6.8). */
#define SEALBID_ERR_TOKEN_CHOICE 2044
/* the token holds no certificate with a key that can sign (SPEC.md §6.8). */
#define SEALBID_ERR_NO_TOKEN_KEY 2045
/* the token did not do what was asked of it (SPEC.md §6.8). */
#define SEALBID_ERR_TOKEN_FAILED 2046
/* this is not a valid point or key of the curve (SPEC.md §3.2). */
#define SEALBID_ERR_BAD_POINT 3001
/* the lock does not fit the notice's policy (SPEC.md §3.4). */
#define SEALBID_ERR_LOCK_SHAPE 3002
/* the release is wrong (SPEC.md §3.5). */
#define SEALBID_ERR_BAD_RELEASE 3003
/* too few holders have released (SPEC.md §3.6). */
#define SEALBID_ERR_QUORUM_NOT_MET 3004
/* the lock was not made as the format demands: the bidder's fault (SPEC.md §3.6). */
#define SEALBID_ERR_LOCK_INCONSISTENT 3005
/* this certificate's key does not open its transport (SPEC.md §3.5). */
#define SEALBID_ERR_BAD_TRANSPORT 3007
/* the transport was made for another bid (SPEC.md §3.5). */
#define SEALBID_ERR_TRANSPORT_OF_ANOTHER_BID 3008
/* the release is of a holder that the lock does not have (SPEC.md §3.5). */
#define SEALBID_ERR_UNKNOWN_HOLDER 3009
/* the release is for another tender, notice or stage (SPEC.md §3.5). */
#define SEALBID_ERR_RELEASE_OF_ANOTHER 3010
/* the beacon is of another round (SPEC.md §3.5). */
#define SEALBID_ERR_WRONG_ROUND 3011
/* the threshold must lie between 1 and the number of holders (SPEC.md §3.1). */
#define SEALBID_ERR_THRESHOLD_OUT_OF_RANGE 3012
/* half of the holders or fewer could open the lock (SPEC.md §3.1). */
#define SEALBID_ERR_THRESHOLD_TOO_LOW 3013
/* the same key stands twice (SPEC.md §3.1). */
#define SEALBID_ERR_DUPLICATE_KEY 3014
/* the beacon chain's hash does not fit its parameters (SPEC.md §3.1). */
#define SEALBID_ERR_CHAIN_HASH_MISMATCH 3015
/* this beacon scheme is not known (SPEC.md §3.1). */
#define SEALBID_ERR_UNKNOWN_SCHEME 3016
/* there is no release for this bid in the file (SPEC.md §3.5). */
#define SEALBID_ERR_NOT_RELEASED 3017
/* the times are not in order (SPEC.md §2.1). */
#define SEALBID_ERR_TIMES_OUT_OF_ORDER 4001
/* there is no such stage (SPEC.md §2.1). */
#define SEALBID_ERR_UNKNOWN_STAGE 4002
/* there is no such part (SPEC.md §2.1). */
#define SEALBID_ERR_UNKNOWN_PART 4003
/* the stage asks for nothing (SPEC.md §2.1). */
#define SEALBID_ERR_EMPTY_STAGE 4004
/* the part that holds the guarantee letter must be required (SPEC.md §2.1). */
#define SEALBID_ERR_LETTER_NOT_REQUIRED 4005
/* an amendment must name both the tender and the notice that it supersedes (SPEC.md §2.1). */
#define SEALBID_ERR_SUPERSEDES_INCOMPLETE 4006
/* this name is reserved (SPEC.md §2.2). */
#define SEALBID_ERR_RESERVED_ID 4007
/* the custodian's statement is for another tender (SPEC.md §2.4). */
#define SEALBID_ERR_STATEMENT_OF_ANOTHER_TENDER 4008
/* the custodian's key is not valid (SPEC.md §2.4). */
#define SEALBID_ERR_BAD_CUSTODIAN_KEY 4009
/* one organisation stands behind two custodians (SPEC.md §2.4). */
#define SEALBID_ERR_DUPLICATE_ORGANISATION 4010
/* the organisation is not the one in the signing certificate (SPEC.md §2.4). */
#define SEALBID_ERR_ORGANISATION_MISMATCH 4011
/* a custodian has not accepted the notice (SPEC.md §2.4). */
#define SEALBID_ERR_MISSING_ACCEPTANCE 4012
/* the acceptance is wrong (SPEC.md §2.4). */
#define SEALBID_ERR_BAD_ACCEPTANCE 4013
/* the custodian's organisation is not on your list of trusted organisations (SPEC.md §2.5). */
#define SEALBID_ERR_CUSTODIAN_NOT_TRUSTED 4014
/* there is no statement of this custodian (SPEC.md §3.1). */
#define SEALBID_ERR_UNKNOWN_CUSTODIAN 4015
/* the custodian holds nothing (SPEC.md §3.1). */
#define SEALBID_ERR_UNUSED_CUSTODIAN 4016
/* there is no such lot (SPEC.md §2.1). */
#define SEALBID_ERR_UNKNOWN_LOT 4017
/* this notice does not amend the one given (SPEC.md §2.1). */
#define SEALBID_ERR_NOTICE_SUPERSEDED 4018
/* holders that you do not trust could open every quorum of this notice (SPEC.md §2.5). */
#define SEALBID_ERR_NO_TRUSTED_QUORUM 4019
/* the notice says that it was issued in the future (SPEC.md §2.5). */
#define SEALBID_ERR_NOT_YET_ISSUED 4020
/* the stage's time has not come (SPEC.md §3.6). */
#define SEALBID_ERR_TOO_EARLY 4021
/* the notice names no platform that keeps the record (SPEC.md §2.7). */
#define SEALBID_ERR_NO_PLATFORM 4022
/* technical points weigh so much that the rule asks for blind review, and no part is blind (SPEC.md §2.8). */
#define SEALBID_ERR_BLIND_PART_MISSING 4023
/* this is not a sealed bid file (SPEC.md §5). */
#define SEALBID_ERR_NOT_A_SEALED_BID 5001
/* the file is of a version that this program does not read (SPEC.md §5). */
#define SEALBID_ERR_UNKNOWN_VERSION 5002
/* the bid uses another suite than the notice (SPEC.md §5.6). */
#define SEALBID_ERR_WRONG_SUITE 5003
/* the bid is for another tender (SPEC.md §5.6). */
#define SEALBID_ERR_WRONG_TENDER 5004
/* the bid is for another notice of this tender (SPEC.md §5.6). */
#define SEALBID_ERR_WRONG_NOTICE 5005
/* the table of parts does not fit the notice (SPEC.md §5.1). */
#define SEALBID_ERR_PART_TABLE 5006
/* the header is not the one that was signed (SPEC.md §5.6). */
#define SEALBID_ERR_HEADER_MISMATCH 5007
/* the part's bytes are not those that were signed (SPEC.md §5.6). */
#define SEALBID_ERR_PART_ROOT_MISMATCH 5008
/* the bid key's signature is wrong (SPEC.md §5.6). */
#define SEALBID_ERR_BAD_BID_SIGNATURE 5009
/* a segment does not decrypt (SPEC.md §5.7). */
#define SEALBID_ERR_BAD_SEGMENT 5010
/* the end of the part is not as the format demands (SPEC.md §4.2). */
#define SEALBID_ERR_BAD_PADDING 5011
/* the part's index does not fit its documents (SPEC.md §4.3). */
#define SEALBID_ERR_BAD_INDEX 5012
/* the document's path is not allowed (SPEC.md §4.3). */
#define SEALBID_ERR_UNSAFE_PATH 5013
/* a required part has no document (SPEC.md §5.7). */
#define SEALBID_ERR_REQUIRED_PART_EMPTY 5014
/* the part is larger than the notice allows (SPEC.md §2.2). */
#define SEALBID_ERR_PART_TOO_LARGE 5015
/* the notice does not accept documents of this type in this part (SPEC.md §2.2). */
#define SEALBID_ERR_MEDIA_TYPE_NOT_ACCEPTED 5016
/* the value does not fit the form field's type (SPEC.md §4.4). */
#define SEALBID_ERR_BAD_FORM_VALUE 5017
/* the form is not the one that was signed (SPEC.md §5.7). */
#define SEALBID_ERR_FORM_ROOT_MISMATCH 5018
/* the document's size changed while it was being sealed (SPEC.md §5). */
#define SEALBID_ERR_SIZE_CHANGED 5019
/* the form has no such field (SPEC.md §4.4). */
#define SEALBID_ERR_UNKNOWN_FORM_FIELD 5020
/* the part holds no such document (SPEC.md §4.3). */
#define SEALBID_ERR_NO_SUCH_DOCUMENT 5021
/* the sealed file did not pass its trial opening and was removed (SPEC.md §5.8). */
#define SEALBID_ERR_TRIAL_OPENING 5023
/* these keys were unlocked for another bid or stage (SPEC.md §5.7). */
#define SEALBID_ERR_WRONG_KEYS 5024
/* a blind part needs the terms and a blind copy of each document, and nothing else beside them (SPEC.md §19.1). */
#define SEALBID_ERR_BLIND_COPY_MISSING 5025
/* the timestamp cannot be read (SPEC.md §12.3). */
#define SEALBID_ERR_BAD_TIMESTAMP 6001
/* the timestamp does not have the form that is required here (SPEC.md §12.3). */
#define SEALBID_ERR_TIMESTAMP_SHAPE 6002
/* the timestamp is for other content (SPEC.md §12.3). */
#define SEALBID_ERR_TIMESTAMP_IMPRINT 6003
/* the timestamp answers another request (SPEC.md §12.2). */
#define SEALBID_ERR_TIMESTAMP_NONCE 6004
/* the certificate may not be used for timestamps (SPEC.md §12.4). */
#define SEALBID_ERR_TIMESTAMP_CERTIFICATE 6005
/* the timestamp authority refused (SPEC.md §12.2). */
#define SEALBID_ERR_TIMESTAMP_REFUSED 6006
/* the timestamp authority's response cannot be read (SPEC.md §12.2). */
#define SEALBID_ERR_BAD_TIMESTAMP_RESPONSE 6007
/* the timestamp request cannot be read (SPEC.md §12.1). */
#define SEALBID_ERR_BAD_TIMESTAMP_REQUEST 6008
/* the timestamp request asks for what this authority does not give (SPEC.md §12.5). */
#define SEALBID_ERR_TIMESTAMP_REQUEST_REFUSED 6009
/* the store failed, and nobody knows what is on the disk (SPEC.md §13.1). */
#define SEALBID_ERR_STORE_FAILED 7001
/* another program works in this folder (SPEC.md §13.1). */
#define SEALBID_ERR_STORE_LOCKED 7002
/* the log file is damaged (SPEC.md §13.2). */
#define SEALBID_ERR_LOG_DAMAGED 7003
/* this is more than the log takes (SPEC.md §13.2). */
#define SEALBID_ERR_LOG_TOO_LARGE 7004
/* the head of the record cannot be read (SPEC.md §13.4). */
#define SEALBID_ERR_BAD_HEAD 7005
/* a signature on the head of the record is wrong (SPEC.md §13.4). */
#define SEALBID_ERR_BAD_HEAD_SIGNATURE 7006
/* the proof does not lead to the root (SPEC.md §13.3). */
#define SEALBID_ERR_BAD_PROOF 7007
/* the last batch of the log file is not complete (SPEC.md §13.2). */
#define SEALBID_ERR_LOG_INCOMPLETE 7008
/* the store was opened for reading only (SPEC.md §13.1). */
#define SEALBID_ERR_STORE_READ_ONLY 7009
/* the record has no such entry or size (SPEC.md §13.3). */
#define SEALBID_ERR_OUTSIDE_TREE 7010
/* the platform has not signed the head of the record (SPEC.md §13.4). */
#define SEALBID_ERR_UNSIGNED_HEAD 7011
/* the head is of another record (SPEC.md §13.4). */
#define SEALBID_ERR_HEAD_OF_ANOTHER 7012
/* the proof file cannot be read (SPEC.md §13.4). */
#define SEALBID_ERR_BAD_PROOF_FILE 7013
/* somebody else signed this than must (SPEC.md §13.7). */
#define SEALBID_ERR_WRONG_SIGNER 7101
/* the signature is wrong (SPEC.md §13.5). */
#define SEALBID_ERR_BAD_SIGNATURE 7102
/* the notice names no timestamp authority, so no record can be kept (SPEC.md §13.7). */
#define SEALBID_ERR_NO_AUTHORITY 7103
/* the timestamp authority is the platform's or the tenderer's own, and the notice does not say so (SPEC.md §13.7). */
#define SEALBID_ERR_OWN_AUTHORITY 7104
/* a timestamp token is missing (SPEC.md §13.7). */
#define SEALBID_ERR_NO_TIMESTAMP 7105
/* an entry has another number than its place (SPEC.md §13.6). */
#define SEALBID_ERR_ENTRY_NUMBER 7110
/* a time lies before one that came earlier (SPEC.md §13.6). */
#define SEALBID_ERR_TIME_BACKWARDS 7111
/* what is attached to an entry is not what the entry names (SPEC.md §13.6). */
#define SEALBID_ERR_ATTACHMENT_MISMATCH 7112
/* this cannot happen at this point of the tender (SPEC.md §13.9). */
#define SEALBID_ERR_OUT_OF_ORDER 7113
/* an amendment names another platform, record key or tenderer (SPEC.md §13.9). */
#define SEALBID_ERR_PARTIES_CHANGED 7114
/* the deadline has passed (SPEC.md §13.9). */
#define SEALBID_ERR_AFTER_DEADLINE 7115
/* times can be moved later only, and at least one must be (SPEC.md §13.8). */
#define SEALBID_ERR_NOT_LATER 7116
/* the tender box is closed (SPEC.md §13.9). */
#define SEALBID_ERR_BOX_CLOSED 7117
/* the tender box is not closed yet (SPEC.md §13.9). */
#define SEALBID_ERR_NOT_CLOSED 7118
/* it arrived too late (SPEC.md §14.2). */
#define SEALBID_ERR_LATE 7119
/* this bid is already in the record (SPEC.md §13.9). */
#define SEALBID_ERR_KNOWN_BID 7120
/* the bid key belongs to another bid of this tender: seal again (SPEC.md §13.9). */
#define SEALBID_ERR_BID_KEY_USED 7121
/* there is no such bid in the record (SPEC.md §13.9). */
#define SEALBID_ERR_UNKNOWN_BID 7122
/* this bid was replaced, withdrawn or superseded (SPEC.md §13.9). */
#define SEALBID_ERR_RETIRED_BID 7123
/* the request is not for this (SPEC.md §14.5). */
#define SEALBID_ERR_REQUEST_MISMATCH 7124
/* the receipt does not say what the record says (SPEC.md §13.9). */
#define SEALBID_ERR_RECEIPT_MISMATCH 7125
/* the notice does not let files follow their digests (SPEC.md §14.4). */
#define SEALBID_ERR_NO_ANNOUNCEMENTS 7126
/* the box was closed before the deadline had passed (SPEC.md §13.9). */
#define SEALBID_ERR_CLOSED_EARLY 7127
/* the closed head came later than the notice's grace allows (SPEC.md §13.9). */
#define SEALBID_ERR_CLOSED_LATE 7128
/* too few custodians have cosigned the head (SPEC.md §13.9). */
#define SEALBID_ERR_COSIGNERS_MISSING 7129
/* the head is not that of these entries (SPEC.md §13.9). */
#define SEALBID_ERR_HEAD_MISMATCH 7130
/* the head does not cover what has happened since (SPEC.md §15.3). */
#define SEALBID_ERR_HEAD_TOO_OLD 7131
/* a receipt shows a bid that the record does not have, and nobody has decided on that (SPEC.md §13.9). */
#define SEALBID_ERR_OBJECTION_OPEN 7132
/* the record has this receipt (SPEC.md §13.9). */
#define SEALBID_ERR_NOT_AN_OBJECTION 7133
/* the notice does not let seeds rescue a lost quorum (SPEC.md §16.5). */
#define SEALBID_ERR_NO_SEED_RESCUE 7134
/* the admission does not speak of just the bids that were opened (SPEC.md §13.8). */
#define SEALBID_ERR_ADMISSION_INCOMPLETE 7135
/* the codes are not those that were dealt (SPEC.md §19.3). */
#define SEALBID_ERR_WRONG_CODES 7136
/* the secret of the codes is not the one that the closing committed to (SPEC.md §19.2). */
#define SEALBID_ERR_CODES_SECRET 7137
/* the blind review of the stage before is not finished (SPEC.md §19.3). */
#define SEALBID_ERR_NOT_UNBLINDED 7138
/* this record is not the one that was cosigned before (SPEC.md §15.2). */
#define SEALBID_ERR_SPLIT_HISTORY 7301
/* what this custodian has signed before is not known any more (SPEC.md §15.2). */
#define SEALBID_ERR_MEMORY_LOST 7302
/* a bid is missing in the record for which there is a receipt (SPEC.md §15.3). */
#define SEALBID_ERR_BID_MISSING 7303
/* this stage was released for other bids before (SPEC.md §15.3). */
#define SEALBID_ERR_RELEASED_OTHERWISE 7304
/* a later head of this record was signed already (SPEC.md §15.2). */
#define SEALBID_ERR_HEAD_BEHIND 7305
/* the memory belongs to another key (SPEC.md §15.4). */
#define SEALBID_ERR_MEMORY_OF_ANOTHER 7306
/* the log ends before the head (SPEC.md §15.2). */
#define SEALBID_ERR_LOG_TOO_SHORT 7307
/* no bid is to be opened at this stage (SPEC.md §15.3). */
#define SEALBID_ERR_NOTHING_TO_RELEASE 7308
/* the custodian raised an alarm, and its operator has not cleared it (SPEC.md §15.5). */
#define SEALBID_ERR_CUSTODIAN_STOPPED 7309
/* the stored bid is gone, or is not the one that was received (SPEC.md §16.4). */
#define SEALBID_ERR_BID_DAMAGED 7401
/* one bidder has two bids for one lot (SPEC.md §16.4). */
#define SEALBID_ERR_TWO_BIDS 7402
/* the seed is not that of the bid (SPEC.md §16.5). */
#define SEALBID_ERR_BAD_SEED 7403
/* the minutes are not those that follow from the record (SPEC.md §17). */
#define SEALBID_ERR_MINUTES_MISMATCH 7501
/* the evidence lacks a file that the record names (SPEC.md §17). */
#define SEALBID_ERR_EVIDENCE_MISSING 7502
/* the file in the evidence is not the one that the record names (SPEC.md §17). */
#define SEALBID_ERR_EVIDENCE_MISMATCH 7503
/* the release is not for just the bids that were to be opened (SPEC.md §17). */
#define SEALBID_ERR_RELEASE_INCOMPLETE 7504
/* the outcome is not the one that follows from the bid and the releases (SPEC.md §17). */
#define SEALBID_ERR_OUTCOME_MISMATCH 7505
/* an argument is missing (SPEC.md §20). */
#define SEALBID_ERR_NULL_ARGUMENT 8001
/* a text is not UTF-8 (SPEC.md §20). */
#define SEALBID_ERR_NOT_UTF8 8002
/* an argument has a value that it cannot have (SPEC.md §20). */
#define SEALBID_ERR_BAD_ARGUMENT 8003
/* this was used up before (SPEC.md §20). */
#define SEALBID_ERR_HANDLE_FINISHED 8004
/* this is still in use elsewhere (SPEC.md §20). */
#define SEALBID_ERR_HANDLE_IN_USE 8005
/* a function of the calling program failed (SPEC.md §20). */
#define SEALBID_ERR_CALLBACK_FAILED 8006
/* the library has met a defect of its own (SPEC.md §20). */
#define SEALBID_ERR_PANICKED 8007
/* no blind copy can be made of this kind of file (SPEC.md §18.1). */
#define SEALBID_ERR_UNSUPPORTED_DOCUMENT 8101
/* the file is not what its name says (SPEC.md §18.1). */
#define SEALBID_ERR_DOCUMENT_MISMATCH 8102
/* the document, or what is packed in it, is too large (SPEC.md §18.1). */
#define SEALBID_ERR_DOCUMENT_TOO_LARGE 8103
/* the document is protected by a password (SPEC.md §18.1). */
#define SEALBID_ERR_DOCUMENT_ENCRYPTED 8104
/* the document is damaged (SPEC.md §18.1). */
#define SEALBID_ERR_DOCUMENT_BROKEN 8105
/* it cannot be told what the text here says (SPEC.md §18.5). */
#define SEALBID_ERR_UNTRUSTED_TEXT 8106
/* the document has something in it that is not understood (SPEC.md §18.4). */
#define SEALBID_ERR_UNKNOWN_CONTENT 8107
/* the terms to be removed are not usable (SPEC.md §18.2). */
#define SEALBID_ERR_BAD_TERMS 8108
/* the blind copy still tells who the bidder is (SPEC.md §18.8). */
#define SEALBID_ERR_NAMES_LEFT 8109
/* this version does not have the transformation that the notice asks for (SPEC.md §19.1). */
#define SEALBID_ERR_UNKNOWN_TRANSFORMATION 8201
/* the notice has no blind review of this (SPEC.md §19.1). */
#define SEALBID_ERR_NO_BLIND_REVIEW 8202


// Every rule holds.
#define SEALBID_AUDIT_PASSED 0

// No rule fails, but something could not be checked.
#define SEALBID_AUDIT_PASSED_AS_FAR 1

// Some rule fails.
#define SEALBID_AUDIT_FAILED 2

// The receipt stands in the record.
#define SEALBID_RECEIPT_RECORDED 0

// The record could not be followed far enough to say.
#define SEALBID_RECEIPT_UNKNOWN 1

// The record does not have it: an objection.
#define SEALBID_RECEIPT_MISSING 2

// RSASSA-PKCS1-v1_5 with SHA-256.
#define SEALBID_SCHEME_RSA_PKCS1_SHA256 1

// RSASSA-PSS with SHA-256 and a salt of 32 bytes.
#define SEALBID_SCHEME_RSA_PSS_SHA256 2

// ECDSA on P-256 with SHA-256; the signature is in DER (r and s in a SEQUENCE).
#define SEALBID_SCHEME_ECDSA_P256_SHA256 3

// ECDSA on P-384 with SHA-384; the signature is in DER.
#define SEALBID_SCHEME_ECDSA_P384_SHA384 4

// Ed25519.
#define SEALBID_SCHEME_ED25519 5

// SM2 with SM3 and the user id 1234567812345678; the signature is in DER.
#define SEALBID_SCHEME_SM2_SM3 6

// The version of the ABI: its first number changes when a program built with an older header cannot use the library,
// its second when something was added.
#define SEALBID_ABI_VERSION_MAJOR 1

// The second number.
#define SEALBID_ABI_VERSION_MINOR 0

// A sealed bid, in a file or in memory. Freed with sealbid_bid_free. Threads: any, also at once.
typedef struct sealbid_bid sealbid_bid;

// A bid's key. Freed with sealbid_bid_key_free. Threads: any, also at once.
typedef struct sealbid_bid_key sealbid_bid_key;

// Bytes given out by the library; a text is UTF-8. A zero byte stands behind them that is not counted. They are wiped
// when they are freed, with sealbid_buffer_free.
typedef struct sealbid_buffer sealbid_buffer;

// A tender box that is closed. Freed with sealbid_closed_box_free; openings that were begun with it live on. Its folder
// is locked as long as any of them lives. Threads: any, also at once.
//
// After an error the box is as it was, and nothing was recorded. After SEALBID_ERR_STORE_FAILED nobody knows: free
// everything of the box, and open the folder again.
typedef struct sealbid_closed_box sealbid_closed_box;

// A custodian with its key and memory, which answers requests. It takes nobody's word: it reads the whole log each
// time. Freed with sealbid_custodian_free. The folder of its memory is locked as long as it lives. Threads: any; calls
// wait for each other.
typedef struct sealbid_custodian sealbid_custodian;

// A custodian's key. Freed with sealbid_custodian_key_free. Threads: any, also at once.
typedef struct sealbid_custodian_key sealbid_custodian_key;

// A bid that is being put together. Sealing uses it up, well or not, unless an argument is wrong; afterwards it can only
// be freed, with sealbid_draft_free. Threads: any, one call at a time.
typedef struct sealbid_draft sealbid_draft;

// What went wrong: a code, and words. Made by functions that fail; freed with sealbid_error_free.
typedef struct sealbid_error sealbid_error;

// A list of byte strings: acceptances, revocation lists, tokens. Made by sealbid_list_new, freed with
// sealbid_list_free. Threads: any, also at once.
typedef struct sealbid_list sealbid_list;

// A notice whose signature and acceptances were verified. Freed with sealbid_notice_free. Threads: any, also at once.
typedef struct sealbid_notice sealbid_notice;

// The opening of one stage. Everything that it decides stands in the record when a call returns, and nothing of it
// anywhere else: one that was broken off is begun again, and goes on. Freed with sealbid_opening_free. Threads: any;
// calls wait for each other.
typedef struct sealbid_opening sealbid_opening;

// The key of one tender's record. Freed with sealbid_record_key_free. Threads: any, also at once.
typedef struct sealbid_record_key sealbid_record_key;

// What is known of revocation. Freed with sealbid_revocation_free. Threads: any, also at once.
typedef struct sealbid_revocation sealbid_revocation;

// Trusted roots. Freed with sealbid_roots_free. Threads: any, also at once.
typedef struct sealbid_roots sealbid_roots;

// What is known of a bid that was sealed, and its secrets. Freed with sealbid_sealed_free. Threads: any, also at once.
typedef struct sealbid_sealed sealbid_sealed;

// A certificate and its key. Freed with sealbid_signer_free. Threads: any, also at once, if the callback can be called
// so; the library calls it once at a time.
typedef struct sealbid_signer sealbid_signer;

// A tender box that receives bids. Freed with sealbid_tender_box_free; closing it leaves only that. Its folder is
// locked as long as it lives, or anything that was made from it. Threads: any, also at once, and bids are best received
// by many.
//
// After an error the box is as it was, and nothing was recorded. After SEALBID_ERR_STORE_FAILED (a full disk, say)
// nobody knows: free everything of the box, and open the folder again. What was acknowledged is there.
typedef struct sealbid_tender_box sealbid_tender_box;

// A timestamp authority (RFC 3161). Freed with sealbid_timestamp_authority_free. Threads: any, also at once.
typedef struct sealbid_timestamp_authority sealbid_timestamp_authority;

// A request for a timestamp over a digest, with its nonce. Freed with sealbid_timestamp_request_free. Threads: any,
// also at once.
typedef struct sealbid_timestamp_request sealbid_timestamp_request;

// A notice whose custodians one's own list trusts: only for such a one can a bid be sealed. Freed with
// sealbid_trusted_notice_free. Threads: any, also at once.
typedef struct sealbid_trusted_notice sealbid_trusted_notice;

// A file on its way into a box, written to as it arrives. Up to a mebibyte stays in memory; what is longer goes to the
// box's folder. Giving it to the box uses it up, whatever the box answers, unless an argument is wrong; then it can only
// be freed, with sealbid_upload_free. A box cannot be closed while an upload into it was neither given nor freed.
// Threads: any, one call at a time.
typedef struct sealbid_upload sealbid_upload;

// Hears that so many bytes are done altogether; returns 0 to go on, another number to cancel. It is called now and
// then, on the thread that called the library's function. When all bytes are done, it may be too late to cancel.
typedef int32_t (*sealbid_progress_fn)(void *context, uint64_t done);

// Hears that an opened document begins: its part, its path within the part, its media type and its size in bytes.
// Returns 0, or another number to stop. Its bytes follow through a sealbid_write_fn. A document counts only if the
// library's function ends with 0: until then nobody may use what arrived.
typedef int32_t (*sealbid_document_fn)(void *context,
                                       const char *part,
                                       const char *path,
                                       const char *media_type,
                                       uint64_t size);

// Takes the next bytes; returns 0, or another number to make the library's function fail.
typedef int32_t (*sealbid_write_fn)(void *context, const uint8_t *data, uint64_t size);

// Gives the next bytes: writes at most `size` of them to `buffer` and returns how many, 0 at the end, or a negative
// number to make the library's function fail.
typedef int64_t (*sealbid_read_fn)(void *context, uint8_t *buffer, uint64_t size);

// Hears what happened, as one line of JSON. Returns nothing: an event cannot be refused.
typedef void (*sealbid_event_fn)(void *context, const char *json);

// Hears that a blind copy begins: its lot, its code, its path within what evaluators get under that code
// ("technical/01.pdf"), and its size in bytes. Returns 0, or another number to stop. Its bytes follow through a
// sealbid_write_fn. It counts only if the library's function ends with 0: until then nobody may use what arrived.
typedef int32_t (*sealbid_copy_fn)(void *context,
                                   const char *lot,
                                   const char *code,
                                   const char *path,
                                   uint64_t size);

// Signs a message: these very bytes, which it hashes itself as its scheme says. Writes at most `capacity` bytes to
// `signature` and their number to `signature_size`; returns 0, or another number to fail (a wrong PIN, no token).
typedef int32_t (*sealbid_sign_fn)(void *context,
                                   const uint8_t *message,
                                   uint64_t message_size,
                                   uint8_t *signature,
                                   uint64_t capacity,
                                   uint64_t *signature_size);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Reads a sealed bid's head and trailer from a file; the file is read again whenever the bid is used, so it must stay.
//
// Errors: FILE_NOT_FOUND, IO; what a sealed bid's form fails with.
int32_t sealbid_bid_open(const char *file,
                         struct sealbid_bid **bid,
                         struct sealbid_error **error);

// The same from memory; the bytes are copied.
//
// Errors: what a sealed bid's form fails with.
int32_t sealbid_bid_from_bytes(const uint8_t *data,
                               uint64_t data_size,
                               struct sealbid_bid **bid,
                               struct sealbid_error **error);

// Frees a bid; NULL is fine.
void sealbid_bid_free(struct sealbid_bid *bid);

// Writes the bid digest: 32 bytes.
//
// Errors: none of its own.
int32_t sealbid_bid_digest(const struct sealbid_bid *bid,
                           uint8_t *digest,
                           struct sealbid_error **error);

// What a sealed bid shows to anybody, as a JSON text: digest, size, tender, notice, lot, bid_key, parts (stage, part
// and padded size in bytes) and signed_by.
//
// Errors: IO, FILE_NOT_FOUND where its file has gone.
int32_t sealbid_bid_json(const struct sealbid_bid *bid,
                         struct sealbid_buffer **text,
                         struct sealbid_error **error);

// Checks all of a bid that can be checked sealed: that it is for this notice, the locks, the signatures, the roots of
// its parts, and the bidder's certificate at this time. `revocation` is NULL if nobody asks.
//
// Errors: WRONG_TENDER, WRONG_NOTICE and what else a bid's place fails with; PART_ROOT_MISMATCH, TRUNCATED; NO_NAME;
// what a chain and revocation fail with; IO. The bid stays as it is.
int32_t sealbid_bid_check(const struct sealbid_bid *bid,
                          const struct sealbid_notice *notice,
                          const struct sealbid_revocation *revocation,
                          int64_t at,
                          uint32_t threads,
                          sealbid_progress_fn progress,
                          void *progress_context,
                          struct sealbid_error **error);

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
int32_t sealbid_bid_open_stage(const struct sealbid_bid *bid,
                               const struct sealbid_notice *notice,
                               const char *stage,
                               const struct sealbid_list *releases,
                               sealbid_document_fn document,
                               sealbid_write_fn write,
                               void *context,
                               uint32_t threads,
                               struct sealbid_buffer **contents,
                               struct sealbid_error **error);

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
int32_t sealbid_blind_copy(const char *name,
                           const uint8_t *document,
                           uint64_t document_size,
                           const uint8_t *terms,
                           uint64_t terms_size,
                           const struct sealbid_notice *notice,
                           sealbid_write_fn write,
                           void *write_context,
                           struct sealbid_buffer **report,
                           struct sealbid_error **error);

// Looks for the bidder's terms in a blind copy, by code that shares nothing with what made it, in every piece and
// encoding (SPEC.md §18.8). `hits` becomes a JSON text: a list of objects with place, offset, encoding and term, empty
// if nothing was found. `name` is searched too: give the one that evaluators see. A copy that cannot be read to its end
// is an error.
//
// Errors: BAD_TERMS and what a file's form fails with, of the terms; what a blind copy fails with.
int32_t sealbid_blind_scan(const char *name,
                           const uint8_t *copy,
                           uint64_t copy_size,
                           const uint8_t *terms,
                           uint64_t terms_size,
                           struct sealbid_buffer **hits,
                           struct sealbid_error **error);

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
int32_t sealbid_draft_add_copies(const struct sealbid_draft *draft,
                                 const struct sealbid_notice *notice,
                                 const uint8_t *terms,
                                 uint64_t terms_size,
                                 struct sealbid_buffer **reports,
                                 struct sealbid_error **error);

// The transformation that this library has, as a notice names it: "sealbid-redact/1". It lives as long as the library.
//
// Threads: any.
const char *sealbid_transformation(void);

// Frees a buffer; NULL is fine.
void sealbid_buffer_free(struct sealbid_buffer *buffer);

// The first byte; it belongs to the buffer. NULL for NULL.
const uint8_t *sealbid_buffer_data(const struct sealbid_buffer *buffer);

// How many bytes there are, without the zero byte behind them. 0 for NULL.
uint64_t sealbid_buffer_size(const struct sealbid_buffer *buffer);

// Reads trusted roots: one or more certificates in PEM.
//
// Errors: BAD_PEM, BAD_CERTIFICATE; TOO_LARGE over 1 MiB or 256 certificates; BAD_ARGUMENT if there is none in it.
int32_t sealbid_roots_from_pem(const uint8_t *pem,
                               uint64_t pem_size,
                               struct sealbid_roots **roots,
                               struct sealbid_error **error);

// Frees roots; NULL is fine.
void sealbid_roots_free(struct sealbid_roots *roots);

// What revocation lists and OCSP responses say (DER each; either list may be NULL), gathered at this time. Each is
// judged when a chain is verified with it, not here.
//
// Errors: BAD_CRL, CRL_RULES, DELTA_CRL; BAD_OCSP, OCSP_REFUSED, BAD_CERTIFICATE; CRITICAL_EXTENSION; TOO_LARGE for
// more than 256 of a kind, 256 MiB together, or one that is too long.
int32_t sealbid_revocation_new(const struct sealbid_list *crls,
                               const struct sealbid_list *ocsp,
                               int64_t gathered,
                               struct sealbid_revocation **revocation,
                               struct sealbid_error **error);

// Frees it; NULL is fine.
void sealbid_revocation_free(struct sealbid_revocation *revocation);

// Finds the chain from a certificate to a trusted root that holds at this time, and asks whether any of its
// certificates had been revoked. `others` are candidates for intermediates (DER; NULL for none), `revocation` is NULL
// if nobody asks. `chain` (NULL if not wanted) becomes a JSON text: the certificates from the leaf to the root, each
// with its subject, serial and what is known of its revocation.
//
// Errors: NO_TRUSTED_CHAIN, CERTIFICATE_EXPIRED, CERTIFICATE_REVOKED, and what else a chain and revocation fail with.
int32_t sealbid_chain_verify(const uint8_t *certificate,
                             uint64_t certificate_size,
                             const struct sealbid_list *others,
                             const struct sealbid_roots *roots,
                             const struct sealbid_revocation *revocation,
                             int64_t at,
                             struct sealbid_buffer **chain,
                             struct sealbid_error **error);

// What a certificate says, as a JSON text: subject, issuer, serial (hex), fingerprint (SHA-256), not_before,
// not_after, organisation, credit_code, common_name. The certificate is DER or PEM.
//
// Errors: BAD_CERTIFICATE, BAD_PEM; TOO_LARGE over 64 KiB (in PEM 1 MiB).
int32_t sealbid_certificate_json(const uint8_t *certificate,
                                 uint64_t certificate_size,
                                 struct sealbid_buffer **text,
                                 struct sealbid_error **error);

// A new draft for a lot of the tender.
//
// Errors: none of its own.
int32_t sealbid_draft_new(const char *lot,
                          struct sealbid_draft **draft,
                          struct sealbid_error **error);

// Frees a draft; NULL is fine.
void sealbid_draft_free(struct sealbid_draft *draft);

// Adds a document from a file, which must not change until the bid is sealed. `path` is its name within the part
// ("drawings/plan.pdf"); `kind` is its media type, or NULL to go by the name's ending.
//
// Errors: UNSAFE_PATH; FILE_NOT_FOUND, IO. After an error the draft is as it was.
int32_t sealbid_draft_add_file(const struct sealbid_draft *draft,
                               const char *part,
                               const char *path,
                               const char *kind,
                               const char *file,
                               struct sealbid_error **error);

// Adds a document from memory; the bytes are copied.
//
// Errors: UNSAFE_PATH. After an error the draft is as it was.
int32_t sealbid_draft_add_bytes(const struct sealbid_draft *draft,
                                const char *part,
                                const char *path,
                                const char *kind,
                                const uint8_t *data,
                                uint64_t data_size,
                                struct sealbid_error **error);

// Adds a document of exactly `size` bytes that the library pulls when it seals, on the thread that seals, or already for
// its blind copy (sealbid_draft_add_copies). `read` and `context` must live until then.
//
// Errors: UNSAFE_PATH. After an error the draft is as it was.
int32_t sealbid_draft_add_reader(const struct sealbid_draft *draft,
                                 const char *part,
                                 const char *path,
                                 const char *kind,
                                 uint64_t size,
                                 sealbid_read_fn read,
                                 void *context,
                                 struct sealbid_error **error);

// Sets a field of the form to text or a choice.
//
// Errors: none of its own; whether the notice has such a field is seen when the draft is sealed. After an error the
// draft is as it was.
int32_t sealbid_draft_set_text(const struct sealbid_draft *draft,
                               const char *field,
                               const char *value,
                               struct sealbid_error **error);

// Sets a field of the form to a number: money in its smallest unit (fen), or a duration.
//
// Errors: BAD_ARGUMENT if the number is negative; the rest as sealbid_draft_set_text. After an error the draft is as
// it was.
int32_t sealbid_draft_set_number(const struct sealbid_draft *draft,
                                 const char *field,
                                 int64_t value,
                                 struct sealbid_error **error);

// Frees an error; NULL is fine.
void sealbid_error_free(struct sealbid_error *error);

// The code, as the function returned it; 0 for NULL.
int32_t sealbid_error_code(const struct sealbid_error *error);

// Everything in one English sentence: where, what, what was found, the code, the section of SPEC.md. It belongs to
// the error. NULL for NULL.
const char *sealbid_error_text(const struct sealbid_error *error);

// Where it was met: a file, a field, an argument; empty if nowhere in particular. It belongs to the error. NULL for
// NULL.
const char *sealbid_error_place(const struct sealbid_error *error);

// What exactly was found there; empty if the code says all. It belongs to the error. NULL for NULL.
const char *sealbid_error_detail(const struct sealbid_error *error);

// The section of SPEC.md that the error enforces, such as "6.4". It belongs to the error. NULL for NULL.
const char *sealbid_error_section(const struct sealbid_error *error);

// The words for a code, for a person to read: in Chinese if `chinese` is not 0, else in English. They live as long as
// the library. NULL for a code that this version does not have.
//
// Threads: any.
const char *sealbid_error_words(int32_t code,
                                int32_t chinese);

// Takes the uploaded file of a bid that was announced before the deadline. Answers as sealbid_tender_box_receive.
//
// Errors: LATE, also when the opening has begun; the rest as sealbid_tender_box_deliver, and the upload is used up as
// there.
int32_t sealbid_closed_box_deliver(const struct sealbid_closed_box *closed_box,
                                   const struct sealbid_upload *upload,
                                   int64_t arrived,
                                   int64_t now,
                                   struct sealbid_buffer **receipt,
                                   struct sealbid_buffer **refusal,
                                   struct sealbid_error **error);

// The answer to whatever else is handed in now: a signed refusal. `digest` is the bid's, or NULL if it is not known.
// `refusal` stays NULL if the platform's key does not sign.
//
// Errors: none of its own.
int32_t sealbid_closed_box_refuse(const struct sealbid_closed_box *closed_box,
                                  const uint8_t *digest,
                                  int64_t arrived,
                                  struct sealbid_buffer **refusal,
                                  struct sealbid_error **error);

// Records an objection: a receipt for a bid that the closed log does not have. `entry` (or NULL) becomes the entry's
// number. Nothing is released until the adjudicator has decided on it.
//
// Errors: NOT_AN_OBJECTION if the record has the receipt; WRONG_TENDER, WRONG_SIGNER; OUT_OF_ORDER when every stage is
// finished; what a file's form, a signature, a chain and the store fail with. After an error nothing is recorded;
// after STORE_FAILED nobody knows, and the box is to be opened again.
int32_t sealbid_closed_box_objection(const struct sealbid_closed_box *closed_box,
                                     const uint8_t *receipt,
                                     uint64_t receipt_size,
                                     int64_t now,
                                     uint64_t *entry,
                                     struct sealbid_error **error);

// Takes the very file of a bid again, in the place of what is damaged: `digest` names the bid, `file` is a path. Every
// byte is checked; another file changes nothing.
//
// Errors: BID_DAMAGED if it is not the very file; UNKNOWN_BID, RETIRED_BID; FILE_NOT_FOUND, IO of the file; what the
// store fails with. After an error the bid is as it was; after STORE_FAILED nobody knows, and the box is to be opened
// again.
int32_t sealbid_closed_box_rescue(const struct sealbid_closed_box *closed_box,
                                  const uint8_t *digest,
                                  const char *file,
                                  int64_t now,
                                  struct sealbid_error **error);

// Records which bids the tenderer admits to a stage: an admission as a signed decision. The others are never opened.
//
// Errors: ADMISSION_INCOMPLETE; NOT_UNBLINDED; OUT_OF_ORDER, UNKNOWN_STAGE, WRONG_TENDER, NOT_YET_ISSUED,
// WRONG_SIGNER; what a file's form, a signature, a chain and the store fail with. After an error nothing is recorded;
// after STORE_FAILED nobody knows, and the box is to be opened again.
int32_t sealbid_closed_box_admit(const struct sealbid_closed_box *closed_box,
                                 const uint8_t *admission,
                                 uint64_t admission_size,
                                 int64_t now,
                                 struct sealbid_error **error);

// Records what the adjudicator has decided, as a signed decision: on a bid whose fault is undetermined, a late closing,
// an objection.
//
// Errors: OUT_OF_ORDER if there is nothing of that to decide on; BAD_FIELD if the fault stays undetermined;
// UNKNOWN_BID, UNKNOWN_STAGE, WRONG_TENDER, NOT_YET_ISSUED, WRONG_SIGNER; what a file's form, a signature and the
// store fail with. After an error nothing is recorded; after STORE_FAILED nobody knows, and the box is to be opened
// again.
int32_t sealbid_closed_box_adjudicate(const struct sealbid_closed_box *closed_box,
                                      const uint8_t *adjudication,
                                      uint64_t adjudication_size,
                                      int64_t now,
                                      struct sealbid_error **error);

// Audits a record. `log` is the path of its log, or of a folder with it (of a closed box, too); `evidence` (or NULL)
// that of the evidence or of a box. `roots` are the reader's own. `receipts` and `heads` (or NULL) are what others hold
// and must be in this record. `overall` becomes one of SEALBID_AUDIT_…, `text` (or NULL) the report as a JSON text:
// tender, overall, entries, root, closed_at, rules (rule, verdict, why, findings), remarks, bids. `progress` hears of
// the bytes of log and bids that were read.
//
// Whatever is wrong with the record stands in the report; a result other than 0 says nothing about the record.
//
// Errors: FILE_NOT_FOUND, IO if log or evidence cannot be read.
int32_t sealbid_audit(const char *log,
                      const char *evidence,
                      const struct sealbid_roots *roots,
                      const struct sealbid_list *receipts,
                      const struct sealbid_list *heads,
                      uint32_t threads,
                      sealbid_progress_fn progress,
                      void *progress_context,
                      int32_t *overall,
                      struct sealbid_buffer **text,
                      struct sealbid_error **error);

// Looks a receipt up in a record, and follows its bid. `log` is as for sealbid_audit, `roots` are the bidder's own.
// `standing` becomes one of SEALBID_RECEIPT_…; `text` (or NULL) a JSON text: digest, lot, arrived, standing, entry,
// raised, settled (of an objection), bid, stages, broken; `proof` (or NULL) a proof file that its entry is in the
// record, if there is one.
//
// Errors: FILE_NOT_FOUND, IO of the log; OUT_OF_ORDER if it has not even a notice that can be read; WRONG_TENDER,
// WRONG_SIGNER, and what a file's form, a signature and a chain fail with, of the receipt.
int32_t sealbid_audit_receipt(const char *log,
                              const uint8_t *receipt,
                              uint64_t receipt_size,
                              const struct sealbid_roots *roots,
                              int32_t *standing,
                              struct sealbid_buffer **text,
                              struct sealbid_buffer **proof,
                              struct sealbid_error **error);

// An authority with this signer, whose certificate must be one for timestamps. `policy` is the object identifier of
// its policy, such as "1.2.3.4.1". The authority keeps a copy of the signer: its callback, if it has one, must live as
// long as the authority.
//
// Errors: TIMESTAMP_CERTIFICATE, KEY_USAGE, CA_RULES, BAD_CERTIFICATE; BAD_FIELD if the policy is none.
int32_t sealbid_timestamp_authority_new(const struct sealbid_signer *signer,
                                        const char *policy,
                                        struct sealbid_timestamp_authority **authority,
                                        struct sealbid_error **error);

// Frees an authority; NULL is fine.
void sealbid_timestamp_authority_free(struct sealbid_timestamp_authority *authority);

// Answers a request (DER) at this time. `response` becomes what is sent back (DER), whether it grants or rejects;
// `granted` (or NULL) becomes 1 or 0.
//
// Errors: none of its own: what is wrong with the request, and a key that does not sign, becomes a response that
// rejects.
int32_t sealbid_timestamp_authority_answer(const struct sealbid_timestamp_authority *authority,
                                           const uint8_t *request,
                                           uint64_t request_size,
                                           int64_t at,
                                           struct sealbid_buffer **response,
                                           int32_t *granted,
                                           struct sealbid_error **error);

// Frees a box; NULL is fine. Nothing is lost: it can be opened again.
void sealbid_closed_box_free(struct sealbid_closed_box *closed_box);

// As sealbid_tender_box_status, and besides: entries (how many the record has), bids (how many it has, of whatever
// end), next_stage (the first that is not finished, or null), head_recorded, cosigners (of the closed head).
//
// Errors: none of its own.
int32_t sealbid_closed_box_status(const struct sealbid_closed_box *closed_box,
                                  struct sealbid_buffer **text,
                                  struct sealbid_error **error);

// A head over everything so far, signed by the platform: `note` becomes the file. `digest` (or NULL) becomes the 32
// bytes that timestamp authorities are asked to stamp (sealbid_timestamp_request_new). Nothing is recorded yet.
//
// Errors: STORE_FAILED.
int32_t sealbid_closed_box_head(const struct sealbid_closed_box *closed_box,
                                struct sealbid_buffer **note,
                                uint8_t *digest,
                                struct sealbid_error **error);

// Writes the request with which a custodian is asked to cosign this head; `tokens` are timestamp tokens over it. The
// custodian needs the log (`record/log` in the folder) besides.
//
// Errors: HEAD_MISMATCH, TIMESTAMP_IMPRINT, and what else a head and a timestamp fail with; the place has the token's
// number.
int32_t sealbid_closed_box_cosign_request(const struct sealbid_closed_box *closed_box,
                                          const uint8_t *note,
                                          uint64_t note_size,
                                          const struct sealbid_list *tokens,
                                          struct sealbid_buffer **request,
                                          struct sealbid_error **error);

// Gathers cosignatures: `note` is a head of this record, `cosigned` holds notes over the same head as custodians gave
// them back. `gathered` becomes the note with all of them; `enough` (or NULL) becomes 1 if they are as many as a release
// will need, else 0. One note that is not usable and the function fails.
//
// Errors: what a head fails with; HEAD_MISMATCH for a note over another head; UNKNOWN_CUSTODIAN if nobody known
// cosigned it. The place has the note's number.
int32_t sealbid_closed_box_gather(const struct sealbid_closed_box *closed_box,
                                  const uint8_t *note,
                                  uint64_t note_size,
                                  const struct sealbid_list *cosigned,
                                  struct sealbid_buffer **gathered,
                                  int32_t *enough,
                                  struct sealbid_error **error);

// Records a head with its cosignatures, and timestamp tokens over it; `entry` (or NULL) becomes the entry's number. The
// closed head is to be recorded so within the grace of the notice.
//
// Errors: NO_TIMESTAMP; CLOSED_EARLY if a token of the closed head is not after the deadline; what a head, a timestamp
// and the store fail with. After an error nothing is recorded; after STORE_FAILED nobody knows, and the box is to be
// opened again.
int32_t sealbid_closed_box_record_head(const struct sealbid_closed_box *closed_box,
                                       const uint8_t *note,
                                       uint64_t note_size,
                                       const struct sealbid_list *tokens,
                                       int64_t now,
                                       uint64_t *entry,
                                       struct sealbid_error **error);

// Begins the memory of a key in a new file, whose folder must be there: once, when the key is made, and never again. A
// key that has signed and is given a new memory would sign a second history. SEALBID_ERR_WOULD_OVERWRITE if the file is
// there.
//
// Errors: WOULD_OVERWRITE; STORE_LOCKED; FILE_NOT_FOUND if the folder is missing; BAD_ARGUMENT if the path names no
// file; what the store fails with.
int32_t sealbid_custodian_memory_begin(const struct sealbid_custodian_key *key,
                                       const char *memory,
                                       struct sealbid_error **error);

// A custodian with its key, the file of that key's memory, and its own organisation's roots, to which the tenderer's
// certificate must chain.
//
// Errors: MEMORY_LOST if the file is gone, MEMORY_OF_ANOTHER, and what a file's form fails with, of the memory;
// STORE_LOCKED; FILE_NOT_FOUND if the folder is missing; BAD_ARGUMENT if the path names no file; IO.
int32_t sealbid_custodian_new(const struct sealbid_custodian_key *key,
                              const char *memory,
                              const struct sealbid_roots *roots,
                              struct sealbid_custodian **custodian,
                              struct sealbid_error **error);

// Frees a custodian; NULL is fine. What it has signed stays in its memory.
void sealbid_custodian_free(struct sealbid_custodian *custodian);

// Takes a receipt that a bidder handed in: its bid must stand in the record before this custodian releases a stage. It
// is forgotten with the handle.
//
// Errors: what a file's form fails with; then it was not taken.
int32_t sealbid_custodian_hand_in(const struct sealbid_custodian *custodian,
                                  const uint8_t *receipt,
                                  uint64_t receipt_size,
                                  struct sealbid_error **error);

// Cosigns a head, as a request asks. `log` is the path of the record's log, from whoever has a copy, or of a folder
// with it. `note` becomes the head with the cosignature added. The head is remembered, durably, before this returns;
// asked again for the same, the custodian cosigns it again.
//
// Errors: CUSTODIAN_STOPPED; LOG_TOO_SHORT, SPLIT_HISTORY, HEAD_BEHIND, MEMORY_LOST, MEMORY_OF_ANOTHER; NOT_CLOSED,
// CLOSED_EARLY, NO_TIMESTAMP; WRONG_TENDER, UNKNOWN_CUSTODIAN, MISSING_ACCEPTANCE; FILE_NOT_FOUND, IO, LOG_DAMAGED,
// LOG_INCOMPLETE, and what the record's rules refuse, of the log; what a file's form, a head, a timestamp and the
// store fail with. After an error nothing is cosigned; after STORE_FAILED free the custodian and make it again.
int32_t sealbid_custodian_cosign(const struct sealbid_custodian *custodian,
                                 const char *log,
                                 const uint8_t *request,
                                 uint64_t request_size,
                                 struct sealbid_buffer **note,
                                 struct sealbid_error **error);

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
int32_t sealbid_custodian_release(const struct sealbid_custodian *custodian,
                                  const char *log,
                                  const uint8_t *request,
                                  uint64_t request_size,
                                  struct sealbid_buffer **release,
                                  struct sealbid_buffer **refusal,
                                  struct sealbid_error **error);

// What the custodian remembers, as a JSON text (SPEC.md §15.4): the largest head it signed, the stages it released, and
// in `stopped` why it stands still, if it does.
//
// Errors: MEMORY_LOST if the file is gone, MEMORY_OF_ANOTHER, and what a file's form fails with, of the memory; IO.
int32_t sealbid_custodian_memory(const struct sealbid_custodian *custodian,
                                 struct sealbid_buffer **text,
                                 struct sealbid_error **error);

// Lets a custodian go on that stands still after an alarm: its operator has looked into it. What was signed stays
// remembered.
//
// Errors: MEMORY_LOST if the file is gone, MEMORY_OF_ANOTHER, and what a file's form fails with, of the memory; what
// the store fails with. After an error it stands still as before; after STORE_FAILED free the custodian and make it
// again.
int32_t sealbid_custodian_clear(const struct sealbid_custodian *custodian,
                                struct sealbid_error **error);

// Makes a fresh key: `custodian` is the name that the notice will have for it, `organisation` the name in the
// organisation's certificate, `tender_id` the tender's number. One key serves one tender; destroy its file after the
// last stage. Begin its memory at once, with sealbid_custodian_memory_begin.
//
// Errors: none of its own.
int32_t sealbid_custodian_key_generate(const char *custodian,
                                       const char *organisation,
                                       const char *tender_id,
                                       int64_t now,
                                       struct sealbid_custodian_key **key,
                                       struct sealbid_error **error);

// Opens a key file (PEM) under its passphrase. That takes a moment, and 32 to 128 MiB.
//
// Errors: what a key file fails with.
int32_t sealbid_custodian_key_open(const uint8_t *pem,
                                   uint64_t pem_size,
                                   const uint8_t *passphrase,
                                   uint64_t passphrase_size,
                                   struct sealbid_custodian_key **key,
                                   struct sealbid_error **error);

// Frees a key; NULL is fine. It is wiped once no sealbid_custodian uses it any more.
void sealbid_custodian_key_free(struct sealbid_custodian_key *key);

// The key file (PEM), encrypted under a passphrase. Encrypting takes a moment (scrypt) and 32 MiB.
//
// Errors: none of its own.
int32_t sealbid_custodian_key_file(const struct sealbid_custodian_key *key,
                                   const uint8_t *passphrase,
                                   uint64_t passphrase_size,
                                   struct sealbid_buffer **pem,
                                   struct sealbid_error **error);

// The statement of the key: these very bytes are what the custodian's organisation signs (sealbid_sign_detached), and
// what the tenderer puts into the notice with that signature.
//
// Errors: none of its own.
int32_t sealbid_custodian_key_statement(const struct sealbid_custodian_key *key,
                                        struct sealbid_buffer **statement,
                                        struct sealbid_error **error);

// Accepts a notice (its bytes), which must name this key: `acceptance` becomes the file for the tenderer. It is also
// the proof that the custodian has the key. Read the notice before.
//
// Errors: UNKNOWN_CUSTODIAN if the notice does not name the key; what a notice fails with.
int32_t sealbid_custodian_key_accept(const struct sealbid_custodian_key *key,
                                     const uint8_t *notice,
                                     uint64_t notice_size,
                                     struct sealbid_buffer **acceptance,
                                     struct sealbid_error **error);

// Signs bytes with a certificate: a detached CMS signature (DER). So a custodian's organisation signs its statement,
// and the tenderer its notice. `now` is the signer's claim.
//
// Errors: what signing fails with; TOO_LARGE if certificates make the signature longer than 256 KiB.
int32_t sealbid_sign_detached(const struct sealbid_signer *signer,
                              const uint8_t *content,
                              uint64_t content_size,
                              int64_t now,
                              struct sealbid_buffer **signature,
                              struct sealbid_error **error);

// Signs a decision with a certificate: content and signature in one file (SPEC.md §13.5). The content is the JSON text
// of a postponement, an admission, an adjudication, or a declaration that a quorum is lost (§13.8); it is not looked
// into here.
//
// Errors: what signing fails with; TOO_LARGE for content, or certificates, that no reader takes.
int32_t sealbid_sign_decision(const struct sealbid_signer *signer,
                              const uint8_t *content,
                              uint64_t content_size,
                              int64_t now,
                              struct sealbid_buffer **decision,
                              struct sealbid_error **error);

// Records the adjudicator's declaration that a quorum of this stage is lost for good: a signed decision. From then on
// bidders can give their seeds, where the notice declares seed rescue.
//
// Errors: NO_SEED_RESCUE; TOO_EARLY if the cut-off is before the stage's time; OUT_OF_ORDER; UNKNOWN_STAGE,
// WRONG_TENDER, NOT_YET_ISSUED, WRONG_SIGNER; what a file's form, a signature and the store fail with. After an error
// the opening is as it was.
int32_t sealbid_opening_quorum_lost(const struct sealbid_opening *opening,
                                    const uint8_t *declaration,
                                    uint64_t declaration_size,
                                    int64_t now,
                                    struct sealbid_error **error);

// Takes a bidder's signed seed, until the cut-off of the declaration. `digest` (or NULL) becomes the 32 bytes of the
// digest of the bid that it is for. It is not used until all are published; a later one takes its place.
//
// Errors: LATE after the cut-off; BAD_SEED; UNKNOWN_BID; OUT_OF_ORDER while no quorum was declared lost, and when
// seeds are published; WRONG_TENDER, WRONG_NOTICE, UNKNOWN_STAGE; WRONG_SIGNER, BAD_SIGNATURE; what a file's form and
// the store fail with. After an error an earlier seed of the bid stays.
int32_t sealbid_opening_give_seed(const struct sealbid_opening *opening,
                                  const uint8_t *seed,
                                  uint64_t seed_size,
                                  int64_t now,
                                  uint8_t *digest,
                                  struct sealbid_error **error);

// Publishes all seeds that came, together, after the cut-off. `seeds` (or NULL) becomes the file of them.
//
// Errors: TOO_EARLY until the cut-off has passed; OUT_OF_ORDER; what the store fails with. After an error nothing is
// recorded.
int32_t sealbid_opening_publish_seeds(const struct sealbid_opening *opening,
                                      int64_t now,
                                      struct sealbid_buffer **seeds,
                                      struct sealbid_error **error);

// Begins the opening of a stage, or takes it up again: it reads what the record has of it. `event` (or NULL) hears what
// happens, with `event_context`, on the thread that calls; both must live as long as the opening. Each event is an
// object whose member `event` is one of: closed, objection, reread, damaged, released, wrong_release, refused, opened,
// failed, pending, not_written, unusable_seed, finished.
//
// Errors: UNKNOWN_STAGE; OUT_OF_ORDER if a stage before it is not finished; FILE_NOT_FOUND if published seeds are
// gone; what the store fails with. The closed box stays as it is.
int32_t sealbid_opening_begin(const struct sealbid_closed_box *closed_box,
                              const char *stage,
                              sealbid_event_fn event,
                              void *event_context,
                              struct sealbid_opening **opening,
                              struct sealbid_error **error);

// Frees an opening; NULL is fine.
void sealbid_opening_free(struct sealbid_opening *opening);

// How far the opening is, as a JSON text: stage, ready (whether sealbid_opening_run can open bids), have and need
// (holders that released, and that must, over all quorums), lost (holders whose recorded release is not in the evidence
// any more: they give the same file again), reread, requested, finished (whether that was done).
//
// Errors: none of its own.
int32_t sealbid_opening_status(const struct sealbid_opening *opening,
                               struct sealbid_buffer **text,
                               struct sealbid_error **error);

// Reads every bid again that is to be opened, records which are damaged, and gives those an outcome that are not to be
// opened. `damaged` (or NULL) becomes a JSON text: what is wrong with which bid (digest, reason, later: whether only a
// later stage suffers). Each can be supplied again with sealbid_closed_box_rescue.
//
// Errors: TOO_EARLY while files may still come; OUT_OF_ORDER when the stage was requested, or is not the next one;
// what the store fails with. What was recorded before an error stays so, and the next call goes on.
int32_t sealbid_opening_reread(const struct sealbid_opening *opening,
                               int64_t now,
                               uint32_t threads,
                               sealbid_progress_fn progress,
                               void *progress_context,
                               struct sealbid_buffer **damaged,
                               struct sealbid_error **error);

// Gives an outcome to the bids that are not to be opened, as far as that is seen without opening. sealbid_opening_reread
// does this too; it is needed again when a damaged bid was supplied.
//
// Errors: OUT_OF_ORDER while the bids were not read again; what the store fails with. What was recorded before an
// error stays so, and the next call goes on.
int32_t sealbid_opening_settle(const struct sealbid_opening *opening,
                               int64_t now,
                               uint32_t threads,
                               sealbid_progress_fn progress,
                               void *progress_context,
                               struct sealbid_error **error);

// Asks the holders to release the stage: records the request, which the platform signs, and gives it out for them.
// `note` is a head that covers all that happened since (sealbid_closed_box_head), with the custodians' cosignatures;
// `tokens` are timestamp tokens over it.
//
// Errors: OUT_OF_ORDER if bids were not read again, or one must have its outcome first (sealbid_opening_settle);
// TOO_EARLY, OBJECTION_OPEN, COSIGNERS_MISSING, HEAD_TOO_OLD, NO_TIMESTAMP, NOT_CLOSED, CLOSED_LATE; what a head, a
// timestamp, signing and the store fail with. After an error nothing is recorded.
int32_t sealbid_opening_request(const struct sealbid_opening *opening,
                                const uint8_t *note,
                                uint64_t note_size,
                                const struct sealbid_list *tokens,
                                int64_t now,
                                uint32_t threads,
                                struct sealbid_buffer **request,
                                struct sealbid_error **error);

// Proves that an entry is in a record, under the latest head that stands in it: `proof` becomes the proof file, `bytes`
// the entry's bytes, which belong to it. They are checked with sealbid_proof_verify. `log` is as for sealbid_audit.
//
// Errors: OUTSIDE_TREE if there is no such entry, or no head that covers it; FILE_NOT_FOUND, IO, LOG_DAMAGED,
// LOG_INCOMPLETE of the log.
int32_t sealbid_audit_prove(const char *log,
                            uint64_t entry,
                            struct sealbid_buffer **proof,
                            struct sealbid_buffer **bytes,
                            struct sealbid_error **error);

// The number of the entry that brought a bid, for sealbid_audit_prove.
//
// Errors: UNKNOWN_BID; FILE_NOT_FOUND, IO, LOG_DAMAGED, LOG_INCOMPLETE of the log.
int32_t sealbid_audit_find_bid(const char *log,
                               const uint8_t *digest,
                               uint64_t *entry,
                               struct sealbid_error **error);

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
int32_t sealbid_tender_box_receive(const struct sealbid_tender_box *tender_box,
                                   const struct sealbid_upload *upload,
                                   const uint8_t *token,
                                   uint64_t token_size,
                                   int64_t arrived,
                                   int64_t now,
                                   struct sealbid_buffer **receipt,
                                   struct sealbid_buffer **refusal,
                                   struct sealbid_error **error);

// Takes an uploaded bid in the place of another, as the signed `request` asks. There is no moment at which both stand
// or neither; the ciphertext of the bid that goes is destroyed. Answers as sealbid_tender_box_receive.
//
// Errors: as sealbid_tender_box_receive; UNKNOWN_BID if there is no such bid, or its bidder did not sign the request;
// REQUEST_MISMATCH; what a file's form fails with, of the request. After an error the old bid stands; the upload is as
// sealbid_tender_box_receive says.
int32_t sealbid_tender_box_replace(const struct sealbid_tender_box *tender_box,
                                   const struct sealbid_upload *upload,
                                   const uint8_t *request,
                                   uint64_t request_size,
                                   const uint8_t *token,
                                   uint64_t token_size,
                                   int64_t arrived,
                                   int64_t now,
                                   struct sealbid_buffer **receipt,
                                   struct sealbid_buffer **refusal,
                                   struct sealbid_error **error);

// Withdraws a bid, as the signed `request` asks; its ciphertext is destroyed. Answers as sealbid_tender_box_receive.
//
// Errors: LATE; UNKNOWN_BID if there is no such bid, or its bidder did not sign the request; RETIRED_BID;
// REQUEST_MISMATCH; what a file's form fails with, of the request. Of the platform itself as
// sealbid_tender_box_receive. After an error the bid stands; after STORE_FAILED nobody knows.
int32_t sealbid_tender_box_withdraw(const struct sealbid_tender_box *tender_box,
                                    const uint8_t *request,
                                    uint64_t request_size,
                                    int64_t arrived,
                                    int64_t now,
                                    struct sealbid_buffer **receipt,
                                    struct sealbid_buffer **refusal,
                                    struct sealbid_error **error);

// Takes a bid's digest and token ahead of its file, where the notice lets files follow; `request` is the signed
// announcement. Answers as sealbid_tender_box_receive.
//
// Errors: LATE; NO_ANNOUNCEMENTS; NO_TIMESTAMP, and what a timestamp fails with; KNOWN_BID, BID_KEY_USED; RETIRED_BID,
// WRONG_TENDER, WRONG_NOTICE, UNKNOWN_LOT; REQUEST_MISMATCH, WRONG_SIGNER, BAD_SIGNATURE, and what a file's form fails
// with, of the request. Of the platform itself as sealbid_tender_box_receive. After an error nothing is announced;
// after STORE_FAILED nobody knows.
int32_t sealbid_tender_box_announce(const struct sealbid_tender_box *tender_box,
                                    const uint8_t *request,
                                    uint64_t request_size,
                                    const uint8_t *token,
                                    uint64_t token_size,
                                    int64_t arrived,
                                    int64_t now,
                                    struct sealbid_buffer **receipt,
                                    struct sealbid_buffer **refusal,
                                    struct sealbid_error **error);

// Takes the uploaded file of a bid that was announced. Answers as sealbid_tender_box_receive.
//
// Errors: LATE; UNKNOWN_BID if it was not announced; KNOWN_BID, RETIRED_BID; REQUEST_MISMATCH if another lot or bid
// key was announced; the rest as sealbid_tender_box_receive, and the upload is used up as there.
int32_t sealbid_tender_box_deliver(const struct sealbid_tender_box *tender_box,
                                   const struct sealbid_upload *upload,
                                   int64_t arrived,
                                   int64_t now,
                                   struct sealbid_buffer **receipt,
                                   struct sealbid_buffer **refusal,
                                   struct sealbid_error **error);

// An entry of the record, as its JSON text (SPEC.md §13.6). Entries are counted from 0.
//
// Errors: OUTSIDE_TREE if there is no such entry; LOG_DAMAGED, IO.
int32_t sealbid_closed_box_entry(const struct sealbid_closed_box *closed_box,
                                 uint64_t entry,
                                 struct sealbid_buffer **text,
                                 struct sealbid_error **error);

// What is attached to an entry: `index` counts from 0. `count` (or NULL) becomes how many attachments there are.
//
// Errors: OUTSIDE_TREE if there is no such entry; BAD_ARGUMENT if it has no such attachment, and `count` is given out
// all the same; LOG_DAMAGED, IO.
int32_t sealbid_closed_box_attachment(const struct sealbid_closed_box *closed_box,
                                      uint64_t entry,
                                      uint64_t index,
                                      uint64_t *count,
                                      struct sealbid_buffer **attachment,
                                      struct sealbid_error **error);

// Makes a fresh key for the record of a tender; `tender_id` is the tender's number at the trading centre.
//
// Errors: none of its own.
int32_t sealbid_record_key_generate(const char *tender_id,
                                    int64_t now,
                                    struct sealbid_record_key **key,
                                    struct sealbid_error **error);

// Opens a key file (PEM) under its passphrase. That takes a moment, and 32 to 128 MiB.
//
// Errors: what a key file fails with.
int32_t sealbid_record_key_open(const uint8_t *pem,
                                uint64_t pem_size,
                                const uint8_t *passphrase,
                                uint64_t passphrase_size,
                                struct sealbid_record_key **key,
                                struct sealbid_error **error);

// Frees a key, and wipes it; NULL is fine. Boxes that were opened with it live on.
void sealbid_record_key_free(struct sealbid_record_key *key);

// The key file (PEM), encrypted under a passphrase. Encrypting takes a moment (scrypt) and 32 MiB.
//
// Errors: none of its own.
int32_t sealbid_record_key_file(const struct sealbid_record_key *key,
                                const uint8_t *passphrase,
                                uint64_t passphrase_size,
                                struct sealbid_buffer **pem,
                                struct sealbid_error **error);

// Writes the public half: the 32 bytes that the notice names as the platform's record_key.
//
// Errors: none of its own.
int32_t sealbid_record_key_public(const struct sealbid_record_key *key,
                                  uint8_t *public_key,
                                  struct sealbid_error **error);

// Takes a holder's release file. Every value in it is verified; one that is wrong and the whole file is refused. The
// same file again changes nothing. `holder` (or NULL) becomes the holder's name.
//
// Errors: BAD_RELEASE, UNKNOWN_HOLDER, RELEASE_OF_ANOTHER; NOT_RELEASED if a bid is missing in it, UNKNOWN_BID for one
// that was not asked for; DUPLICATE_ID for another file of a holder who has released; OUT_OF_ORDER if nobody was asked
// yet, or it was given up; what a file's form and the store fail with. After an error the opening is as it was.
int32_t sealbid_opening_give_release(const struct sealbid_opening *opening,
                                     const uint8_t *release,
                                     uint64_t release_size,
                                     int64_t now,
                                     struct sealbid_buffer **holder,
                                     struct sealbid_error **error);

// Takes a file of drand beacons. `holders` (or NULL) becomes a JSON text: the names of the holders whose round is in it.
//
// Errors: WRONG_ROUND; BAD_RELEASE, BAD_POINT; OUT_OF_ORDER if nobody was asked yet, or it was given up; what a file's
// form and the store fail with. After an error the opening is as it was.
int32_t sealbid_opening_give_beacons(const struct sealbid_opening *opening,
                                     const uint8_t *beacons,
                                     uint64_t beacons_size,
                                     int64_t now,
                                     struct sealbid_buffer **holders,
                                     struct sealbid_error **error);

// Records a custodian's signed refusal. `custodian` (or NULL) becomes its name.
//
// Errors: UNKNOWN_CUSTODIAN, WRONG_SIGNER, BAD_SIGNATURE; WRONG_TENDER; REQUEST_MISMATCH if it refuses something else;
// OUT_OF_ORDER; what a file's form and the store fail with. After an error the opening is as it was.
int32_t sealbid_opening_give_refusal(const struct sealbid_opening *opening,
                                     const uint8_t *refusal,
                                     uint64_t refusal_size,
                                     int64_t now,
                                     struct sealbid_buffer **custodian,
                                     struct sealbid_error **error);

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
int32_t sealbid_opening_deal(const struct sealbid_opening *opening,
                             const struct sealbid_list *withheld,
                             sealbid_copy_fn copy,
                             sealbid_write_fn write,
                             void *context,
                             int64_t now,
                             uint32_t threads,
                             sealbid_progress_fn progress,
                             void *progress_context,
                             struct sealbid_buffer **dealt,
                             struct sealbid_error **error);

// Records the scores by code, a file signed by the tenderer (sealbid-scores/1, as sealbid_sign_decision signs it): from
// here on they are fixed.
//
// Errors: WRONG_CODES; OUT_OF_ORDER if nothing was dealt, or scores are fixed already; UNKNOWN_STAGE, WRONG_TENDER,
// NOT_YET_ISSUED, WRONG_SIGNER; what a file's form, a signature, a chain and the store fail with. After an error
// nothing is recorded; after STORE_FAILED nobody knows, and the box is to be opened again.
int32_t sealbid_closed_box_scores(const struct sealbid_closed_box *closed_box,
                                  const uint8_t *scores,
                                  uint64_t scores_size,
                                  int64_t now,
                                  struct sealbid_error **error);

// Publishes the secret behind the codes of a stage whose scores are fixed, whose each code was, and what opens the
// commitments to its copies (part, path, salt): `unblinding` becomes the file sealbid-unblinding/1. Once: afterwards it
// stands in the record, with the file of what was dealt. Every bid that was dealt is opened again for that.
//
// Errors: OUT_OF_ORDER if the scores are not fixed yet, or it was done before; CODES_SECRET, if the record key is not
// the one that closed the box; FILE_NOT_FOUND, ATTACHMENT_MISMATCH if the file of what was dealt is not in the evidence,
// or another; EVIDENCE_MISMATCH if a copy in it is none of its bid; the reason for which a bid cannot be opened now (BID_DAMAGED, QUORUM_NOT_MET and
// others); what the store fails with. After an error nothing is recorded.
int32_t sealbid_opening_unblind(const struct sealbid_opening *opening,
                                int64_t now,
                                struct sealbid_buffer **unblinding,
                                struct sealbid_error **error);

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
int32_t sealbid_opening_run(const struct sealbid_opening *opening,
                            int64_t now,
                            const char *documents,
                            uint32_t threads,
                            sealbid_progress_fn progress,
                            void *progress_context,
                            struct sealbid_buffer **summary,
                            struct sealbid_error **error);

// As sealbid_opening_run, for the last time: no file and no release comes any more, so what would stay pending gets its
// outcome, with whose fault it is. That releases are missing is one only after they were asked for.
//
// Errors: OUT_OF_ORDER; what the store fails with. After an error as sealbid_opening_run.
int32_t sealbid_opening_give_up(const struct sealbid_opening *opening,
                                int64_t now,
                                const char *documents,
                                uint32_t threads,
                                sealbid_progress_fn progress,
                                void *progress_context,
                                struct sealbid_buffer **summary,
                                struct sealbid_error **error);

// Opens a bid once more that was opened at this stage, for its documents, which go to `document` and `write`, one after
// another, both with `context`; both are NULL if only the contents are wanted. They count only if this returns 0.
// `contents` (or NULL) becomes the contents file (SPEC.md §16.3): form and documents. Nothing is recorded.
//
// Errors: UNKNOWN_BID if it was not opened at this stage; the reason for which a bid cannot be opened now
// (BID_DAMAGED, QUORUM_NOT_MET and others); IO. The opening stays as it is.
int32_t sealbid_opening_extract(const struct sealbid_opening *opening,
                                const uint8_t *digest,
                                sealbid_document_fn document,
                                sealbid_write_fn write,
                                void *context,
                                uint32_t threads,
                                struct sealbid_buffer **contents,
                                struct sealbid_error **error);

// The outcomes of this stage so far, as a JSON text: for each bid that has one, in the order of their arrival, lot,
// digest, arrived and outcome (SPEC.md §16.3).
//
// Errors: LOG_DAMAGED, IO.
int32_t sealbid_opening_outcomes(const struct sealbid_opening *opening,
                                 struct sealbid_buffer **text,
                                 struct sealbid_error **error);

// The minutes, once every bid has its outcome. They follow from the record alone. `digest` (or NULL) becomes the 32
// bytes of their SHA-256, which timestamp authorities are asked to stamp.
//
// Errors: OUT_OF_ORDER if a bid has no outcome; TOO_LARGE over 64 MiB; LOG_DAMAGED, IO.
int32_t sealbid_opening_minutes(const struct sealbid_opening *opening,
                                struct sealbid_buffer **minutes,
                                uint8_t *digest,
                                struct sealbid_error **error);

// Signs the minutes and records them with the timestamp tokens over them: the stage is finished. `digest` (or NULL)
// becomes the 32 bytes of their SHA-256. Of a stage that is finished already nothing changes.
//
// Errors: OUT_OF_ORDER if an outcome is missing or undetermined; OBJECTION_OPEN; NO_TIMESTAMP, TOO_EARLY, and what a
// timestamp fails with; TOO_LARGE for more than 16 tokens; WRONG_SIGNER; what signing, a chain and the store fail with.
// After an error nothing is recorded.
int32_t sealbid_opening_finish(const struct sealbid_opening *opening,
                               const struct sealbid_list *tokens,
                               int64_t now,
                               uint8_t *digest,
                               struct sealbid_error **error);

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
int32_t sealbid_tender_box_create(const char *folder,
                                  const uint8_t *notice,
                                  uint64_t notice_size,
                                  const uint8_t *signature,
                                  uint64_t signature_size,
                                  const struct sealbid_list *acceptances,
                                  const struct sealbid_signer *signer,
                                  const struct sealbid_record_key *record_key,
                                  const struct sealbid_roots *roots,
                                  int64_t now,
                                  struct sealbid_tender_box **tender_box,
                                  struct sealbid_error **error);

// Opens a box again, after whatever ended the program that had it. Just one of `tender_box` and `closed_box` becomes a
// handle: the one that says what it is. It keeps a copy of the signer: its callback, if it has one, must live as long as
// the box and what is made from it (a closed box, openings).
//
// Errors: STORE_LOCKED while another handle or program has the folder; FILE_NOT_FOUND if there is no box; WRONG_SIGNER
// if the record key is not the notice's; LOG_DAMAGED and what else the store fails with; what the record's rules
// refuse. The folder stays as it is.
int32_t sealbid_tender_box_open(const char *folder,
                                const struct sealbid_signer *signer,
                                const struct sealbid_record_key *record_key,
                                const struct sealbid_roots *roots,
                                struct sealbid_tender_box **tender_box,
                                struct sealbid_closed_box **closed_box,
                                struct sealbid_error **error);

// Frees a box; NULL is fine. Nothing is lost: it can be opened again.
void sealbid_tender_box_free(struct sealbid_tender_box *tender_box);

// What the box says of itself to anybody, as a JSON text: tender, tender_id, title, notice (the digest of the one in
// force), accepted, deadline, closed. Nothing in it tells how many bids there are.
//
// Errors: none of its own.
int32_t sealbid_tender_box_status(const struct sealbid_tender_box *tender_box,
                                  struct sealbid_buffer **text,
                                  struct sealbid_error **error);

// Amends the notice: bids under the one in force no longer count. `token` is a timestamp token over the new notice, by
// an authority of the one in force. Given again after a failure, it adds what is missing of the acceptances.
//
// Errors: NOTICE_SUPERSEDED if it does not amend the one in force; PARTIES_CHANGED, NOT_LATER, AFTER_DEADLINE,
// NO_TIMESTAMP, NO_PLATFORM, NO_AUTHORITY, NOT_YET_ISSUED, WRONG_SIGNER; what a notice fails with;
// ORGANISATION_MISMATCH, MISSING_ACCEPTANCE, BAD_ACCEPTANCE; what a signature, a chain, a timestamp, signing and the
// store fail with. After an error the notice in force is the old one, but for what the store fails with: then open the
// box again.
int32_t sealbid_tender_box_amend(const struct sealbid_tender_box *tender_box,
                                 const uint8_t *notice,
                                 uint64_t notice_size,
                                 const uint8_t *signature,
                                 uint64_t signature_size,
                                 const struct sealbid_list *acceptances,
                                 const uint8_t *token,
                                 uint64_t token_size,
                                 int64_t now,
                                 struct sealbid_error **error);

// Moves times later, by a postponement that the tenderer signed (a signed decision). A token over that file is needed
// if the deadline moves, and must be left out if it does not (NULL and 0).
//
// Errors: NOT_LATER, TIMES_OUT_OF_ORDER, UNKNOWN_STAGE, AFTER_DEADLINE, NO_TIMESTAMP; OUT_OF_ORDER for a token that is
// not needed, or a stage that was requested; WRONG_TENDER, WRONG_NOTICE, NOT_YET_ISSUED, WRONG_SIGNER; what a file's
// form, a signature, a chain, a timestamp and the store fail with. After an error no time has moved.
int32_t sealbid_tender_box_postpone(const struct sealbid_tender_box *tender_box,
                                    const uint8_t *postponement,
                                    uint64_t postponement_size,
                                    const uint8_t *token,
                                    uint64_t token_size,
                                    int64_t now,
                                    struct sealbid_error **error);

// Closes the box for good, after the deadline, and publishes its log as `record/log` in the folder. What is known about
// revocation is frozen; NULL if nobody asked. Calls that use the box are waited for.
//
// That uses the box up: it can only be freed, and everything goes through `closed_box`. SEALBID_ERR_HANDLE_IN_USE while
// an upload is neither given to the box nor freed. After an error the box receives as before, unless its closing was
// written already: then it answers SEALBID_ERR_HANDLE_FINISHED, and is to be freed and opened again.
//
// Errors: CLOSED_EARLY; MISSING_ACCEPTANCE; HANDLE_IN_USE; TIME_BACKWARDS if `revocation` was gathered after the
// closing; TOO_LARGE if it is over 64 MiB; what the store fails with.
int32_t sealbid_tender_box_close(const struct sealbid_tender_box *tender_box,
                                 const struct sealbid_revocation *revocation,
                                 int64_t now,
                                 struct sealbid_closed_box **closed_box,
                                 struct sealbid_error **error);

// Begins an upload into a box that receives.
//
// Errors: none of its own.
int32_t sealbid_upload_new(const struct sealbid_tender_box *tender_box,
                           struct sealbid_upload **upload,
                           struct sealbid_error **error);

// Begins an upload into a closed box, for sealbid_closed_box_deliver.
//
// Errors: none of its own.
int32_t sealbid_upload_new_closed(const struct sealbid_closed_box *closed_box,
                                  struct sealbid_upload **upload,
                                  struct sealbid_error **error);

// Takes the next bytes. It fails as soon as it is certain that the box will refuse the file: it is longer than any bid
// can be, or its head is for something else. Then stop reading from the network and give the upload to the box all the
// same: that is how the bidder gets a signed refusal.
//
// Errors: TOO_LARGE; what a sealed bid's form fails with; RETIRED_BID, WRONG_TENDER, WRONG_NOTICE and what else a
// bid's place fails with; what the store fails with. After any of these the upload takes no more bytes and answers
// each the same; it can still be given to the box.
int32_t sealbid_upload_write(const struct sealbid_upload *upload,
                             const uint8_t *data,
                             uint64_t data_size,
                             struct sealbid_error **error);

// Frees an upload; NULL is fine. One that was not given to the box leaves nothing behind.
void sealbid_upload_free(struct sealbid_upload *upload);

// Opens a bid's key file (PEM) under its passphrase. That takes a moment, and 32 to 128 MiB.
//
// Errors: what a key file fails with.
int32_t sealbid_bid_key_open(const uint8_t *pem,
                             uint64_t pem_size,
                             const uint8_t *passphrase,
                             uint64_t passphrase_size,
                             struct sealbid_bid_key **key,
                             struct sealbid_error **error);

// Frees a key, and wipes it; NULL is fine.
void sealbid_bid_key_free(struct sealbid_bid_key *key);

// Asks, signed by the key of the bid that goes, that another bid for the same lot takes its place. `sequence` is 1 the
// first time, 2 if it was replaced once, and so on. `request` becomes the file for the tender box.
//
// Errors: REQUEST_MISMATCH if the key is not that of the old bid, or the bids are for different lots; BAD_ARGUMENT if
// `sequence` is 0.
int32_t sealbid_request_replace(const struct sealbid_bid_key *key,
                                const struct sealbid_bid *old_bid,
                                const struct sealbid_bid *new_bid,
                                uint32_t sequence,
                                struct sealbid_buffer **request,
                                struct sealbid_error **error);

// Asks, signed by the bid's key, that the bid is withdrawn. `sequence` is one more than how often it was replaced.
//
// Errors: REQUEST_MISMATCH if the key is not that of the bid; BAD_ARGUMENT if `sequence` is 0.
int32_t sealbid_request_withdraw(const struct sealbid_bid_key *key,
                                 const struct sealbid_bid *bid,
                                 uint32_t sequence,
                                 struct sealbid_buffer **request,
                                 struct sealbid_error **error);

// Announces a bid by its digest, signed by its key, where the notice lets files follow.
//
// Errors: REQUEST_MISMATCH if the key is not that of the bid.
int32_t sealbid_request_announce(const struct sealbid_bid_key *key,
                                 const struct sealbid_bid *bid,
                                 struct sealbid_buffer **request,
                                 struct sealbid_error **error);

// Gives the seed of one stage of the bid, signed by the bid's key, when a quorum of that stage was declared lost for good
// (SPEC.md §16.5): whoever has it can open the stage, so it goes to the platform alone, and not before. `request` becomes
// the file for the hall. SEALBID_ERR_NO_SEED_RESCUE if the notice did not declare it: then the key file has no seeds.
//
// Errors: NO_SEED_RESCUE, UNKNOWN_STAGE.
int32_t sealbid_request_seed(const struct sealbid_bid_key *key,
                             const char *stage,
                             struct sealbid_buffer **request,
                             struct sealbid_error **error);

// A new, empty list.
struct sealbid_list *sealbid_list_new(void);

// Frees a list; NULL is fine.
void sealbid_list_free(struct sealbid_list *list);

// Puts a copy of these bytes at the end of a list.
//
// Errors: TOO_LARGE for more than 100,000 strings. After an error the list is as it was.
int32_t sealbid_list_add(struct sealbid_list *list,
                         const uint8_t *data,
                         uint64_t size,
                         struct sealbid_error **error);

// Reads a notice and verifies its signature (CMS, DER) and the acceptances of its custodians, all of which must be
// there: `acceptances` holds the files.
//
// Errors: what a notice fails with; ORGANISATION_MISMATCH if the signer is not the tenderer; MISSING_ACCEPTANCE,
// BAD_ACCEPTANCE, UNKNOWN_CUSTODIAN; what a signature fails with.
int32_t sealbid_notice_verify(const uint8_t *notice,
                              uint64_t notice_size,
                              const uint8_t *signature,
                              uint64_t signature_size,
                              const struct sealbid_list *acceptances,
                              struct sealbid_notice **verified,
                              struct sealbid_error **error);

// Frees a notice; NULL is fine.
void sealbid_notice_free(struct sealbid_notice *notice);

// The notice as a JSON text: `digest`, `tender` (the tender digest), `signed_by` (the tenderer's certificate) and
// `notice`, whose members are those of SPEC.md §2.1: lots, stages with their times, parts, form fields, custodians.
//
// Errors: none of its own.
int32_t sealbid_notice_json(const struct sealbid_notice *notice,
                            struct sealbid_buffer **text,
                            struct sealbid_error **error);

// Writes the notice digest (32 bytes) and the tender digest (32 bytes: that of the first notice of the tender). Either
// may be NULL.
//
// Errors: none of its own.
int32_t sealbid_notice_digests(const struct sealbid_notice *notice,
                               uint8_t *digest,
                               uint8_t *tender,
                               struct sealbid_error **error);

// The deadline of the notice itself, in seconds since 1970; a moved one stands in the record. 0 for NULL.
int64_t sealbid_notice_deadline(const struct sealbid_notice *notice);

// When a stage is opened, in seconds since 1970.
//
// Errors: UNKNOWN_STAGE.
int32_t sealbid_notice_stage_time(const struct sealbid_notice *notice,
                                  const char *stage,
                                  int64_t *time,
                                  struct sealbid_error **error);

// Checks at this time that those who signed and accepted the notice are organisations of one's own list
// (`trust_list`: a file sealbid-trust/1). Nothing can be sealed without that: a notice must not vouch for itself.
//
// Errors: CUSTODIAN_NOT_TRUSTED, NO_TRUSTED_QUORUM, NOT_YET_ISSUED; what a chain fails with, of the tenderer and of
// each custodian, as the place says; what a file's form fails with, and BAD_CERTIFICATE, of the list.
int32_t sealbid_notice_trust(const struct sealbid_notice *notice,
                             const uint8_t *trust_list,
                             uint64_t trust_list_size,
                             int64_t now,
                             struct sealbid_trusted_notice **trusted,
                             struct sealbid_error **error);

// Frees it; NULL is fine.
void sealbid_trusted_notice_free(struct sealbid_trusted_notice *trusted);

// Verifies a receipt of this tender's platform. `content` becomes its JSON text: kind, tender, notice, lot, bid_key,
// digest, size, arrived (SPEC.md §13.9). Compare `digest` with your own bid's.
//
// Errors: WRONG_TENDER; WRONG_SIGNER, NO_PLATFORM; what a file's form, a signature and a chain fail with.
int32_t sealbid_receipt_verify(const struct sealbid_notice *notice,
                               const uint8_t *receipt,
                               uint64_t receipt_size,
                               struct sealbid_buffer **content,
                               struct sealbid_error **error);

// Verifies a refusal of this tender's platform. `content` becomes its JSON text with the reason's code.
//
// Errors: as sealbid_receipt_verify: WRONG_TENDER; WRONG_SIGNER, NO_PLATFORM; what a file's form, a signature and a
// chain fail with.
int32_t sealbid_refusal_verify(const struct sealbid_notice *notice,
                               const uint8_t *refusal,
                               uint64_t refusal_size,
                               struct sealbid_buffer **content,
                               struct sealbid_error **error);

// Verifies a proof file: that this entry (its bytes in the record) is in the record of this tender, under a head that
// the platform signed. `content` becomes a JSON text: index, size (of the tree), cosigners (custodians and times); how
// many of them are enough is for the caller to say.
//
// Errors: BAD_PROOF; OUTSIDE_TREE; BAD_PROOF_FILE, TOO_LARGE; HEAD_OF_ANOTHER, UNSIGNED_HEAD, BAD_HEAD_SIGNATURE,
// BAD_HEAD; NO_PLATFORM.
int32_t sealbid_proof_verify(const struct sealbid_notice *notice,
                             const uint8_t *proof,
                             uint64_t proof_size,
                             const uint8_t *entry,
                             uint64_t entry_size,
                             struct sealbid_buffer **content,
                             struct sealbid_error **error);

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
int32_t sealbid_seal_file(const struct sealbid_draft *draft,
                          const struct sealbid_trusted_notice *notice,
                          const struct sealbid_signer *signer,
                          int64_t now,
                          const char *file,
                          uint32_t threads,
                          sealbid_progress_fn progress,
                          void *progress_context,
                          struct sealbid_sealed **sealed,
                          struct sealbid_error **error);

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
int32_t sealbid_seal_push(const struct sealbid_draft *draft,
                          const struct sealbid_trusted_notice *notice,
                          const struct sealbid_signer *signer,
                          int64_t now,
                          sealbid_write_fn write,
                          void *write_context,
                          uint32_t threads,
                          sealbid_progress_fn progress,
                          void *progress_context,
                          struct sealbid_sealed **sealed,
                          struct sealbid_error **error);

// Opens every stage of a sealed bid on trial, from a file that the caller wrote: proves that what was pushed arrived.
//
// Errors: TRIAL_OPENING, with what was found as its detail; FILE_NOT_FOUND, IO if the file cannot be opened. It can be
// asked again.
int32_t sealbid_sealed_try_open(const struct sealbid_sealed *sealed,
                                const struct sealbid_trusted_notice *notice,
                                const char *file,
                                int64_t now,
                                uint32_t threads,
                                sealbid_progress_fn progress,
                                void *progress_context,
                                struct sealbid_error **error);

// Frees it, and wipes its secrets; NULL is fine.
void sealbid_sealed_free(struct sealbid_sealed *sealed);

// Writes the bid digest: 32 bytes. It is what receipts name, and what is timestamped.
//
// Errors: none of its own.
int32_t sealbid_sealed_digest(const struct sealbid_sealed *sealed,
                              uint8_t *digest,
                              struct sealbid_error **error);

// The bid's key file (PEM), encrypted under a passphrase. The bidder keeps it: it signs replacing and withdrawing, and
// holds the seeds if the notice declares seed rescue. Encrypting takes a moment (scrypt) and 32 MiB.
//
// Errors: none of its own.
int32_t sealbid_sealed_key_file(const struct sealbid_sealed *sealed,
                                const uint8_t *passphrase,
                                uint64_t passphrase_size,
                                struct sealbid_buffer **pem,
                                struct sealbid_error **error);

// A signer with a key from a file: PKCS#8 in PEM, with its passphrase if it is encrypted (else NULL and 0).
// `certificates` is PEM: the signer's own first, then those of its chain.
//
// Errors: PASSPHRASE_NEEDED, WRONG_PASSPHRASE, BAD_SIGNING_KEY, WEAK_KEY, TOO_LARGE, of the key;
// KEY_CERTIFICATE_MISMATCH; BAD_PEM, BAD_CERTIFICATE, of the certificates; TOO_LARGE for more than 16 others;
// BAD_ARGUMENT if there is none.
int32_t sealbid_signer_from_pem(const uint8_t *certificates,
                                uint64_t certificates_size,
                                const uint8_t *key,
                                uint64_t key_size,
                                const uint8_t *passphrase,
                                uint64_t passphrase_size,
                                struct sealbid_signer **signer,
                                struct sealbid_error **error);

// A signer whose key stays with the caller: in a USB token, an HSM, another program. The library calls `sign` with
// `context` whenever it needs a signature, from the thread that called it, and verifies each before it uses it. Both
// must live as long as the signer, and as long as anything that was made with it and keeps a copy: tender boxes, the
// closed boxes that they become, their openings, timestamp authorities. `scheme` is one of SEALBID_SCHEME_….
//
// Errors: KEY_CERTIFICATE_MISMATCH if the certificate's key does not sign with the scheme; WEAK_KEY; BAD_PEM,
// BAD_CERTIFICATE, of the certificates; TOO_LARGE for more than 16 others; BAD_ARGUMENT if there is none, or no such
// scheme. Nothing is signed yet: what signing fails with is met by the functions that sign.
int32_t sealbid_signer_from_callback(const uint8_t *certificates,
                                     uint64_t certificates_size,
                                     int32_t scheme,
                                     sealbid_sign_fn sign,
                                     void *context,
                                     struct sealbid_signer **signer,
                                     struct sealbid_error **error);

// Frees a signer; NULL is fine.
void sealbid_signer_free(struct sealbid_signer *signer);

// Asks for a timestamp over 32 bytes: the bid digest. `der` becomes what is sent to an authority, by HTTP POST with
// the type application/timestamp-query.
//
// Errors: none of its own.
int32_t sealbid_timestamp_request_new(const uint8_t *digest,
                                      struct sealbid_timestamp_request **request,
                                      struct sealbid_buffer **der,
                                      struct sealbid_error **error);

// Frees a request; NULL is fine.
void sealbid_timestamp_request_free(struct sealbid_timestamp_request *request);

// Takes the token out of an authority's response (application/timestamp-reply), if it answers this request. Whether
// the authority is one of the notice's is asked with sealbid_timestamp_verify.
//
// Errors: TIMESTAMP_REFUSED, with the authority's reasons; TIMESTAMP_NONCE, TIMESTAMP_IMPRINT; BAD_TIMESTAMP_RESPONSE,
// BAD_TIMESTAMP, TIMESTAMP_SHAPE, TOO_LARGE. The request can be used again.
int32_t sealbid_timestamp_response(const struct sealbid_timestamp_request *request,
                                   const uint8_t *response,
                                   uint64_t response_size,
                                   struct sealbid_buffer **token,
                                   struct sealbid_error **error);

// Verifies that a token is over these 32 bytes and by an authority of the notice; `time` becomes its time, in seconds
// since 1970, fractions cut off.
//
// Errors: what a timestamp fails with; NO_AUTHORITY.
int32_t sealbid_timestamp_verify(const struct sealbid_notice *notice,
                                 const uint8_t *token,
                                 uint64_t token_size,
                                 const uint8_t *digest,
                                 int64_t *time,
                                 struct sealbid_error **error);

// The ABI of the library that is loaded: major × 65536 + minor. A program compares the major number with
// SEALBID_ABI_VERSION_MAJOR, and asks for at least the minor number of its header.
//
// Threads: any.
int32_t sealbid_abi_version(void);

// The version of the library that is loaded, as text: "0.1.0". It lives as long as the library.
//
// Threads: any.
const char *sealbid_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SEALBID_H */
