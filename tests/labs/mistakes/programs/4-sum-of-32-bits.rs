// mistake: a sum of 32 bits, which wraps where overflow is not checked
// says: left of the sum in 32 bits
// never: Start each round
// says: Many bytes need a sum of 64 bits
use std::io::{self, Read};

fn call_failed(call: &str) -> ! {
    let symbol = match io::Error::last_os_error().raw_os_error() {
        Some(libc::EINVAL) => "EINVAL",
        Some(libc::EACCES) => "EACCES",
        _ => "EIDRM",
    };
    eprintln!("{call}: {symbol}");
    std::process::exit(1);
}

fn stat(id: i32) -> libc::shmid_ds {
    // SAFETY: a struct of numbers, which the call fills.
    unsafe {
        let mut stat = std::mem::zeroed();
        if libc::shmctl(id, libc::IPC_STAT, &mut stat) == -1 {
            call_failed("shmctl");
        }
        stat
    }
}

fn main() {
    let arguments: Vec<i32> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [id, rounds] = arguments[..] else {
        eprintln!("usage: lab4 SHMID ROUNDS");
        std::process::exit(2);
    };
    let mut sum: u32 = 0;
    for _ in 0..rounds {
        // SAFETY: attached read-only, and only as long as the segment is.
        unsafe {
            let address = libc::shmat(id, std::ptr::null(), libc::SHM_RDONLY);
            if address as isize == -1 {
                call_failed("shmat");
            }
            let size = stat(id).shm_segsz;
            let bytes = std::slice::from_raw_parts(address.cast::<u8>(), size);
            sum = bytes.iter().map(|byte| u32::from(*byte)).sum();
            libc::shmdt(address);
        }
    }
    println!("sum={sum} nattch={}", stat(id).shm_nattch);
    let _ = io::stdin().read_to_end(&mut Vec::new());
}
