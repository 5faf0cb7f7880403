package nn

import "fmt"

// maxWeights bounds one layer: 2^26 weights are 128 MiB in float16.
const maxWeights = 1 << 26

func errWeights(extents ...int) error {
	return fmt.Errorf("%v weights are more than %d", Shape(extents), maxWeights)
}

// linear is what layers with a weight matrix share.
type linear struct {
	block    Block
	noBias   bool
	fwd, bwd Tensor // accumulators of one tile, float16 storage only
}

// Block returns the parameters.
func (l *linear) Block() *Block { return &l.block }

func (l *linear) planBlock(at *Site, rows, cols, groups, means int) {
	l.block.Rows, l.block.Cols, l.block.Groups, l.block.Means = rows, cols, groups, means
	l.block.NoBias = l.noBias
	at.Keep(&l.block.W, "weight", Shape{rows, cols}, at.DType)
	if !l.noBias {
		at.Keep(&l.block.B, "bias", Shape{cols}, F32)
	}
}

// planTiles plans the accumulators of Forward and Backward, which float32 storage
// does not need.
func (l *linear) planTiles(at *Site, fwd, bwd int) {
	if at.DType != Half {
		return
	}
	at.Buffer(&l.fwd, "accumulators", Shape{fwd}, F32, At(at.Index))
	if at.WantDX {
		at.Buffer(&l.bwd, "gradient accumulators", Shape{bwd}, F32, At(at.Backward(at.Index)))
	}
}

// setBias fills rows of outputs with the bias, where every chain starts.
func (l *linear) setBias(y []float) {
	if !l.block.HasBias() {
		clear(y)
		return
	}
	n := copy(y, l.block.B.f32)
	for whole := n; n < len(y); { // more rows in each copy
		n += copy(y[n:], y[:min(n, max(whole, long/whole*whole))])
	}
}

// sumRows writes the sum of the first rows of t, each width long, into dst. Narrow
// rows are summed many side by side.
func (s *Pass) sumRows(t *Tensor, rows, width int, dst []float) {
	clear(dst)
	if width >= chunk {
		s.sumLongRows(t, rows, width, dst)
		return
	}
	wide := width * (chunk / width)
	acc, step := s.Row[2][:wide], rows*width
	clear(acc)
	if t.DType == Half {
		step = wide
	}
	for lo := 0; lo < rows*width; lo += step {
		s.K.Add(acc, t.Read(s.K, lo, min(lo+step, rows*width), s.Row[0]))
	}
	foldBlock(s.K, acc, width)
	copy(dst, acc[:width])
}

func (s *Pass) sumLongRows(t *Tensor, rows, width int, dst []float) {
	for r := range rows {
		for lo := 0; lo < width; lo += chunk {
			hi := min(lo+chunk, width)
			s.K.Add(dst[lo:hi], t.Read(s.K, r*width+lo, r*width+hi, s.Row[0]))
		}
	}
}

func (s *Pass) meanRows(t *Tensor, rows, width int, dst []float) {
	s.sumRows(t, rows, width, dst)
	s.K.Scale(dst[:width], 1/float(rows))
}

// FiniteX reports whether every value of the first input is finite.
func (s *Pass) FiniteX() bool {
	n := s.used(s.X[0])
	if s.X[0].DType == Half {
		return s.K.PeakF16(s.X[0].f16[:n]) < infF16
	}
	var sum float
	for lo := 0; lo < n; lo += long {
		sum += s.K.Sum(s.X[0].f32[lo:min(lo+long, n)])
	}
	return isFinite(sum)
}

// infF16 is infinity in float16.
const infF16 = 0x7c00
