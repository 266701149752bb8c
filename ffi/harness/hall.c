/* A tender box from its first day to the recorded head, and what is done to it too early, too late or twice. */
#include "hall.h"

sealbid_upload *uploaded(sealbid_tender_box *tender, sealbid_closed_box *closed, const struct sent *sent) {
    sealbid_upload *upload;
    if (tender) OK(sealbid_upload_new(tender, &upload, &error));
    else OK(sealbid_upload_new_closed(closed, &upload, &error));
    for (uint64_t at = 0; at < sent->file.size; at += 5000) {
        uint64_t left = sent->file.size - at;
        OK(sealbid_upload_write(upload, sent->file.data + at, left < 5000 ? left : 5000, &error));
    }
    return upload;
}

static sealbid_tender_box *created(const char *folder) {
    sealbid_tender_box *tender;
    OK(sealbid_tender_box_create(folder, h.notice.data, h.notice.size, h.signature.data, h.signature.size, h.acceptances,
                                 h.platform, h.record_key, w.roots, w.now, &tender, &error));
    return tender;
}

/* A receipt or a refusal of this box says these words. */
static void receipt_shows(sealbid_buffer *receipt, const char *words) {
    sealbid_buffer *content;
    OK(sealbid_receipt_verify(h.verified, sealbid_buffer_data(receipt), sealbid_buffer_size(receipt), &content, &error));
    shows(content, words);
    sealbid_buffer_free(receipt);
}
static void refusal_shows(sealbid_buffer *refusal, const char *words) {
    sealbid_buffer *content;
    OK(sealbid_refusal_verify(h.verified, sealbid_buffer_data(refusal), sealbid_buffer_size(refusal), &content, &error));
    shows(content, words);
    sealbid_buffer_free(refusal);
}

static int32_t receive(sealbid_tender_box *tender, const struct sent *sent, int64_t at, sealbid_buffer **receipt,
                       sealbid_buffer **refusal, sealbid_error **error) {
    sealbid_upload *upload = uploaded(tender, NULL, sent);
    int32_t code = sealbid_tender_box_receive(tender, upload, sealbid_buffer_data(sent->token),
                                              sealbid_buffer_size(sent->token), at, at, receipt, refusal, error);
    /* It is used up, whatever came of it. */
    sealbid_error *more;
    HOLDS(sealbid_upload_write(upload, (const uint8_t *)"x", 1, &more) == SEALBID_ERR_HANDLE_FINISHED);
    sealbid_error_free(more), sealbid_upload_free(upload);
    return code;
}

/* Announced first, the file after it, replaced by another, which is withdrawn. */
static void comings_and_goings(sealbid_tender_box *tender) {
    struct sent old = send_bid(w.signer, 1), new = send_bid(w.signer, 1);
    sealbid_buffer *request, *receipt, *refusal;
    sealbid_upload *upload;
    OK(sealbid_request_announce(old.key, old.bid, &request, &error));
    OK(sealbid_tender_box_announce(tender, sealbid_buffer_data(request), sealbid_buffer_size(request),
                                   sealbid_buffer_data(old.token), sealbid_buffer_size(old.token), ARRIVED, ARRIVED,
                                   &receipt, &refusal, &error));
    HOLDS(!refusal);
    sealbid_buffer_free(request), receipt_shows(receipt, "announce");
    upload = uploaded(tender, NULL, &old);
    OK(sealbid_tender_box_deliver(tender, upload, ARRIVED, ARRIVED, &receipt, &refusal, &error));
    sealbid_upload_free(upload), receipt_shows(receipt, old.hex);

    OK(sealbid_request_replace(old.key, old.bid, new.bid, 1, &request, &error));
    upload = uploaded(tender, NULL, &new);
    OK(sealbid_tender_box_replace(tender, upload, sealbid_buffer_data(request), sealbid_buffer_size(request),
                                  sealbid_buffer_data(new.token), sealbid_buffer_size(new.token), ARRIVED, ARRIVED,
                                  &receipt, &refusal, &error));
    sealbid_upload_free(upload), sealbid_buffer_free(request), receipt_shows(receipt, old.hex);
    EXPECT(SEALBID_ERR_RETIRED_BID, receive(tender, &old, ARRIVED, &receipt, &refusal, &error));
    HOLDS(!receipt);
    refusal_shows(refusal, "7123");

    OK(sealbid_request_withdraw(new.key, new.bid, 2, &request, &error));
    OK(sealbid_tender_box_withdraw(tender, sealbid_buffer_data(request), sealbid_buffer_size(request), ARRIVED, ARRIVED,
                                   &receipt, &refusal, &error));
    sealbid_buffer_free(request), receipt_shows(receipt, "withdraw");
    forget(&old), forget(&new);
}

