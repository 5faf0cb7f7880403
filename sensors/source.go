package sensors

import "context"

// Source delivers samples: a chip, a recording or a generator.
//
// Read fills s, whose Values the caller owns and has made Info().Layout.Len()
// long, and returns io.EOF after the last sample. It allocates nothing, and it
// returns the context's error when that ends first.
type Source interface {
	Info() Info
	Read(ctx context.Context, s *Sample) error
	Close() error
}

// Info describes what a source delivers. The lists may be empty when nothing is
// known; Layout is always set.
type Info struct {
	Layout   Layout   // of one Read: one step for a stream, a whole window for a recording cut into windows
	Channels []string // names, by channel
	Units    []string // SI or named, by channel
	Classes  []string // names of the classes of a label
	Targets  []string // names of the values of a label
}

// Windowed reports whether each Read delivers a whole window.
func (i Info) Windowed() bool { return i.Layout.Height > 1 || i.Layout.Steps > 1 }

// Window returns the layout of a window of n steps of the source: n is ignored
// where each Read delivers a whole one.
func (i Info) Window(n int) Layout {
	l := i.Layout
	if !i.Windowed() {
		l.Steps = n
	}
	return l
}

// Sample is what one Read delivers.
type Sample struct {
	Time   int64     // ns, since the start of the source or since 1970
	Values []float32 // planar: [channel × height × step]
	Length int       // valid steps, from the first on; the rest is zero
	Run    int       // a change of Run starts a new recording: no window crosses it
	Label  Label
	// Verdict says whether the values can be trusted. A source leaves it alone: the
	// zero value is trust, and sensors/trust is what refuses.
	Verdict Verdict
}

// Label is what is known about a sample: nothing, a class, or one value for each
// target. Values belongs to the source and is valid until its next Read.
type Label struct {
	Kind   LabelKind
	Class  int
	Values []float32
}

// LabelKind says which field of a [Label] counts.
type LabelKind uint8

// The kinds of labels.
const (
	NoLabel LabelKind = iota
	ClassLabel
	ValuesLabel
)
