/* Every function as it is meant. */
#include "harness.h"

static void notices(void) {
    sealbid_buffer *text;
    uint8_t digest[32], tender[32], again[32];
    int64_t time = 0;
    OK(sealbid_notice_json(w.handle_notice, &text, &error));
    shows(text, "供水管网改造");
    OK(sealbid_notice_digests(w.handle_notice, digest, tender, &error));
    OK(sealbid_notice_digests(w.handle_notice, NULL, again, &error));
    HOLDS(!memcmp(tender, again, 32));
    HOLDS(sealbid_notice_deadline(w.handle_notice) == 1782867600); /* 2026-07-01T09:00:00+08:00 */
    OK(sealbid_notice_stage_time(w.handle_notice, "technical", &time, &error));
    HOLDS(time == 1782867600 + 600);
}

static void certificates(void) {
    sealbid_buffer *text;
    OK(sealbid_certificate_json(w.certificate.data, w.certificate.size, &text, &error));
    shows(text, "示例公司");
    OK(sealbid_certificate_json(w.certificates.data, w.certificates.size, &text, &error));
    shows(text, "示例公司");
    OK(sealbid_chain_verify(w.certificate.data, w.certificate.size, NULL, w.roots, w.revocation, w.now, &text, &error));
    shows(text, "Good");
    OK(sealbid_chain_verify(w.certificate.data, w.certificate.size, NULL, w.roots, NULL, w.now, NULL, &error));
}

static void opening(void) {
    sealbid_buffer *text;
    int documents = 0, writes = 0;
    OK(sealbid_bid_json(w.bid, &text, &error));
    shows(text, "bid_key");
    OK(sealbid_bid_check(w.bid, w.handle_notice, w.revocation, w.now, 0, hear, &documents, &error));
    HOLDS(documents > 0);
    documents = 0;
    OK(sealbid_bid_open_stage(w.bid, w.handle_notice, "technical", w.releases, begin, take, &documents, 2, &text,
                              &error));
    HOLDS(documents > 3);
    shows(text, "技术/方案.txt");
    OK(sealbid_bid_open_stage(w.bid, w.handle_notice, "technical", w.releases, NULL, NULL, &writes, 0, &text, &error));
    shows(text, "优良");
    HOLDS(writes == 0);
}

/* Sealed with a key that stays in another program, pushed, written by ourselves, and opened on trial. */
static void sealing(void) {
    int signatures = 0, heard = 0;
    struct pulled pulled = { 0, 300000 };
    struct memory memory = { NULL, 0, 0 };
    sealbid_signer *signer;
    sealbid_draft *draft = fresh_draft();
    sealbid_sealed *sealed;
    sealbid_bid *bid;
    uint8_t digest[32], again[32];
    OK(sealbid_signer_from_callback(w.certificates.data, w.certificates.size, SEALBID_SCHEME_ECDSA_P256_SHA256, sign,
                                    &signatures, &signer, &error));
    OK(sealbid_draft_add_reader(draft, "extras", "x.txt", NULL, 300000, give, &pulled, &error));
    OK(sealbid_seal_push(draft, w.trusted, signer, w.now, keep, &memory, 0, hear, &heard, &sealed, &error));
    HOLDS(signatures == 1 && heard > 1 && pulled.calls > 1 && pulled.left == 0);
    sealbid_draft_free(draft);
    sealbid_signer_free(signer);
    OK(sealbid_bid_from_bytes(memory.data, memory.size, &bid, &error));
    OK(sealbid_bid_digest(bid, digest, &error));
    OK(sealbid_sealed_digest(sealed, again, &error));
    HOLDS(!memcmp(digest, again, 32));
    const char *path = new_path();
    FILE *file = fopen(path, "wb");
    HOLDS(file && fwrite(memory.data, 1, memory.size, file) == memory.size && !fclose(file));
    free(memory.data);
    OK(sealbid_bid_check(bid, w.handle_notice, NULL, w.now, 1, NULL, NULL, &error));
    OK(sealbid_sealed_try_open(sealed, w.trusted, path, w.now, 0, hear, NULL, &error));

    sealbid_buffer *pem, *request;
    sealbid_bid_key *key;
    OK(sealbid_sealed_key_file(sealed, PASSPHRASE, PASSPHRASE_SIZE, &pem, &error));
    OK(sealbid_bid_key_open(sealbid_buffer_data(pem), sealbid_buffer_size(pem), PASSPHRASE, PASSPHRASE_SIZE, &key,
                            &error));
    sealbid_buffer_free(pem);
    OK(sealbid_request_replace(key, bid, w.bid, 1, &request, &error));
    shows(request, "content");
    OK(sealbid_request_withdraw(key, bid, 2, &request, &error));
    shows(request, "content");
    OK(sealbid_request_announce(key, bid, &request, &error));
    shows(request, "content");
    OK(sealbid_request_seed(key, "technical", &request, &error));
    shows(request, "content");
    sealbid_bid_key_free(key), sealbid_bid_free(bid), sealbid_sealed_free(sealed);
}

static void answers(void) {
    sealbid_buffer *text, *token;
    int64_t time = 0;
    OK(sealbid_receipt_verify(w.handle_notice, w.receipt.data, w.receipt.size, &text, &error));
    shows(text, "arrived");
    OK(sealbid_refusal_verify(w.handle_notice, w.refusal.data, w.refusal.size, &text, &error));
    shows(text, "7119"); /* SEALBID_ERR_LATE */
    OK(sealbid_proof_verify(w.handle_notice, w.proof.data, w.proof.size, w.entry.data, w.entry.size, &text, &error));
    shows(text, "cosigners");
    OK(sealbid_timestamp_response(w.request, w.response.data, w.response.size, &token, &error));
    OK(sealbid_timestamp_verify(w.handle_notice, sealbid_buffer_data(token), sealbid_buffer_size(token), w.digest,
                                &time, &error));
    HOLDS(time == w.now);
    OK(sealbid_timestamp_verify(w.handle_notice, w.token.data, w.token.size, w.digest, NULL, &error));
    sealbid_buffer_free(token);
}

void right_use(void) {
    notices();
    certificates();
    opening();
    sealing();
    answers();
}
