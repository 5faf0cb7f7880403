package model

import (
	"errors"
	"sync"

	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"

	"edgetune/sensors/bus"
)

// Exchanger is a target on an SPI port. Exchange takes one whole transfer between
// the falling and the rising edge of chip select: it fills r, of the length of w.
type Exchanger interface {
	Exchange(w, r []byte)
}

// Port is an SPI port with one model on it. Without a model, it reads ones, as the
// open input of a board does.
type Port struct {
	faults
	name string
	mu   sync.Mutex
	chip Exchanger
	Mode spi.Mode         // as the driver asked for
	Freq physic.Frequency // as the driver asked for

	out, in [1 << 11]byte
}

var _ spi.PortCloser = (*Port)(nil)

// NewPort returns a port with a chip, which may be nil.
func NewPort(name string, c Exchanger) *Port { return &Port{name: name, chip: c} }

// Plug replaces the chip; nil takes it away.
func (p *Port) Plug(c Exchanger) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.chip = c
}

// String returns the name.
func (p *Port) String() string { return p.name }

// Close implements spi.PortCloser; the port stays usable.
func (p *Port) Close() error { return nil }

// LimitSpeed implements spi.PortCloser and changes nothing.
func (p *Port) LimitSpeed(physic.Frequency) error { return nil }

// Connect implements spi.Port.
func (p *Port) Connect(f physic.Frequency, mode spi.Mode, _ int) (spi.Conn, error) {
	p.Freq, p.Mode = f, mode
	return &portConn{p}, nil
}

type portConn struct{ p *Port }

// String implements conn.Conn.
func (c *portConn) String() string { return c.p.name }

// Duplex implements conn.Conn.
func (c *portConn) Duplex() conn.Duplex { return conn.Full }

// TxPackets implements spi.Conn.
func (c *portConn) TxPackets(packets []spi.Packet) error {
	return errors.New("sensors/chip/model: packets are not modelled; use Tx")
}

// Tx implements conn.Conn.
func (c *portConn) Tx(w, r []byte) error {
	p := c.p
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.next(0)
	if f != nil && f.Kind.fails() {
		return bus.Explain(p.name, f.apply(r))
	}
	p.exchange(w, r)
	if f != nil {
		return bus.Explain(p.name, f.apply(r))
	}
	return nil
}

func (p *Port) exchange(w, r []byte) {
	if p.chip == nil {
		fill(r, 0xff)
		return
	}
	n := max(len(w), len(r))
	out, in := p.out[:n], p.in[:n]
	clear(out)
	clear(in)
	copy(out, w)
	p.chip.Exchange(out, in)
	copy(r, in)
}
