package trial

import (
	"context"

	"edgetune/fixedpoint"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// shuffled plays rows of a folder without end, each round in another order; rows at
// the end of a round that fill no batch are left out. Every row is a run of its own.
type shuffled struct {
	*replay.Source // for Info and Close
	f              *replay.Folder
	rows           []int32 // ends of windows
	steps          int     // rows of a window, where a row is one step of a stream
	order          []int32
	row            []float32
	seed, round    uint32
	length         int // rows of a round
	at, run        int
}

func newShuffled(f *replay.Folder, rows []int32, steps int, seed uint32, batch int) *shuffled {
	s := &shuffled{Source: f.Replay(rows), f: f, rows: rows, steps: 1, seed: seed}
	if f.Layout().Steps == 1 && steps > 1 {
		s.history(steps)
	}
	s.order = make([]int32, len(s.rows))
	s.length = len(s.rows)
	if s.length > batch {
		s.length -= s.length % batch
	}
	s.at = s.length
	return s
}

// Read implements sensors.Source.
func (s *shuffled) Read(ctx context.Context, dst *sensors.Sample) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.at == s.length {
		fixedpoint.Perm(fixedpoint.Key(s.seed, s.round, shuffleStream), s.order)
		s.round++
		s.at = 0
	}
	i := int(s.rows[s.order[s.at]])
	s.at++
	s.run++
	dst.Time, dst.Run = int64(s.run), s.run
	dst.Length = s.window(i, dst.Values)
	dst.Label = s.f.Label(i)
	return nil
}

// history makes a window of each row and the steps-1 rows before it, where those are of
// its run.
func (s *shuffled) history(steps int) {
	var ends []int32
	for _, r := range s.rows {
		first := int(r) - steps + 1
		if first >= 0 && s.f.Split(first) == s.f.Split(int(r)) && s.f.SameRun(first, int(r)) {
			ends = append(ends, r)
		}
	}
	s.rows, s.steps, s.row = ends, steps, make([]float32, s.f.Layout().Channels)
}

// Info implements sensors.Source.
func (s *shuffled) Info() sensors.Info {
	i := s.Source.Info()
	i.Layout.Steps = max(i.Layout.Steps, s.steps)
	return i
}

// window writes the window that ends with row i, planar, and returns its length.
func (s *shuffled) window(i int, dst []float32) int {
	if s.steps == 1 {
		return s.f.Window(i, dst)
	}
	for t := range s.steps {
		s.f.Window(i-s.steps+1+t, s.row)
		for c, v := range s.row {
			dst[c*s.steps+t] = v
		}
	}
	return s.steps
}

// shuffleStream is the number of the stream of random numbers of shuffled.
const shuffleStream = 0x73687566
