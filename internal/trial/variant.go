package trial

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/sensors"
)

// ErrVariant says that a task has no variant of the kind asked for.
var ErrVariant = errors.New("no such variant of this net")

// Rescaled multiplies the linear layers of every net by 4, 1/4, 8, 1/8, …, so that
// the net computes what it did: an optimiser that minds the scale of a layer meets
// another task. It needs a chain of layers that pass factors on.
func (t *Task) Rescaled() (*Task, error) {
	m, err := t.model(nil, 0)
	if err != nil {
		return nil, err
	}
	if !homogeneous(t.Spec) {
		return nil, fmt.Errorf("trial: %s: rescaled: %w", t.Name, ErrVariant)
	}
	v := t.copy("rescaled")
	for _, w := range v.nets {
		w.rescale(m.Blocks())
	}
	return v, nil
}

// homogeneous nets are chains of linear layers, ReLU and pooling.
func homogeneous(s nn.Spec) bool {
	kinds := []string{"dense", "conv1d", "conv2d", "relu", "maxpool1d", "maxpool2d", "avgpool1d", "avgpool2d", "globalpool", "flatten"}
	linear := 0
	for _, n := range s.Nodes {
		if len(n.From) > 0 || !slices.Contains(kinds, n.Kind) {
			return false
		}
		if isLinear(n.Kind) {
			linear++
		}
	}
	return linear > 1
}

func isLinear(kind string) bool { return kind == "dense" || kind == "conv1d" || kind == "conv2d" }

// rescale multiplies layer i by factor i, its bias by the product so far; the last
// layer takes the product back.
func (w weights) rescale(blocks []*nn.Block) {
	product := float32(1)
	for i, b := range blocks {
		factor := []float32{4, 0.25, 8, 0.125}[i%4]
		if i == len(blocks)-1 {
			factor = 1 / product
		}
		product *= factor
		multiply(w[b.Name+".weight"], factor)
		multiply(w[b.Name+".bias"], product)
	}
}

func multiply(v []float32, by float32) {
	for i := range v {
		v[i] *= by
	}
}

// Rotated turns the stream: channels are paired at random, the same way for every
// net, and each pair is turned by 30 degrees.
func (t *Task) Rotated() (*Task, error) {
	channels := t.Spec.Input.Channels()
	if channels < 2 {
		return nil, fmt.Errorf("trial: %s: rotated: %w", t.Name, ErrVariant)
	}
	order := make([]int32, channels)
	fixedpoint.Perm(fixedpoint.Key(1, 0, rotateStream), order)
	v := t.copy("rotated")
	v.adapt, v.test = t.adapt.rotated(order), t.test.rotated(order)
	return v, nil
}

// rotateStream is the number of the stream of random numbers of Rotated.
const rotateStream = 0x726f7461

func (r *rows) rotated(order []int32) *rows {
	out := &rows{width: r.width, x: slices.Clone(r.x), labels: r.labels}
	const sin = 0.5
	cos := float32(math.Sqrt(0.75))
	for at := 0; at < len(out.x); at += len(order) {
		for i := 0; i+1 < len(order); i += 2 {
			a, b := &out.x[at+int(order[i])], &out.x[at+int(order[i+1])]
			*a, *b = float32(cos**a)-float32(sin**b), float32(sin**a)+float32(cos**b)
		}
	}
	return out
}

// blockRows is how many windows of one class come one after the other in a stream
// that is blocked, where it has so many.
const blockRows = 32

// Blocked reorders the stream: each part of it is sorted by class, so that one class
// comes for a long time, then the next.
func (t *Task) Blocked() (*Task, error) {
	classes := 0
	for _, l := range t.adapt.labels {
		if l.Kind != sensors.ClassLabel {
			return nil, fmt.Errorf("trial: %s: blocked: %w", t.Name, ErrVariant)
		}
		classes = max(classes, l.Class+1)
	}
	order := make([]int, t.adapt.len())
	for i := range order {
		order[i] = i
	}
	part := classes * blockRows
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(i/part, j/part), cmp.Compare(t.adapt.labels[i].Class, t.adapt.labels[j].Class))
	})
	v := t.copy("blocked")
	v.adapt = t.adapt.ordered(order)
	return v, nil
}

