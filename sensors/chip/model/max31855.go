package model

import (
	"encoding/binary"
	"math"
)

// MAX31855 sends 32 bits: both temperatures and the faults.
type MAX31855 struct {
	Hot, Cold float64 // degC
	Fault     byte    // bits 0 to 2: open, to ground, to supply
	Raw       uint32  // sent in place of the temperatures when not 0
}

// NewMAX31855 returns a chip at 100.75 and 25 degC, two rows of the tables of its data
// sheet.
func NewMAX31855() *MAX31855 { return &MAX31855{Hot: 100.75, Cold: 25} }

// Exchange implements [Exchanger].
func (c *MAX31855) Exchange(_, r []byte) {
	v := uint32(int32(math.Round(c.Hot/0.25)))<<18 | uint32(int32(math.Round(c.Cold/0.0625)))&0xfff<<4
	if c.Fault != 0 {
		v |= 1<<16 | uint32(c.Fault)
	}
	if c.Raw != 0 {
		v = c.Raw
	}
	binary.BigEndian.PutUint32(r, v)
}
