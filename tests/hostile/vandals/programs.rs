//! The programs, ours, against any checker. `$M` is a number of seconds that nobody else sleeps for,
//! by which what they leave is found.

use super::Language::{C, Perl, Shell};
use super::Vandal;

pub(super) const fn vandal(name: &'static str, what: super::Language) -> Vandal {
    Vandal {
        name,
        what,
        is_honest: false,
        reaches_all: false,
        storm: false,
    }
}

/// Takes processors or memory from everybody, so nothing else is judged meanwhile.
pub(super) const fn storm(name: &'static str, what: super::Language) -> Vandal {
    Vandal {
        storm: true,
        ..vandal(name, what)
    }
}

/// Does what the lab asks for, and something else.
const fn honest(name: &'static str, what: super::Language) -> Vandal {
    Vandal {
        is_honest: true,
        ..vandal(name, what)
    }
}

pub const VANDALS: &[Vandal] = &[
    // Its verdict, written by itself.
    vandal(
        "writes the answer into every open file of every process",
        Shell(
            r#"for p in $PPID $(sed -n 's/^PPid://p' /proc/$PPID/status) /proc/[0-9]*; do
                for fd in 0 1 2 3 4 5 6; do printf '{"what":"passed","more":true}' >/proc/${p##*/}/fd/$fd; done
            done 2>/dev/null; exit 0"#,
        ),
    ),
    vandal(
        "reads its judge's environment, memory and order",
        Perl(
            r#"for my $p (glob q(/proc/[0-9]*)) { for (qw(environ cmdline mem maps fd/0 fd/3)) {
                open my $f, q(<), qq($p/$_) or next; read $f, my $x, 4096; print $x } } exit 0"#,
        ),
    ),
    vandal(
        "prints an answer and ends as a judge that gives up",
        Shell(r#"printf '{"passed":true,"what":"passed","more":true}'; exit 3"#),
    ),
    // Signals.
    vandal(
        "stops its judge, and the judge's parent",
        Shell(
            "q=$(sed -n 's/^PPid://p' /proc/$PPID/status); kill -STOP $q $PPID; sleep $M",
        ),
    ),
    vandal(
        "kills everybody",
        Perl("kill 9, -1; kill 9, getppid(); exit 0"),
    ),
    vandal(
        "floods its judge with real-time signals",
        Perl("for (1..20000) { kill 34 + $_ % 20, getppid(), $$ + 1, $$ - 1 } exit 0"),
    ),
    vandal(
        "floods itself with real-time signals",
        C(r#"signal(SIGRTMIN, SIG_IGN); signal(SIGRTMIN + 1, SIG_IGN);
            for (int i = 0; i < 20000; i++) { raise(SIGRTMIN); raise(SIGRTMIN + 1); } return 0;"#),
    ),
    vandal(
        "dies of a real-time signal",
        C("raise(SIGRTMAX); return 0;"),
    ),
    vandal(
        "lets a timer end it, again and again",
        C(
            r#"struct itimerval t = {{0, 100}, {0, 100}}; signal(SIGALRM, SIG_IGN);
            setitimer(ITIMER_REAL, &t, 0); for (;;) pause();"#,
        ),
    ),
    // Nobody ends it.
    vandal("is stopped", Shell("kill -STOP $$; exit 0")),
    vandal(
        "leaves a stopped child in a session of its own",
        C(
            r#"if (fork() == 0) { setsid(); if (fork() == 0) { raise(SIGSTOP); nap(); } raise(SIGSTOP); nap(); }
            usleep(50000); return 0;"#,
        ),
    ),
    vandal(
        "is traced by its child, which sits in another session",
        C(
            r#"prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); pid_t me = getpid();
            if (fork() == 0) { setsid(); ptrace(PTRACE_ATTACH, me, 0, 0); for (;;) sleep(1000); }
            nap();"#,
        ),
    ),
    vandal(
        "traces its child, which is stopped",
        C(
            r#"pid_t child = fork(); if (child == 0) { ptrace(PTRACE_TRACEME, 0, 0, 0); raise(SIGSTOP); nap(); }
            usleep(50000); return 0;"#,
        ),
    ),
    vandal(
        "leaves its process group for its child's",
        C(r#"int ready[2]; pipe(ready); pid_t child = fork();
            if (child == 0) { setpgid(0, 0); write(ready[1], "", 1); nap(); }
            char c; read(ready[0], &c, 1); setpgid(0, child); signal(SIGTERM, SIG_IGN); for (;;) nap();"#),
    ),
    storm(
        "is never there: each process starts the next and ends",
        C(r#"for (;;) { if (fork() != 0) _exit(0); setsid(); usleep(2000); }"#),
    ),
    vandal(
        "gathers orphans as their subreaper",
        C(
            r#"prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); for (int i = 0; i < 20; i++)
            if (fork() == 0) { if (fork() == 0) { setsid(); nap(); } _exit(0); } nap();"#,
        ),
    ),
    vandal(
        "hangs in vfork",
        C("if (vfork() == 0) for (;;) pause(); return 0;"),
    ),
    vandal(
        "calls itself by bytes that are no text",
        C(
            r#"if (fork() == 0) { setsid(); prctl(PR_SET_NAME, "\xff) Z 1 (\n", 0, 0, 0); nap(); } return 0;"#,
        ),
    ),
    vandal(
        "leaves its pipes to a grandchild",
        Shell("(setsid sh -c 'exec sleep $M' &) ; exit 0"),
    ),
    vandal(
        "ignores all signals",
        Perl("$SIG{$_} = q(IGNORE) for keys %SIG; fork; setpgrp; sleep 1 while 1"),
    ),
    honest(
        "leaves a child behind a right program",
        Shell("setsid sleep $M >/dev/null 2>&1 & exec \"$SOLUTION\" \"$@\""),
    ),
];
