package max31855

import (
	"encoding/binary"
	"errors"

	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"

	"edgetune/sensors/chip/link"
)

// Opts has no settings: the type of thermocouple is fixed in the chip.
type Opts struct{}

// DefaultOpts is the only choice.
var DefaultOpts = Opts{}

// The faults of a thermocouple that the chip sees, and a chip that does not answer.
var (
	ErrOpen     = errors.New("the thermocouple is open; check its screws and its wire")
	ErrToGround = errors.New("the thermocouple touches ground; insulate it")
	ErrToSupply = errors.New("the thermocouple touches the supply; insulate it")
	ErrSilent   = errors.New("all bits are the same; check power, MISO and chip select")
)

// Bits of a reading (table "Memory map, bit weights and functions").
const (
	bitFault    = 1 << 16
	bitToSupply = 1 << 2
	bitToGround = 1 << 1
	bitOpen     = 1 << 0
)

// Weights of a count in degC (same table).
const (
	hotLSB  = 0.25
	coldLSB = 0.0625
)

// maxClock and mode 0: table "Serial-interface timing characteristics".
const maxClock = 5 * physic.MegaHertz

// Dev is an open chip.
type Dev struct {
	link *link.Link
	w, r [4]byte
}

// NewSPI opens a chip; its first reading tells whether it is there.
func NewSPI(p spi.Port, _ *Opts) (*Dev, error) {
	l, err := link.SPI("sensors/chip/max31855", p, maxClock, spi.Mode0)
	if err != nil {
		return nil, err
	}
	d := &Dev{link: l}
	if _, err := d.read(); err != nil && !errors.Is(err, ErrOpen) {
		return nil, err
	}
	return d, nil
}

// String names chip and place.
func (d *Dev) String() string { return "max31855 at " + d.link.String() }

// Halt does nothing: the chip converts all the time.
func (d *Dev) Halt() error { return nil }

// Sense reads the last conversion: degC of the thermocouple and of the chip. It
// allocates nothing.
func (d *Dev) Sense(dst []float32) error {
	v, err := d.read()
	if err != nil {
		return err
	}
	dst[0] = float32(int32(v)>>18) * hotLSB
	dst[1] = float32(int16(v)>>4) * coldLSB
	return nil
}

// read fetches the 32 bits and checks them.
func (d *Dev) read() (uint32, error) {
	if err := d.link.Tx(d.w[:], d.r[:]); err != nil {
		return 0, err
	}
	v := binary.BigEndian.Uint32(d.r[:])
	var fault error
	switch {
	case v == 0 || v == 0xffffffff:
		fault = ErrSilent
	case v&bitFault == 0:
		return v, nil
	case v&bitOpen != 0:
		fault = ErrOpen
	case v&bitToGround != 0:
		fault = ErrToGround
	case v&bitToSupply != 0:
		fault = ErrToSupply
	default:
		fault = errors.New("a fault without a cause; check power and wiring")
	}
	return 0, d.link.Errorf("%w", fault)
}
