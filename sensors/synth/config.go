package synth

import (
	"errors"
	"fmt"
	"math"
)

// Config describes a machine, its use, and the sensor on it.
type Config struct {
	Seed     uint32
	Episodes int     // recordings before io.EOF; 0 never ends
	Samples  int     // samples of an episode, which has one state, speed and load
	Rate     float64 // Hz

	Speed  [2]float64 // Hz of the shaft, from … to; each episode draws one
	Load   [2]float64 // torque, 0 … 1 of nominal, from … to
	Sensor Sensor
}

// Sensor describes the accelerometer and how it is mounted.
type Sensor struct {
	Mounting [3]float64 // turns about x, then y, then z of the machine
	Gain     [3]float64 // by axis, 1 is ideal
	Bias     [3]float64 // by axis, m/s²
	Noise    float64    // m/s², standard deviation
	LSB      float64    // m/s², one count
	Range    float64    // m/s², where it saturates
}

// gravity in m/s², and the two sizes of an ADXL345 in its ±16 g range: one count
// and the noise of its z axis at 800 Hz (datasheet rev. G, table 1).
const (
	gravity   = 9.80665
	adxlLSB   = 0.0039 * gravity
	adxlNoise = 0.0043 * gravity
	adxlRange = 16 * gravity
)

// Factory is the machine on the test bench: 800 Hz, 2 s an episode, 22 to 27 Hz.
func Factory(seed uint32, episodes int) Config {
	return Config{
		Seed: seed, Episodes: episodes, Samples: 1600, Rate: 800,
		Speed: [2]float64{22, 27}, Load: [2]float64{0.2, 0.5},
		Sensor: Sensor{
			Gain: [3]float64{1, 1, 1}, Noise: adxlNoise, LSB: adxlLSB, Range: adxlRange,
		},
	}
}

// Field is the same machine where it works: faster, under more load, the sensor
// turned by a quarter about z and tilted, with the gain and bias of another part.
func Field(seed uint32, episodes int) Config {
	c := Factory(seed, episodes)
	c.Speed = [2]float64{33, 39}
	c.Load = [2]float64{0.5, 0.9}
	c.Sensor.Mounting = [3]float64{0.08, -0.05, 0.25}
	c.Sensor.Gain = [3]float64{1.06, 0.95, 1.03}
	c.Sensor.Bias = [3]float64{0.35, -0.25, 0.5}
	return c
}

func (c Config) check() error {
	s := c.Sensor
	for _, v := range [...]float64{
		c.Rate, c.Speed[0], c.Speed[1], c.Load[0], c.Load[1], s.Noise, s.LSB, s.Range,
		s.Gain[0], s.Gain[1], s.Gain[2], s.Bias[0], s.Bias[1], s.Bias[2], s.Mounting[0], s.Mounting[1], s.Mounting[2],
	} {
		if !(math.Abs(v) <= 1e9) {
			return fmt.Errorf("sensors/synth: a value of %g; every number must be finite", v)
		}
	}
	switch {
	case c.Samples < 1 || c.Episodes < 0:
		return fmt.Errorf("sensors/synth: %d samples, %d episodes; give at least 1 sample", c.Samples, c.Episodes)
	case c.Rate <= 0 || c.Speed[0] < 0 || c.Speed[1] < c.Speed[0] || c.Speed[1]*fastest >= c.Rate/2:
		return fmt.Errorf("sensors/synth: speed %v Hz at %g samples per second; stay below %g Hz", c.Speed, c.Rate, c.Rate/2/fastest)
	case s.LSB <= 0 || s.Range < s.LSB || s.Noise < 0:
		return errors.New("sensors/synth: sensor: the range must hold at least one count, and noise cannot be negative")
	}
	return nil
}
