package trial

import (
	"cmp"
	"context"
	"io"
	"slices"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/sensors"
)

// probeWindows is how many windows of the stream gains are measured on: every other one
// is learned from, in the order of the stream, and the rest asked before and after.
const probeWindows = 128

// prober measures what a layer alone gains.
type prober struct {
	build  func(l nn.Learning) (nn.Net, error) // with the weights that tuning starts from
	bundle *bundle.Bundle
	learn  *rows
	ask    *rows
}

// newProber reads the first windows of src.
func newProber(ctx context.Context, src sensors.Source, b *bundle.Bundle, build func(nn.Learning) (nn.Net, error)) (*prober, error) {
	all, err := collect(ctx, &first{src, probeWindows}, b)
	if err != nil {
		return nil, err
	}
	p := &prober{build: build, bundle: readBack(b, all.width), learn: &rows{width: all.width}, ask: &rows{width: all.width}}
	for i, label := range all.labels {
		half := []*rows{p.learn, p.ask}[i%2]
		half.x = append(half.x, all.x[i*all.width:][:all.width]...)
		half.labels = append(half.labels, label)
	}
	return p, nil
}

// first is the beginning of a source.
type first struct {
	sensors.Source
	left int
}

// Read implements sensors.Source.
func (f *first) Read(ctx context.Context, s *sensors.Sample) error {
	if f.left == 0 {
		return io.EOF
	}
	f.left--
	return f.Source.Read(ctx, s)
}

// options measures the ways for a layer to learn, the largest first: all of it, in
// integers the half and the quarter of its channels that moved most, biases.
func (p *prober) options(ctx context.Context, all nn.Share) ([]option, error) {
	whole := nn.Share{Layer: all.Layer, Part: nn.Weights}
	list := []option{{share: whole}, {share: nn.Share{Layer: all.Layer, Part: nn.Biases}}}
	net, gain, err := p.probe(ctx, whole)
	if err != nil {
		return nil, err
	}
	list[0].gain = gain
	biased, gain, err := p.probe(ctx, list[1].share)
	switch {
	case err != nil:
		return nil, err
	case biased == nil:
		list = list[:1]
	default:
		list[1].gain = gain
	}
	parts, err := p.someChannels(net, all, list[0].gain)
	return slices.Insert(list, 1, parts...), err
}

// probe lets one share learn from half of the windows and returns by how much the loss
// on the other half fell; no net where the layer has no such share.
func (p *prober) probe(ctx context.Context, s nn.Share) (nn.Net, float64, error) {
	n, err := p.build(nn.Learning{s})
	if err != nil {
		if s.Part == nn.Biases {
			err = nil // a layer without
		}
		return nil, 0, err
	}
	before, err := p.loss(ctx, n)
	if err != nil {
		return nil, 0, err
	}
	feed, err := firmware.NewFeeder(p.learn.play(), p.bundle, n)
	if err != nil {
		return nil, 0, err
	}
	if _, err := follow(ctx, firmware.NewLearner(feed, n), "", p.learn.len(), nil); err != nil {
		return nil, 0, err
	}
	after, err := p.loss(ctx, n)
	return n, before - after, err
}

// someChannels are the half and the quarter of the channels that moved most; each has
// the part of the gain that it has of the squares of all moves.
func (p *prober) someChannels(moved nn.Net, all nn.Share, gain float64) (list []option, err error) {
	if all.Channels == nil {
		return nil, nil
	}
	was, err := p.build(nil)
	if err != nil {
		return nil, err
	}
	squares, total := moves(was, moved, all)
	order := make([]int, len(squares))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(squares[b], squares[a]) })
	for _, part := range []int{2, 4} {
		var sum float64
		some := slices.Clone(order[:len(order)/part])
		if len(some) == 0 || total == 0 {
			break
		}
		for _, c := range some {
			sum += squares[c]
		}
		list = append(list, option{nn.Share{Layer: all.Layer, Part: nn.Weights, Channels: spans(some)}, gain * sum / total})
	}
	return list, nil
}

// spans joins channels to ranges.
func spans(channels []int) (list []nn.Span) {
	slices.Sort(channels)
	for _, c := range channels {
		if n := len(list); n > 0 && list[n-1].To == c {
			list[n-1].To++
			continue
		}
		list = append(list, nn.Span{From: c, To: c + 1})
	}
	return list
}

// moves sums, for each channel of a layer in integers, the squares of what its weights
// have moved.
func moves(was, now nn.Net, all nn.Share) (squares []float64, total float64) {
	a, b := weightsIn(was, all.Layer), weightsIn(now, all.Layer)
	squares = make([]float64, all.Channels[0].To)
	each := len(a) / len(squares)
	for i := range a {
		d := a[i] - b[i]
		squares[i/each] += float64(d * d)
		total += float64(d * d)
	}
	return squares, total
}

// weightsIn reads the weights of a layer in integers, [channel × fan-in], in real units.
func weightsIn(n nn.Net, layer string) (w []float64) {
	var scale []float64
	for _, t := range n.Tensors() {
		switch {
		case t.Name == layer+".weight_scale":
			scale = nn.View[float64](*t.Tensor)
		case t.Name == layer+".weight" && t.Tensor.DType == nn.Int8:
			w = widened(nn.View[int8](*t.Tensor))
		case t.Name == layer+".weight":
			w = widened(nn.View[int16](*t.Tensor))
		}
	}
	each := len(w) / len(scale)
	for i := range w {
		w[i] *= scale[i/each]
	}
	return w
}

func widened[T int8 | int16](v []T) []float64 {
	w := make([]float64, len(v))
	for i, x := range v {
		w[i] = float64(x)
	}
	return w
}

// loss is the mean loss of n on the windows that are asked.
func (p *prober) loss(ctx context.Context, n nn.Net) (float64, error) {
	feed, err := firmware.NewFeeder(p.ask.play(), p.bundle, n)
	if err != nil {
		return 0, err
	}
	var sum float64
	outputs, form := n.Outputs(), n.Form()
	for range p.ask.labels {
		w, err := feed.Next(ctx, 0)
		if err != nil {
			return 0, err
		}
		sum += lossOn(form.Loss.Kind, n.Infer(1)[:outputs], w.Label.Class, feed.Targets(w))
	}
	return sum / float64(max(p.ask.len(), 1)), nil
}

// lossOn is the loss of one window, of a class or of values.
func lossOn(kind string, out []float32, class int, values []float32) float64 {
	switch {
	case kind == "bce" && len(out) == 1:
		z := out[0]
		if class > 0 {
			z = -z
		}
		return float64(fixedpoint.Log(1 + fixedpoint.Exp(min(z, mostLogit))))
	case len(values) > 0:
		return squareError(out, values)
	}
	top := slices.Max(out)
	var sum float32
	for _, z := range out {
		sum += fixedpoint.Exp(z - top)
	}
	return float64(fixedpoint.Log(sum) + top - out[class])
}

// mostLogit keeps an exponential finite.
const mostLogit = 80

func squareError(out, want []float32) (sum float64) {
	for i, v := range want {
		d := float64(out[i]) - float64(v)
		sum += float64(d * d)
	}
	return sum / float64(len(want))
}
