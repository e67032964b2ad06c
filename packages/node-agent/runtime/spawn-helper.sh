# Starts containers for the process driver, so that the agent, a large process, never has to fork.
#
#   agent ──folder──▶ helper ──fork──▶ shim ──fork──▶ setsid program
#     ▲                                 │ waits, writes `exit`, ends
#     └── "folder pid start" ───────────┘
#
# A line on standard input is the folder of a container that is to be started; an empty line asks to reap what ended.
# The shim holds the fifo `alive` open for as long as it lives: whoever reads it learns of the end without asking.
# Neither the helper's end nor the agent's ends a shim.

shim() {
  # Process 0 says that there is none.
  { cd "$1" && mkfifo alive; } || { echo "$1 0 0" >&3; exit 1; }
  exec 9<>alive
  # The input is open before anybody is told of the program: what is written to it then is read.
  if [ -p stdin-held ]; then
    # It ends when its first writer does: the program only reads, and until then a process of its own holds it open.
    exec 8<>stdin 7<stdin
    (. ./start.sh) <&7 >>stdout 2>>stderr 3>&- 7<&- 8>&- 9>&- &
    pid=$!
    (: <stdin-held) 3>&- 7<&- 9>&- &
    exec 7<&- 8>&-
  else
    # A program that reads an input that never ends holds it open itself.
    if [ -p stdin ]; then exec 7<>stdin; else exec 7</dev/null; fi
    (. ./start.sh) <&7 >>stdout 2>>stderr 3>&- 7<&- 9>&- &
    pid=$!
    exec 7<&-
  fi
  start= stat=
  if [ -r /proc/self/stat ]; then
    { read -r stat <"/proc/$pid/stat"; } 2>/dev/null
    if [ -n "$stat" ]; then
      set -- "$1" ${stat##*) }
      shift 20
      start=$1
    fi
  else
    start=$(ps -o lstart= -p "$pid" | tr -s ' ' _)
  fi
  # What has ended before it could be looked at is told all the same, with a start that no process has.
  start=${start:-gone}
  echo "$pid $start" >pid
  echo "$PWD $pid $start" >&3
  exec 3>&-
  wait "$pid"
  echo $? >exit
}

exec 3>&1 >/dev/null 2>&1
set -f
while IFS= read -r folder; do
  if [ -n "$folder" ]; then shim "$folder" </dev/null & else jobs >/dev/null; fi
done
