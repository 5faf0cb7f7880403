package service

import (
	"net"
	"strconv"
	"strings"
	"time"
)

// Notifier tells systemd how the service does (sd_notify(3)): one datagram for each
// message. The zero value tells nobody.
type Notifier struct {
	socket   string
	watchdog time.Duration
}

// NewNotifier reads where to tell it from the environment, as os.Environ gives it.
func NewNotifier(env []string) Notifier {
	var n Notifier
	n.socket, _ = lookup(env, "NOTIFY_SOCKET")
	if us, ok := lookup(env, "WATCHDOG_USEC"); ok {
		if v, err := strconv.ParseInt(us, 10, 64); err == nil && v > 0 && v < int64(day/1000) {
			n.watchdog = time.Duration(v) * time.Microsecond
		}
	}
	return n
}

// Send tells lines like READY=1. Nobody to tell is no error.
func (n Notifier) Send(lines ...string) error {
	if n.socket == "" {
		return nil
	}
	name := n.socket
	if strings.HasPrefix(name, "@") {
		name = "\x00" + name[1:] // an abstract one
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write([]byte(strings.Join(lines, "\n")))
	return err
}

// Every is how often to say that all is well: three times before systemd loses its
// patience, every 10 s where it has no watchdog.
func (n Notifier) Every() time.Duration {
	if n.watchdog == 0 {
		return 10 * time.Second
	}
	return n.watchdog / 3
}
