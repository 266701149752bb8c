/* Callbacks that fail or cancel, at each of their calls in turn: the function ends with the code that belongs to it, gives
 * out nothing, leaves no file behind, and everything can be used again. HARNESS_STEP skips calls where time is short. */
#include "harness.h"

int due(void *context) {
    struct plan *plan = context;
    return ++plan->calls == plan->fail_at;
}

int32_t write_or_fail(void *plan, const uint8_t *data, uint64_t size) { (void)data, (void)size; return due(plan) ? -5 : 0; }
int32_t cancel(void *plan, uint64_t done) { (void)done; return due(plan); }
/* A document of 200,000 bytes, read in small pieces; `wrong` is what is returned when it is due. */
static int64_t read_pieces(struct plan *plan, uint8_t *buffer, uint64_t size, int64_t wrong) {
    uint64_t given = size < plan->left ? size : plan->left;
    given = given < 30000 ? given : 30000;
    memset(buffer, 1, given);
    plan->left -= given;
    return due(plan) ? wrong : (int64_t)given;
}
static int64_t read_or_fail(void *plan, uint8_t *buffer, uint64_t size) { return read_pieces(plan, buffer, size, -1); }
static int64_t read_too_much(void *plan, uint8_t *buffer, uint64_t size) { return read_pieces(plan, buffer, size, (int64_t)size + 1); }
static int64_t read_end(void *plan, uint8_t *buffer, uint64_t size) { return read_pieces(plan, buffer, size, 0); }
int32_t document_or_fail(void *plan, const char *part, const char *path, const char *kind, uint64_t size) {
    (void)part, (void)path, (void)kind, (void)size;
    return due(plan) ? 1 : 0;
}
int32_t ignore_document(void *plan, const char *part, const char *path, const char *kind, uint64_t size) {
    (void)plan, (void)part, (void)path, (void)kind, (void)size;
    return 0;
}
int32_t ignore_bytes(void *plan, const uint8_t *data, uint64_t size) { (void)plan, (void)data, (void)size; return 0; }
static int32_t sign_or_fail(void *plan, const uint8_t *message, uint64_t size, uint8_t *out, uint64_t room, uint64_t *got) {
    return due(plan) ? 9 : sign(NULL, message, size, out, room, got);
}
static int32_t sign_too_long(void *plan, const uint8_t *message, uint64_t size, uint8_t *out, uint64_t room, uint64_t *got) {
    (void)plan, (void)message, (void)size, (void)out;
    *got = room + 1;
    return 0;
}
static int32_t sign_wrongly(void *plan, const uint8_t *message, uint64_t size, uint8_t *out, uint64_t room, uint64_t *got) {
    (void)plan, (void)message, (void)size;
    memset(out, 0x30, *got = room < 70 ? room : 70);
    return 0;
}

/* Runs it with a failure at each call, until no call is left to fail. How often it must come to one is the least that
 * shows that something was tried. */
void at_each_call(const char *name, attempt *run, int32_t code, int least) {
    const char *given = getenv("HARNESS_STEP");
    int step = given ? atoi(given) : 1;
    HOLDS(step > 0);
    struct plan whole = { 0, 0, 0 };
    OK(run(&whole, &error));
    HOLDS(whole.calls >= least);
    for (int call = 1; call <= whole.calls; call += step) {
        struct plan plan = { 0, call, 0 };
        if (code == SEALBID_ERR_CANCELLED && call == whole.calls) {
            /* With the last call nothing may be left to cancel. */
            sealbid_error *error = NULL;
            int32_t got = run(&plan, &error);
            HOLDS(got == code || got == SEALBID_OK);
            sealbid_error_free(error);
        } else {
            EXPECT(code, run(&plan, &error));
        }
        HOLDS(plan.calls >= call);
    }
    printf("  %s: %d calls\n", name, whole.calls);
}

static int32_t pushing(struct plan *plan, sealbid_write_fn write, sealbid_progress_fn progress, sealbid_error **error) {
    sealbid_sealed *sealed = (sealbid_sealed *)&w;
    sealbid_draft *draft = fresh_draft();
    int32_t code = sealbid_seal_push(draft, w.trusted, w.signer, w.now, write, plan, 1, progress, plan, &sealed, error);
    HOLDS(!code == !!sealed);
    sealbid_sealed_free(sealed), sealbid_draft_free(draft);
    return code;
}
static int32_t push(struct plan *plan, sealbid_error **error) { return pushing(plan, write_or_fail, NULL, error); }
static int32_t push_cancelled(struct plan *plan, sealbid_error **error) { return pushing(plan, ignore_bytes, cancel, error); }

static int32_t file_cancelled(struct plan *plan, sealbid_error **error) {
    sealbid_sealed *sealed;
    sealbid_draft *draft = fresh_draft();
    const char *path = new_path();
    int32_t code = sealbid_seal_file(draft, w.trusted, w.signer, w.now, path, 1, cancel, plan, &sealed, error);
    HOLDS(exists(path) == !code);
    if (!code) HOLDS(!remove(path));
    sealbid_sealed_free(sealed), sealbid_draft_free(draft);
    return code;
}

static int32_t reading(sealbid_read_fn read, struct plan *plan, sealbid_error **error) {
    sealbid_sealed *sealed;
    sealbid_draft *draft = fresh_draft();
    plan->left = 200000;
    OK(sealbid_draft_add_reader(draft, "extras", "x.txt", NULL, plan->left, read, plan, &error));
    int32_t code = sealbid_seal_push(draft, w.trusted, w.signer, w.now, take, NULL, 1, NULL, NULL, &sealed, error);
    sealbid_sealed_free(sealed), sealbid_draft_free(draft);
    return code;
}
static int32_t read_fails(struct plan *plan, sealbid_error **error) { return reading(read_or_fail, plan, error); }
static int32_t read_lies(struct plan *plan, sealbid_error **error) { return reading(read_too_much, plan, error); }
static int32_t read_ends(struct plan *plan, sealbid_error **error) { return reading(read_end, plan, error); }