func (r *rows) ordered(order []int) *rows {
	out := &rows{width: r.width}
	for _, i := range order {
		out.x = append(out.x, r.x[i*r.width:(i+1)*r.width]...)
		out.labels = append(out.labels, r.labels[i])
	}
	return out
}

// Folded puts every BatchNorm into the linear layer before it.
func (t *Task) Folded() (*Task, error) {
	m, err := t.model(nil, 0)
	if err != nil {
		return nil, err
	}
	v := t.copy("folded")
	v.Spec.Nodes = nil
	names := map[string]string{} // of a block in the folded net
	for i, n := range t.Spec.Nodes {
		if n.Kind != "batchnorm" {
			v.Spec.Nodes = append(v.Spec.Nodes, n)
			names[nameOf(m, i)] = fmt.Sprintf("%d.%s", len(v.Spec.Nodes), n.Kind)
			continue
		}
		if i == 0 || !isLinear(t.Spec.Nodes[i-1].Kind) || len(n.From) > 0 {
			return nil, fmt.Errorf("trial: %s: folded: %w", t.Name, ErrVariant)
		}
	}
	if len(v.Spec.Nodes) == len(t.Spec.Nodes) {
		return nil, fmt.Errorf("trial: %s: folded: %w", t.Name, ErrVariant)
	}
	for i, w := range v.nets {
		v.nets[i] = w.folded(m, names)
	}
	return v, nil
}

// nameOf returns the name of the block at a node, "" where there is none.
func nameOf(m *nn.Model, node int) string {
	for _, b := range m.Blocks() {
		if b.Node == node {
			return b.Name
		}
	}
	return ""
}

// folded renames the tensors and folds: w·gain and (b - mean)·gain + beta with gain
// gamma/sqrt(var + eps), by output channel.
func (w weights) folded(m *nn.Model, names map[string]string) weights {
	out := weights{}
	last := ""
	for _, b := range m.Blocks() {
		if name, ok := names[b.Name]; ok {
			last = name
			out[name+".weight"], out[name+".bias"] = w[b.Name+".weight"], w[b.Name+".bias"]
			continue
		}
		gamma, beta, mean, variance := w[b.Name+".weight"], w[b.Name+".bias"], w[b.Name+".mean"], w[b.Name+".variance"]
		eps := cmp.Or(m.Spec.Nodes[b.Node].Value, normEps)
		for c := range gamma {
			gain := gamma[c] / float32(math.Sqrt(float64(variance[c]+eps)))
			for at := c; at < len(out[last+".weight"]); at += len(gamma) {
				out[last+".weight"][at] *= gain
			}
			out[last+".bias"][c] = float32((out[last+".bias"][c]-mean[c])*gain) + beta[c]
		}
	}
	return out
}

// normEps is what a BatchNorm has when its line names none.
const normEps = 1e-3

// withNorm puts a BatchNorm behind every linear layer but the last one.
func withNorm(s nn.Spec) nn.Spec {
	last := 0
	for i, n := range s.Nodes {
		if isLinear(n.Kind) {
			last = i
		}
	}
	var nodes []nn.NodeSpec
	for i, n := range s.Nodes {
		nodes = append(nodes, n)
		if isLinear(n.Kind) && i != last {
			nodes = append(nodes, nn.NodeSpec{Kind: "batchnorm", Value: normEps})
		}
	}
	s.Nodes = nodes
	return s
}

// copy returns the task with weights of its own.
func (t *Task) copy(variant string) *Task {
	v := *t
	v.Name = t.Name + " " + variant
	v.nets = nil
	for _, w := range t.nets {
		c := weights{}
		for name, values := range w {
			c[name] = slices.Clone(values)
		}
		v.nets = append(v.nets, c)
	}
	return &v
}
