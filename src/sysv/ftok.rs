//! A key from a path.

use std::ffi::CString;
use std::num::NonZeroU8;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::error::Error;
use super::key::Key;
use nix::errno::Errno;

impl Key {
    /// A key made from an existing file and a project number, by `ftok(3)`.
    ///
    /// It mixes 8 bits of the project, 8 of the device and 16 of the inode. So two files can
    /// share a key, and a file that is written anew may get another one.
    ///
    /// # Errors
    /// [`Error::Ftok`] with the errno of `stat(2)`: `ENOENT`, `EACCES`, `ENOTDIR`; `EINVAL` for
    /// a path with a NUL byte.
    pub fn from_path(path: &Path, project: NonZeroU8) -> Result<Key, Error> {
        let path =
            CString::new(path.as_os_str().as_bytes()).map_err(|_| Error::Ftok {
                errno: Errno::EINVAL,
            })?;
        // SAFETY: ftok reads a string that ends in NUL, which `path` does and outlives the call.
        let key = unsafe { libc::ftok(path.as_ptr(), project.get().into()) };
        // Unchecked, a failed ftok would become the legal key 0xffffffff.
        if key == -1 {
            Err(Error::Ftok {
                errno: Errno::last(),
            })
        } else {
            Ok(Key::new(key))
        }
    }
}
