#!/bin/sh
# The floor in C on PORT. With --version first: says what it is. Other arguments are passed on: -m merges the events of one turn of the loop.
set -eu
cd "$(dirname "$0")"
if [ ! -x build/floor ]; then
	echo "floor is not built: run peers/setup.sh" >&2
	exit 3
fi
if [ "${1:-}" = --version ]; then
	shift
	echo "the floor: an epoll loop in C${*:+ with $*}, $(cc --version 2> /dev/null | head -n 1)"
	exit
fi
exec build/floor "$@"
