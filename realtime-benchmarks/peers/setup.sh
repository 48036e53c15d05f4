#!/usr/bin/env bash
# Installs what the peers need that are not on the class path. Says which it had to leave out; ends well all the same.
set -uo pipefail
cd "$(dirname "$0")"

nchan=/usr/lib/nginx/modules/ngx_nchan_module.so
updated=

have() {
	command -v "$1" > /dev/null
}

# apt_install PACKAGE...: only as root, only where there is apt.
apt_install() {
	have apt-get && [ "$(id -u)" = 0 ] || return 1
	if [ -z "$updated" ]; then
		apt-get update -qq > /dev/null 2>&1
		updated=yes
	fi
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null 2>&1
}

skip() {
	echo "$1: skipped, $2"
}

setup_c() {
	if ! { have make && have cc; } && ! apt_install gcc libc6-dev make; then
		skip c "there is no C compiler and none could be installed"
	elif make -s -C c; then
		echo "c: ready"
	else
		skip c "it does not compile here"
	fi
}

setup_nchan() {
	if have nginx && [ -e "$nchan" ]; then
		echo "nchan: ready"
	elif apt_install nginx libnginx-mod-nchan && [ -e "$nchan" ]; then
		# The package may have started a server of its own, which is not wanted.
		if [ -d /run/systemd/system ]; then
			systemctl disable --quiet --now nginx
		fi
		echo "nchan: ready"
	else
		skip nchan "the packages nginx and libnginx-mod-nchan are missing and could not be installed"
	fi
}

setup_node() {
	if ! { have node && have npm; } && ! apt_install nodejs npm; then
		skip node "there is no node with npm and none could be installed"
	elif (cd node && npm ls --silent > /dev/null 2>&1 || npm install --silent --no-package-lock --no-audit --no-fund); then
		echo "node: ready"
	else
		skip node "ws and socket.io could not be installed; the SSE server needs neither"
	fi
}

setup_c
setup_nchan
setup_node
