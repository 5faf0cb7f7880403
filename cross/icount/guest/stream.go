package main

import (
	"context"
	"io"

	"edgetune/sensors"
	"edgetune/sensors/synth"
	"edgetune/sensors/trust"
)

// The stream: an accelerometer at 1 kHz, judged sample by sample, a window of a second every
// half second, and of each quarter of it five statistics and 32 bands for every axis.
const (
	streamRate   = 1000
	streamWindow = 1000
	streamHop    = 500
	streamLong   = 20 * streamRate
)

// tape plays samples again and again.
type tape struct {
	info   sensors.Info
	values []float32 // [sample × 3]
	next   int
	count  int64
	end    int64 // 0 never
}

func (t *tape) Info() sensors.Info { return t.info }

func (t *tape) Read(_ context.Context, s *sensors.Sample) error {
	if t.end > 0 && t.count == t.end {
		return io.EOF
	}
	copy(s.Values, t.values[3*t.next:3*t.next+3])
	s.Time, s.Length, s.Run = t.count*(1e9/streamRate), 1, 0
	if t.next++; 3*t.next == len(t.values) {
		t.next = 0
	}
	t.count++
	return nil
}

func (t *tape) Close() error { return nil }

// record fills a tape from the simulated machine.
func record(ctx context.Context) (*tape, error) {
	c := synth.Factory(1, 1)
	c.Rate, c.Samples = streamRate, streamLong
	src, err := synth.New(c)
	if err != nil {
		return nil, err
	}
	t := &tape{info: src.Info(), values: make([]float32, 3*streamLong)}
	for i := range streamLong {
		s := sensors.Sample{Values: t.values[3*i : 3*i+3]}
		if err := src.Read(ctx, &s); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// streamSpec is what `train` picks for such windows.
func streamSpec() sensors.Spec {
	part := sensors.Spec{{Kind: "concat", Of: []sensors.Spec{
		{{Kind: "stats", Stats: []string{"mean", "logstd", "logabsdiff", "max", "min"}, Eps: 1e-3}},
		{{Kind: "bands", Size: 128, Bands: 32}},
	}}}
	return sensors.Spec{{Kind: "segments", Segments: 4, Of: []sensors.Spec{part}}}
}

// newStream builds the way of a sample from the source to the row of a second.
func newStream() (work, error) {
	ctx := context.Background()
	t, err := record(ctx)
	if err != nil {
		return work{}, err
	}
	t.end = streamLong
	limits, err := trust.Learn(ctx, t)
	if err != nil {
		return work{}, err
	}
	t.next, t.count, t.end = 0, 0, 0
	guard, err := trust.NewGuard(t, limits)
	if err != nil {
		return work{}, err
	}
	feature, err := sensors.New(streamSpec(), t.info.Window(streamWindow))
	if err != nil {
		return work{}, err
	}
	p, err := sensors.NewPipeline(guard, streamWindow, streamHop, feature)
	if err != nil {
		return work{}, err
	}
	row := make([]float32, p.Len())
	return work{3 * streamRate, func() {
		for range streamRate / streamHop {
			if _, err := p.Next(ctx, row); err != nil {
				panic(err) // the tape has no end
			}
		}
	}}, nil
}
