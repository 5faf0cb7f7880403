package integer

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn"
)

// teacher pulls samples towards the logits that another net gave for them: the loss
// grows by T²·KL(softmax(q/T) ‖ softmax(z/T)), T = 2, averaged over the samples that have
// a teacher, times a weight (nn/teacher.go). Its gradient by z is T·(p - p_q), both
// softmaxes in units of 2^-15 of logits in units of 1/256, of which halving takes a bit.
type teacher struct {
	weight  fixedpoint.Scalar
	logits  []int16 // [batch × width], in units of 1/256
	has     []int32 // [batch], 0 or 1
	half    []int16 // of one row
	p, want []uint16
}

func (t *teacher) plan(pl *planning, batch, width int) {
	t.weight = one()
	now := nn.At(pl.loss())
	hold(pl, &t.logits, "loss.teachers", batch*width)
	hold(pl, &t.has, "loss.taught", batch)
	buffer(pl, &t.half, "loss.half of the logits", width, now)
	buffer(pl, &t.p, "loss.softened", width, now)
	buffer(pl, &t.want, "loss.teacher, softened", width, now)
}

// Teach implements nn.Batch, for nets built with [Options.Teachers].
func (b batch[X, A]) Teach(i int, logits []float32) {
	h := b.n.head
	if len(h.teacher.has) == 0 {
		return
	}
	h.teacher.has[i] = 0
	if logits == nil {
		return
	}
	h.teacher.has[i] = 1
	for j, v := range logits[:h.width] {
		q := math.Floor(float64(float64(v)*256) + 0.5)
		h.teacher.logits[i*h.width+j] = int16(min(max(q, math.MinInt16), math.MaxInt16))
	}
}

// TeacherWeight sets how much teachers count in the following steps; at first 1.
func (n *Net[X, A]) TeacherWeight(w float32) { n.head.teacher.weight = fixedpoint.Real(float64(w)) }

// pull adds to the gradient h.g, whose rows weigh mass together, and returns the loss.
func (h *head[A]) pull(logits []int16, rows int, mass int64) fixedpoint.Scalar {
	t := &h.teacher
	n := 0
	for i := range min(rows, len(t.has)) {
		n += int(t.has[i])
	}
	if n == 0 {
		return 0
	}
	factor := t.weight.Mul(fixedpoint.Whole(mass)).Times2(1).Div(fixedpoint.Whole(int64(n))).Multiplier()
	var total int64
	for i := range rows {
		if t.has[i] == 0 {
			continue
		}
		at := i * h.width
		t.soften(t.p, logits[at:at+h.width], h.row)
		t.soften(t.want, t.logits[at:at+h.width], h.row)
		for j, p := range t.p {
			h.g[at+j] += A(factor.Single(int64(p) - int64(t.want[j])))
		}
		total += t.divergence()
	}
	return t.weight.Mul(fixedpoint.Ratio(total, int64(n))).Times2(2 - 15 - logBits)
}

// soften writes the softmax of z/2.
func (t *teacher) soften(p []uint16, z, row []int16) {
	for i, v := range z {
		t.half[i] = int16((int32(v) + 1) >> 1)
	}
	fixedpoint.SoftmaxCE(p, row[:len(z)], t.half, 0)
}

// divergence is KL of the row in units of 2^-15 and that of logarithms, which nothing
// but the report depends on.
func (t *teacher) divergence() (kl int64) {
	for i, want := range t.want {
		kl += int64(want) * (logOf(want) - logOf(t.p[i]))
	}
	return kl
}
