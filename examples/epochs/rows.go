package main

import (
	"edgetune/fixedpoint"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// rows are windows in memory, normalised, and their classes.
type rows struct {
	width int
	x     []float32
	class []int
}

func (r *rows) len() int { return len(r.class) }

func (r *rows) row(i int) []float32 { return r.x[i*r.width:][:r.width] }

// part returns rows [from, to).
func (r *rows) part(from, to int) *rows {
	return &rows{r.width, r.x[from*r.width : to*r.width], r.class[from:to]}
}

// load reads at most `most` rows of a split, drawn at random; 0: all.
func load(f *replay.Folder, s replay.Split, most int) *rows {
	all := f.Rows(s)
	order := make([]int32, len(all))
	fixedpoint.Perm(fixedpoint.Key(1, uint32(s), drawStream), order)
	if most > 0 {
		order = order[:min(most, len(order))]
	}
	r := &rows{width: f.Layout().Len()}
	r.x = make([]float32, len(order)*r.width)
	for i, at := range order {
		f.Window(int(all[at]), r.row(i))
		r.class = append(r.class, f.Label(int(all[at])).Class)
	}
	return r
}

// drawStream and batchStream number the streams of random numbers.
const (
	drawStream  = 0x64726177
	batchStream = 0x62617463
)

// normalise brings the channels of all to mean 0 and deviation 1 over the first.
func normalise(channels int, all ...*rows) {
	m := sensors.NewMoments(channels)
	for i := range all[0].len() {
		m.Add(all[0].row(i))
	}
	n := m.Normaliser()
	for _, r := range all {
		for i := range r.len() {
			n.Apply(r.row(i))
		}
	}
}
