/* Blind copies at a bidder's desk: made, looked at, and sealed. */
#include "harness.h"

static const char NAME[] = "示例公司"; /* the bidder, as its terms and the proposal have it */

static int holds(const uint8_t *data, uint64_t size, const char *words) {
    uint64_t length = strlen(words);
    for (uint64_t at = 0; at + length <= size; at++)
        if (!memcmp(data + at, words, length)) return 1;
    return 0;
}

static void copies(void) {
    struct memory copy = { NULL, 0, 0 };
    sealbid_buffer *text;
    HOLDS(!strcmp(sealbid_transformation(), "sealbid-redact/1"));
    HOLDS(holds(w.proposal.data, w.proposal.size, NAME));
    OK(sealbid_blind_copy("a.txt", w.proposal.data, w.proposal.size, w.terms.data, w.terms.size, w.blind_notice, keep,
                          &copy, &text, &error));
    HOLDS(holds(sealbid_buffer_data(text), sealbid_buffer_size(text), "\"form\": []")); /* nothing is wrong with the form */
    shows(text, NAME);                                                                /* which term it was */
    HOLDS(!holds(copy.data, copy.size, NAME) && holds(copy.data, copy.size, "［隐去］"));
    OK(sealbid_blind_scan("01.txt", copy.data, copy.size, w.terms.data, w.terms.size, &text, &error));
    HOLDS(!memcmp(sealbid_buffer_data(text), "[]", 2));
    sealbid_buffer_free(text);
    OK(sealbid_blind_scan("01.txt", w.proposal.data, w.proposal.size, w.terms.data, w.terms.size, &text, &error));
    shows(text, NAME);
    OK(sealbid_blind_scan("示例公司.txt", copy.data, copy.size, w.terms.data, w.terms.size, &text, &error));
    shows(text, "file name");
    free(copy.data);
    /* Nobody need hear of the report, and there need be no notice. */
    int written = 0;
    OK(sealbid_blind_copy("a.md", w.proposal.data, w.proposal.size, w.terms.data, w.terms.size, NULL, take, &written, NULL,
                          &error));
    HOLDS(written == 1);
}

/* With its copies a bid is sealed, and opens; without them it is not. Of the documents one is pulled, once. */
static void sealing(void) {
    struct pulled pulled = { 0, 3000 };
    struct memory memory = { NULL, 0, 0 };
    sealbid_sealed *sealed;
    sealbid_buffer *text;
    sealbid_bid *bid;
    sealbid_draft *draft = fresh_draft();
    REFUSED(SEALBID_ERR_BLIND_COPY_MISSING, sealed,
            sealbid_seal_push(draft, w.blind_trusted, w.signer, w.now, take, NULL, 1, NULL, NULL, &sealed, &error));
    sealbid_draft_free(draft);

    draft = fresh_draft();
    OK(sealbid_draft_add_bytes(draft, "method", "b/方案.txt", NULL, w.proposal.data, w.proposal.size, &error));
    OK(sealbid_draft_add_reader(draft, "method", "x.txt", NULL, pulled.left, give, &pulled, &error));
    OK(sealbid_draft_add_copies(draft, w.blind_notice, w.terms.data, w.terms.size, &text, &error));
    HOLDS(pulled.left == 0);
    HOLDS(strstr((const char *)sealbid_buffer_data(text), "b/方案.txt"));
    shows(text, NAME);
    int calls = pulled.calls;
    OK(sealbid_seal_push(draft, w.blind_trusted, w.signer, w.now, keep, &memory, 0, NULL, NULL, &sealed, &error));
    HOLDS(pulled.calls == calls);
    sealbid_draft_free(draft);
    OK(sealbid_bid_from_bytes(memory.data, memory.size, &bid, &error));
    OK(sealbid_bid_check(bid, w.blind_notice, NULL, w.now, 0, NULL, NULL, &error));
    const char *path = new_path();
    FILE *file = fopen(path, "wb");
    HOLDS(file && fwrite(memory.data, 1, memory.size, file) == memory.size && !fclose(file));
    OK(sealbid_sealed_try_open(sealed, w.blind_trusted, path, w.now, 0, NULL, NULL, &error));
    /* This notice keeps no seeds for anybody. */
    sealbid_buffer *pem;
    sealbid_bid_key *key;
    OK(sealbid_sealed_key_file(sealed, PASSPHRASE, PASSPHRASE_SIZE, &pem, &error));
    OK(sealbid_bid_key_open(sealbid_buffer_data(pem), sealbid_buffer_size(pem), PASSPHRASE, PASSPHRASE_SIZE, &key,
                            &error));
    REFUSED(SEALBID_ERR_NO_SEED_RESCUE, text, sealbid_request_seed(key, "technical", &text, &error));
    sealbid_buffer_free(pem), sealbid_bid_key_free(key);
    sealbid_bid_free(bid), sealbid_sealed_free(sealed), free(memory.data);
}

