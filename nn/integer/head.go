package integer

import (
	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// head is softmax with cross-entropy.
type head struct {
	classes int
	p       []uint16 // [batch × classes], in units of 2^-15
	g       []int16
}

func newHead(batch int, logits op.Shape) head {
	classes := logits.H * logits.W * logits.C
	return head{classes: classes, p: make([]uint16, batch*classes), g: make([]int16, batch*classes)}
}

// run computes probabilities and gradient of all rows and returns the mean loss,
// which nothing but the report depends on.
func (h *head) run(logits []int16, labels []int) float64 {
	var loss float64
	for n, label := range labels {
		row := h.p[n*h.classes : (n+1)*h.classes]
		fixedpoint.SoftmaxCE(row, h.g[n*h.classes:(n+1)*h.classes], logits[n*h.classes:(n+1)*h.classes], label)
		p := float32(float32(row[label]) * 0x1p-15)
		loss -= float64(fixedpoint.Log(p + 1e-6))
	}
	return loss / float64(len(labels))
}

// send writes the gradient of rows samples into g, in units of 2^-15/rows.
func send[A op.Sum](h *head, rows int, g *gradient[A]) {
	g.v, g.scale = g.v[:rows*h.classes], 0x1p-15/float64(rows)
	for i := range g.v {
		g.v[i] = A(h.g[i])
	}
}
