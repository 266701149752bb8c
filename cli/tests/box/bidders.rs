//! What bidders ask for besides handing in a bid: their requests, and the box's answers.

use crate::office::*;

const KEY: &str = "--passphrase-file pass";

fn shown(office: &Office, file: &str) -> serde_json::Value {
    office.run(&format!("signed show {file} --notice notice --json")).good().json()
}

#[test]
fn a_bid_is_replaced_by_its_key_and_then_by_its_certificate() {
    let office = Office::new();
    office.receive("a");
    let asked =
        office.run(&format!("request replace a.sbid b.sbid --key a.sbid.key {KEY} -o first.json")).good();
    assert!(asked.out.contains("request to replace a bid"), "{}", asked.out);
    office.tender("replace box b.sbid --request first.json", SEALED).good();
    assert_eq!(shown(&office, "b.receipt.json")["content"]["kind"], "replacement");
    // The same again gives the same, and what went does not come back.
    office.tender("replace box b.sbid --request first.json -o again.json", SEALED).good();
    assert_eq!(office.read("again.json"), office.read("b.receipt.json"));
    office.rename("a.receipt.json", "a.first.json");
    office.tender("receive box a.sbid", SEALED).refused(1, 7123);

    // From the receipt alone, with the certificate; a wrong count is refused.
    let certificate = format!("--cert bidder.pem --signing-key bidder.sign --at {SEALED}");
    office.run(&format!("request replace b.receipt.json c.sbid {certificate} -o wrong.json")).good();
    office.tender("replace box c.sbid --request wrong.json", SEALED).refused(1, 7124);
    office
        .run(&format!("request replace b.receipt.json c.sbid --sequence 2 {certificate} -o second.json"))
        .good();
    office.tender("replace box c.sbid --request second.json --timestamp a.tst", SEALED).refused(1, 6003);
    office.tender("replace box c.sbid --request second.json", SEALED).good();
}

#[test]
fn only_its_bidder_takes_a_bid_away() {
    let office = Office::new();
    office.receive("a");
    let withdraw = "request withdraw a.sbid -o withdraw.json";
    office.run(&format!("{withdraw} --key b.sbid.key {KEY}")).refused(1, 9021);
    office.run(&format!("{withdraw} --cert stranger.pem --signing-key stranger.sign")).good();
    office.tender("withdraw box withdraw.json", SEALED).refused(1, 7122);
    assert_eq!(shown(&office, "withdraw.refusal.json")["content"]["reason"]["code"], 7122);
    // One of both, and not both.
    assert_eq!(office.run("request withdraw a.sbid -o x.json").code, 2);
    let both = format!("--key a.sbid.key {KEY} --cert bidder.pem --signing-key bidder.sign");
    assert_eq!(office.run(&format!("request withdraw a.sbid -o x.json {both}")).code, 2);
    assert!(!office.exists("x.json"));
}

#[test]
fn a_withdrawn_bid_has_gone() {
    let office = Office::new();
    office.receive("a");
    office.run(&format!("request withdraw a.sbid --key a.sbid.key {KEY} -o withdraw.json")).good();
    office.tender("withdraw box withdraw.json", LATE).refused(1, 7119);
    let gone = office.tender("withdraw box withdraw.json --lang zh-CN", SEALED).good();
    assert!(gone.out.contains("投标已撤回"), "{}", gone.out);
    assert_eq!(shown(&office, "withdraw.receipt.json")["content"]["kind"], "withdrawal");
    office.tender("receive box a.sbid -o again.json", SEALED).refused(1, 7123);
    office.close();
    office.tender("withdraw box withdraw.json -o again.json", CLOSED).refused(1, 7117);
    office.tender("replace box b.sbid --request withdraw.json", CLOSED).refused(1, 7117);
}

#[test]
fn a_file_follows_its_digest_even_after_the_closing() {
    let office = Office::new();
    for name in ["a", "b"] {
        let announce = format!("request announce {name}.sbid {KEY} -o {name}.json");
        let asked = office.run(&announce).good();
        assert!(asked.out.contains("announcement"), "{}", asked.out);
        office.tender(&format!("announce box {name}.json"), SEALED).good();
        assert_eq!(shown(&office, &format!("{name}.receipt.json"))["content"]["kind"], "announcement");
    }
    office.tender("announce box b.json -o late.json", LATE).good();
    office.run(&format!("request announce c.sbid {KEY} -o c.json")).good();
    office.tender("announce box c.json", LATE).refused(1, 7119);
    office.tender("deliver box c.sbid", SEALED).refused(1, 7122);
    office.tender("deliver box a.sbid -o a.delivered.json", LATE).good();
    office.close();
    // The head that ends with the closing is cosigned although another entry follows.
    office.tender("deliver box b.sbid -o b.delivered.json", "2026-12-01T09:40:00+08:00").good();
    assert_eq!(shown(&office, "b.delivered.json")["content"]["kind"], "delivery");
    office.cosign(&["centre", "notary"]);
    office.tender("cosigned box centre.note notary.note", CLOSED).good();
}

#[test]
fn a_file_that_follows_too_late_is_refused() {
    let office = Office::new();
    office.run(&format!("request announce a.sbid {KEY} -o a.json")).good();
    office.tender("announce box a.json", SEALED).good();
    let status = office.run(&format!("box status box --at {SEALED}")).good();
    assert!(status.out.contains("Files of announced bids until"), "{}", status.out);
    office.close();
    office.tender("deliver box a.sbid -o a.delivered.json", "2026-12-01T09:40:01+08:00").refused(1, 7119);
    office.tender("announce box a.json -o again.json", CLOSED).refused(1, 7117);
}
