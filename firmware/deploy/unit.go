package deploy

import (
	"bytes"
	_ "embed"
	"strings"
)

//go:embed edgetune.service
var unit string

//go:embed edgetune-undo.service
var undoUnit string

//go:embed edgetune.toml
var defaultConfig string

// Unit is the systemd unit that runs the binary with the configuration in etc. It may do
// nothing but read its sensors, keep its state and answer on its port.
func Unit(binary, etc string) []byte {
	return []byte(strings.NewReplacer("@EXEC@", binary, "@ETC@", etc).Replace(unit))
}

// unit is the service's unit on a board that is deployed to: before it starts, a switch
// that was cut off by the loss of power is undone.
func (l Layout) unit() []byte {
	return bytes.Replace(Unit(l.current()+"/edgetune", l.Etc), []byte("After="),
		[]byte("Wants=edgetune-undo.service\nAfter=edgetune-undo.service "), 1)
}

// undoUnit is the unit that does it.
func (l Layout) undoUnit() []byte { return []byte(strings.ReplaceAll(undoUnit, "@ROOT@", l.Root)) }

// DefaultConfig is the configuration of a package: comments, and what has a default.
func DefaultConfig() []byte { return []byte(defaultConfig) }
