#![no_main]
//! The notice (SPEC §2). One that keeps the rules keeps them when it is written again, and everything that hangs on
//! it can be asked for.

use libfuzzer_sys::fuzz_target;
use sealbid::notice::{Notice, advise};
use sealbid::suite::hash;
use sealbid::wire::Hex;

fuzz_target!(|data: &[u8]| {
    let Ok(notice) = Notice::parse(data) else { return };
    assert_eq!(notice.bytes(), data);
    assert_eq!(notice.digest(), hash(&[data]));
    assert_eq!(notice.custodians().len(), notice.body().custodians.len());
    advise(notice.body());
    for stage in &notice.body().stages {
        assert!(stage.time > notice.body().deadline || notice.body().objection_period == 0);
        notice.policy(&stage.id).expect("a policy for each stage");
        for lot in &notice.body().lots {
            notice.context(&lot.id, &stage.id, Hex([7; 32])).expect("a context for each lot and stage");
        }
    }
    let written = notice.body().to_bytes().expect("a notice can be written");
    if written.len() <= 4 << 20 {
        let again = Notice::parse(&written).expect("a notice that was written can be read");
        assert_eq!(again.body(), notice.body());
    }
});
