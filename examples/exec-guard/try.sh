#!/bin/sh
# Run as root in a kernel: starts the guard, tries to execute a program in /tmp, and says how it
# went. Ends with 0 if the program was refused, 1 if it ran, 2 if that could not be tried.
#
# usage: try.sh GUARD
# Complaints in their place among the rest.
exec 2>&1
trap 'kill "$guard" 2>/dev/null' EXIT

cp /usr/bin/id /tmp/id || exit 2
"$1" > /tmp/guard.log &
guard=$!
# Its first line says that it guards.
until [ -s /tmp/guard.log ]; do
  kill -0 "$guard" 2>/dev/null || exit 2
  sleep 0.1
done

if /tmp/id; then
  echo "$1 let /tmp/id run"
  status=1
else
  echo "$1 refused /tmp/id"
  status=0
fi
kill "$guard"
wait "$guard" || status=2
cat /tmp/guard.log
exit "$status"
