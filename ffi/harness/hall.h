/* A hall: whoever has a key in it, and a tender that asks for all that a notice can (fixture's `hall-` files). */
#ifndef HALL_H
#define HALL_H

#include "harness.h"

enum { ARRIVED = 1782781200, CLOSED = 1782867630, FOLLOWED = 1782867700, TECHNICAL = 1782868200, HOLDERS = 3 };

/* A sealed bid as it lies on its way: its file, its token, and what its bidder keeps. */
struct sent {
    struct memory file;
    sealbid_buffer *token;
    sealbid_bid *bid;
    sealbid_bid_key *key;
    uint8_t digest[32];
    char hex[65];
};

struct hall {
    bytes notice, signature;
    sealbid_list *acceptances;
    sealbid_notice *verified;
    sealbid_trusted_notice *trusted;
    sealbid_signer *platform, *tenderer, *adjudicator, *rival;
    sealbid_record_key *record_key;
    sealbid_timestamp_authority *authority;
    sealbid_custodian_key *keys[HOLDERS];
    sealbid_custodian *desks[HOLDERS];
    uint8_t tender[32];
    sealbid_buffer *receipt; /* of the first bid */
    char tender_hex[65], notice_hex[65];
    char folder[4096];
};
extern struct hall h;

void hex_of(const uint8_t digest[32], char out[65]);
sealbid_signer *signer_of(const char *name);
/* A token over a digest, by the tender's authority, as a buffer and as a list. */
sealbid_buffer *stamped(const uint8_t digest[32], int64_t at);
sealbid_list *one_token(const uint8_t digest[32], int64_t at);
/* A bid, sealed and stamped; its key goes through its file only if it is wanted, since that takes a while. */
struct sent send_bid(sealbid_signer *bidder, int with_key);
void forget(struct sent *sent);
/* A decision of this content, signed. */
sealbid_buffer *decided(sealbid_signer *signer, const char *content, int64_t at);
sealbid_upload *uploaded(sealbid_tender_box *tender, sealbid_closed_box *closed, const struct sent *sent);

void hall_set_up(void);
void hall_tear_down(void);
/* A box that was received into, closed, with its head cosigned and recorded: `first` stands, `second` followed. */
sealbid_closed_box *received(struct sent *first, struct sent *second);
/* A head that two custodians have cosigned. */
sealbid_buffer *cosigned(sealbid_closed_box *closed, int64_t at, uint8_t digest[32]);
/* The first stage from its beginning to its end, and what is looked up in the record then. */
void stage(sealbid_closed_box *closed, const struct sent *first, const struct sent *second);

#endif