static int32_t copying(sealbid_read_fn read, struct plan *plan, sealbid_error **error) {
    sealbid_buffer *reports;
    sealbid_draft *draft;
    plan->left = 200000;
    OK(sealbid_draft_new("1", &draft, &error));
    OK(sealbid_draft_add_reader(draft, "method", "x.txt", NULL, plan->left, read, plan, &error));
    int32_t code = sealbid_draft_add_copies(draft, w.blind_notice, w.terms.data, w.terms.size, &reports, error);
    HOLDS(!code == !!reports);
    sealbid_buffer_free(reports), sealbid_draft_free(draft);
    return code;
}
static int32_t copy_read_fails(struct plan *plan, sealbid_error **error) { return copying(read_or_fail, plan, error); }
static int32_t copy_read_lies(struct plan *plan, sealbid_error **error) { return copying(read_too_much, plan, error); }
static int32_t copy_read_ends(struct plan *plan, sealbid_error **error) { return copying(read_end, plan, error); }
/* The copy of a document of several pieces. */
static int32_t copy_fails(struct plan *plan, sealbid_error **error) {
    static uint8_t text[200000];
    sealbid_buffer *report;
    memset(text, 'x', sizeof text);
    int32_t code = sealbid_blind_copy("x.txt", text, sizeof text, w.terms.data, w.terms.size, w.blind_notice,
                                      write_or_fail, plan, &report, error);
    HOLDS(!code == !!report);
    sealbid_buffer_free(report);
    return code;
}

static int32_t open_with(sealbid_document_fn document, sealbid_write_fn write, struct plan *plan, sealbid_error **error) {
    sealbid_buffer *contents = (sealbid_buffer *)&w;
    int32_t code = sealbid_bid_open_stage(w.bid, w.handle_notice, "technical", w.releases, document, write, plan, 1,
                                          &contents, error);
    HOLDS(!code == !!contents);
    sealbid_buffer_free(contents);
    return code;
}
static int32_t document_fails(struct plan *plan, sealbid_error **error) { return open_with(document_or_fail, ignore_bytes, plan, error); }
static int32_t store_fails(struct plan *plan, sealbid_error **error) { return open_with(ignore_document, write_or_fail, plan, error); }

static int32_t check_cancelled(struct plan *plan, sealbid_error **error) {
    return sealbid_bid_check(w.bid, w.handle_notice, NULL, w.now, 1, cancel, plan, error);
}
static int32_t try_cancelled(struct plan *plan, sealbid_error **error) {
    return sealbid_sealed_try_open(w.sealed, w.trusted, w.sealed_file, w.now, 1, cancel, plan, error);
}

static int32_t signing(sealbid_sign_fn function, struct plan *plan, sealbid_error **error) {
    sealbid_signer *signer;
    sealbid_sealed *sealed;
    sealbid_draft *draft = fresh_draft();
    OK(sealbid_signer_from_callback(w.certificates.data, w.certificates.size, SEALBID_SCHEME_ECDSA_P256_SHA256,
                                    function, plan, &signer, &error));
    int32_t code = sealbid_seal_push(draft, w.trusted, signer, w.now, take, NULL, 1, NULL, NULL, &sealed, error);
    sealbid_sealed_free(sealed), sealbid_draft_free(draft), sealbid_signer_free(signer);
    return code;
}
static int32_t sign_fails(struct plan *plan, sealbid_error **error) { return signing(sign_or_fail, plan, error); }

void callbacks(void) {
    at_each_call("write of a sealed bid", push, SEALBID_ERR_CALLBACK_FAILED, 3);
    at_each_call("progress of sealing", push_cancelled, SEALBID_ERR_CANCELLED, 3);
    at_each_call("progress of sealing into a file", file_cancelled, SEALBID_ERR_CANCELLED, 5);
    at_each_call("read that fails", read_fails, SEALBID_ERR_CALLBACK_FAILED, 3);
    at_each_call("read of more than there was room for", read_lies, SEALBID_ERR_CALLBACK_FAILED, 3);
    at_each_call("read for a blind copy that fails", copy_read_fails, SEALBID_ERR_CALLBACK_FAILED, 3);
    at_each_call("read for a blind copy of more than there was room for", copy_read_lies, SEALBID_ERR_CALLBACK_FAILED, 3);
    at_each_call("write of a blind copy", copy_fails, SEALBID_ERR_CALLBACK_FAILED, 3);
    at_each_call("document", document_fails, SEALBID_ERR_CALLBACK_FAILED, 3);
    at_each_call("write of a document", store_fails, SEALBID_ERR_CALLBACK_FAILED, 3);
    at_each_call("progress of a check", check_cancelled, SEALBID_ERR_CANCELLED, 3);
    at_each_call("progress of a trial opening", try_cancelled, SEALBID_ERR_CANCELLED, 2);
    at_each_call("signature", sign_fails, SEALBID_ERR_CALLBACK_FAILED, 1);
    struct plan early = { 0, 2, 0 }, early_copy = early, none = { 0, 0, 0 };
    EXPECT(SEALBID_ERR_SIZE_CHANGED, read_ends(&early, &error));
    EXPECT(SEALBID_ERR_SIZE_CHANGED, copy_read_ends(&early_copy, &error));
    EXPECT(SEALBID_ERR_CALLBACK_FAILED, signing(sign_too_long, &none, &error));
    EXPECT(SEALBID_ERR_SIGNING_FAILED, signing(sign_wrongly, &none, &error));
}
