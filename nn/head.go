package nn

import (
	"fmt"

	"edgetune/internal/kernel"
)

// head is the loss over the last node's output.
type head interface {
	plan(p *Planner, batch int, out Shape) error
	classes() []int32
	target(i int, y []float)
	// loss writes the gradient of the mean loss times scale and returns the mean.
	loss(s *Pass, grad *Tensor, rows int, scale float) float
	// factor is the local Hessian of the loss, where back-matching starts.
	factor() float
	// read widens the output of the first rows samples.
	read(s *Pass, rows int) []float
}

func (m *Model) planHead() error {
	out := m.nodes[len(m.nodes)-1].shape
	switch m.Spec.Loss.Kind {
	case "softmax":
		m.head = &softmaxHead{weights: m.Spec.Loss.Weights, smooth: float(m.Spec.Loss.Smooth), taught: m.opt.Teachers}
	case "mse":
		m.head = &pointHead{point: squared, hessian: 2}
	case "bce":
		m.head = &pointHead{point: crossEntropy, hessian: 0.5}
	default:
		return fmt.Errorf("nn: unknown loss %q", m.Spec.Loss.Kind)
	}
	m.plan.prefix = "loss."
	defer func() { m.plan.prefix = "" }()
	return m.head.plan(m.plan, m.opt.Batch, out)
}

// headBuffers are planned for every loss: the output widened, and what is wanted.
type headBuffers struct {
	width  int
	out    Tensor
	labels Tensor
	want   Tensor
}

func (h *headBuffers) planOut(p *Planner, batch int, out Shape) {
	h.width = out.Len()
	p.Buffer(&h.out, "output", Shape{batch, h.width}, F32, Life{p.nodes, p.nodes})
}

// read widens the output.
func (h *headBuffers) read(s *Pass, rows int) []float {
	n := rows * h.width
	out := h.out.f32[:n]
	if v := s.Y.Read(s.K, 0, n, out); &v[0] != &out[0] {
		copy(out, v)
	}
	return out
}

func (h *headBuffers) classes() []int32 { return h.labels.i32 }

func (h *headBuffers) target(i int, y []float) { copy(h.want.f32[i*h.width:(i+1)*h.width], y) }

// softmaxHead is softmax with cross-entropy, each sample weighted by its class.
// The mean divides by the sum of the weights. With smoothing (Szegedy et al., arXiv
// 1512.00567, §7) the wanted distribution is (1-smooth)·onehot + smooth/classes.
type softmaxHead struct {
	headBuffers
	weights []float32
	smooth  float
	taught  bool
	teacher teacher
}

func (h *softmaxHead) plan(p *Planner, batch int, out Shape) error {
	if n := len(h.weights); n > 0 && n != out.Len() {
		return fmt.Errorf("nn: loss: %d class weights for %d outputs", n, out.Len())
	}
	h.planOut(p, batch, out)
	p.Given(&h.labels, "classes", Shape{batch}, Int32)
	if h.taught {
		h.teacher.plan(p, batch, h.width)
	}
	return nil
}

// factor is 1, twice the bound of the Hessian's largest eigenvalue.
func (h *softmaxHead) factor() float { return 1 }

func (h *softmaxHead) weight(class int32) float {
	if len(h.weights) == 0 {
		return 1
	}
	return float(h.weights[class])
}

func (h *softmaxHead) loss(s *Pass, grad *Tensor, rows int, scale float) float {
	z := h.read(s, rows)
	var total, mass float
	for _, c := range h.labels.i32[:rows] {
		mass += h.weight(c)
	}
	for i, c := range h.labels.i32[:rows] {
		p, w := z[i*h.width:(i+1)*h.width], h.weight(c)
		total += float(w * softmaxLoss(p, int(c), h.smooth))
		s.K.Scale(p, w/mass*scale)
	}
	total /= mass
	if h.taught {
		total += h.teacher.pull(s, z, rows, scale)
	}
	grad.Write(s.K, 0, z)
	return total
}

// softmaxLoss turns logits z into softmax(z) minus the wanted distribution and
// returns the loss.
func softmaxLoss(z []float, class int, smooth float) float {
	top := z[0]
	for _, v := range z {
		top = max(top, v)
	}
	spread := smooth / float(len(z))
	var sum, at float
	for i, v := range z {
		v -= top
		want := spread
		if i == class {
			want += 1 - smooth
		}
		if want > 0 {
			at += float(want * v)
		}
		z[i] = exp(v)
		sum += z[i]
	}
	for i := range z {
		z[i] = z[i]/sum - spread
	}
	z[class] -= 1 - smooth
	return log(sum) - at
}

// pointHead is a loss per value, averaged over samples and values.
type pointHead struct {
	headBuffers
	hessian float // of one value, before the mean; a bound for BCE
	point   func(z, want float) (loss, grad float)
}

func (h *pointHead) factor() float { return h.hessian / float(h.width) }

func (h *pointHead) plan(p *Planner, batch int, out Shape) error {
	h.planOut(p, batch, out)
	p.Given(&h.want, "targets", Shape{batch, h.width}, F32)
	return nil
}

func (h *pointHead) loss(s *Pass, grad *Tensor, rows int, scale float) float {
	z := h.read(s, rows)
	inv := 1 / float(len(z))
	var total float
	for i, v := range z {
		l, g := h.point(v, h.want.f32[i])
		total += l
		z[i] = g * inv * scale
	}
	grad.Write(s.K, 0, z)
	return total * inv
}

// squared is the error of MSE.
func squared(z, want float) (float, float) {
	d := z - want
	return d * d, 2 * d
}

// crossEntropy is the binary cross-entropy of a logit.
func crossEntropy(z, want float) (float, float) {
	// max(z,0) - z*want + ln(1+exp(-|z|)) cannot overflow.
	return max(z, 0) - float(z*want) + log1p(exp(-abs(z))), sigmoid(z) - want
}

func abs(x float) float {
	if x < 0 {
		return -x
	}
	return x
}

func sqrt(x float) float { return kernel.Sqrt(x) }
