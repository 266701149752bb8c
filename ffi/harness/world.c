#include "harness.h"

struct world w;

void fail(const char *file, int line, const char *what) {
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    exit(1);
}

void judge(const char *file, int line, int32_t got, int32_t want, sealbid_error *error) {
    char text[1000];
    if (got != want) {
        const char *words = error && got ? sealbid_error_text(error) : "no error";
        snprintf(text, sizeof text, "%d instead of %d: %s", got, want, words);
        fail(file, line, text);
    }
    if (got == SEALBID_OK) {
        if (error) fail(file, line, "the error is not NULL");
        return;
    }
    if (error == (sealbid_error *)&w || !error) fail(file, line, "the error was not set");
    if (sealbid_error_code(error) != got) fail(file, line, "the error's code is another");
    if (!strlen(sealbid_error_text(error)) || !strlen(sealbid_error_section(error))) fail(file, line, "it says nothing");
    if (!sealbid_error_place(error) || !sealbid_error_detail(error)) fail(file, line, "it has no place or detail");
    if (!sealbid_error_words(got, 0) || !sealbid_error_words(got, 1)) fail(file, line, "there are no words for it");
    sealbid_error_free(error);
}

void shows(sealbid_buffer *text, const char *words) {
    const char *content = (const char *)sealbid_buffer_data(text);
    HOLDS(strlen(content) == sealbid_buffer_size(text)); /* a zero byte stands behind it */
    if (!strstr(content, words)) {
        fprintf(stderr, "%s\n", content);
        fail(__FILE__, __LINE__, words);
    }
    sealbid_buffer_free(text);
}

static const char *in_folder(const char *name, int number) {
    static char path[4][4096];
    static int turn;
    char *next = path[turn++ % 4], file[256];
    snprintf(file, sizeof file, name, number);
    snprintf(next, sizeof path[0], "%s/%s", w.folder, file);
    return next;
}

bytes load(const char *name, int number) {
    const char *path = in_folder(name, number);
    FILE *file = fopen(path, "rb");
    if (!file) fail(path, number, "it cannot be read");
    HOLDS(fseek(file, 0, SEEK_END) == 0);
    bytes loaded = { NULL, (uint64_t)ftell(file) };
    rewind(file);
    loaded.data = malloc(loaded.size);
    HOLDS(loaded.data && fread(loaded.data, 1, loaded.size, file) == loaded.size);
    fclose(file);
    return loaded;
}

const char *new_path(void) {
    static int number;
    return in_folder("new-%d.sbid", number++);
}

int exists(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file) fclose(file);
    return file != NULL;
}

sealbid_draft *fresh_draft(void) {
    sealbid_draft *draft;
    OK(sealbid_draft_new("1", &draft, &error));
    OK(sealbid_draft_add_file(draft, "method", "plan.txt", NULL, w.plan_file, &error));
    OK(sealbid_draft_add_bytes(draft, "bill", "bill.txt", "text/plain", (const uint8_t *)"1,2,3", 5, &error));
    OK(sealbid_draft_set_number(draft, "price", 123456789, &error));
    OK(sealbid_draft_set_number(draft, "period", 240, &error));
    OK(sealbid_draft_set_text(draft, "quality", "优良", &error));
    return draft;
}

int32_t take(void *count, const uint8_t *data, uint64_t size) {
    if (count) ++*(int *)count;
    return size && !data; /* there may be nothing, but not nowhere */
}
int32_t hear(void *count, uint64_t done) {
    (void)done;
    if (count) ++*(int *)count;
    return 0;
}
int32_t begin(void *count, const char *part, const char *path, const char *kind, uint64_t size) {
    (void)size;
    if (count) ++*(int *)count;
    return !strlen(part) || !strlen(path) || !strlen(kind);
}
int64_t give(void *context, uint8_t *buffer, uint64_t size) {
    struct pulled *pulled = context;
    uint64_t given = size < pulled->left ? size : pulled->left;
    memset(buffer, 'x', given);
    pulled->calls++, pulled->left -= given;
    return (int64_t)given;
}
int32_t keep(void *context, const uint8_t *data, uint64_t size) {
    struct memory *memory = context;
    if (memory->size + size > memory->room) {
        memory->room = 2 * (memory->size + size);
        memory->data = realloc(memory->data, memory->room);
    }
    memcpy(memory->data + memory->size, data, size);
    memory->size += size;
    return 0;
}
/* Signs with openssl, which has the bidder's key. Not for several threads at once: the library sees to that. */
int32_t sign(void *count, const uint8_t *message, uint64_t size, uint8_t *out, uint64_t room, uint64_t *got) {
    char from[4096], to[4096], command[16000];
    if (count) ++*(int *)count;
    snprintf(from, sizeof from, "%s", in_folder("message.tmp", 0));
    snprintf(to, sizeof to, "%s", in_folder("signature.tmp", 0));
    FILE *file = fopen(from, "wb");
    if (!file || fwrite(message, 1, size, file) != size || fclose(file)) return 1;
    snprintf(command, sizeof command, "openssl dgst -sha256 -sign '%s/bidder.key' -out '%s' '%s'", w.folder, to, from);
    if (system(command) || !(file = fopen(to, "rb"))) return 2;
    *got = fread(out, 1, room, file);
    return fclose(file);
}

sealbid_list *several(const char *name, int count) {
    sealbid_list *list = sealbid_list_new();
    for (int n = 0; n < count; n++) {
        bytes file = load(name, n);
        OK(sealbid_list_add(list, file.data, file.size, &error));
        free(file.data);
    }
    return list;
}

/* What the fixture makes for what we have: releases of a bid, an answer to a request. */
static void fixture(const char *command, const char *first, const char *second) {
    char line[16000];
    snprintf(line, sizeof line, "'%s' %s '%s' '%s' '%s'", w.fixture, command, w.folder, first, second);
    HOLDS(system(line) == 0);
}

