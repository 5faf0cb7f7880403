package link

import (
	"fmt"
	"time"

	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/onewire"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"

	"edgetune/sensors/bus"
)

// Watch stands between a driver of periph and its bus. It remembers the error of the
// bus, which the driver reduces to text or drops, and ends a driver that polls a chip
// without end: after Begin(limit), transfers later than limit fail.
type Watch struct {
	pkg   string
	where string
	err   error
	limit time.Duration
	start time.Time
	count int // transfers since start
}

// patience is how many transfers a reading does before it is taken to be polling; the
// further ones wait a little, so that a chip that is not ready costs no time of the
// processor.
const (
	patience  = 6
	pollPause = time.Millisecond
)

// Begin forgets the last error and allows transfers for a time.
func (w *Watch) Begin(limit time.Duration) {
	w.err, w.limit, w.start, w.count = nil, limit, time.Now(), 0
}

// do does a transfer, or refuses it when time is up.
func (w *Watch) do(c conn.Conn, out, in []byte) error {
	if w.limit > 0 && time.Since(w.start) > w.limit {
		w.err = &bus.Error{
			Where: w.where, Kind: bus.ErrTimeout, Err: fmt.Errorf("not ready after %v", w.limit),
			Hint: "check power and wiring; start the chip again",
		}
		return w.err
	}
	if w.count++; w.count > patience {
		time.Sleep(pollPause)
	}
	w.err = c.Tx(out, in)
	return w.err
}

// Wrap returns the error of the driver with package and place, and with the error of
// the bus in its chain when there was one; nil stays nil.
func (w *Watch) Wrap(err error) error {
	if err == nil {
		return nil
	}
	if w.err != nil {
		err = w.err
	}
	return &Error{w.pkg, w.where, "", err}
}

// Errorf returns an error with package and place in front.
func (w *Watch) Errorf(format string, args ...any) error {
	return &Error{w.pkg, w.where, "", fmt.Errorf(format, args...)}
}

// String names the place.
func (w *Watch) String() string { return w.where }

// Bus is a watched I2C bus.
type Bus struct {
	Watch
	bus i2c.Bus
	dev i2c.Dev
}

var _ i2c.Bus = (*Bus)(nil)

// WatchBus watches the transfers that the driver of package pkg does with the chip
// at an address.
func WatchBus(pkg string, b i2c.Bus, addr uint16) *Bus {
	w := &Bus{Watch: Watch{pkg: pkg, where: bus.At(b.String(), addr)}, bus: b}
	w.dev = i2c.Dev{Bus: b, Addr: addr}
	return w
}

// Tx implements i2c.Bus.
func (b *Bus) Tx(addr uint16, w, r []byte) error {
	b.dev.Addr = addr
	return b.do(&b.dev, w, r)
}

// SetSpeed implements i2c.Bus.
func (b *Bus) SetSpeed(f physic.Frequency) error { return b.bus.SetSpeed(f) }

// Port is a watched SPI port.
type Port struct {
	Watch
	port spi.Port
}

var _ spi.Port = (*Port)(nil)

// WatchPort watches the transfers that the driver of package pkg does at a port.
func WatchPort(pkg string, p spi.Port) *Port {
	return &Port{Watch{pkg: pkg, where: p.String()}, p}
}

// Connect implements spi.Port.
func (p *Port) Connect(f physic.Frequency, mode spi.Mode, bits int) (spi.Conn, error) {
	c, err := p.port.Connect(f, mode, bits)
	if err != nil {
		p.err = err
		return nil, err
	}
	return &watchedConn{c, &p.Watch}, nil
}

type watchedConn struct {
	spi.Conn
	watch *Watch
}

// Tx implements conn.Conn.
func (c *watchedConn) Tx(w, r []byte) error { return c.watch.do(c.Conn, w, r) }

// Wire is a watched 1-Wire bus.
type Wire struct {
	Watch
	bus onewire.Bus
}

var _ onewire.Bus = (*Wire)(nil)

// WatchWire watches the transfers that the driver of package pkg does on a bus.
func WatchWire(pkg string, b onewire.Bus) *Wire {
	return &Wire{Watch{pkg: pkg, where: b.String()}, b}
}

// Tx implements onewire.Bus.
func (b *Wire) Tx(w, r []byte, power onewire.Pullup) error {
	b.err = b.bus.Tx(w, r, power)
	return b.err
}

// Search implements onewire.Bus.
func (b *Wire) Search(alarmOnly bool) ([]onewire.Address, error) { return b.bus.Search(alarmOnly) }
