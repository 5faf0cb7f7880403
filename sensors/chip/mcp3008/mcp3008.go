package mcp3008

import (
	"errors"
	"fmt"
	"strings"

	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"

	"edgetune/sensors/chip/link"
)

// Opts says what to measure.
type Opts struct {
	Inputs string  `conf:"inputs" means:"\"0,1,2,3,4,5,6,7\", or differences as \"0-1\""`
	VRef   float64 `conf:"vref_v" means:"reference voltage"`
}

// DefaultOpts reads all inputs of a chip whose reference is the board's 3.3 V.
var DefaultOpts = Opts{Inputs: "0,1,2,3,4,5,6,7", VRef: 3.3}

// ErrSilent is in the chain of errors about a chip that does not answer.
var ErrSilent = errors.New("the null bit is not 0; check power, MISO and chip select")

// maxClock is the clock at a supply of 2.7 V (table "Electrical characteristics").
const maxClock = 1350 * physic.KiloHertz

// Dev is an open chip.
type Dev struct {
	link         *link.Link
	codes        []byte // SGL/DIFF, D2, D1 and D0 (table "Configure bits for the MCP3008")
	names, units []string
	scale        float32 // V a count
	w, r         [3]byte
}

// NewSPI opens a chip.
func NewSPI(p spi.Port, o *Opts) (*Dev, error) {
	l, err := link.SPI("sensors/chip/mcp3008", p, maxClock, spi.Mode0)
	if err != nil {
		return nil, err
	}
	d := &Dev{link: l, scale: float32(o.VRef / 1024)}
	if !(o.VRef > 0 && o.VRef <= 5.5) {
		return nil, l.Errorf("vref_v %g; give the reference voltage, at most 5.5 V", o.VRef)
	}
	for _, in := range strings.Split(o.Inputs, ",") {
		code, err := code(in)
		if err != nil {
			return nil, l.Errorf("%w", err)
		}
		d.codes, d.names, d.units = append(d.codes, code), append(d.names, "in"+in), append(d.units, "V")
	}
	_, err = d.convert(d.codes[0])
	return d, err
}

// code returns the 4 configure bits of an input.
func code(in string) (byte, error) {
	if len(in) == 1 && in[0] >= '0' && in[0] <= '7' {
		return 8 | in[0] - '0', nil
	}
	if len(in) == 3 && in[1] == '-' && in[0] >= '0' && in[0] <= '7' && in[2] == in[0]^1 {
		return in[0] - '0', nil
	}
	return 0, fmt.Errorf("input %q; use some of 0 to 7, or neighbours as 0-1, with commas between", in)
}

// String names chip and place.
func (d *Dev) String() string { return "mcp3008 at " + d.link.String() }

// Halt does nothing: the chip sleeps between conversions.
func (d *Dev) Halt() error { return nil }

// Channels returns the names of the inputs, as "in0" or "in0-1".
func (d *Dev) Channels() []string { return d.names }

// Units returns V for each.
func (d *Dev) Units() []string { return d.units }

// Sense converts all inputs, one after the other. It allocates nothing.
func (d *Dev) Sense(dst []float32) error {
	for i, c := range d.codes {
		raw, err := d.convert(c)
		if err != nil {
			return err
		}
		dst[i] = float32(raw) * d.scale
	}
	return nil
}

// convert sends the start bit and the configure bits; the null bit and the 10 bits of
// the result follow (figure "SPI communication using 8-bit segments").
func (d *Dev) convert(code byte) (int, error) {
	d.w = [3]byte{1, code << 4, 0}
	if err := d.link.Tx(d.w[:], d.r[:]); err != nil {
		return 0, err
	}
	if d.r[1]&4 != 0 {
		return 0, d.link.Errorf("%w", ErrSilent)
	}
	return int(d.r[1]&3)<<8 | int(d.r[2]), nil
}
