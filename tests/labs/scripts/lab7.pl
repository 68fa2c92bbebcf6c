use strict; use IPC::SysV qw(IPC_PRIVATE IPC_CREAT IPC_RMID SETVAL SEM_UNDO); use Errno qw(EINTR);
exit 2 if @ARGV != 3 or grep { !/^\d+$/ } @ARGV;
my ($id, $workers, $n) = @ARGV;
my $bytes = "";
shmread($id, $bytes, 0, 8) or do { my ($name) = grep { $!{$_} } keys %!; print STDERR "shmat: $name\n"; exit 1 };
my $sem = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
semctl($sem, 0, SETVAL, 1);
sub change { 1 until semop($sem, pack("s3", 0, $_[0], SEM_UNDO)) or !$!{EINTR} }
for (1 .. $workers) {
    next if fork;
    for (1 .. $n) {
        change(-1);
        shmread($id, my $value, 0, 8);
        shmwrite($id, pack("Q", unpack("Q", $value) + 1), 0, 8);
        change(1);
    }
    require POSIX; POSIX::_exit(0);
}
1 while wait != -1;
semctl($sem, 0, IPC_RMID, 0);
shmread($id, $bytes, 0, 8);
print "final=", unpack("Q", $bytes), "\n";
