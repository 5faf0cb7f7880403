package deploy

import (
	_ "embed"
	"strings"
)

//go:embed edgetune.service
var unit string

//go:embed edgetune.toml
var defaultConfig string

// Unit is the systemd unit that runs the binary with the configuration in etc. It may do
// nothing but read its sensors, keep its state and answer on its port.
func Unit(binary, etc string) []byte {
	return []byte(strings.NewReplacer("@EXEC@", binary, "@ETC@", etc).Replace(unit))
}

// DefaultConfig is the configuration of a package: comments, and what has a default.
func DefaultConfig() []byte { return []byte(defaultConfig) }
