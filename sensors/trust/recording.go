package trust

import "edgetune/sensors"

// maxKept is how many values of the source [Learn] keeps; maxValues how many of one
// channel it sorts.
const (
	maxKept   = 1 << 24
	maxValues = 1 << 16
	block     = 512 // samples that stay together when some must go
)

// recording is samples in memory, in the order of time. When it is full, every
// second block goes, and the next one in its place begins a new run.
type recording struct {
	layout  sensors.Layout
	times   []int64
	runs    []int
	lengths []int
	values  []float32
	cut     int // added to runs, so that no two blocks join
	skip    int // blocks left out after each one kept
	seen    int
}

func newRecording(l sensors.Layout) *recording { return &recording{layout: l} }

func (r *recording) len() int { return len(r.times) }

// cutRuns keeps the numbers of cut blocks apart from those of the source's runs.
const cutRuns = 1 << 20

// add keeps a copy of s, or not.
func (r *recording) add(s *sensors.Sample) {
	n := r.seen
	r.seen++
	if n/block%(r.skip+1) != 0 {
		return
	}
	if r.skip > 0 && n%block == 0 {
		r.cut++
	}
	r.times = append(r.times, s.Time)
	r.runs = append(r.runs, s.Run+r.cut*cutRuns)
	r.lengths = append(r.lengths, min(max(s.Length, 1), r.layout.Steps))
	r.values = append(r.values, s.Values...)
	if len(r.values) >= maxKept && len(r.times)%block == 0 {
		r.thin()
	}
}

// thin drops every second block.
func (r *recording) thin() {
	width, kept := r.layout.Len(), 0
	for lo := 0; lo < r.len(); lo += 2 * block {
		hi := min(lo+block, r.len())
		copy(r.times[kept:], r.times[lo:hi])
		copy(r.lengths[kept:], r.lengths[lo:hi])
		copy(r.values[kept*width:], r.values[lo*width:hi*width])
		r.cut++
		for i := lo; i < hi; i++ {
			r.runs[kept+i-lo] = r.runs[i] + r.cut*cutRuns
		}
		kept += hi - lo
	}
	r.cut++
	r.times, r.runs, r.lengths = r.times[:kept], r.runs[:kept], r.lengths[:kept]
	r.values = r.values[:kept*width]
	r.skip = 2*r.skip + 1
}

// sample makes s the sample i.
func (r *recording) sample(i int, s *sensors.Sample) {
	width := r.layout.Len()
	s.Time, s.Run, s.Length = r.times[i], r.runs[i], r.lengths[i]
	s.Values = r.values[i*width : (i+1)*width]
}

// line returns the valid steps of channel c of sample i.
func (r *recording) line(i, c int) []float32 {
	n := r.layout.Height * r.layout.Steps
	valid := n
	if r.layout.Height == 1 {
		valid = r.lengths[i]
	}
	return r.values[i*r.layout.Len()+c*n:][:valid]
}

// channel returns values of a channel, thinned to what can be sorted, and the
// changes between successive rows.
func (r *recording) channel(c int) (values, changes []float64) {
	stride := r.len()*r.layout.Height*r.layout.Steps/maxValues + 1
	at := 0
	for i := range r.len() {
		line := r.line(i, c)
		for ; at < len(line); at += stride {
			values = append(values, float64(line[at]))
		}
		at -= len(line)
		if len(line) == 1 && i > 0 && r.runs[i] == r.runs[i-1] {
			changes = append(changes, float64(abs(line[0]-r.line(i-1, c)[0])))
		}
	}
	return values, changes
}

// drifts returns the changes of rows over 32 periods.
func (r *recording) drifts(c int) []float64 {
	var out []float64
	for i := driftPeriods; i < r.len(); i++ {
		if r.runs[i] == r.runs[i-driftPeriods] {
			out = append(out, float64(abs(r.line(i, c)[0]-r.line(i-driftPeriods, c)[0])))
		}
	}
	return out
}

// activity returns the mean change from step to step of every sample.
func (r *recording) activity(c int) []float64 {
	out := make([]float64, r.len())
	for i := range out {
		line := r.line(i, c)
		for t, v := range line[1:] {
			out[i] += float64(abs(v - line[t]))
		}
		out[i] /= float64(max(len(line)-1, 1))
	}
	return out
}
