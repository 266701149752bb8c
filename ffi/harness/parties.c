/* Who has a key in a hall. */
#include "hall.h"
#include <sys/stat.h>

struct hall h;

void hex_of(const uint8_t digest[32], char out[65]) {
    for (int n = 0; n < 32; n++) snprintf(out + 2 * n, 3, "%02x", digest[n]);
}

sealbid_signer *signer_of(const char *name) {
    char file[64];
    sealbid_signer *signer;
    snprintf(file, sizeof file, "%s.pem", name);
    bytes pem = load(file, 0);
    snprintf(file, sizeof file, "%s.key", name);
    bytes key = load(file, 0);
    OK(sealbid_signer_from_pem(pem.data, pem.size, key.data, key.size, NULL, 0, &signer, &error));
    free(pem.data), free(key.data);
    return signer;
}

sealbid_buffer *stamped(const uint8_t digest[32], int64_t at) {
    sealbid_timestamp_request *request;
    sealbid_buffer *der, *response, *token;
    int32_t granted = -1;
    OK(sealbid_timestamp_request_new(digest, &request, &der, &error));
    OK(sealbid_timestamp_authority_answer(h.authority, sealbid_buffer_data(der), sealbid_buffer_size(der), at, &response,
                                          &granted, &error));
    HOLDS(granted == 1);
    OK(sealbid_timestamp_response(request, sealbid_buffer_data(response), sealbid_buffer_size(response), &token, &error));
    sealbid_timestamp_request_free(request), sealbid_buffer_free(der), sealbid_buffer_free(response);
    return token;
}

sealbid_list *one_token(const uint8_t digest[32], int64_t at) {
    sealbid_list *list = sealbid_list_new();
    sealbid_buffer *token = stamped(digest, at);
    OK(sealbid_list_add(list, sealbid_buffer_data(token), sealbid_buffer_size(token), &error));
    sealbid_buffer_free(token);
    return list;
}

struct sent send_bid(sealbid_signer *bidder, int with_key) {
    struct sent sent;
    sealbid_draft *draft;
    sealbid_sealed *sealed;
    sealbid_buffer *reports, *pem = NULL;
    memset(&sent, 0, sizeof sent);
    OK(sealbid_draft_new("1", &draft, &error));
    OK(sealbid_draft_add_bytes(draft, "method", "方案.txt", NULL, w.proposal.data, w.proposal.size, &error));
    OK(sealbid_draft_add_bytes(draft, "bill", "bill.txt", NULL, (const uint8_t *)"1,2,3", 5, &error));
    OK(sealbid_draft_set_number(draft, "price", 123456789, &error));
    OK(sealbid_draft_set_number(draft, "period", 240, &error));
    OK(sealbid_draft_add_copies(draft, h.verified, w.terms.data, w.terms.size, &reports, &error));
    OK(sealbid_seal_push(draft, h.trusted, bidder, w.now, keep, &sent.file, 1, NULL, NULL, &sealed, &error));
    if (with_key) {
        OK(sealbid_sealed_key_file(sealed, PASSPHRASE, PASSPHRASE_SIZE, &pem, &error));
        OK(sealbid_bid_key_open(sealbid_buffer_data(pem), sealbid_buffer_size(pem), PASSPHRASE, PASSPHRASE_SIZE,
                                &sent.key, &error));
    }
    OK(sealbid_bid_from_bytes(sent.file.data, sent.file.size, &sent.bid, &error));
    OK(sealbid_bid_digest(sent.bid, sent.digest, &error));
    hex_of(sent.digest, sent.hex);
    sent.token = stamped(sent.digest, ARRIVED);
    sealbid_buffer_free(reports), sealbid_buffer_free(pem);
    sealbid_draft_free(draft), sealbid_sealed_free(sealed);
    return sent;
}

void forget(struct sent *sent) {
    free(sent->file.data);
    sealbid_buffer_free(sent->token), sealbid_bid_free(sent->bid), sealbid_bid_key_free(sent->key);
}

sealbid_buffer *decided(sealbid_signer *signer, const char *content, int64_t at) {
    sealbid_buffer *decision;
    OK(sealbid_sign_decision(signer, (const uint8_t *)content, strlen(content), at, &decision, &error));
    return decision;
}

