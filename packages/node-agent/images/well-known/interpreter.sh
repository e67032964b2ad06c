#!/bin/sh
# What the images of interpreters have as entrypoint: what is an option, a file or no command is for the interpreter.
# Usage: interpreter.sh PROGRAM COMMAND…
program=$1
shift
case "${1:-}" in
  "${program##*/}") shift ;;
  -* | '') ;;
  *) if command -v "$1" >/dev/null && { [ ! -f "$1" ] || [ -x "$1" ]; }; then exec "$@"; fi ;;
esac
exec "$program" "$@"
