package synth

import (
	"math"

	"edgetune/fixedpoint"
)

// sensor turns the acceleration of the foot into readings.
type sensor struct {
	turn  [3][3]float32 // from the machine's axes to the sensor's
	gain  [3]float32
	bias  [3]float32
	noise float32
	lsb   float32
	top   float32 // largest count
}

func newSensor(s Sensor) sensor {
	r := sensor{noise: float32(s.Noise), lsb: float32(s.LSB), top: float32(math.Floor(s.Range / s.LSB))}
	for i := range 3 {
		r.gain[i], r.bias[i] = float32(s.Gain[i]), float32(s.Bias[i])
		r.turn[i][i] = 1
	}
	for axis, turns := range s.Mounting {
		r.rotate(axis, turns)
	}
	return r
}

// rotate turns the sensor about an axis of its own.
func (s *sensor) rotate(axis int, turns float64) {
	c, d := fixedpoint.CosTurn(phase(turns)), fixedpoint.SinTurn(phase(turns))
	p, q := (axis+1)%3, (axis+2)%3
	for i := range 3 {
		a, b := s.turn[p][i], s.turn[q][i]
		s.turn[p][i] = float32(c*a) + float32(d*b)
		s.turn[q][i] = float32(c*b) - float32(d*a)
	}
}

// read fills dst with the reading of the acceleration a, in m/s², in whole counts.
// Random numbers are element 3i to 3i+2 of the stream key.
func (s *sensor) read(dst []float32, a [3]float32, key, i uint32) {
	for axis, r := range s.turn {
		v := float32(r[0]*a[0]) + (float32(r[1]*a[1]) + float32(r[2]*a[2]))
		v = float32(v*s.gain[axis]) + s.bias[axis]
		v += float32(s.noise * fixedpoint.Normal(key, 3*i+uint32(axis)))
		dst[axis] = s.count(v) * s.lsb
	}
}

// count rounds to the nearest count and saturates.
func (s *sensor) count(v float32) float32 {
	n := float32(math.Floor(float64(v/s.lsb) + 0.5))
	return max(-s.top, min(s.top, n))
}
