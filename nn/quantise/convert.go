package quantise

import (
	"fmt"

	"edgetune/nn"
	"edgetune/nn/integer"
)

// Options say what to make of a net.
type Options struct {
	DType           nn.DType // nn.Int8 (q7) or nn.Int16 (q15)
	Batch           int      // the most samples of a step; 0: 1
	FrozenUpTo      int      // nodes of the float net below this one do not learn
	integer.Options          // FrozenUpTo is set from that
}

// Convert quantises m, whose activations take the ranges that they have over rows
// [row × input]. m stays as it is.
func Convert(m *nn.Model, rows []float32, o Options) (Net, error) {
	if len(rows) == 0 {
		return nil, fmt.Errorf("quantise: no rows to calibrate on; keep some windows of the source with the model")
	}
	g, err := graphOf(m.Spec)
	if err != nil {
		return nil, err
	}
	frozen := g.frozen(o.FrozenUpTo)
	g.load(m)
	if g, err = g.folded(); err != nil {
		return nil, err
	}
	f, err := g.model(calibrationBatch)
	if err != nil {
		return nil, err
	}
	r := calibrate(f, rows)
	if !r.finite() {
		return nil, fmt.Errorf("quantise: an activation is not finite over the calibration rows; train again")
	}
	lo, err := g.lower()
	if err != nil {
		return nil, err
	}
	s, err := lo.spec(r, o)
	if err != nil {
		return nil, err
	}
	o.Options.FrozenUpTo = frozen
	return build(s, o)
}

// spec joins layers, parameters and scales.
func (lo *lowering) spec(r ranges, o Options) (integer.Spec, error) {
	s := integer.Spec{
		Form: lo.form(), Input: lo.shape(max(o.Batch, 1)), InputScale: scale(o.DType, r.input.peak(false), false), Layers: lo.layers,
	}
	for i := range s.Layers {
		n, l := &s.Layers[i], &lo.graph.layers[lo.source[i]]
		n.Scale = scale(o.DType, r.layers[lo.source[i]].peak(n.ReLU), n.ReLU)
		if !linear(l.Kind) {
			continue
		}
		var err error
		if n.Params, err = integer.Quantise(transposed(l.w, len(l.b)), l.b); err != nil {
			return s, fmt.Errorf("quantise: layer %d (%s): %w", lo.source[i]+1, l.Kind, err)
		}
	}
	return s, nil
}

// How far a range reaches beyond the calibration rows. The net will meet data that
// have moved, and before it learns from them nothing adapts: without room, 3 % of the
// answers about the target of fan_accel differ from those of float16 in 16 bits, with
// it none. 8 bits have little to spare.
const (
	roomQ7  = 1.75
	roomQ15 = 8
)

func scale(d nn.DType, peak float64, relu bool) float64 {
	if d == nn.Int16 {
		return integer.ScaleQ15(roomQ15 * peak)
	}
	return integer.ScaleQ7(roomQ7*peak, relu)
}

// Net is a net in integers.
type Net interface {
	nn.Net
	// Loaded takes over what a file has brought into the tensors, and checks it.
	Loaded() error
	// Watch shows f the output of every layer for the first rows samples.
	Watch(rows int, f func(layer int, values []float32))
	// Saturation is what clamping has done.
	Saturation() integer.Saturation

	// What learning with a memory needs; package integer says what each does.
	TeacherWeight(w float32)
	Parameters() int
	LayerParameters() []int
	Blend(mean []float32, keep float32)
	Take(mean []float32, of nn.Net)
	CopyFrom(other nn.Net)
	AppendLearned(b []byte) []byte
	SetLearned(b []byte) ([]byte, error)
	AppendState(b []byte) ([]byte, error)
	SetState(b []byte) ([]byte, error)

	// What a class more needs.
	Seen(rows int) (inputs, outputs []float32)
	SetOutput(c int, w []float32, b float32)
}

func build(s integer.Spec, o Options) (Net, error) {
	switch o.DType {
	case nn.Int8:
		n, err := integer.NewQ7(s, o.Options)
		if err != nil {
			return nil, err
		}
		return n, nil
	case nn.Int16:
		n, err := integer.NewQ15(s, o.Options)
		if err != nil {
			return nil, err
		}
		return n, nil
	}
	return nil, fmt.Errorf("quantise: %v is no type of integers; use q7 or q15", o.DType)
}

// Empty builds the net in integers that stands for s, with BatchNorm and Dropout
// taken out, for the tensors of a file or a plan of its memory: it has no parameters
// before [Net.Loaded].
func Empty(s nn.Spec, o Options) (Net, error) {
	g, err := graphOf(s)
	if err != nil {
		return nil, err
	}
	o.Options.FrozenUpTo = g.frozen(o.FrozenUpTo)
	if g, err = g.folded(); err != nil {
		return nil, err
	}
	lo, err := g.lower()
	if err != nil {
		return nil, err
	}
	is := integer.Spec{Form: lo.form(), Input: lo.shape(max(o.Batch, 1)), InputScale: 1, Layers: lo.layers, Blank: true}
	for i := range is.Layers {
		is.Layers[i].Scale = 1
	}
	return build(is, o)
}
