//! More of the programs: those that take all there is, look for ways out, or leave odd things.

use super::Language::{C, Perl, Shell};
use super::Vandal;
use super::programs::{storm, vandal};

/// Destroys whatever is its user's. Where there is no namespace, that is not defended against.
const fn reaching(name: &'static str, what: super::Language) -> Vandal {
    Vandal {
        reaches_all: true,
        ..vandal(name, what)
    }
}

pub const VANDALS: &[Vandal] = &[
    // Takes all there is.
    storm("multiplies", Shell("\"$0\" & \"$0\" & sleep $M")),
    storm(
        "multiplies by clone, in sessions of their own",
        C("for (int i = 0; i < 2000; i++) if (fork() == 0) { setsid(); nap(); } nap();"),
    ),
    storm(
        "keeps memory resident",
        C("for (;;) { char *p = malloc(1 << 24); if (p) memset(p, 1, 1 << 24); }"),
    ),
    vandal(
        "opens files without end",
        C(
            r#"for (int i = 0; i < 200000; i++) { open("/dev/null", O_RDONLY); int p[2]; pipe(p); } nap();"#,
        ),
    ),
    vandal("says too much", Shell("exec yes")),
    vandal("complains too much", Shell("exec yes >&2")),
    vandal(
        "says one line, of a hundred megabytes",
        Perl("print q(shmid=1 ) x 12_000_000; exit 0"),
    ),
    storm(
        "fills the memory with segments",
        C(
            r#"for (int i = 0; i < 3000; i++) { int id = shmget(IPC_PRIVATE, 1 << 20, 0600);
            char *p = shmat(id, 0, 0); if (p != (void *)-1) { memset(p, 1, 1 << 20); shmdt(p); } } return 0;"#,
        ),
    ),
    vandal(
        "makes segments of mode 0, marked and attached",
        C(
            r#"for (int i = 0; i < 50; i++) { int id = shmget(IPC_PRIVATE, 4096, 0600); shmat(id, 0, 0);
            struct shmid_ds s; shmctl(id, IPC_STAT, &s); s.shm_perm.mode = 0; shmctl(id, IPC_SET, &s);
            if (i % 2) shmctl(id, IPC_RMID, 0); } nap();"#,
        ),
    ),
    vandal(
        "makes all the semaphores there may be",
        C("for (int i = 0; i < 600; i++) semget(IPC_PRIVATE, 30, 0600); return 0;"),
    ),
    vandal(
        "makes all the queues there may be, and fills them",
        C(r#"struct { long type; char text[512]; } m = {1, {0}};
            for (int i = 0; i < 100; i++) { int id = msgget(IPC_PRIVATE, 0600);
            for (int k = 0; k < 40; k++) msgsnd(id, &m, sizeof m.text, IPC_NOWAIT); } return 0;"#),
    ),
    reaching(
        "removes every object",
        C(
            r#"for (int id = 0; id < 200000; id++) { shmctl(id, IPC_RMID, 0); semctl(id, 0, IPC_RMID);
            msgctl(id, IPC_RMID, 0); } return 0;"#,
        ),
    ),
    vandal(
        "lowers every limit, and its own priority",
        C(
            r#"struct rlimit r = {0, 0}; for (int i = 1; i < 16; i++) if (i != RLIMIT_AS) setrlimit(i, &r);
            nice(19); setpriority(PRIO_PROCESS, getppid(), 19); cpu_set_t set; CPU_ZERO(&set); CPU_SET(0, &set);
            sched_setaffinity(getppid(), sizeof set, &set); return 0;"#,
        ),
    ),
    storm(
        "asks for real time",
        C(
            r#"struct sched_param p = {99}; sched_setscheduler(0, SCHED_FIFO, &p); for (;;) sched_yield();"#,
        ),
    ),
    vandal("computes without end", Shell("while :; do :; done")),
    // Ways out.
    vandal(
        "becomes another root, elsewhere",
        C(
            r#"unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC); chroot("."); chdir("/");
            mount("none", "/tmp", "tmpfs", 0, 0); setuid(0); if (fork() == 0) { setsid(); nap(); } return 0;"#,
        ),
    ),
    vandal(
        "moves into another cgroup",
        Shell(
            "for f in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do echo $$ >$f; done 2>/dev/null; mkdir /sys/fs/cgroup/left-$M 2>/dev/null; exit 0",
        ),
    ),
    vandal(
        "enters its judge's namespaces",
        Shell("nsenter -t $PPID -a sh -c 'sleep $M' 2>/dev/null; exit 0"),
    ),
    vandal(
        "writes wherever it can",
        Shell(
            r#"for d in /tmp /dev/shm /var/tmp "$(dirname "$0")" "$HOME" / /run; do echo x >"$d/left-$M"; done 2>/dev/null
            echo 'exit 0' >"$0"; echo x >>"$SOLUTION"; exit 0"#,
        ),
    ),
    vandal(
        "listens, and calls out",
        Perl(
            r#"use Socket; socket my $s, PF_INET, SOCK_STREAM, 0; bind $s, sockaddr_in(0, INADDR_ANY); listen $s, 5;
            socket my $u, PF_INET, SOCK_DGRAM, 0; send $u, q(x), 0, sockaddr_in(9, inet_aton(q(192.0.2.1)));
            connect $s, sockaddr_in(9, inet_aton(q(192.0.2.1))); exit 0"#,
        ),
    ),
    // What it leaves in its folder.
    vandal(
        "leaves a folder as deep as it gets, closed",
        Shell(
            "i=0; while [ $i -lt 1500 ]; do mkdir d && cd d || break; i=$((i+1)); done; chmod 0 . .. ; exit 0",
        ),
    ),
    vandal(
        "leaves links to nowhere and to everywhere",
        Shell(
            "ln -s /nowhere a; ln -s / b; ln -s . c; ln -s \"$SOLUTION\" e; mkfifo f; mkdir g; chmod 0 g; exit 0",
        ),
    ),
    vandal(
        "leaves a huge file with nothing in it, and many of no size",
        Perl(
            r#"open F, q(>), q(huge) and truncate F, 1 << 40; for (1..5000) { open G, q(>), qq(f\n$_\xff) } exit 0"#,
        ),
    ),
    vandal(
        "watches its folder, and locks it",
        C(
            r#"int i = inotify_init(); inotify_add_watch(i, ".", IN_ALL_EVENTS); int d = open(".", O_RDONLY);
            flock(d, LOCK_EX); fcntl(d, F_NOTIFY, DN_DELETE | DN_MULTISHOT); if (fork() == 0) { setsid(); nap(); } return 0;"#,
        ),
    ),
    // What it says.
    vandal(
        "paints the terminal",
        Shell(
            r"printf '\033[2J\033]0;passed\007\342\200\256\0\377\357\277\276 shmid=0\n' | tee /dev/stderr; exit 0",
        ),
    ),
    vandal(
        "closes everything, and goes on",
        Shell("exec <&- >&- 2>&-; sleep $M"),
    ),
    vandal(
        "leaves a library for others to load",
        Shell(
            "echo x >evil.so; echo \"$PWD/evil.so\" >/etc/ld.so.preload 2>/dev/null; LD_PRELOAD=$PWD/evil.so; export LD_PRELOAD; exec sh -c 'sleep $M & exit 0'",
        ),
    ),
    vandal("becomes a shell that reads its lines", Shell("exec sh -i")),
];