/* Another box of the same notice: amended, its deadline moved, opened again. */
static void changed(void) {
    char folder[4096], content[2000];
    snprintf(folder, sizeof folder, "%s", new_path());
    sealbid_tender_box *tender = created(folder), *again;
    sealbid_closed_box *closed;
    sealbid_notice *verified;
    sealbid_buffer *text;
    uint8_t digest[32];
    bytes notice = load("amended-notice.json", 0), signature = load("amended-notice.p7s", 0);
    sealbid_list *acceptances = several("amended-acceptance-%d.json", HOLDERS);
    OK(sealbid_notice_verify(notice.data, notice.size, signature.data, signature.size, acceptances, &verified, &error));
    OK(sealbid_notice_digests(verified, digest, NULL, &error));
    sealbid_buffer *token = stamped(digest, ARRIVED);
    OK(sealbid_tender_box_amend(tender, notice.data, notice.size, signature.data, signature.size, acceptances,
                                sealbid_buffer_data(token), sealbid_buffer_size(token), ARRIVED, &error));
    OK(sealbid_tender_box_status(tender, &text, &error));
    shows(text, "\"accepted\": true");
    snprintf(content, sizeof content, "{\"format\":\"sealbid-postponement/1\",\"tender\":\"%s\"}", h.tender_hex);
    sealbid_buffer *signed_content = decided(h.tenderer, content, ARRIVED);
    EXPECT(SEALBID_ERR_MISSING_FIELD,
           sealbid_tender_box_postpone(tender, sealbid_buffer_data(signed_content), sealbid_buffer_size(signed_content),
                                       NULL, 0, ARRIVED, &error));
    again = (sealbid_tender_box *)&w;
    REFUSED(SEALBID_ERR_STORE_LOCKED, closed,
            sealbid_tender_box_open(folder, h.platform, h.record_key, w.roots, &again, &closed, &error));
    HOLDS(!again);
    sealbid_tender_box_free(tender);
    OK(sealbid_tender_box_open(folder, h.platform, h.record_key, w.roots, &again, &closed, &error));
    HOLDS(again && !closed);
    sealbid_tender_box_free(again);
    sealbid_buffer_free(token), sealbid_buffer_free(signed_content), sealbid_list_free(acceptances);
    sealbid_notice_free(verified), free(notice.data), free(signature.data);
}

/* The receipt of a bid that the box does not have is an objection, which the adjudicator decides. */
static void objected(sealbid_closed_box *closed) {
    char content[2000];
    uint64_t entry = 0;
    snprintf(content, sizeof content,
             "{\"format\":\"sealbid-receipt/1\",\"kind\":\"bid\",\"tender\":\"%s\",\"notice\":\"%s\",\"lot\":\"1\","
             "\"bid_key\":\"%s\",\"digest\":\"%s\",\"size\":1,\"arrived\":\"2026-06-30T01:00:00Z\",\"token\":\"%s\"}",
             h.tender_hex, h.notice_hex, h.notice_hex, h.notice_hex, h.notice_hex);
    sealbid_buffer *receipt = decided(h.platform, content, ARRIVED);
    OK(sealbid_closed_box_objection(closed, sealbid_buffer_data(receipt), sealbid_buffer_size(receipt), CLOSED, &entry,
                                    &error));
    HOLDS(entry > 0);
    sealbid_buffer_free(receipt);
    snprintf(content, sizeof content,
             "{\"format\":\"sealbid-adjudication/1\",\"tender\":\"%s\",\"subject\":{\"type\":\"objection\","
             "\"digest\":\"%s\"},\"issued\":\"2026-07-01T01:00:30Z\",\"reason\":\"it never came\"}",
             h.tender_hex, h.notice_hex);
    sealbid_buffer *wrong = decided(h.platform, content, CLOSED), *right = decided(h.adjudicator, content, CLOSED);
    EXPECT(SEALBID_ERR_WRONG_SIGNER, sealbid_closed_box_adjudicate(closed, sealbid_buffer_data(wrong),
                                                                   sealbid_buffer_size(wrong), FOLLOWED, &error));
    OK(sealbid_closed_box_adjudicate(closed, sealbid_buffer_data(right), sealbid_buffer_size(right), FOLLOWED, &error));
    sealbid_buffer_free(wrong), sealbid_buffer_free(right);
}

