package record

import (
	"context"
	"math"
	"sync/atomic"

	"edgetune/sensors"
)

// Labels says which class is being recorded.
type Labels interface {
	// Class returns the class of a sample that came t ns after the first; false leaves the
	// sample out.
	Class(t int64, s *sensors.Sample) (int, bool)
}

// FromSource takes the labels of the source itself.
type FromSource struct{}

// Class implements [Labels].
func (FromSource) Class(_ int64, s *sensors.Sample) (int, bool) {
	return s.Label.Class, s.Label.Kind == sensors.ClassLabel
}

// Keys takes the class that was set last, from any goroutine: by a press of a key. None is
// set at the start.
type Keys struct{ class atomic.Int32 }

// Set changes the class; -1 pauses.
func (k *Keys) Set(class int) { k.class.Store(int32(class) + 1) }

// Now returns the class, -1 for a pause.
func (k *Keys) Now() int { return int(k.class.Load()) - 1 }

// Class implements [Labels].
func (k *Keys) Class(int64, *sensors.Sample) (int, bool) {
	c := k.Now()
	return c, c >= 0
}

// Labelled gives samples their class. Where it changes a new run begins, so that a window has
// one class; samples without one, or with a value that is no number, are left out.
type Labelled struct {
	Labels Labels                // nil: none, all samples pass
	Seen   func(*sensors.Sample) // told about each sample, those left out too; may be nil

	src     sensors.Source
	first   int64
	started bool
	class   int
	from    int // run of the source
	run     int
	gap     bool
	bad     uint64
	unnamed uint64
}

// Label labels what src delivers.
func Label(src sensors.Source, l Labels) *Labelled { return &Labelled{src: src, Labels: l} }

// Info implements sensors.Source.
func (l *Labelled) Info() sensors.Info { return l.src.Info() }

// Bad returns how many samples had a value that is no number.
func (l *Labelled) Bad() uint64 { return l.bad }

// Unnamed returns how many samples brought a class of their own that was left out,
// because Labels is nil.
func (l *Labelled) Unnamed() uint64 { return l.unnamed }

// Read implements sensors.Source.
func (l *Labelled) Read(ctx context.Context, s *sensors.Sample) error {
	for {
		if err := l.src.Read(ctx, s); err != nil {
			return err
		}
		if !l.started {
			l.first = s.Time
		}
		class, ok := -1, true
		if l.Labels != nil {
			class, ok = l.Labels.Class(s.Time-l.first, s)
		} else if s.Label.Kind == sensors.ClassLabel {
			l.unnamed++
		}
		if !finite(s.Values) {
			l.bad++
			ok = false
		}
		l.mark(s, class, ok)
		if l.Seen != nil {
			l.Seen(s)
		}
		if ok {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// mark writes label and run into s.
func (l *Labelled) mark(s *sensors.Sample, class int, ok bool) {
	changed := l.started && (s.Run != l.from || ok && class != l.class)
	l.started, l.from = true, s.Run
	s.Label = sensors.Label{}
	if !ok {
		l.gap = true
		return
	}
	if class >= 0 {
		s.Label = sensors.Label{Kind: sensors.ClassLabel, Class: class}
	}
	if changed || l.gap {
		l.run++
	}
	l.class, l.gap = class, false
	s.Run = l.run
}

func finite(values []float32) bool {
	for _, v := range values {
		if !(math.Abs(float64(v)) <= math.MaxFloat32) {
			return false
		}
	}
	return true
}

// Close implements sensors.Source.
func (l *Labelled) Close() error { return l.src.Close() }
