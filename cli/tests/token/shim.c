/* Test material: a PKCS#11 library that passes everything on to another one, and misbehaves where it is told to.
 *
 *   SHIM_LIBRARY   the library behind it
 *   SHIM_FAULT     what to do wrong, by the names below; none if not set
 *   SHIM_FLAGS     flags (hex) that every token has too
 *   SHIM_AFTER     flags (hex) that every token has once a login has failed
 *   SHIM_PIN       what is "typed at the reader" when a login comes without a PIN
 *   SHIM_LOG       a file that gets a line for each login and each beginning of a signature
 *
 * Only the layout of CK_FUNCTION_LIST (PKCS #11 v2.40, section 3.6) is needed, and of the structures touched.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long ulong_t;
typedef struct { ulong_t type; void *value; ulong_t length; } attribute_t;
typedef struct { ulong_t mechanism; void *parameter; ulong_t length; } mechanism_t;
typedef struct { unsigned char major, minor; void *f[68]; } list_t;
enum { GET_SLOT_LIST = 4, GET_SLOT_INFO = 5, GET_TOKEN_INFO = 6, LOGIN = 18, GET_ATTRIBUTE = 24, FIND = 27,
       SIGN_INIT = 42, SIGN = 43 };

static list_t real, mine;
static int login_failed;

static int fault(const char *name) {
    const char *wanted = getenv("SHIM_FAULT");
    return wanted && strcmp(wanted, name) == 0;
}

static ulong_t flags(const char *name) {
    const char *text = getenv(name);
    return text ? strtoul(text, NULL, 16) : 0;
}

static void note(const char *what, ulong_t number) {
    const char *path = getenv("SHIM_LOG");
    FILE *log = path ? fopen(path, "a") : NULL;
    if (log) {
        fprintf(log, "%s %lx\n", what, number);
        fclose(log);
    }
}

static ulong_t slot_list(unsigned char present, ulong_t *slots, ulong_t *count) {
    if (fault("slots-none")) {
        *count = 0;
        return 0;
    }
    ulong_t rv = ((ulong_t (*)(unsigned char, ulong_t *, ulong_t *))real.f[GET_SLOT_LIST])(present, slots, count);
    if (fault("slots-huge") && !slots) *count = ~0UL;
    return rv;
}

static ulong_t slot_info(ulong_t slot, unsigned char *info) {
    ulong_t rv = ((ulong_t (*)(ulong_t, unsigned char *))real.f[GET_SLOT_INFO])(slot, info);
    /* slotDescription[64], manufacturerID[32], flags: CKF_TOKEN_PRESENT is 1. */
    if (fault("sign-error-absent")) *(ulong_t *)(info + 96) &= ~1UL;
    return rv;
}

static ulong_t token_info(ulong_t slot, unsigned char *info) {
    ulong_t rv = ((ulong_t (*)(ulong_t, unsigned char *))real.f[GET_TOKEN_INFO])(slot, info);
    /* label[32], manufacturerID[32], model[16], serialNumber[16], flags. */
    if (rv == 0) *(ulong_t *)(info + 96) |= flags("SHIM_FLAGS") | (login_failed ? flags("SHIM_AFTER") : 0);
    return rv;
}

static ulong_t login(ulong_t session, ulong_t user, unsigned char *pin, ulong_t length) {
    note("login", user);
    ulong_t rv = 0;
    if (fault("login-incorrect")) rv = 0xA0;
    if (fault("login-length")) rv = 0xA2;
    if (fault("login-expired")) rv = 0xA3;
    if (fault("login-locked")) rv = 0xA4;
    if (fault("login-removed")) rv = 0x32;
    if (fault("login-again-incorrect") && user == 2) rv = 0xA0;
    if (fault("login-cancelled") && !pin) rv = 0x50;
    if (rv == 0) {
        const char *typed = getenv("SHIM_PIN");
        if (!pin && typed) {
            pin = (unsigned char *)typed;
            length = strlen(typed);
        }
        rv = ((ulong_t (*)(ulong_t, ulong_t, unsigned char *, ulong_t))real.f[LOGIN])(session, user, pin, length);
    }
    if (rv != 0) login_failed = 1;
    return rv;
}

static ulong_t get_attribute(ulong_t session, ulong_t object, attribute_t *attributes, ulong_t count) {
    ulong_t rv =
        ((ulong_t (*)(ulong_t, ulong_t, attribute_t *, ulong_t))real.f[GET_ATTRIBUTE])(session, object, attributes, count);
    for (ulong_t i = 0; i < count; i++) {
        if (attributes[i].type != 0x11) continue; /* CKA_VALUE: only certificates are asked for it */
        if (fault("certificate-huge") && !attributes[i].value) attributes[i].length = 1UL << 40;
        if (fault("certificate-empty") && rv == 0) attributes[i].length = 0;
        if (fault("certificate-garbage") && attributes[i].value && rv == 0)
            memset(attributes[i].value, 0xff, attributes[i].length);
    }
    return rv;
}

static ulong_t find(ulong_t session, ulong_t *objects, ulong_t most, ulong_t *count) {
    ulong_t rv = ((ulong_t (*)(ulong_t, ulong_t *, ulong_t, ulong_t *))real.f[FIND])(session, objects, most, count);
    if (fault("objects-many")) *count = 1000000;
    return rv;
}

static ulong_t sign_init(ulong_t session, mechanism_t *mechanism, ulong_t key) {
    note("sign", mechanism->mechanism);
    int hashes = mechanism->mechanism == 0x40 || mechanism->mechanism == 0x43 || mechanism->mechanism > 0x1041;
    if (fault("mechanisms-none") || (fault("mechanisms-hashing") && hashes)) return 0x70;
    return ((ulong_t (*)(ulong_t, mechanism_t *, ulong_t))real.f[SIGN_INIT])(session, mechanism, key);
}

static ulong_t sign(ulong_t session, unsigned char *data, ulong_t length, unsigned char *out, ulong_t *out_length) {
    if (out && fault("sign-removed")) return 0x32;
    if (out && fault("sign-session")) return 0xB3;
    if (out && (fault("sign-error") || fault("sign-error-absent"))) return 0x30;
    ulong_t rv = ((ulong_t (*)(ulong_t, unsigned char *, ulong_t, unsigned char *, ulong_t *))real.f[SIGN])(
        session, data, length, out, out_length);
    if (!out && fault("sign-huge")) *out_length = ~0UL;
    if (out && fault("sign-wrong")) out[*out_length / 2] ^= 1;
    if (out && fault("sign-short")) *out_length -= 1;
    return rv;
}

ulong_t C_GetFunctionList(list_t **list) {
    const char *path = getenv("SHIM_LIBRARY");
    void *library = path ? dlopen(path, RTLD_NOW) : NULL;
    ulong_t (*get)(list_t **) = library ? (ulong_t (*)(list_t **))dlsym(library, "C_GetFunctionList") : NULL;
    list_t *theirs;
    if (!get || get(&theirs) != 0) return 5;
    mine = real = *theirs;
    mine.f[GET_SLOT_LIST] = slot_list;
    mine.f[GET_SLOT_INFO] = slot_info;
    mine.f[GET_TOKEN_INFO] = token_info;
    mine.f[LOGIN] = login;
    mine.f[GET_ATTRIBUTE] = get_attribute;
    mine.f[FIND] = find;
    mine.f[SIGN_INIT] = sign_init;
    mine.f[SIGN] = sign;
    *list = &mine;
    return 0;
}
