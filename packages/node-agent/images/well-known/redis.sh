#!/bin/sh
# Runs the host's Redis (or Valkey) as its image would: a server for options and configuration files, on the pod's own
# address, its data in the pod's /data. Usage: redis.sh PROGRAM COMMAND…; other commands run as they are.
set -eu
program=$1
shift
name=${program##*/}
case "${1:-}" in
  -* | *.conf | '') set -- "$name" "$@" ;;
esac
[ "$1" = "$name" ] || exec "$@"
shift
mkdir -p "$SAMPAN_ROOT/data"
case " $* " in
  *' --dir '*) ;;
  *) set -- "$@" --dir "$SAMPAN_ROOT/data" ;;
esac
case " $* " in
  *' --bind '*) ;;
  *) set -- "$@" --bind "$POD_IP" --protected-mode no ;;
esac
exec "$program" "$@"
