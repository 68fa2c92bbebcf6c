//! Keys and modes.

use std::num::NonZeroU8;

use rstest::rstest;
use shm_workbook::{Errno, Error, Key, Mode};

#[rstest]
#[case("1234", 1234, "0x000004d2")]
#[case("0x4d2", 1234, "0x000004d2")]
#[case("0X4D2", 1234, "0x000004d2")]
#[case("0xffffffff", -1, "0xffffffff")]
#[case("-1", -1, "0xffffffff")]
#[case("0", 0, "IPC_PRIVATE")]
fn a_key_is_read_as_both_forms_and_shown_as_ipcs_does(
    #[case] text: &str,
    #[case] number: i32,
    #[case] shown: &str,
) {
    let key: Key = text.parse().unwrap();
    assert_eq!((key, key.to_string().as_str()), (Key::new(number), shown));
}

#[rstest]
#[case("")]
#[case("0x")]
#[case("4d2")]
#[case("2147483648")]
#[case("0x100000000")]
fn what_is_no_key_is_refused(#[case] text: &str) {
    assert!(text.parse::<Key>().is_err());
}

#[test]
fn a_key_from_a_path_needs_the_file_and_depends_on_the_project() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let key = |project| Key::from_path(file.path(), NonZeroU8::new(project).unwrap());
    assert_eq!(key(1).unwrap(), key(1).unwrap());
    assert_ne!(key(1).unwrap(), key(2).unwrap());
    let path = file.path().to_owned();
    drop(file);
    let gone = Key::from_path(&path, NonZeroU8::MIN);
    assert_eq!(
        gone,
        Err(Error::Ftok {
            errno: Errno::ENOENT
        })
    );
    assert_eq!(
        gone.unwrap_err().to_string(),
        "ftok: ENOENT: No such file or directory"
    );
}

#[test]
fn a_mode_has_nine_bits() {
    assert_eq!(Mode::new(0o1666).bits(), 0o666);
    assert_eq!(Mode::OWNER.to_string(), "0600");
}
