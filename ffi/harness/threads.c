/* Eight threads: each with handles of its own, then all with the same ones. */
#include "harness.h"
#include <pthread.h>

enum { THREADS = 8 };
static pthread_barrier_t start;
static sealbid_list *shared;
static sealbid_signer *by_callback;
/* How many are within the callback that signs, and the most there were. */
static int within, most;

static void check_bid(sealbid_bid *bid, sealbid_notice *notice) {
    sealbid_buffer *text;
    OK(sealbid_bid_check(bid, notice, w.revocation, w.now, 2, NULL, NULL, &error));
    OK(sealbid_bid_json(bid, &text, &error));
    HOLDS(strstr((const char *)sealbid_buffer_data(text), "bid_key"));
    sealbid_buffer_free(text);
    OK(sealbid_bid_open_stage(bid, notice, "technical", w.releases, begin, take, NULL, 2, &text, &error));
    sealbid_buffer_free(text);
}

static void *alone(void *unused) {
    sealbid_notice *notice;
    sealbid_trusted_notice *trusted;
    sealbid_signer *signer;
    sealbid_bid *bid;
    sealbid_sealed *sealed;
    sealbid_draft *draft = fresh_draft();
    pthread_barrier_wait(&start);
    OK(sealbid_notice_verify(w.notice.data, w.notice.size, w.signature.data, w.signature.size, w.acceptances, &notice,
                             &error));
    OK(sealbid_notice_trust(notice, w.trust.data, w.trust.size, w.now, &trusted, &error));
    OK(sealbid_signer_from_pem(w.certificates.data, w.certificates.size, w.key.data, w.key.size, NULL, 0, &signer,
                               &error));
    OK(sealbid_seal_push(draft, trusted, signer, w.now, take, NULL, 2, NULL, NULL, &sealed, &error));
    OK(sealbid_bid_from_bytes(w.bid_bytes.data, w.bid_bytes.size, &bid, &error));
    check_bid(bid, notice);
    sealbid_draft_free(draft), sealbid_sealed_free(sealed), sealbid_bid_free(bid);
    sealbid_trusted_notice_free(trusted), sealbid_signer_free(signer), sealbid_notice_free(notice);
    return unused;
}

/* The library must call it once at a time; if it did not, this count would show it. */
static int32_t sign_in_turn(void *key, const uint8_t *message, uint64_t size, uint8_t *out, uint64_t room, uint64_t *got) {
    int now = __atomic_add_fetch(&within, 1, __ATOMIC_SEQ_CST);
    if (now > most) most = now;
    int32_t answer = sign(key, message, size, out, room, got);
    __atomic_sub_fetch(&within, 1, __ATOMIC_SEQ_CST);
    return answer;
}

static void *together(void *number) {
    sealbid_draft *draft = fresh_draft();
    sealbid_sealed *sealed;
    uint8_t digest[32];
    pthread_barrier_wait(&start);
    check_bid(w.bid, w.handle_notice);
    OK(sealbid_seal_push(draft, w.trusted, by_callback, w.now, take, NULL, 2, NULL, NULL, &sealed, &error));
    for (int n = 0; n < 100; n++) OK(sealbid_list_add(shared, w.digest, 32, &error));
    OK(sealbid_sealed_digest(w.sealed, digest, &error));
    EXPECT(SEALBID_ERR_BAD_JSON, sealbid_bid_open_stage(w.bid, w.handle_notice, "technical", w.crls, NULL, NULL, NULL, 1,
                                                        &(sealbid_buffer *){ NULL }, &error));
    HOLDS(sealbid_error_words(1001 + *(int *)number, 1) && sealbid_notice_deadline(w.handle_notice));
    sealbid_draft_free(draft), sealbid_sealed_free(sealed);
    return NULL;
}

static void all(void *(*run)(void *)) {
    pthread_t threads[THREADS];
    int numbers[THREADS];
    for (int n = 0; n < THREADS; n++) {
        numbers[n] = n;
        HOLDS(!pthread_create(&threads[n], NULL, run, &numbers[n]));
    }
    for (int n = 0; n < THREADS; n++) HOLDS(!pthread_join(threads[n], NULL));
}

/* Callbacks run where the function was called, also when more threads work. */
static pthread_t own;
static int elsewhere, heard;
static void here(void) {
    elsewhere += !pthread_equal(own, pthread_self());
    heard++;
}
static int32_t take_here(void *none, const uint8_t *data, uint64_t size) { here(); return take(none, data, size); }
static int32_t hear_here(void *none, uint64_t done) { here(); return hear(none, done); }
static int64_t give_here(void *pulled, uint8_t *buffer, uint64_t size) { here(); return give(pulled, buffer, size); }
static int32_t begin_here(void *none, const char *part, const char *path, const char *kind, uint64_t size) {
    here();
    return begin(none, part, path, kind, size);
}
static int32_t sign_here(void *none, const uint8_t *message, uint64_t size, uint8_t *out, uint64_t room, uint64_t *got) {
    here();
    return sign(none, message, size, out, room, got);
}

static void on_the_callers_thread(void) {
    struct pulled pulled = { 0, 5000000 };
    sealbid_draft *draft = fresh_draft();
    sealbid_signer *signer;
    sealbid_sealed *sealed;
    sealbid_buffer *contents;
    own = pthread_self();
    OK(sealbid_signer_from_callback(w.certificates.data, w.certificates.size, SEALBID_SCHEME_ECDSA_P256_SHA256,
                                    sign_here, NULL, &signer, &error));
    OK(sealbid_draft_add_reader(draft, "extras", "x.txt", NULL, pulled.left, give_here, &pulled, &error));
    OK(sealbid_seal_push(draft, w.trusted, signer, w.now, take_here, NULL, 4, hear_here, NULL, &sealed, &error));
    OK(sealbid_sealed_try_open(w.sealed, w.trusted, w.sealed_file, w.now, 4, hear_here, NULL, &error));
    OK(sealbid_bid_check(w.bid, w.handle_notice, NULL, w.now, 4, hear_here, NULL, &error));
    OK(sealbid_bid_open_stage(w.bid, w.handle_notice, "technical", w.releases, begin_here, take_here, NULL, 4, &contents,
                              &error));
    HOLDS(heard > 50 && elsewhere == 0);
    sealbid_buffer_free(contents), sealbid_sealed_free(sealed), sealbid_draft_free(draft), sealbid_signer_free(signer);
}

void threads(void) {
    on_the_callers_thread();
    HOLDS(!pthread_barrier_init(&start, NULL, THREADS));
    shared = sealbid_list_new();
    OK(sealbid_signer_from_callback(w.certificates.data, w.certificates.size, SEALBID_SCHEME_ECDSA_P256_SHA256,
                                    sign_in_turn, NULL, &by_callback, &error));
    all(alone);
    all(together);
    HOLDS(most == 1);
    sealbid_list_free(shared), sealbid_signer_free(by_callback);
    pthread_barrier_destroy(&start);
}
