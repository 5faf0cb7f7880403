package bus

import (
	"fmt"
	"strconv"
	"strings"

	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
	"periph.io/x/host/v3/sysfs"
)

// SPI is an open SPI port: a bus and a chip select.
type SPI struct {
	port spi.PortCloser
	name string
}

var _ spi.PortCloser = (*SPI)(nil)

// OpenSPI opens a port by its name: "spi0.1", "/dev/spidev0.1" or "0.1", the bus and
// the chip select.
func OpenSPI(name string) (*SPI, error) {
	bus, cs, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(base(name), "spidev"), "spi"), ".")
	n, err := strconv.ParseUint(bus, 10, 15)
	c, err2 := strconv.ParseUint(cs, 10, 8)
	if !ok || err != nil || err2 != nil {
		return nil, fmt.Errorf("sensors/bus: %q is no SPI port; write bus and chip select as spi0.0", name)
	}
	name = fmt.Sprintf("spi%d.%d", n, c)
	p, err := sysfs.NewSPI(int(n), int(c))
	if err != nil {
		return nil, spiOpening().failed(name, err)
	}
	return &SPI{p, name}, nil
}

// String returns the name, "spi0.0".
func (p *SPI) String() string { return p.name }

// Close implements io.Closer.
func (p *SPI) Close() error { return Explain(p.name, p.port.Close()) }

// LimitSpeed sets the highest clock of the port.
func (p *SPI) LimitSpeed(f physic.Frequency) error { return Explain(p.name, p.port.LimitSpeed(f)) }

// Connect sets clock, mode and word length, once.
func (p *SPI) Connect(f physic.Frequency, mode spi.Mode, bits int) (spi.Conn, error) {
	c, err := p.port.Connect(f, mode, bits)
	if err != nil {
		return nil, Explain(p.name, err)
	}
	return &spiConn{c, p.name}, nil
}

// spiConn explains the errors of a connection.
type spiConn struct {
	spi.Conn
	name string
}

// String returns the name of the port.
func (c *spiConn) String() string { return c.name }

// Tx exchanges w and r, of the same length.
func (c *spiConn) Tx(w, r []byte) error {
	if err := c.Conn.Tx(w, r); err != nil {
		return Explain(c.name, err)
	}
	return nil
}

// TxPackets exchanges several packets.
func (c *spiConn) TxPackets(p []spi.Packet) error {
	if err := c.Conn.TxPackets(p); err != nil {
		return Explain(c.name, err)
	}
	return nil
}
