package inject

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"

	"edgetune/sensors"
)

// Profile is what a healthy source does.
type Profile struct {
	Layout   sensors.Layout
	Period   int64
	Channels []Channel
	Repeated int // most rows in succession that are as some rows before
	Frozen   int // most steps in which no channel moves
}

// Channel is what a channel of a healthy source does.
type Channel struct {
	Unit    string
	Lo, Hi  float32 // 0.1 % of the values lie beyond each
	Largest float32 // change from step to step
	Typical float32 // 99 of 100 changes are smaller
	Still   int     // longest run of one value
	Step    float32 // of its register, by hand; 0: readings travel as float32
	Rail    float32 // end of its scale, by hand; 0: unknown
}

func (c *Channel) span() float32 { return c.Hi - c.Lo }

// slow reports whether the channel needs many steps to cross its range.
func (c *Channel) slow() bool { return 20*c.Largest <= c.span() }

// noise is the largest change within so many rows that says nothing: a channel that
// can cross its range at once may do so again and again.
func (c *Channel) noise(rows int) float32 {
	if c.slow() {
		return larger * c.Largest
	}
	return max(larger*c.Largest, 1.5*c.span()*float32(rows))
}

// Measure reads a healthy source to its end.
func Measure(ctx context.Context, src sensors.Source) (*Profile, error) {
	info := src.Info()
	m := &measuring{
		p:    &Profile{Layout: info.Layout, Channels: make([]Channel, info.Layout.Channels)},
		last: make([]float32, info.Layout.Channels), run: make([]int, info.Layout.Channels),
		values: make([][]float64, info.Layout.Channels), changes: make([][]float64, info.Layout.Channels),
	}
	s := sensors.Sample{Values: make([]float32, info.Layout.Len())}
	for {
		err := src.Read(ctx, &s)
		if errors.Is(err, io.EOF) {
			return m.profile(info), nil
		}
		if err != nil {
			return nil, err
		}
		m.take(&s)
	}
}

type measuring struct {
	p               *Profile
	values, changes [][]float64
	last            []float32
	run             []int
	frozen          int
	started         bool
	in              int
	time            int64
	rows            [][]float32
	same            [65]int
}

func (m *measuring) take(s *sensors.Sample) {
	fresh := !m.started || s.Run != m.in
	if !fresh && m.p.Period == 0 {
		m.p.Period = s.Time - m.time
	}
	m.started, m.in, m.time = true, s.Run, s.Time
	if fresh {
		m.rows = m.rows[:0]
	}
	n := m.p.Layout.Steps
	for t := range s.Length {
		moved := false
		for c := range m.last {
			moved = m.step(c, s.Values[c*n+t], fresh && t == 0) || moved
		}
		m.frozen++
		if moved {
			m.frozen = 1
		}
		m.p.Frozen = max(m.p.Frozen, m.frozen)
	}
	if n == 1 {
		m.repeat(slices.Clone(s.Values))
	}
}

func (m *measuring) step(c int, v float32, fresh bool) bool {
	moved := fresh || v != m.last[c]
	m.run[c]++
	if moved {
		m.run[c] = 1
	}
	if !fresh {
		m.changes[c] = append(m.changes[c], math.Abs(float64(v)-float64(m.last[c])))
	}
	m.last[c] = v
	m.values[c] = append(m.values[c], float64(v))
	m.p.Channels[c].Still = max(m.p.Channels[c].Still, m.run[c])
	return moved
}

// repeat compares a row with the 64 before it.
func (m *measuring) repeat(row []float32) {
	for lag := 2; lag <= min(len(m.rows), 64); lag++ {
		if !slices.Equal(m.rows[len(m.rows)-lag], row) {
			m.same[lag] = 0
			continue
		}
		m.same[lag]++
		m.p.Repeated = max(m.p.Repeated, m.same[lag])
	}
	m.rows = append(m.rows, row)
}

func (m *measuring) profile(info sensors.Info) *Profile {
	for c := range m.p.Channels {
		ch := &m.p.Channels[c]
		slices.Sort(m.values[c])
		slices.Sort(m.changes[c])
		n, k := len(m.values[c]), len(m.changes[c])
		ch.Lo, ch.Hi = float32(m.values[c][n/1000]), float32(m.values[c][n-1-n/1000])
		ch.Largest, ch.Typical = float32(m.changes[c][k-1]), float32(m.changes[c][k-1-k/100])
		if c < len(info.Units) {
			ch.Unit = info.Units[c]
		}
	}
	return m.p
}
