package plant

import (
	"slices"

	"edgetune/sensors"
	"edgetune/sensors/trust"
)

// Limits are what the sensors' data sheets say of single readings: their ranges. Nothing
// else is looked for, as an emulated machine keeps no time.
func Limits() *trust.Limits {
	l := &trust.Limits{Layout: sensors.Layout{Height: 1, Steps: 1, Channels: len(Channels()), Rate: Rate}}
	ends := []float32{40, 40, 40, 10, 10, 10, 85, 110000, 100, 4.096}
	for i, name := range Channels() {
		c := trust.Channel{Name: name, Unit: Units()[i], Lo: -ends[i], Hi: ends[i]}
		if name == "room.pressure" {
			c.Lo = 30000
		}
		l.Channels = append(l.Channels, c)
	}
	for _, f := range sensors.Faults() {
		if f != sensors.Range {
			l.Off = append(l.Off, f.String())
		}
	}
	slices.Sort(l.Off)
	return l
}
