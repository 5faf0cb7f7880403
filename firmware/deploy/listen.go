package deploy

import (
	"fmt"
	"net"

	"github.com/BurntSushi/toml"
)

// usualListen is where the service listens when its configuration does not say.
const usualListen = "127.0.0.1:8080"

// findHealth finds out where the service will listen, and where it listens now.
func (j *job) findHealth() (err error) {
	if j.health, j.healthBefore = j.Layout.Health, j.Layout.Health; j.health != "" {
		return nil
	}
	if j.healthBefore, err = listenOf(j.board.Config); err != nil && j.Config == nil {
		return err
	}
	j.health = j.healthBefore
	if j.Config != nil {
		j.health, err = listenOf(j.Config)
	}
	return err
}

// listenOf finds where the service of a configuration listens, as seen from the board.
func listenOf(config []byte) (string, error) {
	var c struct {
		HTTP struct{ Listen *string }
	}
	if err := toml.Unmarshal(config, &c); err != nil {
		return "", fmt.Errorf("deploy: configuration: %w", err)
	}
	if c.HTTP.Listen == nil {
		return usualListen, nil
	}
	host, port, err := net.SplitHostPort(*c.HTTP.Listen)
	if err != nil {
		return "", fmt.Errorf("deploy: configuration: http.listen %.80q: a deployment asks there whether the service is well; give it an address as %q", *c.HTTP.Listen, usualListen)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
