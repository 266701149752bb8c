/* Seals one document of so many MiB, pulled from memory and pushed to nowhere, and prints how many milliseconds the call
 * took: seal FOLDER MIB. The same in Rust: ../examples/bench_seal.rs. */
#include <sealbid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint8_t block[1 << 20];

static int64_t give(void *left, uint8_t *buffer, uint64_t size) {
    uint64_t *rest = left, some = size < *rest ? size : *rest;
    if (some > sizeof block) some = sizeof block;
    memcpy(buffer, block, some);
    *rest -= some;
    return (int64_t)some;
}
static int32_t take(void *last, const uint8_t *data, uint64_t size) {
    if (size) *(uint8_t *)last = data[size - 1];
    return 0;
}
static uint64_t load(const char *folder, const char *name, uint8_t *room) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) perror(path), exit(1);
    uint64_t size = fread(room, 1, sizeof block, file);
    return fclose(file), size;
}
static void check(int32_t code, sealbid_error *error) {
    if (code) fprintf(stderr, "%s\n", sealbid_error_text(error)), exit(1);
}
#define TRY(call) do { sealbid_error *error = NULL; int32_t code = (call); check(code, error); } while (0)

int main(int count, char **arguments) {
    if (count != 3) return 2;
    const char *folder = arguments[1];
    static uint8_t a[sizeof block], b[sizeof block];
    sealbid_list *accepted = sealbid_list_new();
    sealbid_notice *notice;
    sealbid_trusted_notice *trusted;
    sealbid_signer *signer;
    sealbid_draft *draft;
    sealbid_sealed *sealed;
    const char *names[] = { "acceptance-0.json", "acceptance-1.json", "acceptance-2.json" };
    for (int n = 0; n < 3; n++) TRY(sealbid_list_add(accepted, a, load(folder, names[n], a), &error));
    uint64_t first = load(folder, "notice.json", a), second = load(folder, "notice.p7s", b);
    TRY(sealbid_notice_verify(a, first, b, second, accepted, &notice, &error));
    int64_t now = load(folder, "now.txt", a) ? atoll((char *)a) : 0;
    first = load(folder, "trust.json", a);
    TRY(sealbid_notice_trust(notice, a, first, now, &trusted, &error));
    first = load(folder, "bidder.pem", a), second = load(folder, "bidder.key", b);
    TRY(sealbid_signer_from_pem(a, first, b, second, NULL, 0, &signer, &error));

    for (size_t n = 0; n < sizeof block; n++) block[n] = (uint8_t)(n * 31 + n / 256);
    uint64_t size = strtoull(arguments[2], NULL, 10) << 20, left = size;
    uint8_t last;
    TRY(sealbid_draft_new("1", &draft, &error));
    TRY(sealbid_draft_add_reader(draft, "method", "plan.txt", NULL, size, give, &left, &error));
    TRY(sealbid_draft_add_bytes(draft, "bill", "bill.txt", NULL, block, 5, &error));
    TRY(sealbid_draft_set_number(draft, "price", 1, &error));
    TRY(sealbid_draft_set_number(draft, "period", 1, &error));
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    TRY(sealbid_seal_push(draft, trusted, signer, now, take, &last, 0, NULL, NULL, &sealed, &error));
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.3f\n", (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6);
}
