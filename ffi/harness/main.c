/* Runs the parts, each in its turn: harness FOLDER FIXTURE. FOLDER was filled by `fixture make`. */
#include "harness.h"

int main(int count, char **arguments) {
    if (count != 3) return fprintf(stderr, "harness FOLDER FIXTURE\n"), 2;
    HOLDS(sealbid_abi_version() >> 16 == SEALBID_ABI_VERSION_MAJOR);
    HOLDS((sealbid_abi_version() & 0xffff) >= SEALBID_ABI_VERSION_MINOR);
    HOLDS(!strcmp(sealbid_version(), SEALBID_VERSION));
    set_up(arguments[1], arguments[2]);
    const struct { const char *name; void (*run)(void); } parts[] = {
        { "right use", right_use }, { "wrong use", wrong_use }, { "blind copies", blind }, { "hall", hall },
        { "arguments that are missing", nulls },
        { "callbacks that fail", callbacks }, { "threads", threads },
    };
    for (size_t n = 0; n < sizeof parts / sizeof *parts; n++) {
        parts[n].run();
        printf("%s: ok\n", parts[n].name);
        fflush(stdout);
    }
    tear_down();
    return 0;
}
