//! Wrong on purpose, so that a run can show that it finds faults: a text whose four letters only feedback leads to.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    if text.first() == Some(&b'l')
        && text.get(1) == Some(&b'o')
        && text.get(2) == Some(&b's')
        && text.get(3) == Some(&b't')
    {
        panic!("found, as it has to be");
    }
});