/* A custodian's key is made, goes through its file, states itself, and accepts a notice that names it. */
static void custodians(void) {
    sealbid_custodian_key *made;
    sealbid_buffer *pem, *statement, *acceptance, *signature;
    OK(sealbid_custodian_key_generate("c9", "Custodian 9", "T-1", w.now, &made, &error));
    OK(sealbid_custodian_key_file(made, PASSPHRASE, PASSPHRASE_SIZE, &pem, &error));
    OK(sealbid_custodian_key_statement(made, &statement, &error));
    OK(sealbid_sign_detached(h.platform, sealbid_buffer_data(statement), sealbid_buffer_size(statement), w.now,
                             &signature, &error));
    HOLDS(sealbid_buffer_size(signature) > 100);
    sealbid_buffer_free(signature);
    REFUSED(SEALBID_ERR_UNKNOWN_CUSTODIAN, acceptance,
            sealbid_custodian_key_accept(made, h.notice.data, h.notice.size, &acceptance, &error));
    sealbid_buffer_free(pem), shows(statement, "Custodian 9"), sealbid_custodian_key_free(made);
    for (int n = 0; n < HOLDERS; n++) {
        char memory[4200];
        bytes key = load("custodian-%d.key", n);
        OK(sealbid_custodian_key_open(key.data, key.size, PASSPHRASE, PASSPHRASE_SIZE, &h.keys[n], &error));
        free(key.data);
        /* A memory has its folder for itself. */
        const char *desk = new_path();
        HOLDS(mkdir(desk, 0700) == 0);
        snprintf(memory, sizeof memory, "%s/memory.json", desk);
        OK(sealbid_custodian_memory_begin(h.keys[n], memory, &error));
        EXPECT(SEALBID_ERR_WOULD_OVERWRITE, sealbid_custodian_memory_begin(h.keys[n], memory, &error));
        OK(sealbid_custodian_new(h.keys[n], memory, w.roots, &h.desks[n], &error));
    }
    OK(sealbid_custodian_key_accept(h.keys[0], h.notice.data, h.notice.size, &acceptance, &error));
    shows(acceptance, "c0");
}

static void record_keys(void) {
    sealbid_record_key *made;
    sealbid_buffer *pem;
    uint8_t public_key[32] = { 0 }, none[32] = { 0 };
    OK(sealbid_record_key_generate("T-1", w.now, &made, &error));
    OK(sealbid_record_key_public(made, public_key, &error));
    HOLDS(memcmp(public_key, none, 32));
    OK(sealbid_record_key_file(made, PASSPHRASE, PASSPHRASE_SIZE, &pem, &error));
    shows(pem, "ENCRYPTED");
    sealbid_record_key_free(made);
    bytes key = load("record.key", 0);
    OK(sealbid_record_key_open(key.data, key.size, PASSPHRASE, PASSPHRASE_SIZE, &h.record_key, &error));
    free(key.data);
}

void hall_set_up(void) {
    uint8_t digest[32];
    h.notice = load("hall-notice.json", 0), h.signature = load("hall-notice.p7s", 0);
    h.acceptances = several("hall-acceptance-%d.json", HOLDERS);
    OK(sealbid_notice_verify(h.notice.data, h.notice.size, h.signature.data, h.signature.size, h.acceptances, &h.verified,
                             &error));
    OK(sealbid_notice_trust(h.verified, w.trust.data, w.trust.size, w.now, &h.trusted, &error));
    OK(sealbid_notice_digests(h.verified, digest, h.tender, &error));
    hex_of(h.tender, h.tender_hex), hex_of(digest, h.notice_hex);
    h.platform = signer_of("platform"), h.tenderer = signer_of("tenderer"), h.adjudicator = signer_of("adjudicator");
    h.rival = signer_of("rival");
    sealbid_signer *signer = signer_of("authority");
    OK(sealbid_timestamp_authority_new(signer, "1.2.3.4.1", &h.authority, &error));
    sealbid_signer_free(signer); /* the authority lives on */
    record_keys();
    custodians();
    snprintf(h.folder, sizeof h.folder, "%s", new_path());
}

void hall_tear_down(void) {
    for (int n = 0; n < HOLDERS; n++) sealbid_custodian_key_free(h.keys[n]), sealbid_custodian_free(h.desks[n]);
    free(h.notice.data), free(h.signature.data);
    sealbid_list_free(h.acceptances), sealbid_notice_free(h.verified), sealbid_trusted_notice_free(h.trusted);
    sealbid_signer_free(h.platform), sealbid_signer_free(h.tenderer), sealbid_signer_free(h.adjudicator), sealbid_signer_free(h.rival), sealbid_buffer_free(h.receipt);
    sealbid_record_key_free(h.record_key), sealbid_timestamp_authority_free(h.authority);
}
