package mqtt

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// Message is what is published under a topic.
type Message struct {
	Topic   string
	Payload []byte
	Retain  bool // the broker keeps it for those who subscribe later
	QoS     byte // 0 at most once, 1 at least once, 2 exactly once
}

// Options say where the broker is and what to tell it.
type Options struct {
	Broker    string // mqtt://host:1883, mqtts://host:8883; tcp and tls are the same
	ClientID  string // of this client alone; the broker drops the older of two
	Username  string
	Password  string        // never part of an error
	TLS       *tls.Config   // nil: the system's roots
	KeepAlive time.Duration // 0: 30 s
	Retry     time.Duration // between two tries to connect; 0: 10 s

	Online *Message // published after each connection; may be nil
	Will   *Message // published by the broker when this client is gone; may be nil

	Subscribe []string      // topics, which may hold + and #
	Handle    func(Message) // called for what arrives, one after the other; must not block
	Failed    func(error)   // told about each try that failed and each connection lost; may be nil
}

// The most that a client takes.
const (
	MaxPayload = 64 << 10 // bytes of a message that arrives
	maxTopic   = 1024
)

// Check reports what is wrong with o before anything is opened.
func (o *Options) Check() error {
	if _, err := o.server(); err != nil {
		return err
	}
	if o.ClientID == "" {
		return errors.New("internal/mqtt: no client id; give each client its own")
	}
	if len(o.Subscribe) > 0 && o.Handle == nil {
		return errors.New("internal/mqtt: topics to subscribe to, and nobody who handles them")
	}
	for _, t := range o.Subscribe {
		if err := CheckTopic(t, true); err != nil {
			return err
		}
	}
	for _, m := range []*Message{o.Online, o.Will} {
		if m != nil {
			if err := CheckTopic(m.Topic, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// CheckTopic refuses what is no topic; a filter may hold + and #.
func CheckTopic(t string, filter bool) error {
	switch {
	case t == "" || len(t) > maxTopic || !utf8.ValidString(t) || strings.ContainsFunc(t, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fmt.Errorf("internal/mqtt: topic %.40q: write 1 to %d characters, like edgetune/pump/label", t, maxTopic)
	case !filter && strings.ContainsAny(t, "+#"):
		return fmt.Errorf("internal/mqtt: topic %q: + and # stand for many topics; name one", t)
	}
	levels := strings.Split(t, "/")
	for i, l := range levels {
		if len(l) > 1 && strings.ContainsAny(l, "+#") || l == "#" && i+1 < len(levels) {
			return fmt.Errorf("internal/mqtt: topic %q: + stands for a whole level, # for all that follow", t)
		}
	}
	return nil
}

// server reads the address of the broker, with the port of its scheme.
func (o *Options) server() (*url.URL, error) {
	bad := func(why string) error {
		return fmt.Errorf("internal/mqtt: broker: %s; write mqtt://host:1883 or mqtts://host:8883", why)
	}
	u, err := url.Parse(o.Broker)
	if err != nil { // which would repeat a password
		return nil, bad("the address cannot be read")
	}
	port := "1883"
	switch u.Scheme {
	case "mqtt", "tcp":
		u.Scheme = "mqtt"
	case "mqtts", "tls", "ssl":
		u.Scheme, port = "mqtts", "8883"
	default:
		return nil, bad(fmt.Sprintf("the scheme %.20q is unknown", u.Scheme))
	}
	switch {
	case u.User != nil:
		return nil, bad("user and password do not belong in the address")
	case u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, bad("a host, and nothing behind it, is needed")
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), port)
	}
	return u, nil
}
