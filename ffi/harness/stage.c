/* The opening of a stage, blind review behind it, and what anybody reads in the record. Where callbacks fail or cancel, at
 * each of their calls, nothing is decided, and everything goes on. */
#include "hall.h"

static sealbid_opening *opening;
static int events;

static void happened(void *context, const char *json) {
    sealbid_buffer *text = (sealbid_buffer *)&w;
    sealbid_error *error;
    HOLDS(context == &events && json[0] == '{');
    /* A callback cannot use the handle that called it; the first is heard while there is none yet. */
    if (opening) {
        HOLDS(sealbid_opening_status(opening, &text, &error) == SEALBID_ERR_HANDLE_IN_USE && !text);
        sealbid_error_free(error);
    }
    events++;
}

/* Cancelled at its first call, then at its second, and so on: what was done by then stays, so that it comes to an end. */
static void until_done(attempt *run, int least) {
    int call = 0, code;
    do {
        struct plan plan = { 0, ++call, 0 };
        sealbid_error *error;
        code = run(&plan, &error);
        HOLDS(code == SEALBID_OK || code == SEALBID_ERR_CANCELLED);
        sealbid_error_free(error);
    } while (code);
    HOLDS(call > least);
}

static int32_t reread(struct plan *plan, sealbid_error **error) {
    sealbid_buffer *damaged = (sealbid_buffer *)&w;
    int32_t code = sealbid_opening_reread(opening, TECHNICAL, 1, cancel, plan, &damaged, error);
    HOLDS(!code == !!damaged);
    sealbid_buffer_free(damaged);
    return code;
}
static int32_t settle(struct plan *plan, sealbid_error **error) {
    return sealbid_opening_settle(opening, TECHNICAL, 1, cancel, plan, error);
}
typedef int32_t opens(const sealbid_opening *, int64_t, const char *, uint32_t, sealbid_progress_fn, void *, sealbid_buffer **,
                      sealbid_error **);
static int32_t opening_by(opens *function, struct plan *plan, sealbid_error **error) {
    sealbid_buffer *summary = (sealbid_buffer *)&w;
    int32_t code = function(opening, TECHNICAL, NULL, 1, cancel, plan, &summary, error);
    HOLDS(!code == !!summary);
    sealbid_buffer_free(summary);
    return code;
}
static int32_t run(struct plan *plan, sealbid_error **error) { return opening_by(sealbid_opening_run, plan, error); }
static int32_t give_up(struct plan *plan, sealbid_error **error) { return opening_by(sealbid_opening_give_up, plan, error); }

static const uint8_t *wanted;
static int32_t extracting(sealbid_document_fn document, sealbid_write_fn write, struct plan *plan, sealbid_error **error) {
    sealbid_buffer *contents = (sealbid_buffer *)&w;
    int32_t code = sealbid_opening_extract(opening, wanted, document, write, plan, 1, &contents, error);
    HOLDS(!code == !!contents);
    sealbid_buffer_free(contents);
    return code;
}
static int32_t document_fails(struct plan *plan, sealbid_error **error) { return extracting(document_or_fail, ignore_bytes, plan, error); }
static int32_t store_fails(struct plan *plan, sealbid_error **error) { return extracting(ignore_document, write_or_fail, plan, error); }

static int32_t copy_or_fail(void *plan, const char *lot, const char *code, const char *path, uint64_t size) {
    return !strlen(lot) || !strlen(code) || !strlen(path) || !size || due(plan);
}
static int32_t dealing(sealbid_progress_fn progress, void *context, struct plan *plan, sealbid_buffer **dealt, sealbid_error **error) {
    return sealbid_opening_deal(opening, NULL, copy_or_fail, write_or_fail, plan, TECHNICAL, 1, progress, context, dealt, error);
}

static int32_t audit(struct plan *plan, sealbid_error **error) {
    sealbid_buffer *report = (sealbid_buffer *)&w;
    int32_t overall = -1;
    int32_t code = sealbid_audit(h.folder, h.folder, w.roots, NULL, NULL, 1, cancel, plan, &overall, &report, error);
    HOLDS(!code == !!report && (code || overall == SEALBID_AUDIT_PASSED_AS_FAR)); /* the second stage is to come */
    sealbid_buffer_free(report);
    return code;
}

