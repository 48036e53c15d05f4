#!/usr/bin/env bash
# nginx with nchan on PORT, with WORKERS workers (1). With --version: says which.
set -euo pipefail
cd "$(dirname "$0")"
port=${PORT:-8080}
if ! command -v nginx > /dev/null || [ ! -e /usr/lib/nginx/modules/ngx_nchan_module.so ]; then
	echo "nginx or its module nchan is not installed: run peers/setup.sh" >&2
	exit 3
fi
if [ "${1:-}" = --version ]; then
	echo "nginx $(nginx -v 2>&1 | sed 's#.*/##'), nchan $(dpkg-query -W -f '${Version}' libnginx-mod-nchan 2> /dev/null)"
	exit
fi
if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
	echo "something listens on port $port already" >&2
	exit 1
fi
home=$PWD/build/$port
mkdir -p "$home"
user=
if [ "$(id -u)" = 0 ]; then
	user='user www-data;'
fi
sed -e "s/@PORT@/$port/" -e "s/@WORKERS@/${WORKERS:-1}/" -e "s/@USER@/$user/" nginx.conf > "$home/nginx.conf"
ulimit -n "$(ulimit -Hn)"
exec nginx -p "$home" -c "$home/nginx.conf" -e stderr