void set_up(const char *folder, const char *program) {
    w.folder = folder, w.fixture = program;
    snprintf(w.plan_file, sizeof w.plan_file, "%s/plan.txt", folder);
    snprintf(w.bid_file, sizeof w.bid_file, "%s/bid.sbid", folder);
    bytes now = load("now.txt", 0);
    for (uint64_t n = 0; n < now.size; n++) w.now = w.now * 10 + (now.data[n] - '0');
    free(now.data);
    w.notice = load("notice.json", 0), w.signature = load("notice.p7s", 0), w.trust = load("trust.json", 0);
    w.certificates = load("bidder.pem", 0), w.key = load("bidder.key", 0), w.pem = load("ca.pem", 0);
    w.certificate = load("bidder.der", 0), w.receipt = load("bid.receipt.json", 0);
    w.refusal = load("other.refusal.json", 0), w.proof = load("entry.proof", 0), w.entry = load("entry.json", 0);
    w.token = load("bid.tst", 0), w.bid_bytes = load("bid.sbid", 0), w.key_file = load("bid.sbid.key", 0);
    w.crl = load("good.crl", 0), w.revoked_crl = load("revoked.crl", 0), w.ocsp = load("good.ocsp", 0);
    w.proposal = load("proposal.txt", 0), w.terms = load("terms.json", 0);
    w.acceptances = several("acceptance-%d.json", 3), w.crls = several("good.crl", 1);
    w.responses = several("good.ocsp", 1);
    OK(sealbid_notice_verify(w.notice.data, w.notice.size, w.signature.data, w.signature.size, w.acceptances,
                             &w.handle_notice, &error));
    OK(sealbid_notice_trust(w.handle_notice, w.trust.data, w.trust.size, w.now, &w.trusted, &error));
    bytes notice = load("blind-notice.json", 0), signature = load("blind-notice.p7s", 0);
    sealbid_list *acceptances = several("blind-acceptance-%d.json", 3);
    OK(sealbid_notice_verify(notice.data, notice.size, signature.data, signature.size, acceptances, &w.blind_notice,
                             &error));
    free(notice.data), free(signature.data), sealbid_list_free(acceptances);
    OK(sealbid_notice_trust(w.blind_notice, w.trust.data, w.trust.size, w.now, &w.blind_trusted, &error));
    OK(sealbid_signer_from_pem(w.certificates.data, w.certificates.size, w.key.data, w.key.size, NULL, 0, &w.signer,
                               &error));
    OK(sealbid_bid_open(w.bid_file, &w.bid, &error));
    OK(sealbid_bid_digest(w.bid, w.digest, &error));
    bytes other = load("other.sbid", 0);
    OK(sealbid_bid_from_bytes(other.data, other.size, &w.other, &error));
    free(other.data); /* the bid has its own copy */
    OK(sealbid_bid_key_open(w.key_file.data, w.key_file.size, PASSPHRASE, PASSPHRASE_SIZE, &w.bid_key, &error));
    OK(sealbid_roots_from_pem(w.pem.data, w.pem.size, &w.roots, &error));
    OK(sealbid_revocation_new(w.crls, w.responses, w.now, &w.revocation, &error));
    sealbid_draft *draft = fresh_draft();
    snprintf(w.sealed_file, sizeof w.sealed_file, "%s", new_path());
    OK(sealbid_seal_file(draft, w.trusted, w.signer, w.now, w.sealed_file, 2, NULL, NULL, &w.sealed, &error));
    sealbid_draft_free(draft);
    fixture("release", w.bid_file, "technical");
    w.releases = several("release-%d.json", 2);
    sealbid_buffer *der;
    OK(sealbid_timestamp_request_new(w.digest, &w.request, &der, &error));
    char request[4096], answer[4096];
    snprintf(request, sizeof request, "%s", in_folder("request.tmp", 0));
    snprintf(answer, sizeof answer, "%s", in_folder("response.tmp", 0));
    FILE *file = fopen(request, "wb");
    HOLDS(file && fwrite(sealbid_buffer_data(der), 1, sealbid_buffer_size(der), file) == sealbid_buffer_size(der));
    fclose(file);
    sealbid_buffer_free(der);
    fixture("stamp", request, answer);
    w.response = load("response.tmp", 0);
    OK(sealbid_notice_json(w.handle_notice, &w.buffer, &error));
}

void tear_down(void) {
    bytes *loaded[] = { &w.notice, &w.signature, &w.trust, &w.certificates, &w.key, &w.pem, &w.certificate, &w.receipt,
                        &w.refusal, &w.proof, &w.entry, &w.token, &w.response, &w.bid_bytes, &w.key_file, &w.crl,
                        &w.revoked_crl, &w.ocsp, &w.proposal, &w.terms };
    for (size_t n = 0; n < sizeof loaded / sizeof *loaded; n++) free(loaded[n]->data);
    sealbid_list_free(w.acceptances), sealbid_list_free(w.releases);
    sealbid_list_free(w.crls), sealbid_list_free(w.responses);
    /* A handle may go before those that were made from it. */
    sealbid_notice_free(w.handle_notice), sealbid_trusted_notice_free(w.trusted), sealbid_signer_free(w.signer);
    sealbid_notice_free(w.blind_notice), sealbid_trusted_notice_free(w.blind_trusted);
    sealbid_bid_free(w.bid), sealbid_bid_free(w.other), sealbid_bid_key_free(w.bid_key), sealbid_roots_free(w.roots);
    sealbid_revocation_free(w.revocation), sealbid_sealed_free(w.sealed);
    sealbid_timestamp_request_free(w.request), sealbid_buffer_free(w.buffer);
}