sealbid_buffer *cosigned(sealbid_closed_box *closed, int64_t at, uint8_t digest[32]) {
    sealbid_buffer *note, *request, *answer, *gathered;
    sealbid_list *cosignatures = sealbid_list_new();
    int32_t enough = -1;
    OK(sealbid_closed_box_head(closed, &note, digest, &error));
    sealbid_list *tokens = one_token(digest, at);
    OK(sealbid_closed_box_cosign_request(closed, sealbid_buffer_data(note), sealbid_buffer_size(note), tokens, &request,
                                         &error));
    for (int n = 0; n < 2; n++) {
        OK(sealbid_custodian_cosign(h.desks[n], h.folder, sealbid_buffer_data(request), sealbid_buffer_size(request),
                                    &answer, &error));
        OK(sealbid_list_add(cosignatures, sealbid_buffer_data(answer), sealbid_buffer_size(answer), &error));
        sealbid_buffer_free(answer);
    }
    OK(sealbid_closed_box_gather(closed, sealbid_buffer_data(note), sealbid_buffer_size(note), cosignatures, &gathered,
                                 &enough, &error));
    HOLDS(enough == 1);
    sealbid_buffer_free(note), sealbid_buffer_free(request), sealbid_list_free(tokens), sealbid_list_free(cosignatures);
    return gathered;
}

sealbid_closed_box *received(struct sent *first, struct sent *second) {
    sealbid_tender_box *tender = created(h.folder);
    sealbid_closed_box *closed;
    sealbid_buffer *receipt, *refusal, *request, *text;
    uint64_t entry = 0, count = 0;
    uint8_t digest[32];
    comings_and_goings(tender);
    *first = send_bid(w.signer, 1), *second = send_bid(h.rival, 1);
    struct sent late = send_bid(h.rival, 0);
    OK(receive(tender, first, ARRIVED, &receipt, &refusal, &error));
    receipt_shows(receipt, first->hex);
    OK(receive(tender, first, ARRIVED, &h.receipt, &refusal, &error)); /* the same again */
    OK(sealbid_request_announce(second->key, second->bid, &request, &error));
    OK(sealbid_tender_box_announce(tender, sealbid_buffer_data(request), sealbid_buffer_size(request),
                                   sealbid_buffer_data(second->token), sealbid_buffer_size(second->token), ARRIVED,
                                   ARRIVED, &receipt, &refusal, &error));
    sealbid_buffer_free(request), sealbid_buffer_free(receipt);
    EXPECT(SEALBID_ERR_KNOWN_BID, receive(tender, second, ARRIVED, &receipt, &refusal, &error));
    refusal_shows(refusal, "7120");
    EXPECT(SEALBID_ERR_LATE, receive(tender, &late, CLOSED, &receipt, &refusal, &error));
    HOLDS(!receipt);
    refusal_shows(refusal, "7119"), forget(&late);
    REFUSED(SEALBID_ERR_CLOSED_EARLY, closed, sealbid_tender_box_close(tender, NULL, ARRIVED, &closed, &error));
    sealbid_upload *open = uploaded(tender, NULL, first);
    REFUSED(SEALBID_ERR_HANDLE_IN_USE, closed, sealbid_tender_box_close(tender, NULL, CLOSED, &closed, &error));
    sealbid_upload_free(open);
    OK(sealbid_tender_box_close(tender, NULL, CLOSED, &closed, &error));
    REFUSED(SEALBID_ERR_HANDLE_FINISHED, open, sealbid_upload_new(tender, &open, &error));
    sealbid_tender_box_free(tender);

    sealbid_buffer *note = cosigned(closed, CLOSED, digest);
    sealbid_list *tokens = one_token(digest, CLOSED);
    OK(sealbid_closed_box_record_head(closed, sealbid_buffer_data(note), sealbid_buffer_size(note), tokens, CLOSED,
                                      &entry, &error));
    OK(sealbid_closed_box_entry(closed, entry, &text, &error));
    shows(text, "number");
    OK(sealbid_closed_box_attachment(closed, entry, 0, &count, &text, &error));
    HOLDS(count == 2 && sealbid_buffer_size(text) == sealbid_buffer_size(note));
    sealbid_buffer_free(text), sealbid_buffer_free(note), sealbid_list_free(tokens);

    OK(sealbid_closed_box_refuse(closed, NULL, CLOSED, &refusal, &error));
    refusal_shows(refusal, "7117");
    open = uploaded(NULL, closed, second);
    OK(sealbid_closed_box_deliver(closed, open, FOLLOWED, FOLLOWED, &receipt, &refusal, &error));
    sealbid_upload_free(open), receipt_shows(receipt, second->hex);
    OK(sealbid_closed_box_status(closed, &text, &error));
    shows(text, "\"closed\": true");
    EXPECT(SEALBID_ERR_FILE_NOT_FOUND, sealbid_closed_box_rescue(closed, first->digest, new_path(), FOLLOWED, &error));
    objected(closed);
    return closed;
}

void hall(void) {
    struct sent first, second;
    hall_set_up();
    changed();
    sealbid_closed_box *closed = received(&first, &second);
    stage(closed, &first, &second);
    sealbid_closed_box_free(closed);
    forget(&first), forget(&second);
    hall_tear_down();
}
