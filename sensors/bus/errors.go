package bus

import (
	"errors"
	"strings"
	"syscall"
)

// The kinds of failure on a bus. An [Error] has one of them in its chain.
var (
	ErrNoBus      = errors.New("no such bus")
	ErrPermission = errors.New("permission denied")
	ErrNACK       = errors.New("no answer (NACK)")
	ErrTimeout    = errors.New("timeout")
	ErrShort      = errors.New("transfer broken off")
	ErrBusy       = errors.New("bus or address in use")
	ErrGone       = errors.New("the bus is gone")
	ErrOther      = errors.New("transfer failed")
)

// Error is a failure on a bus.
type Error struct {
	Where string // "i2c-1" or "i2c-1 address 0x76"
	Kind  error  // one of the sentinels above
	Err   error  // the kernel's error where known, a syscall.Errno
	Hint  string // what to do
}

// Error implements error.
func (e *Error) Error() string { return "sensors/bus: " + e.Where + ": " + e.Reason() }

// Reason returns the message without the place: what failed and what to do.
func (e *Error) Reason() string {
	s := e.Kind.Error()
	if e.Err != nil && e.Err.Error() != s {
		s += " (" + e.Err.Error() + ")"
	}
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Unwrap gives errors.Is the kind and the kernel's error.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// transferKinds says what an error number of a transfer means. The numbers are those
// of the kernel's i2c/fault-codes document and of its drivers for the boards that
// edgetune runs on (i2c-bcm2835, i2c-designware, i2c-algo-bit).
func transferKinds() []errnoKind {
	const (
		wiring = "check power, wiring and address; `edgetune sensors scan` shows what answers"
		slow   = "the chip may stretch the clock or the wires may be long; use a slower clock (dtparam=i2c_arm_baudrate=10000 in /boot/firmware/config.txt) or the bus of the overlay i2c-gpio"
	)
	return []errnoKind{
		{syscall.EREMOTEIO, ErrNACK, wiring},
		{syscall.ENXIO, ErrNACK, wiring},
		{syscall.ETIMEDOUT, ErrTimeout, slow},
		{syscall.EIO, ErrShort, slow},
		{syscall.EAGAIN, ErrBusy, "another master held the bus; try again"},
		{syscall.EBUSY, ErrBusy, "a kernel driver holds this address; read the chip through iio, or remove its overlay"},
		{syscall.ENODEV, ErrGone, "plug the adapter in again"},
		{syscall.ESHUTDOWN, ErrGone, "plug the adapter in again"},
		{syscall.EBADF, ErrGone, "open the bus again"},
		{syscall.EACCES, ErrPermission, "add the user to the group of the device: sudo usermod -aG i2c,spi,gpio $USER, then log in again"},
		{syscall.EPERM, ErrPermission, "add the user to the group of the device: sudo usermod -aG i2c,spi,gpio $USER, then log in again"},
		{syscall.EOPNOTSUPP, ErrOther, "this adapter cannot do such a transfer; use another bus"},
		{syscall.EMSGSIZE, ErrOther, "the transfer is longer than the adapter allows; read fewer bytes at once"},
		{syscall.EINVAL, ErrOther, "the adapter refuses the transfer; check the address and the speed"},
	}
}

type errnoKind struct {
	errno syscall.Errno
	kind  error
	hint  string
}

// Explain returns the failure err of a transfer at a place, "i2c-1 address 0x76", as
// an [*Error]; nil stays nil. A register model uses it too, so that tests see the
// errors of a real bus.
func Explain(where string, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	e := &Error{Where: where, Kind: ErrOther, Err: err}
	if errno := errnoOf(err); errno != 0 {
		e.Err = errno
		for _, k := range transferKinds() {
			if k.errno == errno {
				e.Kind, e.Hint = k.kind, k.hint
			}
		}
	}
	return e
}

// errnoOf finds the kernel's error number in err, also where only its text is left
// (periph formats it with %v); 0 when there is none.
func errnoOf(err error) syscall.Errno {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	for _, k := range transferKinds() {
		if strings.HasSuffix(err.Error(), k.errno.Error()) {
			return k.errno
		}
	}
	if strings.HasSuffix(err.Error(), syscall.ENOENT.Error()) {
		return syscall.ENOENT
	}
	return 0
}
