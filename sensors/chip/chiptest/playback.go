package chiptest

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"syscall"

	"periph.io/x/conn/v3/conntest"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/i2c/i2ctest"
	"periph.io/x/conn/v3/onewire"
	"periph.io/x/conn/v3/spi"
	"periph.io/x/conn/v3/spi/spitest"

	"edgetune/sensors/bus"
)

// Playback plays a recorded conversation through periph's own test buses, which
// compare every byte.
type Playback struct {
	Bus  i2ctest.Playback
	Port spitest.Playback

	failed map[int]bool // transfers on I2C that were not acknowledged, by their place
	wires  script       // on 1-Wire and on lines
}

// Parse reads a conversation: a line "76 w d0 r 60" for each transfer with the chip
// at 0x76, "spi w … r …" for each on SPI, "w1 …" on 1-Wire, "GPIO5 r 01" for a level of a
// line. A line that ends in "failed" was not acknowledged; # starts a comment.
func Parse(text string) (*Playback, error) {
	p := &Playback{Bus: i2ctest.Playback{DontPanic: true}, failed: map[int]bool{}}
	p.Port.DontPanic = true
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		line, failed := strings.CutSuffix(line, " failed")
		where, rest := place(line)
		w, r, err := parseBytes(rest)
		if err != nil {
			return nil, fmt.Errorf("sensors/chip/chiptest: %q: %w", line, err)
		}
		if where == "spi" {
			p.Port.Ops = append(p.Port.Ops, conntest.IO{W: w, R: r})
			continue
		}
		addr, err := strconv.ParseUint(where, 16, 7)
		if err != nil {
			p.wires.add(where, w, r)
			continue
		}
		p.failed[len(p.Bus.Ops)] = failed
		p.Bus.Ops = append(p.Bus.Ops, i2ctest.IO{Addr: uint16(addr), W: w, R: r})
	}
	return p, nil
}

// place returns the first word, or the first two of "edge GPIO5".
func place(line string) (where, rest string) {
	if after, ok := strings.CutPrefix(line, edgeName); ok {
		where, rest, _ = strings.Cut(after, " ")
		return edgeName + where, rest
	}
	where, rest, _ = strings.Cut(line, " ")
	return where, rest
}

// parseBytes splits "w 01 02 r 03".
func parseBytes(s string) (w, r []byte, err error) {
	sent, got, _ := strings.Cut(" "+s, " r ")
	if sent = strings.TrimSpace(sent); sent != "" {
		if w, err = hex.DecodeString(strings.ReplaceAll(strings.TrimPrefix(sent, "w"), " ", "")); err != nil {
			return nil, nil, err
		}
	}
	r, err = hex.DecodeString(strings.ReplaceAll(got, " ", ""))
	return w, r, err
}

// Close reports transfers that were not asked for.
func (p *Playback) Close() error {
	if p.wires.err != nil || p.wires.next < len(p.wires.steps) {
		return errors.Join(p.wires.err, fmt.Errorf("sensors/chip/chiptest: %d of %d steps done", p.wires.next, len(p.wires.steps)))
	}
	if p.Bus.Count < len(p.Bus.Ops) || p.Port.Count < len(p.Port.Ops) {
		return fmt.Errorf("sensors/chip/chiptest: %d of %d transfers done", p.Bus.Count+p.Port.Count, len(p.Bus.Ops)+len(p.Port.Ops))
	}
	return nil
}

// I2C implements chip.Buses.
func (p *Playback) I2C(string) (i2c.BusCloser, error) { return openBus{&p.Bus, p.failed}, nil }

// SPI implements chip.Buses.
func (p *Playback) SPI(string) (spi.PortCloser, error) { return openPort{&p.Port}, nil }

// OneWire implements chip.Buses.
func (p *Playback) OneWire(string) (onewire.BusCloser, error) { return wirePlay{&p.wires}, nil }

// Pin implements chip.Buses.
func (p *Playback) Pin(name string) (gpio.PinIO, error) {
	return linePlay{gpio.INVALID, name, &p.wires}, nil
}

// openBus and openPort leave the check of what is left to [Playback.Close].
type openBus struct {
	*i2ctest.Playback
	failed map[int]bool
}

// Close checks nothing.
func (openBus) Close() error { return nil }

// Tx compares the transfer and, where it was not acknowledged, fails in the same way.
func (b openBus) Tx(addr uint16, w, r []byte) error {
	failed := b.failed[b.Count]
	err := b.Playback.Tx(addr, w, r)
	if err == nil && failed {
		err = bus.Explain(bus.At(b.String(), addr), syscall.EREMOTEIO)
	}
	return err
}

type openPort struct{ *spitest.Playback }

// Close checks nothing.
func (openPort) Close() error { return nil }
