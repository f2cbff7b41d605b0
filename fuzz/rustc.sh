#!/bin/sh
# rustc as RUSTC_WRAPPER calls it: what `cargo fuzz` gives the compiler for everything, for our own code alone. Counters in
# the regular expressions' crates lead libFuzzer to what is not ours, and differ from run to run by the order of their maps.
case " $* " in
*' --crate-name crumbless'* | *' fuzz_targets/'*)
  exec "$@" \
    --cfg=fuzzing \
    -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares
  ;;
*) exec "$@" ;;
esac
