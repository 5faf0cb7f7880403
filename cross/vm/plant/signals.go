package plant

import "edgetune/fixedpoint"

// The rates of the sensors in Hz, and the samples of a window. They are low: a transfer
// on an emulated bus takes 8 ms, 25 where three drivers share it.
const (
	Rate     = 25  // MPU-6050
	RoomRate = 1.0 // BME280
	VoltRate = 1.0 // ADS1115
	Steps    = 10
)

// Class is what the machine does.
type Class int32

// The classes.
const (
	Idle Class = iota
	Running
)

// String returns the name.
func (c Class) String() string { return [...]string{"idle", "running"}[c] }

// Classes lists the names.
func Classes() []string { return []string{Idle.String(), Running.String()} }

// shake is how fast a running machine shakes: 5 Hz, in turns of 2^32 for each sample.
const shake = uint32(5 << 32 / Rate)

// Counts is sample i of the MPU-6050 at ±4 g and ±500 deg/s: accelerometer, temperature,
// gyroscope.
func Counts(c Class, i int) [7]int16 {
	v := [7]float32{0, 0, 8192, -4000, 0, 0, 0}
	for k := range v {
		v[k] += 25 * fixedpoint.Normal(uint32(k), uint32(i))
	}
	if c == Running {
		v[0] += 1500 * fixedpoint.SinTurn(uint32(i)*shake)
		v[1] += 700 * fixedpoint.SinTurn(uint32(i)*shake*2)
		v[6] += 300
	}
	var counts [7]int16
	for k := range v {
		counts[k] = int16(v[k])
	}
	return counts
}

// Room is reading k of the BME280: degC, Pa, %RH.
func Room(k int) (t, p, h float64) {
	n := func(key uint32) float64 { return float64(fixedpoint.Normal(key, uint32(k))) }
	return 21 + 0.2*n(11), 101300 + 20*n(12), 45 + 0.5*n(13)
}

// Volts is reading k of input 0 of the ADS1115.
func Volts(k int) float64 { return 1.2 + 0.01*float64(fixedpoint.Normal(14, uint32(k))) }
