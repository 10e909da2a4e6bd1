#!/bin/bash
# Runs an emitted sweep on a Slurm of its own: munged, slurmctld and slurmd on this machine's loopback,
# with all their files in a temporary folder. One task is requeued and one cancelled in mid-run.
#
#     swift build -c release --product dnn
#     bash Tests/Cluster/slurm.sh .build/release/dnn
#
# Where the packages are missing it is skipped, except on a machine of continuous integration (CI is
# set), on which they are installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
dnn=$(realpath "${1:-.build/release/dnn}")
programs="munged slurmctld slurmd sbatch scontrol squeue scancel"
daemons=()
work=

has_slurm() {
  # Distributions keep daemons out of an ordinary user's path.
  PATH=$PATH:/usr/sbin:/sbin
  local program
  for program in $programs; do command -v "$program" >/dev/null || return 1; done
}

skip() {
  echo "SKIPPED: a sweep on Slurm: $1"
  exit 0
}

fail() {
  echo "FAILED: $1"
  squeue 2>&1 || true
  tail -n 15 "$work"/*.log 2>/dev/null || true
  exit 1
}

# Slurm's daemons have processes of their own for each task: they are ended first.
clean_up() {
  local status=$?
  trap - EXIT INT TERM
  if [ -n "$work" ]; then
    if [ ${#daemons[@]} -gt 0 ]; then
      timeout 5 scancel --user "$(id -un)" >/dev/null 2>&1 || true
      wait_until 5 no_jobs || true
      kill "${daemons[@]}" 2>/dev/null || true
      wait "${daemons[@]}" 2>/dev/null || true
    fi
    rm -rf "$work"
  fi
  exit "$status"
}

# Waits until the command succeeds, so many seconds at most.
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

no_jobs() { [ -z "$(timeout 5 squeue --noheader 2>/dev/null)" ]; }
is_idle() { sinfo --noheader --format=%t | grep -qx idle; }

configure() {
  local host free
  host=$(hostname -s)
  # Two ports that nobody listens on.
  free=$((20000 + $$ % 20000))
  while (exec 3<>"/dev/tcp/127.0.0.1/$free") 2>/dev/null ||
    (exec 3<>"/dev/tcp/127.0.0.1/$((free + 1))") 2>/dev/null; do free=$((free + 2)); done
  cat >"$work/slurm.conf" <<END
ClusterName=dnn
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$free
SlurmdPort=$((free + 1))
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=10000,bf_interval=1
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
KillWait=5
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=16000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
  export SLURM_CONF="$work/slurm.conf"
}

start() {
  mkdir "$work/state" "$work/spool"
  (umask 077 && head -c 64 /dev/urandom >"$work/munge.key")
  munged --foreground --force --key-file="$work/munge.key" --socket="$work/munge.socket" \
    --pid-file="$work/munged.pid" --log-file="$work/munged.log" --seed-file="$work/munge.seed" \
    >"$work/munged.out" 2>&1 &
  daemons+=($!)
  wait_until 5 test -S "$work/munge.socket" || fail "munged did not start"
  slurmctld -D -i -f "$SLURM_CONF" >"$work/slurmctld.log" 2>&1 &
  daemons+=($!)
  slurmd -D -f "$SLURM_CONF" >"$work/slurmd.log" 2>&1 &
  daemons+=($!)
  wait_until 15 is_idle || fail "Slurm did not start"
}

if ! has_slurm; then
  [ -n "${CI:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
    skip "no slurm-wlm and munge"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y slurm-wlm munge; } \
    >/dev/null 2>&1 || skip "slurm-wlm and munge cannot be installed"
  has_slurm || skip "no slurm-wlm and munge"
fi
[ "$(id -u)" = 0 ] || skip "only root may start its daemons"

trap clean_up EXIT
trap 'exit 1' INT TERM
# The folder's name holds what shells and Slurm's options have to be kept from.
work=$(mktemp -d)
chmod 755 "$work"
place="$work/it's 50% \"é\""
mkdir "$place"
configure
start
echo "Slurm runs: $(sinfo --version), after $SECONDS s"

# Six trials of a moment and six that are long enough to be met in mid-run.
cp Configs/flower.json "$place/net.json"
sweep() {
  (cd "$place" && "$dnn" sweep --config net.json --set checkpointEvery=500 --set logEvery=500 \
    --vary alpha=0.1,1 --vary iterations=500,30000 --folds 3 "$@" 2>"$work/said")
}
script=$(sweep --out there --emit slurm) || fail "$(cat "$work/said")"
there="$place/there"
trial() { sed -n "$1p" "$there/trials.sh" | sed "s/.*--out .*\/\(.*\)' --resume/\1/"; }
is_in_mid_run() { [ -e "$1/checkpoint.safetensors" ] && [ ! -e "$1/metrics.json" ]; }
waits_for_its_time() { squeue --noheader --job="$1" --format=%r | grep -qx BeginTime; }
has_ended() { [ -z "$(squeue --noheader --array --job="$1" 2>/dev/null)" ]; }

requeued="$there/$(trial 5)"
cancelled="$there/$(trial 11)"
job=$(sbatch --parsable "$script")
wait_until 30 is_in_mid_run "$requeued" || fail "trial 5 was not met in mid-run"
scontrol requeue "${job}_5"
# Slurm would wait two minutes before it runs it again.
wait_until 10 waits_for_its_time "${job}_5" || fail "trial 5 is not queued again"
scontrol update "JobId=${job}_5" StartTime=now
wait_until 30 is_in_mid_run "$cancelled" || fail "trial 11 was not met in mid-run"
scancel "${job}_11"
wait_until 60 has_ended "$job" || fail "the array has not ended"
grep -q "stopped after [0-9]* iterations and saved" "$there/logs/5.log" || fail "trial 5 did not save"
[ "$(grep -c '^== ' "$there/logs/5.log")" = 2 ] || fail "trial 5 did not go on"
grep -q "^error" "$there"/logs/*.log && fail "a trial failed"
echo "The array has ended, after $SECONDS s"

status=0
sweep --out there --collect >"$work/part" || status=$?
[ "$status" = 1 ] || fail "an unfinished sweep was collected with status $status"
grep -q "^11 of 12 trials have ended; 1 failed$" "$work/said" || fail "$(cat "$work/said")"
grep -q "saved after [0-9]* iterations): slurmstepd.* CANCELLED " "$work/said" ||
  fail "$(cat "$work/said")"

job=$(cd / && sbatch --parsable --array=11 "$script")
wait_until 30 has_ended "$job" || fail "trial 11 has not ended"
sweep --out there --collect >"$work/there.txt" || fail "$(cat "$work/said")"
cat "$work/said"
sweep --out here --jobs 2 >"$work/here.txt" || fail "$(cat "$work/said")"
echo "Compared with the sweep in one process, after $SECONDS s"
cmp "$work/here.txt" "$work/there.txt"
cmp "$place/here/comparison.csv" "$there/comparison.csv"
for folder in "$place"/here/*/; do
  for file in model.safetensors history.csv config.json; do
    cmp "$folder/$file" "$there/$(basename "$folder")/$file"
  done
done

# What has ended is left as it is.
touch "$work/before"
job=$(sbatch --parsable "$script")
wait_until 30 has_ended "$job" || fail "the finished array has not ended"
[ "$(cat "$there"/logs/*.log | grep -c "is complete after")" = 12 ] ||
  fail "a task of a trial that has ended does not say so"
[ -z "$(find "$there"/alpha* -type f ! -name .lock -newer "$work/before")" ] ||
  fail "a trial that had ended was touched"
echo "ok: 12 trials on Slurm, one requeued and one cancelled, are those of the sweep ($SECONDS s)"

# A search by halving: a job array a rung, each waiting for the one before. One task is requeued in
# mid-run and one cancelled, which takes the later rungs with it; submitted again it goes on.
search() {
  (cd "$place" && "$dnn" sweep --config net.json --set checkpointEvery=500 --set logEvery=500 \
    --set iterations=60000 --vary alpha=log:0.03..3 --vary 'n[1]=logInteger:2..12' --random 6 \
    --halving "$@" 2>"$work/said")
}
script=$(search --out halved --emit slurm) || fail "$(cat "$work/said")"
halved="$place/halved"
submit() { sh "$script" | sed -n 's/^rung .*: job //p'; }
runs() { squeue --noheader --array --job="$1" --states=RUNNING --format=%A 2>/dev/null | grep -q .; }
any_in_mid_run() { runs "${1}_2" && ls "$halved"/*/checkpoint.safetensors; }
has_started() { runs "$1"; }

jobs=$(submit)
first=$(echo "$jobs" | sed -n 1p)
second=$(echo "$jobs" | sed -n 2p)
last=$(echo "$jobs" | tail -n 1)
wait_until 60 any_in_mid_run "$first" || fail "no trial of the first rung was met in mid-run"
scontrol requeue "${first}_2"
wait_until 10 waits_for_its_time "${first}_2" || fail "a task of a rung is not queued again"
scontrol update "JobId=${first}_2" StartTime=now
wait_until 90 has_started "$second" || fail "the second rung has not begun"
scancel "${second}_1"
wait_until 90 has_ended "$last" || fail "the last rung waits for one that is cancelled"
status=0
search --out halved --collect >"$work/part" || status=$?
[ "$status" = 1 ] || fail "an unfinished search was collected with status $status"
last=$(submit | tail -n 1)
wait_until 180 has_ended "$last" || fail "the search has not ended"
search --out halved --collect >"$work/halved.txt" || fail "$(cat "$work/said")"
search --out halved-here --jobs 2 >"$work/halved-here.txt" || fail "$(cat "$work/said")"
cmp "$work/halved-here.txt" "$work/halved.txt"
cmp "$place/halved-here/comparison.csv" "$halved/comparison.csv"
for folder in "$place"/halved-here/*/; do
  for file in model.safetensors history.csv config.json; do
    cmp "$folder/$file" "$halved/$(basename "$folder")/$file"
  done
done
echo "ok: a search by halving on Slurm, requeued and cancelled, is the one in one process ($SECONDS s)"
