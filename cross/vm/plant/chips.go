package plant

import (
	"sync/atomic"
	"time"

	"edgetune/sensors/chip/model"
)

// Machine is the machine at work: its chips follow the clock.
type Machine struct {
	class atomic.Int32
	start time.Time
}

// New returns an idle machine.
func New() *Machine { return &Machine{start: time.Now()} }

// Do makes the machine do something else.
func (m *Machine) Do(c Class) { m.class.Store(int32(c)) }

// reading is the number of a sensor's reading at this moment.
func (m *Machine) reading(rate float64) int { return int(time.Since(m.start).Seconds() * rate) }

// Chips returns the register models of the sensors by their addresses.
func (m *Machine) Chips() map[uint16]model.Chip {
	imu, room, adc := model.NewMPU6050(), model.NewBME280(), model.NewADS1115()
	imu.Signal = func(i int) [7]int16 { return Counts(Class(m.class.Load()), i) }
	return map[uint16]model.Chip{
		0x68: imu,
		0x76: updated{room, func() { room.Set(Room(m.reading(RoomRate))) }},
		0x48: updated{adc, func() { adc.Volts[0] = Volts(m.reading(VoltRate)) }},
	}
}

// updated is a chip that looks at the world before it is written to, as the start of a
// conversion is.
type updated struct {
	model.Chip
	look func()
}

func (u updated) Write(p []byte) error {
	u.look()
	return u.Chip.Write(p)
}
