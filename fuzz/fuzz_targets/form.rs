#![no_main]
//! A stage's form under a fixed notice (SPEC §4.4). The first byte chooses the stage.

use libfuzzer_sys::fuzz_target;
use sealbid::bid::Form;
use sealbid::notice::Notice;
use sealbid::wire::write_json;
use std::sync::LazyLock;

static NOTICE: LazyLock<Notice> =
    LazyLock::new(|| Notice::parse(include_bytes!("../fixtures/notice.json")).expect("the fixed notice"));

fuzz_target!(|data: &[u8]| {
    let Some((choice, json)) = data.split_first() else { return };
    let stages = &NOTICE.body().stages;
    let stage = &stages[usize::from(*choice) % stages.len()].id;
    let Ok(form) = Form::parse(json, &NOTICE, stage) else { return };

    let mut entries = form.entries().iter();
    for field in NOTICE.fields_of(stage) {
        match form.value(&field.id) {
            Some(value) => {
                assert_eq!(field.check(value), Ok(()));
                assert!(!field.display(value).is_empty() || value.canonical().is_empty());
                assert_eq!(entries.next().map(|entry| &entry.id), Some(&field.id));
            }
            None => assert!(!field.required, "{} is missing", field.id),
        }
    }
    assert!(entries.next().is_none(), "a field that the notice does not have");
    let written = write_json(&form).expect("a form can be written");
    if written.len() <= 1 << 20 {
        assert_eq!(Form::parse(&written, &NOTICE, stage), Ok(form));
    }
});
