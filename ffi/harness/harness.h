/* What the parts of the harness share: a small tender (examples/fixture.rs), and how a call is judged. */
#ifndef HARNESS_H
#define HARNESS_H

#include <sealbid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint8_t *data;
    uint64_t size;
} bytes;

/* Everything that a right call may need; each part may use it, and none changes it. */
struct world {
    const char *folder, *fixture;
    int64_t now;
    char plan_file[4096], bid_file[4096], sealed_file[4096];
    bytes notice, signature, trust, certificates, key, pem, certificate, receipt, refusal, proof, entry, token, response;
    bytes bid_bytes, key_file, crl, revoked_crl, ocsp, proposal, terms;
    uint8_t digest[32];
    sealbid_list *acceptances, *releases, *crls, *responses;
    sealbid_notice *handle_notice, *blind_notice; /* by the second, the part "method" is reviewed blind */
    sealbid_trusted_notice *trusted, *blind_trusted;
    sealbid_signer *signer;
    sealbid_bid *bid, *other;
    sealbid_bid_key *bid_key;
    sealbid_roots *roots;
    sealbid_revocation *revocation;
    sealbid_sealed *sealed;
    sealbid_timestamp_request *request;
    sealbid_buffer *buffer;
};
extern struct world w;

static const uint8_t PASSPHRASE[] = "a long passphrase";
#define PASSPHRASE_SIZE (sizeof PASSPHRASE - 1)

void fail(const char *file, int line, const char *what);
void judge(const char *file, int line, int32_t got, int32_t want, sealbid_error *error);

/* Ends the program if it does not hold. */
#define HOLDS(condition) do { if (!(condition)) fail(__FILE__, __LINE__, #condition); } while (0)
/* A call, whose last argument is `&error`, must end with this code. `error` is not clean before, so that we see it set. */
#define EXPECT(want, call) do { \
        sealbid_error *error = (sealbid_error *)&w; \
        int32_t got_ = (call); \
        judge(__FILE__, __LINE__, got_, (want), error); \
    } while (0)
#define OK(call) EXPECT(SEALBID_OK, call)
/* The same of a call that must give out nothing. */
#define REFUSED(want, out, call) do { \
        *(void **)&(out) = &w; \
        EXPECT(want, call); \
        HOLDS((out) == NULL); \
    } while (0)

bytes load(const char *name, int number);
/* The files `name` with 0, 1, … in it. */
sealbid_list *several(const char *name, int count);
/* A path in the folder that nobody has used. It lives until the next four calls. */
const char *new_path(void);
int exists(const char *path);
/* A draft that can be sealed; for `blind_trusted` it lacks its copies. */
sealbid_draft *fresh_draft(void);

/* A JSON text holds these words; the buffer is freed. */
void shows(sealbid_buffer *text, const char *words);

/* What was pushed, by `keep`; its data is the caller's to free. */
struct memory {
    uint8_t *data;
    uint64_t size, room;
};
int32_t keep(void *memory, const uint8_t *data, uint64_t size);

/* A document that is pulled: how often it was asked for bytes, and how many are left. */
struct pulled {
    int calls;
    uint64_t left;
};

/* Callbacks that do what is asked: they count into the int that is their context, where it is not NULL. */
int32_t take(void *count, const uint8_t *data, uint64_t size);
int32_t hear(void *count, uint64_t done);
int32_t begin(void *count, const char *part, const char *path, const char *kind, uint64_t size);
int64_t give(void *pulled, uint8_t *buffer, uint64_t size);
int32_t sign(void *count, const uint8_t *message, uint64_t size, uint8_t *out, uint64_t room, uint64_t *got);

/* Callbacks that fail, or cancel, at one of their calls. `left` is theirs who pull. */
struct plan {
    int calls, fail_at;
    uint64_t left;
};
int due(void *plan);
int32_t write_or_fail(void *plan, const uint8_t *data, uint64_t size);
int32_t cancel(void *plan, uint64_t done);
int32_t document_or_fail(void *plan, const char *part, const char *path, const char *kind, uint64_t size);
int32_t ignore_document(void *plan, const char *part, const char *path, const char *kind, uint64_t size);
int32_t ignore_bytes(void *plan, const uint8_t *data, uint64_t size);
typedef int32_t attempt(struct plan *plan, sealbid_error **error);
void at_each_call(const char *name, attempt *run, int32_t code, int least);

void set_up(const char *folder, const char *fixture);
void tear_down(void);

void right_use(void);
void wrong_use(void);
void blind(void);
void nulls(void); /* made from abi.txt by nulls.py */
void hall(void);
void callbacks(void);
void threads(void);

#endif
