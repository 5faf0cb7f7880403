package deploy

import (
	"fmt"
	"net"
	"os/user"
	"regexp"
	"strconv"
	"strings"
)

// Address is where a board listens for SSH.
type Address struct {
	User string
	Host string
	Port int
}

// Dial is the address for net.Dial.
func (a Address) Dial() string { return net.JoinHostPort(a.Host, strconv.Itoa(a.Port)) }

// String is the address as it is written, without the usual port.
func (a Address) String() string {
	if a.Port == 22 {
		return a.User + "@" + a.Host
	}
	return a.User + "@" + a.Dial()
}

var (
	userName = regexp.MustCompile(`^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,31}$`)
	hostName = regexp.MustCompile(`^[a-zA-Z0-9:][a-zA-Z0-9.:%_-]{0,252}$`)
)

// ParseAddress reads [USER@]HOST[:PORT]; an IPv6 host with a port stands in brackets.
// Without a user it is the one who asks, without a port 22.
func ParseAddress(s string) (Address, error) {
	a := Address{Port: 22, Host: s}
	if name, rest, ok := strings.Cut(s, "@"); ok {
		a.User, a.Host = name, rest
	} else if u, err := user.Current(); err == nil {
		a.User = u.Username
	}
	if host, port, err := net.SplitHostPort(a.Host); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return a, fmt.Errorf("deploy: address %.80q: port %.20q is no number from 1 to 65535", s, port)
		}
		a.Host, a.Port = host, int(n)
	}
	a.Host = strings.TrimSuffix(strings.TrimPrefix(a.Host, "["), "]")
	if !userName.MatchString(a.User) || !hostName.MatchString(a.Host) {
		return a, fmt.Errorf("deploy: address %.80q: write it as pi@raspberrypi.local or pi@192.168.1.20:22", s)
	}
	return a, nil
}
