#!/bin/sh
# The floor in C on PORT. Arguments are passed on: -m merges the events of one turn of the loop.
set -eu
cd "$(dirname "$0")"
if [ ! -x build/floor ]; then
	echo "floor is not built: run peers/setup.sh" >&2
	exit 3
fi
exec build/floor "$@"
