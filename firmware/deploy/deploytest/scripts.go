package deploytest

// ctl starts and stops the service, as systemd would: a start takes until the service
// listens, or has ended.
const ctl = `#!/bin/sh
alive() { [ -d "/proc/$1" ] && ! grep -q '^State:.[ZX]' "/proc/$1/status"; }
pid=$(cat @DIR@/pid 2>/dev/null)
if [ -n "$pid" ]; then
	kill "$pid" 2>/dev/null
	n=0
	while alive "$pid"; do
		sleep 0.02
		n=$((n + 1))
		[ "$n" -lt 100 ] || kill -9 "$pid"
	done
	rm -f @DIR@/pid
fi
[ "$1" = restart ] || exit 0
setsid @DIR@/opt/current/edgetune run --config @DIR@/etc/edgetune.toml >>@DIR@/service.log 2>&1 </dev/null &
pid=$!
echo $pid >@DIR@/pid
port=$(sed -n 's/.*listen = ".*:\([0-9]*\)".*/\1/p' @DIR@/etc/edgetune.toml)
n=0
until grep -q "$(printf ':%04X [0-9A-F]*:[0-9A-F]* 0A' "$port")" /proc/net/tcp; do
	alive "$pid" && [ "$n" -lt 500 ] || break
	sleep 0.02
	n=$((n + 1))
done
`

// sftpServer is the server of OpenSSH. On a full card the limit on a file's size stands
// for the end of the space: both let a write fail in the middle.
const sftpServer = `#!/bin/sh
trap '' XFSZ
[ ! -e @DIR@/full ] || set -- prlimit "--fsize=$(cat @DIR@/full)"
exec "$@" /usr/lib/openssh/sftp-server
`
