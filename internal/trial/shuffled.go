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
	rows           []int32
	order          []int32
	seed, round    uint32
	length         int // rows of a round
	at, run        int
}

func newShuffled(f *replay.Folder, rows []int32, seed uint32, batch int) *shuffled {
	s := &shuffled{Source: f.Replay(rows), f: f, rows: rows, order: make([]int32, len(rows)), seed: seed}
	s.length = len(rows)
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
	dst.Length = s.f.Window(i, dst.Values)
	dst.Label = s.f.Label(i)
	return nil
}

// shuffleStream is the number of the stream of random numbers of shuffled.
const shuffleStream = 0x73687566
