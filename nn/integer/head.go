package integer

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// head is the loss over the logits, in units of 1/256: softmax with cross-entropy,
// the mean square error, or the binary cross-entropy of each value.
type head[A op.Sum] struct {
	nn.LossSpec
	width  int
	labels []int32  // [batch], of softmax
	want   []int32  // [batch × width], of the others: in units of 1/256 for mse, 2^-15 for bce
	p      []uint16 // [batch × width], in units of 2^-15
	g      []A      // [batch × width], in units of scale
	scale  fixedpoint.Scalar
	row    []int16 // gradient of one row
	weight []int32 // of the classes, the largest 2^15; nil: all 1
	smooth int32   // LossSpec.Smooth in units of 2^-15
	out    []float32

	teacher teacher
}

func newHead[A op.Sum](l nn.LossSpec, logits op.Shape) (*head[A], error) {
	h := &head[A]{LossSpec: l, width: logits.H * logits.W * logits.C}
	switch l.Kind {
	case "", "softmax":
		h.Kind = "softmax"
		h.smooth = int32(fixedpoint.Real(float64(l.Smooth)).Times2(15).Round())
		return h, h.loadWeights()
	case "mse", "bce":
		return h, nil
	}
	return nil, fmt.Errorf("integer: loss %q: unknown; use softmax, mse or bce", l.Kind)
}

// plan plans the buffers; a net that learns needs them all.
func (h *head[A]) plan(pl *planning, batch int, learns, teachers bool) {
	n, now := batch*h.width, nn.At(pl.loss())
	buffer(pl, &h.out, "loss.output", n, now)
	if !learns {
		return
	}
	if h.Kind == "softmax" {
		hold(pl, &h.labels, "loss.classes", batch)
		buffer(pl, &h.p, "loss.probabilities", n, now)
		if teachers {
			h.teacher.plan(pl, batch, h.width)
		}
	} else {
		hold(pl, &h.want, "loss.targets", n)
	}
	buffer(pl, &h.row, "loss.row", max(h.width, 2), now)
	buffer(pl, &h.g, "loss.gradient", n, nn.Life{From: now.From, To: now.From + 1})
}

// choices is the number of classes that a softmax chooses among, 0 for other losses.
func (h *head[A]) choices() int {
	if h.Kind != "softmax" {
		return 0
	}
	return h.width
}

// send passes the gradient on.
func (h *head[A]) send(p *pass, to sink[A]) {
	for left := rounds(to); left > 0; left-- {
		to.begin(p, h.scale, left > 1)
		to.put(0, h.g[:p.rows*h.width])
		to.end()
	}
}

// loadWeights brings the weights of the classes to 15 bits.
func (h *head[A]) loadWeights() error {
	if len(h.Weights) == 0 {
		return nil
	}
	if len(h.Weights) != h.width {
		return fmt.Errorf("integer: loss: %d class weights for %d outputs", len(h.Weights), h.width)
	}
	largest := peak(h.Weights)
	for _, w := range h.Weights {
		q := int32(math.Floor(float64(float64(w)/largest*32768) + 0.5))
		h.weight = append(h.weight, max(q, 1))
	}
	return nil
}

// target sets what is wanted of row i.
func (h *head[A]) target(i int, y []float32) {
	unit := 256.0
	if h.Kind == "bce" {
		unit = 32768
	}
	for j, v := range y[:h.width] {
		q := math.Floor(float64(float64(v)*unit) + 0.5)
		h.want[i*h.width+j] = int32(min(max(q, -32768), 32768))
	}
}

// run computes the gradient of the mean loss over all rows and returns that loss,
// which nothing but the report depends on.
func (h *head[A]) run(logits []int16, rows int) fixedpoint.Scalar {
	switch h.Kind {
	case "mse":
		return h.squares(logits, rows)
	case "bce":
		return h.bits(logits, rows)
	}
	return h.softmax(logits, rows)
}

// softmax: g = w·(p - wanted), in units of 2^-15 over the sum of the rows' weights.
func (h *head[A]) softmax(logits []int16, rows int) fixedpoint.Scalar {
	var loss, mass int64
	for n, label := range h.labels[:rows] {
		at := n * h.width
		p := h.p[at : at+h.width]
		fixedpoint.SoftmaxCE(p, h.row[:h.width], logits[at:at+h.width], int(label))
		w := int32(1)
		if h.weight != nil {
			w = h.weight[label]
		}
		for i, g := range h.row[:h.width] {
			h.g[at+i] = A((int32(g) + h.smoothed(i == int(label))) * w)
		}
		mass += int64(w)
		loss -= int64(w) * logOf(p[label])
	}
	h.scale = fixedpoint.Ratio(1, mass).Times2(-15)
	return fixedpoint.Ratio(loss, mass).Times2(-logBits).Add(h.pull(logits, rows, mass))
}

// smoothed is what smoothing takes from the wanted value of an output, in units of
// 2^-15.
func (h *head[A]) smoothed(label bool) int32 {
	if h.smooth == 0 {
		return 0
	}
	s := h.smooth
	share := (s + int32(h.width)/2) / int32(h.width)
	if label {
		return s - share
	}
	return -share
}

// logBits are the fraction of the logarithms of the loss.
const logBits = 24

// logOf is the logarithm of a probability in units of 2^-15, a millionth more.
func logOf(p uint16) int64 {
	const millionth, whole = 34360, 407017799 // in units of 2^-35; the logarithm of 2^35
	return fixedpoint.Ln(uint64(p)<<20+millionth) - whole
}

// squares: the mean over all values of (z - want)², z in units of 1/256.
func (h *head[A]) squares(logits []int16, rows int) fixedpoint.Scalar {
	n := rows * h.width
	var sum int64
	for i, z := range logits[:n] {
		d := int32(z) - h.want[i]
		h.g[i] = A(d)
		sum += int64(d) * int64(d)
	}
	h.scale = fixedpoint.Ratio(2, int64(n)).Times2(-8)
	return fixedpoint.Ratio(sum, int64(n)).Times2(-16)
}

// bits: the mean over all values of the cross-entropy of 1/(1+exp(-z)), which is a
// softmax over 0 and z.
func (h *head[A]) bits(logits []int16, rows int) fixedpoint.Scalar {
	n := rows * h.width
	var loss int64
	var p [2]uint16
	for i, z := range logits[:n] {
		pair := [2]int16{0, z}
		fixedpoint.SoftmaxCE(p[:], h.row[:2], pair[:], 0)
		h.g[i] = A(int32(p[1]) - h.want[i])
		loss -= int64(h.want[i])*logOf(p[1]) + int64(1<<15-h.want[i])*logOf(p[0])
	}
	h.scale = fixedpoint.Ratio(1, int64(n)).Times2(-15)
	return fixedpoint.Ratio(loss, int64(n)).Times2(-15 - logBits)
}

// read returns the logits as numbers.
func (h *head[A]) read(logits []int16, rows int) []float32 {
	out := h.out[:rows*h.width]
	for i := range out {
		out[i] = float32(float32(logits[i]) * (1.0 / 256))
	}
	return out
}
