package link

import (
	"errors"

	"edgetune/sensors/bus"
)

// Error is a failure of a chip or on the way to it.
type Error struct {
	Package string // "sensors/chip/bme280"
	Where   string // "i2c-1 address 0x76"
	What    string // what was tried, "read register 0xd0"; may be empty
	Err     error
}

// Error returns "package: where: what: reason; what to do".
func (e *Error) Error() string {
	s := e.Package + ": " + e.Where
	if e.What != "" {
		s += ": " + e.What
	}
	var b *bus.Error
	if errors.As(e.Err, &b) {
		return s + ": " + b.Reason()
	}
	return s + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
