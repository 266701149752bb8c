/* What callers get wrong besides leaving something out: each has its code, gives out nothing, and harms nothing. */
#include "harness.h"

/* After it was sealed, well or not, a draft is used up. */
static void used_up(void) {
    sealbid_sealed *sealed;
    for (int well = 0; well < 2; well++) {
        sealbid_draft *draft = fresh_draft();
        if (well) {
            OK(sealbid_seal_push(draft, w.trusted, w.signer, w.now, take, NULL, 1, NULL, NULL, &sealed, &error));
            sealbid_sealed_free(sealed);
        } else {
            OK(sealbid_draft_set_text(draft, "manager", "somebody", &error));
            REFUSED(SEALBID_ERR_FILE_NOT_FOUND, sealed,
                    sealbid_seal_file(draft, w.trusted, w.signer, w.now, "/nowhere/bid.sbid", 1, NULL, NULL, &sealed, &error));
        }
        const int32_t done = SEALBID_ERR_HANDLE_FINISHED;
        EXPECT(done, sealbid_draft_add_file(draft, "method", "a.txt", NULL, w.plan_file, &error));
        EXPECT(done, sealbid_draft_add_bytes(draft, "method", "a.txt", NULL, NULL, 0, &error));
        EXPECT(done, sealbid_draft_add_reader(draft, "method", "a.txt", NULL, 1, give, NULL, &error));
        EXPECT(done, sealbid_draft_set_text(draft, "quality", "优良", &error));
        EXPECT(done, sealbid_draft_set_number(draft, "price", 1, &error));
        EXPECT(done, sealbid_draft_add_copies(draft, w.blind_notice, w.terms.data, w.terms.size, NULL, &error));
        const char *path = new_path();
        REFUSED(done, sealed, sealbid_seal_file(draft, w.trusted, w.signer, w.now, path, 1, NULL, NULL, &sealed, &error));
        HOLDS(!exists(path));
        REFUSED(done, sealed, sealbid_seal_push(draft, w.trusted, w.signer, w.now, take, NULL, 1, NULL, NULL, &sealed, &error));
        sealbid_draft_free(draft);
    }
}

static void values(void) {
    const char not_text[] = { (char)0xff, (char)0xfe, 0 };
    const uint8_t byte = 0;
    sealbid_draft *draft;
    sealbid_bid *bid;
    sealbid_signer *signer;
    sealbid_buffer *buffer;
    int64_t time;
    REFUSED(SEALBID_ERR_NOT_UTF8, draft, sealbid_draft_new(not_text, &draft, &error));
    REFUSED(SEALBID_ERR_BAD_FIELD, draft, sealbid_draft_new("", &draft, &error));
    REFUSED(SEALBID_ERR_NOT_UTF8, bid, sealbid_bid_open(not_text, &bid, &error));
    REFUSED(SEALBID_ERR_FILE_NOT_FOUND, bid, sealbid_bid_open("/nowhere", &bid, &error));
    REFUSED(SEALBID_ERR_NOT_A_SEALED_BID, bid, sealbid_bid_from_bytes(NULL, 0, &bid, &error));
    REFUSED(SEALBID_ERR_BAD_ARGUMENT, bid, sealbid_bid_from_bytes(&byte, UINT64_MAX, &bid, &error));
    draft = fresh_draft();
    EXPECT(SEALBID_ERR_BAD_ARGUMENT, sealbid_draft_set_number(draft, "price", -1, &error));
    EXPECT(SEALBID_ERR_NOT_UTF8, sealbid_draft_set_text(draft, "manager", not_text, &error));
    EXPECT(SEALBID_ERR_UNSAFE_PATH, sealbid_draft_add_bytes(draft, "method", "../a.txt", NULL, &byte, 1, &error));
    EXPECT(SEALBID_ERR_FILE_NOT_FOUND, sealbid_draft_add_file(draft, "method", "a.txt", NULL, "/nowhere", &error));
    EXPECT(SEALBID_ERR_BAD_ARGUMENT, sealbid_draft_add_bytes(draft, "method", "a.txt", NULL, &byte, UINT64_MAX, &error));
    sealbid_draft_free(draft);
    for (int32_t scheme = -1; scheme < 8; scheme += 8) /* neither is one */
        REFUSED(SEALBID_ERR_BAD_ARGUMENT, signer,
                sealbid_signer_from_callback(w.certificates.data, w.certificates.size, scheme, sign, NULL, &signer, &error));
    REFUSED(SEALBID_ERR_BAD_ARGUMENT, buffer, sealbid_request_withdraw(w.bid_key, w.bid, 0, &buffer, &error));
    REFUSED(SEALBID_ERR_REQUEST_MISMATCH, buffer, sealbid_request_withdraw(w.bid_key, w.other, 1, &buffer, &error));
    REFUSED(SEALBID_ERR_UNKNOWN_STAGE, buffer, sealbid_request_seed(w.bid_key, "third", &buffer, &error));
    EXPECT(SEALBID_ERR_UNKNOWN_STAGE, sealbid_notice_stage_time(w.handle_notice, "third", &time, &error));
    EXPECT(SEALBID_ERR_BAD_TIME, sealbid_bid_check(w.bid, w.handle_notice, NULL, INT64_MAX, 1, NULL, NULL, &error));
    HOLDS(!sealbid_error_words(0, 0) && !sealbid_error_words(-1, 1) && !sealbid_error_words(INT32_MAX, 0));
}

