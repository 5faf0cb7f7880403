package synth

import (
	"context"
	"io"
	"math"

	"edgetune/fixedpoint"
	"edgetune/sensors"
)

// Streams of random numbers, one for each purpose.
const (
	forState = iota
	forUse
	forMachine
	forNoise
)

// Source plays episodes: each is one run with one state, speed and load. The states
// come in random order, every one once in each four episodes.
type Source struct {
	config  Config
	sensor  sensor
	machine machine
	noise   uint32
	state   State
	episode int // the next one
	left    int // samples of the present one
	count   int64
}

var _ sensors.Source = (*Source)(nil)

// New makes a source. It fails on numbers that are no machine.
func New(c Config) (*Source, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return &Source{config: c, sensor: newSensor(c.Sensor)}, nil
}

// Info implements [sensors.Source]: one accelerometer with three axes, in m/s².
func (s *Source) Info() sensors.Info {
	return sensors.Info{
		Layout:   sensors.Layout{Height: 1, Steps: 1, Channels: 3, Rate: s.config.Rate},
		Channels: []string{"x", "y", "z"},
		Units:    []string{"m/s^2", "m/s^2", "m/s^2"},
		Classes:  States(),
	}
}

// Read implements [sensors.Source]. It does not wait for the clock.
func (s *Source) Read(ctx context.Context, dst *sensors.Sample) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.left == 0 {
		if s.config.Episodes > 0 && s.episode == s.config.Episodes {
			return io.EOF
		}
		s.begin()
	}
	a := s.machine.step()
	a[2] += gravity
	s.sensor.read(dst.Values, a, s.noise, uint32(s.config.Samples-s.left))
	dst.Time = int64(math.Round(float64(s.count) * 1e9 / s.config.Rate))
	dst.Length = 1
	dst.Run = s.episode
	dst.Label = sensors.Label{Kind: sensors.ClassLabel, Class: int(s.state)}
	s.count++
	s.left--
	return nil
}

// begin starts the next episode.
func (s *Source) begin() {
	c, n := &s.config, uint32(s.episode)
	var order [states]int32
	fixedpoint.Perm(fixedpoint.Key(c.Seed, n/states, forState), order[:])
	s.state = State(order[n%states])
	use := fixedpoint.Key(c.Seed, n, forUse)
	speed := between(c.Speed, fixedpoint.Rand(use, 0))
	load := between(c.Load, fixedpoint.Rand(use, 1))
	s.machine = newMachine(fixedpoint.Key(c.Seed, n, forMachine), severities()[s.state], speed/float32(c.Rate), speed, load)
	s.noise = fixedpoint.Key(c.Seed, n, forNoise)
	s.left = c.Samples
	s.episode++
}

// between draws a number from a range.
func between(r [2]float64, random uint32) float32 {
	return float32(r[0]) + float32(float32(r[1]-r[0])*fixedpoint.Uniform(random))
}

// Close implements [sensors.Source]; there is nothing to release.
func (s *Source) Close() error { return nil }
