//! What a segment is found by, and who may use it.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// A number that unrelated processes agree on, to find one segment or semaphore by.
///
/// `key_t` is a signed 32-bit number. `ipcs` and this type show it in hexadecimal,
/// `/proc/sysvipc/shm` in decimal; both forms can be parsed. See `sysvipc(7)`.
///
/// ```
/// use shm_workbook::Key;
/// assert_eq!(Key::new(1234).to_string(), "0x000004d2");
/// assert_eq!("0x4d2".parse(), Ok(Key::new(1234)));
/// assert_eq!("1234".parse(), Ok(Key::new(1234)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(libc::key_t);

impl Key {
    /// Key 0: always a new segment, which no key leads to. Any process that learns its id and
    /// has the permission may still attach it, so "new" would have been the better word
    /// (`shmget(2)`, BUGS).
    pub const PRIVATE: Key = Key(libc::IPC_PRIVATE);

    /// The key with this number. 0 is [`Key::PRIVATE`].
    pub const fn new(number: i32) -> Key {
        Key(number)
    }

    /// The key as a number, as `shmget(2)` takes it.
    pub const fn number(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Key::PRIVATE => write!(f, "IPC_PRIVATE"),
            Key(number) => write!(f, "{number:#010x}"),
        }
    }
}

impl FromStr for Key {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Key, ParseIntError> {
        match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            // Through u32, because 0xffffffff is a key that ipcs may show you.
            Some(hex) => u32::from_str_radix(hex, 16).map(|bits| Key(bits as i32)),
            None => text.parse().map(Key),
        }
    }
}

/// Who may read (attach) and write: the low nine bits, as in `chmod(1)`.
///
/// The umask does not apply to them (`shmget(2)`), and the execute bits mean nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mode(u16);

impl Mode {
    /// 0600: the owner reads and writes. 0666 would let every local user overwrite your data.
    pub const OWNER: Mode = Mode(0o600);

    /// The mode with these bits; what is above the nine permission bits is dropped.
    pub const fn new(bits: u16) -> Mode {
        Mode(bits & 0o777)
    }

    /// The nine bits.
    pub const fn bits(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0{:03o}", self.0)
    }
}
