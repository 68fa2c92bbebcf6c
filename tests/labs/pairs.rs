//! Exclusive pairs of 64-bit ARM, as gcc and libgcc have them.

#[path = "../../src/lab/trial/pairs.rs"]
mod decode;

use rstest::rstest;

use self::decode::exits;

/// Where it is left, in instructions from its load.
fn left_after(words: &[u32]) -> Option<Vec<i64>> {
    let exits = exits(0x1000, words)?;
    Some(exits.iter().map(|at| (*at as i64 - 0x1000) / 4).collect())
}

#[rstest]
// ldaxr, add, stlxr, cbnz: of atomic_fetch_add.
#[case::add(&[0x885f_fc20, 0x1100_0402, 0x8803_fc22, 0x35ff_ffa3], &[3])]
// ldaxr, cmp, b.ne, stlxr, cbnz: atomic_compare_exchange_strong. It leaves a pair without a store, too.
#[case::compare(&[0x885f_fc04, 0x6b02_009f, 0x5400_0061, 0x8805_fc03, 0x35ff_ff85], &[4, 5])]
// The weak one, of 64 bits: cmp instead of cbnz.
#[case::weak(&[0xc85f_fc04, 0xeb02_009f, 0x5400_0061, 0xc805_fc03, 0x7100_00bf], &[4, 5])]
// ldaxrb, stlxrb: an exchange has nothing between.
#[case::byte(&[0x085f_fc01, 0x0803_fc02, 0x35ff_ffc3], &[2])]
// ldxp, cmp, ccmp, b.ne, stlxp: 128 bits.
#[case::two(&[0xc87f_0c22, 0xeb04_005f, 0xfa45_0060, 0x5400_0061, 0xc820_9c26, 0x35ff_ff60], &[5, 6])]
// ldxr, and, mvn, stxr.
#[case::nand(&[0x885f_7c20, 0x1200_0402, 0x2a22_03e2, 0x8803_7c22, 0x35ff_ff83], &[4])]
// ldxr, cbnz or tbnz to the third instruction after it, stxr.
#[case::cbnz(&[0x885f_7c20, 0x3500_0060, 0x8803_7c22, 0xd65f_03c0], &[3, 4])]
#[case::tbnz(&[0x885f_7c20, 0x3718_0060, 0x8803_7c22, 0xd65f_03c0], &[3, 4])]
// ldxr, b.ne back before the load, stxr.
#[case::back(&[0x885f_7c20, 0x54ff_ffa1, 0x8803_7c22], &[-2, 3])]
fn a_pair_is_left_after_its_store_or_by_a_branch(
    #[case] words: &[u32],
    #[case] places: &[i64],
) {
    assert_eq!(left_after(words).as_deref(), Some(places));
}

#[rstest]
// casa, caspal, ldar, stlr: atomic by themselves.
#[case::cas(&[0x88e0_7c41, 0x8803_fc22])]
#[case::casp(&[0x4860_fc82, 0x8803_fc22])]
#[case::ldar(&[0x88df_fc00, 0x8803_fc22])]
#[case::ldadd(&[0xf820_0020, 0x8803_fc22])]
// A store without its load: here it is too late.
#[case::store(&[0x8803_fc22, 0x35ff_ffa3])]
// A load without a store; with a call, a return or a system call before it.
#[case::alone(&[0x885f_fc20, 0x1100_0402])]
#[case::call(&[0x885f_fc20, 0x9400_0010, 0x8803_fc22])]
#[case::ret(&[0x885f_fc20, 0xd65f_03c0, 0x8803_fc22])]
#[case::svc(&[0x885f_fc20, 0xd400_0001, 0x8803_fc22])]
#[case::nothing(&[])]
fn what_is_no_pair_is_stepped_through(#[case] words: &[u32]) {
    assert_eq!(left_after(words), None);
}

/// What ends at the last page of a program's instructions.
#[test]
fn a_pair_whose_store_cannot_be_read_is_none() {
    assert_eq!(left_after(&[0x885f_fc20]), None);
}