static int32_t never(void *context, const uint8_t *data, uint64_t size) {
    (void)context, (void)data, (void)size;
    fail(__FILE__, __LINE__, "something was pushed");
    return 0;
}

#define COPY_OF(name, document, terms, notice) \
    sealbid_blind_copy(name, (document).data, (document).size, (terms).data, (terms).size, notice, never, NULL, &text, &error)

static void misuse(void) {
    sealbid_buffer *text;
    bytes short_terms = { (uint8_t *)"{\"format\":\"sealbid-terms/1\",\"names\":[\"x\"]}", 42 };
    HOLDS(strlen((char *)short_terms.data) == short_terms.size);
    REFUSED(SEALBID_ERR_BAD_TERMS, text, COPY_OF("a.txt", w.proposal, short_terms, NULL));
    REFUSED(SEALBID_ERR_BAD_JSON, text, COPY_OF("a.txt", w.proposal, w.key, NULL));
    REFUSED(SEALBID_ERR_UNSUPPORTED_DOCUMENT, text, COPY_OF("a.dwg", w.proposal, w.terms, NULL));
    REFUSED(SEALBID_ERR_DOCUMENT_MISMATCH, text, COPY_OF("a.pdf", w.proposal, w.terms, NULL));
    REFUSED(SEALBID_ERR_NO_BLIND_REVIEW, text, COPY_OF("a.txt", w.proposal, w.terms, w.handle_notice));
    REFUSED(SEALBID_ERR_NOT_UTF8, text, COPY_OF("\xff.txt", w.proposal, w.terms, NULL));
    REFUSED(SEALBID_ERR_BAD_TERMS, text,
            sealbid_blind_scan("a.txt", w.proposal.data, w.proposal.size, short_terms.data, short_terms.size, &text, &error));
    REFUSED(SEALBID_ERR_UNSUPPORTED_DOCUMENT, text,
            sealbid_blind_scan("a.pdf", (const uint8_t *)"\x80\x81\x82", 3, w.terms.data, w.terms.size, &text, &error));

    /* After each of these the draft is as it was: in the end it is sealed. */
    sealbid_sealed *sealed;
    sealbid_draft *draft = fresh_draft();
    REFUSED(SEALBID_ERR_BAD_TERMS, text,
            sealbid_draft_add_copies(draft, w.blind_notice, short_terms.data, short_terms.size, &text, &error));
    REFUSED(SEALBID_ERR_NO_BLIND_REVIEW, text,
            sealbid_draft_add_copies(draft, w.handle_notice, w.terms.data, w.terms.size, &text, &error));
    OK(sealbid_draft_add_copies(draft, w.blind_notice, w.terms.data, w.terms.size, NULL, &error));
    REFUSED(SEALBID_ERR_UNSAFE_PATH, text,
            sealbid_draft_add_copies(draft, w.blind_notice, w.terms.data, w.terms.size, &text, &error));
    OK(sealbid_seal_push(draft, w.blind_trusted, w.signer, w.now, take, NULL, 1, NULL, NULL, &sealed, &error));
    sealbid_draft_free(draft), sealbid_sealed_free(sealed);

    /* What came after the copies has none; a document of which none can be made leaves the draft without any. */
    draft = fresh_draft();
    OK(sealbid_draft_add_copies(draft, w.blind_notice, w.terms.data, w.terms.size, NULL, &error));
    OK(sealbid_draft_add_bytes(draft, "method", "late.txt", NULL, w.proposal.data, w.proposal.size, &error));
    REFUSED(SEALBID_ERR_BLIND_COPY_MISSING, sealed,
            sealbid_seal_push(draft, w.blind_trusted, w.signer, w.now, take, NULL, 1, NULL, NULL, &sealed, &error));
    sealbid_draft_free(draft);
    draft = fresh_draft();
    OK(sealbid_draft_add_bytes(draft, "method", "z.pdf", NULL, w.proposal.data, w.proposal.size, &error));
    REFUSED(SEALBID_ERR_DOCUMENT_MISMATCH, text,
            sealbid_draft_add_copies(draft, w.blind_notice, w.terms.data, w.terms.size, &text, &error));
    OK(sealbid_seal_push(draft, w.trusted, w.signer, w.now, take, NULL, 1, NULL, NULL, &sealed, &error));
    sealbid_draft_free(draft), sealbid_sealed_free(sealed);
    /* A file that has become longer is not the one that was added. */
    const char *path = new_path();
    FILE *file = fopen(path, "wb");
    HOLDS(file && fputs("one", file) >= 0 && !fflush(file));
    draft = fresh_draft();
    OK(sealbid_draft_add_file(draft, "method", "grows.txt", NULL, path, &error));
    HOLDS(fputs(" and more", file) >= 0 && !fclose(file));
    REFUSED(SEALBID_ERR_SIZE_CHANGED, text,
            sealbid_draft_add_copies(draft, w.blind_notice, w.terms.data, w.terms.size, &text, &error));
    sealbid_draft_free(draft);
}

void blind(void) {
    copies();
    sealing();
    misuse();
}