/* What the custodians are asked, and what they answer. */
static void released(sealbid_closed_box *closed) {
    uint8_t digest[32];
    sealbid_buffer *request, *release, *refusal, *holder, *text;
    sealbid_buffer *note = cosigned(closed, TECHNICAL, digest);
    sealbid_list *tokens = one_token(digest, TECHNICAL);
    OK(sealbid_opening_request(opening, sealbid_buffer_data(note), sealbid_buffer_size(note), tokens, TECHNICAL, 1, &request,
                               &error));
    OK(sealbid_custodian_hand_in(h.desks[0], sealbid_buffer_data(h.receipt), sealbid_buffer_size(h.receipt), &error));
    refusal = (sealbid_buffer *)&w;
    REFUSED(SEALBID_ERR_BAD_JSON, release,
            sealbid_custodian_release(h.desks[0], h.folder, (const uint8_t *)"{", 1, &release, &refusal, &error));
    HOLDS(!refusal);
    for (int n = 0; n < 2; n++) {
        OK(sealbid_custodian_release(h.desks[n], h.folder, sealbid_buffer_data(request), sealbid_buffer_size(request),
                                     &release, &refusal, &error));
        HOLDS(!refusal);
        OK(sealbid_opening_give_release(opening, sealbid_buffer_data(release), sealbid_buffer_size(release), TECHNICAL,
                                        &holder, &error));
        sealbid_buffer_free(release), shows(holder, n ? "c1" : "c0");
    }
    OK(sealbid_custodian_memory(h.desks[0], &text, &error));
    shows(text, "technical");
    OK(sealbid_custodian_clear(h.desks[0], &error));
    OK(sealbid_opening_status(opening, &text, &error));
    shows(text, "\"ready\": true");
    sealbid_buffer_free(note), sealbid_buffer_free(request), sealbid_list_free(tokens);
}

/* What other holders and bidders could give, were it asked of them. */
static void not_asked(const struct sent *first) {
    sealbid_buffer *seed, *text;
    char content[1000];
    uint8_t digest[32];
    OK(sealbid_request_seed(first->key, "technical", &seed, &error));
    EXPECT(SEALBID_ERR_OUT_OF_ORDER, sealbid_opening_give_seed(opening, sealbid_buffer_data(seed), sealbid_buffer_size(seed),
                                                               TECHNICAL, digest, &error));
    sealbid_buffer_free(seed);
    REFUSED(SEALBID_ERR_OUT_OF_ORDER, text, sealbid_opening_publish_seeds(opening, TECHNICAL, &text, &error));
    OK(sealbid_opening_give_beacons(opening, (const uint8_t *)"[]", 2, TECHNICAL, &text, &error));
    shows(text, "[]");
    REFUSED(SEALBID_ERR_BAD_JSON, text, sealbid_opening_give_refusal(opening, (const uint8_t *)"[", 1, TECHNICAL, &text, &error));
    snprintf(content, sizeof content,
             "{\"format\":\"sealbid-quorum-lost/1\",\"tender\":\"%s\",\"stage\":\"technical\",\"issued\":"
             "\"2026-07-01T01:10:00Z\",\"cut_off\":\"2026-07-01T04:00:00Z\",\"reason\":\"two are gone\"}", h.tender_hex);
    sealbid_buffer *lost = decided(h.platform, content, TECHNICAL);
    EXPECT(SEALBID_ERR_WRONG_SIGNER, sealbid_opening_quorum_lost(opening, sealbid_buffer_data(lost),
                                                                 sealbid_buffer_size(lost), TECHNICAL, &error));
    sealbid_buffer_free(lost);
}

/* Dealt under codes, scored, named. */
static void reviewed(sealbid_closed_box *closed) {
    sealbid_buffer *dealt, *text;
    struct plan whole = { 0, 0, 0 };
    for (int call = 1; call <= 4; call++) {
        struct plan plan = { 0, call, 0 };
        REFUSED(SEALBID_ERR_CALLBACK_FAILED, dealt, dealing(NULL, NULL, &plan, &dealt, &error));
    }
    struct plan stop = { 0, 1, 0 };
    REFUSED(SEALBID_ERR_CANCELLED, dealt, dealing(cancel, &stop, &whole, &dealt, &error));
    REFUSED(SEALBID_ERR_OUT_OF_ORDER, text, sealbid_opening_unblind(opening, TECHNICAL, &text, &error));
    OK(dealing(NULL, NULL, &whole, &dealt, &error));
    HOLDS(whole.calls >= 4); /* two copies, each with its bytes */
    char content[2000], digest[65];
    const char *at = NULL, *next = (const char *)sealbid_buffer_data(dealt);
    /* Behind those of the copies. */
    while ((next = strstr(next, "\"digest\": \""))) at = next++;
    HOLDS(at);
    snprintf(digest, sizeof digest, "%.64s", at + 11);
    sealbid_buffer_free(dealt);
    snprintf(content, sizeof content,
             "{\"format\":\"sealbid-scores/1\",\"tender\":\"%s\",\"stage\":\"technical\",\"blinded\":\"%s\",\"issued\":"
             "\"2026-07-01T01:10:00Z\",\"lots\":[{\"lot\":\"1\",\"scores\":[{\"code\":\"001\",\"points\":8000},"
             "{\"code\":\"002\",\"points\":7000}]}]}", h.tender_hex, digest);
    sealbid_buffer *scores = decided(h.tenderer, content, TECHNICAL);
    OK(sealbid_closed_box_scores(closed, sealbid_buffer_data(scores), sealbid_buffer_size(scores), TECHNICAL, &error));
    OK(sealbid_opening_unblind(opening, TECHNICAL, &text, &error));
    shows(text, "\"openings\"");
    sealbid_buffer_free(scores);
}

