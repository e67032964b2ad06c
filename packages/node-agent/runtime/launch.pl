# Becomes a container's program: perl launch.pl ENVIRONMENT USER PROGRAM ARGUMENTS…
#
# ENVIRONMENT is a file of NAME=VALUE, each ended by a zero byte: what it holds is on no command line and in no other
# process's environment. USER is `-` for the user that we are, or UID,GID,GROUP,…
# Loads no module, so that it costs a millisecond.
my ($file, $user, @argv) = @ARGV;

open(my $in, '<', $file) or die "cannot read the container's environment: $!\n";
my @settings = do { local $/ = "\0"; <$in> };
close $in;

# A terminal's type is told by whoever opened it.
my $term = $ENV{TERM};
%ENV = defined $term ? (TERM => $term) : ();
for my $setting (@settings) {
  $setting =~ s/\0\z//;
  my ($name, $value) = split /=/, $setting, 2;
  $ENV{$name} = $value;
}

if ($user ne '-') {
  my ($uid, $gid, @groups) = split /,/, $user;
  $( = $gid;
  $) = join ' ', $gid, (@groups ? @groups : $gid);
  ($<, $>) = ($uid, $uid);
  die "cannot become user $uid and group $gid: $!\n" if $< != $uid || $> != $uid || $) != $gid;
}

# The shell makes programs in the background ignore these.
$SIG{INT} = $SIG{QUIT} = 'DEFAULT';
umask 022;
exec { $argv[0] } @argv or die "cannot run $argv[0]: $!\n";
