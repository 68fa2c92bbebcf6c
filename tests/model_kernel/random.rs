//! Random scripts, the same ones for the same seed on every machine.

/// splitmix64: a few lines, good enough to choose among a few things.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// Few of each, so that they meet.
const KEYS: [&str; 4] = ["0", "1234", "1234", "-1"];
const SIZES: [&str; 7] = ["0", "1", "100", "1024", "1024", "4097", "9000"];
const FLAGS: [&str; 5] = ["1000", "1000", "3000", "0", "2000"];
const MODES: [&str; 9] = ["600", "600", "600", "644", "666", "400", "200", "060", "0"];
const IDS: [&str; 12] = [
    "0", "0", "0", "0", "1", "1", "1", "2", "2", "3", "-1", "32768",
];
const CHANGES: [&str; 10] =
    ["-1", "-1", "-1", "1", "1", "0", "-2", "2", "20000", "32767"];
/// Nothing, IPC_NOWAIT, SEM_UNDO, both.
const OPERATION_FLAGS: [&str; 7] = ["0", "0", "0", "2048", "4096", "4096", "6144"];
const COUNTS: [&str; 6] = ["1", "1", "2", "3", "0", "32001"];

/// A script: who the processes are, then one step a line.
pub fn script(seed: u64, users: &[&str]) -> Vec<String> {
    let mut random = Random::new(seed);
    let chosen: Vec<&str> = (0..3).map(|_| random.one(users)).collect();
    let mut lines = vec![format!("users {}", chosen.join(" "))];
    // About memory; about semaphores and memory, at large; about waiting for two semaphores.
    let kind = random.below(3);
    let begin: &[&str] = match kind {
        0 => &["0 shmget 1234 1024 3666"],
        1 => &["0 semget 1234 2 3666"],
        // More processes, so that several wait at once.
        _ => &["0 semget 1234 2 3666", "0 fork", "1 fork", "2 fork"],
    };
    lines.extend(begin.iter().map(ToString::to_string));
    for _ in 0..10 + random.below(20) {
        let most = if kind == 2 || random.below(4) == 0 {
            6
        } else {
            3
        };
        let who = random.below(most);
        let call = match (kind, random.below(10)) {
            (_, 0) => process(&mut random),
            (0, _) | (1, 1..=4) => memory(&mut random),
            (1, _) => semaphores(&mut random),
            _ => waiting(&mut random),
        };
        lines.push(format!("{who} {call}"));
    }
    lines
}

fn process(random: &mut Random) -> String {
    random
        .one(&["fork", "fork", "exec", "exit", "kill", "kill", "unshare"])
        .into()
}

fn flags(random: &mut Random) -> String {
    let (flags, mode) = (random.one(&FLAGS), random.one(&MODES));
    let number = |octal| u32::from_str_radix(octal, 8).expect("octal");
    format!("{:o}", number(flags) | number(mode))
}

fn memory(random: &mut Random) -> String {
    let id = random.one(&IDS);
    let slot = random.below(3);
    // The last byte of the first page, which the smallest segment has, too.
    let offset = random.one(&["0", "99", "4095"]);
    match random.below(12) {
        0..=2 => {
            let (key, size) = (random.one(&KEYS), random.one(&SIZES));
            format!("shmget {key} {size} {}", flags(random))
        }
        3..=5 => format!("shmat {id} {}", random.one(&["rw", "rw", "rw", "ro"])),
        6 | 7 => format!("shmdt {slot}"),
        8 => format!("shmrm {id}"),
        9 | 10 => format!("store {slot} {offset} {}", random.below(256)),
        _ => format!("load {slot} {offset}"),
    }
}

fn semaphores(random: &mut Random) -> String {
    let id = random.one(&IDS);
    let number = random.one(&["0", "0", "1", "2"]);
    match random.below(14) {
        0 | 1 => {
            let (key, count) = (random.one(&KEYS), random.one(&COUNTS));
            format!("semget {key} {count} {}", flags(random))
        }
        2..=9 => {
            let count = [1, 1, 1, 2, 2, 3][random.below(6)];
            let operations = (0..count).map(|_| operation(random));
            format!("semop {id} {}", operations.collect::<Vec<_>>().join(" "))
        }
        10 => format!(
            "setval {id} {number} {}",
            random.one(&["0", "1", "5", "32767", "32768", "-1"])
        ),
        11 | 12 => {
            let command = random.one(&["GETVAL", "GETPID", "GETNCNT", "GETZCNT"]);
            format!("semctl {id} {number} {command}")
        }
        _ => format!("semctl {id} 0 IPC_RMID"),
    }
}

fn operation(random: &mut Random) -> String {
    let number = random.one(&["0", "0", "0", "1", "1", "2"]);
    format!(
        "{number}:{}:{}",
        random.one(&CHANGES),
        random.one(&OPERATION_FLAGS)
    )
}

/// Small numbers on one set, so that processes wait for each other, and wake each other.
fn waiting(random: &mut Random) -> String {
    let number = random.below(2);
    match random.below(24) {
        0 | 1 => return format!("setval 0 {number} {}", random.below(3)),
        // Whoever waits is told, and after that there is nothing to wait for.
        2 => return "semctl 0 0 IPC_RMID".into(),
        _ => {}
    }
    let count = [1, 1, 2, 2, 3][random.below(5)];
    let operations = (0..count).map(|_| {
        let change = random.one(&["-1", "-1", "-1", "1", "1", "1", "0", "0", "-2", "2"]);
        let flags = random.one(&["0", "0", "0", "0", "4096", "4096", "4096", "2048"]);
        format!("{}:{change}:{flags}", random.below(2))
    });
    format!("semop 0 {}", operations.collect::<Vec<_>>().join(" "))
}
