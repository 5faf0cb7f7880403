package setup

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"edgetune/sensors"
	"edgetune/sensors/microphone"
	"edgetune/sensors/topic"
)

func openMicrophone(_ Machine, s Setting) (sensors.Source, error) {
	v := newValues(s)
	c := microphone.Conf{Device: v.text("device"), Rate: s.Rate, Channels: some(s.Channels), Bits: v.whole("bits", 32)}
	if v.err != nil {
		return nil, v.err
	}
	src, err := microphone.Open(c)
	if err != nil {
		return nil, err
	}
	return src, nil
}

func openMQTT(_ Machine, s Setting) (sensors.Source, error) {
	v := newValues(s)
	c := topic.Conf{
		Broker: v.text("broker"), Topic: v.text("topic"), Username: v.text("user"), ClientID: "edgetune-" + rand.Text()[:12],
		Channels: s.Channels, Units: v.list("units"), Rate: s.Rate, Label: v.text("label"), Classes: v.list("classes"),
		Timeout: time.Duration(v.seconds("timeout") * float64(time.Second)),
	}
	if v.err != nil {
		return nil, v.err
	}
	var err error
	if c.Password, err = secret(v.text("password_file")); err != nil {
		return nil, err
	}
	if c.TLS, err = trusting(v.text("ca")); err != nil {
		return nil, err
	}
	if c.Password != "" && strings.HasPrefix(c.Broker, "mqtt://") && !local(c.Broker) {
		return nil, errors.New("a password would travel in the clear; use mqtts://, or a broker on this machine")
	}
	src, err := topic.New(c)
	if err != nil {
		return nil, err
	}
	return src, nil
}

// local reports whether a broker's address is this machine.
func local(broker string) bool {
	host := strings.TrimPrefix(broker, "mqtt://")
	for _, l := range []string{"localhost", "127.0.0.1", "[::1]"} {
		if host == l || strings.HasPrefix(host, l+":") || strings.HasPrefix(host, l+"/") {
			return true
		}
	}
	return false
}

// maxSecret bounds the bytes of a password file, maxCA those of certificates.
const (
	maxSecret = 4096
	maxCA     = 1 << 20
)

// secret reads a password out of a file that only its owner's group may read.
func secret(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("password_file: %w", err)
	}
	if info.Mode()&0o007 != 0 {
		return "", fmt.Errorf("password_file: everybody may read %s; chmod 600 it", path)
	}
	text, err := bounded(path, maxSecret)
	if err != nil {
		return "", fmt.Errorf("password_file: %w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// trusting returns a configuration that trusts the certificates of a file; nil for none.
func trusting(path string) (*tls.Config, error) {
	if path == "" {
		return nil, nil
	}
	text, err := bounded(path, maxCA)
	if err != nil {
		return nil, fmt.Errorf("ca: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("ca: %s holds no certificate; give a PEM file", path)
	}
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}

// bounded reads a file of at most so many bytes.
func bounded(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s: more than %d bytes", path, most)
	}
	return text, err
}