static void admitted(sealbid_closed_box *closed, const struct sent *first, const struct sent *second) {
    char content[2000];
    snprintf(content, sizeof content,
             "{\"format\":\"sealbid-admission/1\",\"tender\":\"%s\",\"stage\":\"commercial\",\"issued\":"
             "\"2026-07-01T01:10:00Z\",\"admitted\":[\"%s\",\"%s\"],\"excluded\":[]}",
             h.tender_hex, first->hex, second->hex);
    sealbid_buffer *wrong = decided(h.platform, content, TECHNICAL), *right = decided(h.tenderer, content, TECHNICAL);
    EXPECT(SEALBID_ERR_WRONG_SIGNER, sealbid_closed_box_admit(closed, sealbid_buffer_data(wrong),
                                                              sealbid_buffer_size(wrong), TECHNICAL, &error));
    OK(sealbid_closed_box_admit(closed, sealbid_buffer_data(right), sealbid_buffer_size(right), TECHNICAL, &error));
    sealbid_buffer_free(wrong), sealbid_buffer_free(right);
}

static void looked_up(const struct sent *first) {
    uint64_t entry = 0;
    int32_t standing = -1;
    sealbid_buffer *proof, *bytes_of_entry, *text;
    OK(sealbid_audit_find_bid(h.folder, first->digest, &entry, &error));
    OK(sealbid_audit_prove(h.folder, entry, &proof, &bytes_of_entry, &error));
    OK(sealbid_proof_verify(h.verified, sealbid_buffer_data(proof), sealbid_buffer_size(proof),
                            sealbid_buffer_data(bytes_of_entry), sealbid_buffer_size(bytes_of_entry), &text, &error));
    shows(text, "cosigners");
    sealbid_buffer_free(proof), sealbid_buffer_free(bytes_of_entry);
    bytes_of_entry = (sealbid_buffer *)&w;
    REFUSED(SEALBID_ERR_NULL_ARGUMENT, bytes_of_entry,
            sealbid_audit_prove(h.folder, entry, NULL, &bytes_of_entry, &error));
    OK(sealbid_audit_receipt(h.folder, sealbid_buffer_data(h.receipt), sealbid_buffer_size(h.receipt), w.roots, &standing,
                             &text, &proof, &error));
    HOLDS(standing == SEALBID_RECEIPT_RECORDED);
    shows(text, "recorded"), sealbid_buffer_free(proof);
}

void stage(sealbid_closed_box *closed, const struct sent *first, const struct sent *second) {
    sealbid_opening *none;
    sealbid_buffer *text, *minutes;
    uint8_t digest[32], again[32];
    REFUSED(SEALBID_ERR_UNKNOWN_STAGE, none, sealbid_opening_begin(closed, "third", NULL, NULL, &none, &error));
    OK(sealbid_opening_begin(closed, "technical", happened, &events, &none, &error));
    opening = none;
    until_done(reread, 1);
    until_done(settle, 0);
    released(closed);
    not_asked(first);
    REFUSED(SEALBID_ERR_OUT_OF_ORDER, minutes, sealbid_opening_minutes(opening, &minutes, digest, &error));
    until_done(run, 1);
    until_done(give_up, 0);
    OK(sealbid_opening_outcomes(opening, &text, &error));
    shows(text, second->hex);
    wanted = first->digest;
    at_each_call("document of an opening", document_fails, SEALBID_ERR_CALLBACK_FAILED, 1);
    at_each_call("write of a document of an opening", store_fails, SEALBID_ERR_CALLBACK_FAILED, 1);
    OK(sealbid_opening_minutes(opening, &minutes, digest, &error));
    shows(minutes, first->hex);
    sealbid_list *tokens = one_token(digest, TECHNICAL);
    OK(sealbid_opening_finish(opening, tokens, TECHNICAL, again, &error));
    HOLDS(!memcmp(digest, again, 32) && events > 4);
    sealbid_list_free(tokens);
    reviewed(closed);
    admitted(closed, first, second);
    sealbid_opening_free(opening);
    opening = NULL;
    at_each_call("progress of an audit", audit, SEALBID_ERR_CANCELLED, 2);
    looked_up(first);
}
