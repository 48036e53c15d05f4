#!/bin/sh
# One of the Node servers on PORT: sse, ws or socketio. With --version first: says what it is made of.
set -eu
cd "$(dirname "$0")"
version=
if [ "${1:-}" = --version ]; then
	version=yes
	shift
fi
server=${1:-sse}
if ! command -v node > /dev/null || [ ! -f "$server.js" ]; then
	echo "node is not installed, or there is no server called $server" >&2
	exit 3
fi
if [ "$server" != sse ] && [ ! -d node_modules ]; then
	echo "ws and socket.io are not installed: run peers/setup.sh" >&2
	exit 3
fi
if [ -n "$version" ]; then
	exec node -e '
		const of = (name) => `${name} ${require(`./node_modules/${name}/package.json`).version}`;
		const used = { sse: [], ws: ["ws"], socketio: ["socket.io", "ws"] }[process.argv[1]];
		console.log([`Node ${process.versions.node}`, ...used.map(of)].join(", "));
	' "$server"
fi
exec node "$server.js"
