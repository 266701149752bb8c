/* A bidder and an opening in C11.
 *
 *   seal FOLDER BID NOW            seals a bid for the tender in FOLDER; its key stays with another program (openssl)
 *   seal FOLDER BID NOW STAGE OUT  opens a stage with the releases in FOLDER; its documents go into the folder OUT */
#include <sealbid.h>
#include <stdio.h>
#include <stdlib.h>

#define TRY(call) do { sealbid_error *error = NULL; int32_t code = (call); check(code, error); } while (0)

static void check(int32_t code, sealbid_error *error) {
    if (code == SEALBID_OK) return;
    fprintf(stderr, "%s\n%s\n", sealbid_error_text(error), sealbid_error_words(code, 1));
    sealbid_error_free(error), exit(1);
}
static uint64_t load(const char *folder, const char *name, int number, uint8_t room[1 << 16]) {
    char path[4096], file[256];
    snprintf(file, sizeof file, name, number);
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *from = fopen(path, "rb");
    if (!from) perror(path), exit(1);
    uint64_t size = fread(room, 1, 1 << 16, from);
    return fclose(from), size;
}
static int32_t sign(void *key, const uint8_t *message, uint64_t size, uint8_t *out, uint64_t room, uint64_t *got) {
    char command[9000]; /* the key is not ours: another program signs */
    FILE *file = fopen("message.tmp", "wb");
    if (!file || fwrite(message, 1, size, file) != size || fclose(file)) return 1;
    snprintf(command, sizeof command, "openssl dgst -sha256 -sign '%s' -out signature.tmp message.tmp", (char *)key);
    if (system(command) || !(file = fopen("signature.tmp", "rb"))) return 2;
    *got = fread(out, 1, room, file);
    return fclose(file);
}
struct output { const char *folder; FILE *file; };
static int32_t document(void *context, const char *part, const char *path, const char *kind, uint64_t size) {
    struct output *out = context;
    char name[4096];
    printf("%s/%s, %s, %llu bytes\n", part, path, kind, (unsigned long long)size);
    snprintf(name, sizeof name, "%s/%s", out->folder, path);
    if (out->file) fclose(out->file);
    return (out->file = fopen(name, "wb")) ? 0 : 1;
}
static int32_t store(void *out, const uint8_t *data, uint64_t size) {
    return fwrite(data, 1, size, ((struct output *)out)->file) == size ? 0 : 1;
}
int main(int count, char **arguments) {
    const char *folder = arguments[1], *path = arguments[2];
    static uint8_t a[1 << 16], b[1 << 16];
    sealbid_notice *notice;
    sealbid_list *acceptances = sealbid_list_new(), *releases = sealbid_list_new();
    for (int n = 0; n < 3; n++) TRY(sealbid_list_add(acceptances, a, load(folder, "acceptance-%d.json", n, a), &error));
    uint64_t signature = load(folder, "notice.p7s", 0, b), size = load(folder, "notice.json", 0, a);
    TRY(sealbid_notice_verify(a, size, b, signature, acceptances, &notice, &error));
    if (count == 4) {
        sealbid_trusted_notice *trusted; sealbid_signer *signer; sealbid_draft *draft; sealbid_sealed *sealed;
        int64_t now = atoll(arguments[3]);
        char key[4096], plan[4096];
        snprintf(key, sizeof key, "%s/bidder.key", folder), snprintf(plan, sizeof plan, "%s/plan.txt", folder);
        TRY(sealbid_notice_trust(notice, a, load(folder, "trust.json", 0, a), now, &trusted, &error));
        size = load(folder, "bidder.pem", 0, a);
        TRY(sealbid_signer_from_callback(a, size, SEALBID_SCHEME_ECDSA_P256_SHA256, sign, key, &signer, &error));
        TRY(sealbid_draft_new("1", &draft, &error));
        TRY(sealbid_draft_add_file(draft, "method", "plan.txt", NULL, plan, &error));
        TRY(sealbid_draft_add_bytes(draft, "bill", "bill.txt", NULL, b, load(folder, "bill.txt", 0, b), &error));
        TRY(sealbid_draft_set_number(draft, "price", 2898999309, &error));
        TRY(sealbid_draft_set_number(draft, "period", 240, &error));
        TRY(sealbid_seal_file(draft, trusted, signer, now, path, 0, NULL, NULL, &sealed, &error));
        sealbid_sealed_free(sealed), sealbid_draft_free(draft);
        sealbid_signer_free(signer), sealbid_trusted_notice_free(trusted);
    } else {
        sealbid_bid *bid; sealbid_buffer *contents; struct output out = { arguments[5], NULL };
        for (int n = 0; n < 2; n++) TRY(sealbid_list_add(releases, a, load(folder, "release-%d.json", n, a), &error));
        TRY(sealbid_bid_open(path, &bid, &error));
        TRY(sealbid_bid_open_stage(bid, notice, arguments[4], releases, document, store, &out, 0, &contents, &error));
        puts((const char *)sealbid_buffer_data(contents));
        sealbid_buffer_free(contents), sealbid_bid_free(bid), fclose(out.file);
    }
    sealbid_notice_free(notice), sealbid_list_free(acceptances), sealbid_list_free(releases);
}
