package sensors

import (
	"context"
	"fmt"
)

// Pipeline cuts windows from a source and writes their features.
//
// From a stream, a window holds the last samples of one run, oldest first, and the
// next one is due after hop more; it carries the label of its last sample. From a
// source of whole windows each of them is one.
//
// A window with a sample that cannot be trusted never leaves the pipeline and takes
// no ID; the windows around it are those of a run without it.
type Pipeline struct {
	// Short also delivers, every hop, the windows at the start of a run that are not
	// full yet, so that with hop 1 every sample gives a window.
	Short bool
	// Refused is told about each window that does not leave the pipeline; may be nil.
	Refused func(Window)

	src      Source
	features []Feature
	out      int
	hop, due int
	ring     *ring // nil for a source of whole windows
	sample   Sample
	window   []float32 // planar
	next     uint64
	started  bool
	run      int
	times    []int64 // of the samples in the ring, by ring.next
	verdict  Verdict // of the last refused sample
	bad      int     // pushes until that sample has left the ring
}

// Window describes the features that [Pipeline.Next] wrote.
type Window struct {
	ID       uint64 // 0, 1, 2, …
	From, To int64  // times of the first and the last sample, in ns
	Length   int    // valid steps
	Run      int
	Label    Label // valid until the next call of Next
	Verdict  Verdict
}

// NewPipeline reads windows of window samples, hop samples apart, from src and puts
// the features one behind the other. For a source of whole windows both numbers
// are ignored. Without features the row is the window itself, channel-last.
func NewPipeline(src Source, window, hop int, features ...Feature) (*Pipeline, error) {
	info := src.Info()
	if !info.Windowed() && (window < 1 || hop < 1) {
		return nil, fmt.Errorf("sensors: pipeline: window %d, hop %d: both must be at least 1", window, hop)
	}
	in := info.Window(window)
	if err := in.Check(); err != nil {
		return nil, err
	}
	p := &Pipeline{src: src, features: features, hop: hop}
	if err := p.check(in); err != nil {
		return nil, err
	}
	p.sample.Values = make([]float32, info.Layout.Len())
	p.window = p.sample.Values
	if !info.Windowed() {
		p.ring, p.times = newRing(in.Channels, window), make([]int64, window)
		p.window = make([]float32, in.Len())
	}
	return p, nil
}

// check compares the features with the layout of the windows.
func (p *Pipeline) check(in Layout) error {
	if len(p.features) == 0 {
		plain, err := New(nil, in)
		if err != nil {
			return err
		}
		p.features = []Feature{plain}
	}
	for i, f := range p.features {
		if got := f.In(); got.Height != in.Height || got.Steps != in.Steps || got.Channels != in.Channels {
			return fmt.Errorf("sensors: pipeline: feature %d reads %v, the source gives %v; build it for the source's layout",
				i, got.Shape(), in.Shape())
		}
		p.out += f.Out().Len()
	}
	return nil
}

// Len returns the number of values that Next writes.
func (p *Pipeline) Len() int { return p.out }

// Next reads samples until a window is due, writes its features to dst, which has
// Len() places, and describes it. It returns io.EOF after the last window (samples
// that fill no window are dropped), and the error of the source or of ctx. It
// allocates nothing.
func (p *Pipeline) Next(ctx context.Context, dst []float32) (Window, error) {
	if len(dst) < p.out {
		return Window{}, fmt.Errorf("sensors: pipeline: a row of %d values for %d features; make it longer", len(dst), p.out)
	}
	for {
		p.sample.Verdict = Verdict{}
		if err := p.src.Read(ctx, &p.sample); err != nil {
			return Window{}, err
		}
		w := p.single()
		if p.ring != nil && !p.push(&w) {
			continue
		}
		if w.Verdict.Refused() {
			p.refuse(w)
			continue
		}
		w.ID = p.next
		p.next++
		p.extract(dst, w.Length)
		return w, nil
	}
}

// single describes a window of the last sample alone.
func (p *Pipeline) single() Window {
	s := &p.sample
	return Window{Run: s.Run, Label: s.Label, From: s.Time, To: s.Time, Length: s.Length, Verdict: s.Verdict}
}

func (p *Pipeline) refuse(w Window) {
	w.ID = p.next
	if p.Refused != nil {
		p.Refused(w)
	}
}

// extract writes the features of p.window to dst.
func (p *Pipeline) extract(dst []float32, length int) {
	for _, f := range p.features {
		n := f.Out().Len()
		f.Extract(dst[:n], p.window, length)
		dst = dst[n:]
	}
}

// push moves the sample into the ring and, when a window is due, fills p.window
// and w.
func (p *Pipeline) push(w *Window) bool {
	if !p.started || p.sample.Run != p.run {
		p.started, p.run = true, p.sample.Run
		p.ring.reset()
		p.bad = 0
		p.due = p.ring.size
		if p.Short {
			p.due = min(p.hop, p.due)
		}
	}
	p.times[p.ring.next] = p.sample.Time
	p.ring.push(p.sample.Values)
	p.trust(w)
	p.due--
	if p.due > 0 {
		return false
	}
	p.due = p.hop
	w.Length = p.ring.held
	w.From = p.times[p.ring.oldest()]
	p.ring.window(p.window)
	return true
}

// trust gives w the verdict of the last refused sample that is still in the ring.
func (p *Pipeline) trust(w *Window) {
	if p.bad > 0 {
		p.bad--
	}
	if w.Verdict.Refused() {
		p.verdict, p.bad = w.Verdict, p.ring.size
	}
	if p.bad > 0 {
		w.Verdict = p.verdict
	}
}
