#!/bin/sh
# One of the Node servers on PORT: sse, ws or socketio.
set -eu
cd "$(dirname "$0")"
server=${1:-sse}
if ! command -v node > /dev/null || [ ! -f "$server.js" ]; then
	echo "node is not installed, or there is no server called $server" >&2
	exit 3
fi
if [ "$server" != sse ] && [ ! -d node_modules ]; then
	echo "ws and socket.io are not installed: run peers/setup.sh" >&2
	exit 3
fi
exec node "$server.js"