/* Each file in the place of another. */
static void exchanged(void) {
    sealbid_buffer *buffer;
    sealbid_bid_key *key;
    sealbid_notice *notice;
    sealbid_trusted_notice *trusted;
    sealbid_roots *roots;
    sealbid_revocation *revocation;
    sealbid_list *list = sealbid_list_new();
    REFUSED(SEALBID_ERR_WRONG_PASSPHRASE, key,
            sealbid_bid_key_open(w.key_file.data, w.key_file.size, PASSPHRASE, 3, &key, &error));
    REFUSED(SEALBID_ERR_MISSING_ACCEPTANCE, notice,
            sealbid_notice_verify(w.notice.data, w.notice.size, w.signature.data, w.signature.size, NULL, &notice, &error));
    REFUSED(SEALBID_ERR_UNKNOWN_FIELD, trusted,
            sealbid_notice_trust(w.handle_notice, w.notice.data, w.notice.size, w.now, &trusted, &error));
    REFUSED(SEALBID_ERR_BAD_ARGUMENT, roots, sealbid_roots_from_pem(w.notice.data, w.notice.size, &roots, &error));
    OK(sealbid_list_add(list, NULL, 0, &error));
    REFUSED(SEALBID_ERR_BAD_CRL, revocation, sealbid_revocation_new(list, NULL, w.now, &revocation, &error));
    sealbid_list_free(list);
    list = sealbid_list_new();
    OK(sealbid_list_add(list, w.revoked_crl.data, w.revoked_crl.size, &error));
    OK(sealbid_revocation_new(list, NULL, w.now, &revocation, &error));
    sealbid_list_free(list); /* what was made from it lives on */
    REFUSED(SEALBID_ERR_CERTIFICATE_REVOKED, buffer,
            sealbid_chain_verify(w.certificate.data, w.certificate.size, NULL, w.roots, revocation, w.now, &buffer, &error));
    EXPECT(SEALBID_ERR_CERTIFICATE_REVOKED,
           sealbid_bid_check(w.bid, w.handle_notice, revocation, w.now, 0, NULL, NULL, &error));
    sealbid_revocation_free(revocation);
    REFUSED(SEALBID_ERR_QUORUM_NOT_MET, buffer,
            sealbid_bid_open_stage(w.bid, w.handle_notice, "technical", NULL, NULL, NULL, NULL, 0, &buffer, &error));
    REFUSED(SEALBID_ERR_BAD_PROOF, buffer,
            sealbid_proof_verify(w.handle_notice, w.proof.data, w.proof.size, w.notice.data, w.notice.size, &buffer, &error));
    REFUSED(SEALBID_ERR_BAD_JSON, buffer,
            sealbid_receipt_verify(w.handle_notice, w.key.data, w.key.size, &buffer, &error));
    uint8_t digest[32] = { 1 };
    EXPECT(SEALBID_ERR_TIMESTAMP_IMPRINT,
           sealbid_timestamp_verify(w.handle_notice, w.token.data, w.token.size, digest, NULL, &error));
    const char *path = new_path();
    EXPECT(SEALBID_ERR_FILE_NOT_FOUND, sealbid_sealed_try_open(w.sealed, w.trusted, path, w.now, 0, NULL, NULL, &error));
}

/* Nothing is overwritten, and what is there stays. */
static void in_the_way(void) {
    sealbid_sealed *sealed;
    sealbid_draft *draft = fresh_draft();
    REFUSED(SEALBID_ERR_WOULD_OVERWRITE, sealed,
            sealbid_seal_file(draft, w.trusted, w.signer, w.now, w.bid_file, 0, NULL, NULL, &sealed, &error));
    sealbid_draft_free(draft);
    bytes still = load("bid.sbid", 0);
    HOLDS(still.size == w.bid_bytes.size && !memcmp(still.data, w.bid_bytes.data, still.size));
    free(still.data);
}

void wrong_use(void) {
    used_up();
    values();
    exchanged();
    in_the_way();
}
