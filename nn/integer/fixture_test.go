package integer

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/require"
)

// sharedFile returns the path of a file of the shared folder, or skips the test (or
// fails it when CI=true).
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("EDGETUNE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(root, name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no shared folder (set EDGETUNE_SHARED): ", err)
	}
	return path
}

// numbers is a scalar or an array of the vectors: integers, or floats as hex text.
type numbers struct {
	ints   []int64
	floats []float64
	shape  []int
}

func (n *numbers) UnmarshalJSON(text []byte) error {
	var plain int64
	if json.Unmarshal(text, &plain) == nil {
		n.ints = []int64{plain}
		return nil
	}
	var o struct {
		V      []int64
		Shape  []int
		F64hex json.RawMessage
	}
	if err := json.Unmarshal(text, &o); err != nil {
		return err
	}
	n.ints, n.shape = o.V, o.Shape
	var one string
	var many []string
	if json.Unmarshal(o.F64hex, &one) == nil {
		many = []string{one}
	} else if o.F64hex != nil {
		if err := json.Unmarshal(o.F64hex, &many); err != nil {
			return err
		}
	}
	for _, s := range many {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return err
		}
		n.floats = append(n.floats, f)
	}
	return nil
}

// vector is one file: a net, its input, and every number of three steps.
type vector struct {
	Mode string
	Seed uint32
	Eta  float64
	Tau  float64
	Arch []struct {
		Type         string
		Relu         bool
		Pool, Gap, K int
	}
	X, Y  numbers
	Steps []struct {
		Frac   float64
		SIn    numbers `json:"s_in"`
		Before []struct {
			W16 numbers
			B   numbers
			SB  numbers `json:"s_b"`
			SW  numbers `json:"s_w"`
			SY  numbers `json:"s_y"`
			Zp  int32   `json:"zp_y"`
			E   *int
		} `json:"state_before"`
		Values map[string]map[string]numbers
	}
}

// spec turns the first state of a vector into a net.
func (v *vector) spec() Spec {
	first := v.Steps[0]
	in := op.Shape{N: v.X.shape[0], H: 1, W: 1, C: v.X.shape[1]}
	if len(v.X.shape) == 3 {
		in.W, in.C = v.X.shape[1], v.X.shape[2]
	}
	s := Spec{Input: in, InputScale: first.SIn.floats[0]}
	for i, a := range v.Arch {
		b := first.Before[i]
		l := Layer{Kind: Kind(a.Type), Out: len(b.B.ints), Kernel: [2]int{1, a.K}, Pad: Padding{Same: true}, ReLU: a.Relu}
		l.Scale, l.Zero = b.SY.floats[0], b.Zp
		l.Params = Params{WScale: b.SW.floats, BScale: b.SB.floats[0]}
		for _, w := range b.W16.ints {
			l.Params.W = append(l.Params.W, int16(w))
		}
		for _, x := range b.B.ints {
			l.Params.B = append(l.Params.B, int32(x))
		}
		s.Layers = append(s.Layers, l)
		if a.Pool != 0 {
			s.Layers = append(s.Layers, Layer{Kind: MaxPool, Kernel: [2]int{1, a.Pool}, Stride: [2]int{1, a.Pool}})
		}
		if a.Gap != 0 {
			s.Layers = append(s.Layers, Layer{Kind: GlobalPool})
		}
	}
	return s
}

func (v *vector) input() (x []float32, labels []int) {
	for _, f := range v.X.floats {
		x = append(x, float32(f))
	}
	for _, y := range v.Y.ints {
		labels = append(labels, int(y))
	}
	return x, labels
}

func (v *vector) options() Options {
	return Options{Rates: Rates{Rule: Capped, Eta: v.Eta, Tau: v.Tau}, Seed: v.Seed}
}

func readVector(t *testing.T, name string) *vector {
	t.Helper()
	text, err := os.ReadFile(sharedFile(t, "fixtures/fixedpoint/"+name+".json"))
	require.NoError(t, err)
	v := new(vector)
	require.NoError(t, json.Unmarshal(text, v))
	require.NotEmpty(t, v.Steps)
	return v
}

// checker compares numbers with those of a vector and counts them.
type checker struct {
	t     *testing.T
	where string
	want  map[string]numbers
	seen  map[string]bool
	n     int
}

func (c *checker) ints(name string, got []int64) {
	c.t.Helper()
	want := c.want[name].ints
	c.seen[name] = true
	if len(want) != len(got) || len(got) == 0 {
		c.t.Fatalf("%s %s: %d numbers, want %d", c.where, name, len(got), len(want))
	}
	for i, w := range want {
		if w != got[i] {
			c.t.Fatalf("%s %s[%d] = %d, want %d", c.where, name, i, got[i], w)
		}
	}
	c.n += len(got)
}

func (c *checker) floats(name string, got ...fixedpoint.Scalar) {
	c.t.Helper()
	want := c.want[name].floats
	c.seen[name] = true
	if len(want) != len(got) || len(got) == 0 {
		c.t.Fatalf("%s %s: %d numbers, want %d", c.where, name, len(got), len(want))
	}
	for i, w := range want {
		if fixedpoint.Real(w) != got[i] {
			c.t.Fatalf("%s %s[%d] = %x, want %x", c.where, name, i, got[i].Float64(), w)
		}
	}
	c.n += len(got)
}

func wide[T int8 | int16 | uint16 | int32 | int64](v []T) []int64 {
	out := make([]int64, len(v))
	for i, x := range v {
		out[i] = int64(x)
	}
	return out
}

// TestStepFixtures compares every integer and every scale of three training steps.
func TestStepFixtures(t *testing.T) {
	for _, name := range []string{"dense_step_q7", "dense_step_q15", "conv1d_step_q7", "conv1d_step_q15"} {
		t.Run(name, func(t *testing.T) {
			v := readVector(t, name)
			n := 0
			if v.Mode == "q7" {
				net, err := NewQ7(v.spec(), v.options())
				require.NoError(t, err)
				n = checkSteps(t, v, net)
			} else {
				net, err := NewQ15(v.spec(), v.options())
				require.NoError(t, err)
				n = checkSteps(t, v, net)
			}
			t.Logf("%d numbers", n)
		})
	}
}

// checkSteps takes the steps of v by the parts that Step is made of.
func checkSteps[X op.Value, A op.Sum](t *testing.T, v *vector, n *Net[X, A]) (total int) {
	x, labels := v.input()
	records := rewire(n)
	for i, s := range v.Steps {
		require.Equal(t, s.SIn.floats[0], n.in.scale.Float64())
		layers := make([]*checker, len(n.linear))
		for j, l := range n.linear {
			layers[j] = &checker{t: t, where: fmt.Sprintf("step %d layer %d", i, j), want: s.Values[strconv.Itoa(j)], seen: map[string]bool{}}
			if e := s.Before[j].E; e != nil {
				require.Equal(t, *e, l.block.e)
			}
		}
		put(n, x, labels)
		n.pass.rows, n.pass.train = len(labels), true
		n.watchInput()
		for _, v := range n.nodes {
			v.forward(&n.pass)
			if l, ok := v.(*Linear[X, A]); ok {
				checkForward(layers[l.index], l)
			}
		}
		head := &checker{t: t, where: "softmax", want: s.Values["-1"], seen: map[string]bool{}}
		n.head.run(n.last().logits, len(labels))
		head.ints("softmax_p", wide(n.head.p))
		head.ints("softmax_g", wide(n.head.g))
		checkBackward(layers, n, records, fixedpoint.Real(1-s.Frac))
		n.settle()
		total += head.n
		for _, c := range layers {
			total += c.n
			for name := range c.want {
				require.True(t, c.seen[name], "%s: %s was not compared", c.where, name)
			}
		}
	}
	return total
}

// record is a sink that keeps what it is given, and gives it to another one.
type record[A op.Sum] struct {
	sink[A]
	masks func(i int) bool
	g     []int64
	scale fixedpoint.Scalar
}

func (r *record[A]) begin(p *pass, scale fixedpoint.Scalar, measure bool) {
	r.scale = scale
	r.sink.begin(p, scale, measure)
}

func (r *record[A]) put(at int, v []A) {
	for i, g := range v {
		r.g[at+i] = int64(g)
		if r.masks(at + i) {
			r.g[at+i] = 0
		}
	}
	r.sink.put(at, v)
}

// rewire puts a record before every node's sink.
func rewire[X op.Value, A op.Sum](n *Net[X, A]) []*record[A] {
	var all []*record[A]
	for i, v := range n.nodes {
		masks := func(int) bool { return false }
		if l, ok := v.(*Linear[X, A]); ok && l.relu {
			masks = func(i int) bool { return int32(l.y.v[i]) <= l.y.zero }
		}
		all = append(all, &record[A]{sink: v, masks: masks, g: make([]int64, v.output().shape.Len())})
		if j := n.places[i].in[0]; j >= 0 {
			v.wire([]*activation[X]{n.value(j)}, []sink[A]{all[j]})
		}
	}
	return all
}

// begin puts a batch and runs it forward as a step does.
func begin[X op.Value, A op.Sum](n *Net[X, A], x []float32, labels []int) {
	put(n, x, labels)
	n.pass.rows, n.pass.train = len(labels), true
	n.watchInput()
	n.forward()
}

// put fills the batch.
func put[X op.Value, A op.Sum](n *Net[X, A], x []float32, labels []int) {
	one := len(x) / len(labels)
	for i, c := range labels {
		n.Batch().Put(i, x[i*one:(i+1)*one])
		n.Batch().Class(i, c)
	}
}

func checkForward[X op.Value, A op.Sum](c *checker, l *Linear[X, A]) {
	c.floats("s_x", l.x.scale)
	c.ints("zp_x", []int64{int64(l.x.zero)})
	c.ints("x_int", wide(l.x.v))
	c.ints("W_fwd", wide(l.conv.Weights))
	c.floats("s_w", l.wScale...)
	c.ints("bias_acc", wide(l.conv.Bias))
	var acc []int64
	l.conv.Each(l.x.v, l.scratch, l.patch, func(_ int, sums []A) { acc = append(acc, wide(sums)...) })
	c.ints("acc", acc)
	c.floats("s_y", l.y.scale)
	var m, s []int64
	for _, v := range l.conv.Output.Mult {
		m, s = append(m, int64(v.M)), append(s, int64(v.Shift))
	}
	c.ints("mult", m)
	c.ints("shift", s)
	c.ints("zp_y", []int64{int64(l.y.zero)})
	switch {
	case l.last:
		c.ints("y_int", wide(l.logits))
	case l.pool != nil:
		c.ints("y_int", wide(l.pool.full))
	default:
		c.ints("y_int", wide(l.y.v))
	}
}

func checkBackward[X op.Value, A op.Sum](layers []*checker, n *Net[X, A], records []*record[A], decay fixedpoint.Scalar) {
	n.head.send(&n.pass, records[len(records)-1])
	for i := len(n.nodes) - 1; i >= 0; i-- {
		n.nodes[i].backward(&n.pass)
		if l, ok := n.nodes[i].(*Linear[X, A]); ok {
			checkLinear(layers[l.index], n, l, records[i], decay)
		}
	}
}

// spread brings values behind a pool to the map before it.
func (l *Linear[X, A]) spread(v []int64) []int64 {
	if l.pool == nil {
		return v
	}
	out := make([]int64, l.conv.Out.Len())
	for i, x := range v {
		out[l.pool.origin(i)] = x
	}
	return out
}

func checkLinear[X op.Value, A op.Sum](c *checker, n *Net[X, A], l *Linear[X, A], r *record[A], decay fixedpoint.Scalar) {
	key := func(tensor int) int64 { return int64(fixedpoint.Key(n.pass.seed, n.pass.step, uint32(tensor))) }
	c.ints("gbits", []int64{int64(l.block.width)})
	c.ints("g_in", l.spread(r.g))
	c.floats("s_g_in", r.scale)
	c.ints("rel_q15", wide(l.rel[:l.conv.Out.C]))
	c.ints("h0_max", []int64{l.block.peak})
	c.ints("bfp_shift", []int64{int64(l.block.shift)})
	c.ints("rng_key_h", []int64{key(4 * l.index)})
	c.ints("h", l.spread(wide(l.h)))
	c.floats("h_scale", l.hScale)
	c.ints("E_after", []int64{int64(l.block.e)})
	l.gradBias(&n.pass)
	norm := n.gradNorm(l).Sqrt()
	c.ints("dW", wide(l.dw[:len(l.conv.Weights)]))
	c.ints("db", wide(l.db))
	var kk []int64
	for o := range l.db {
		kk = append(kk, int64(excess(l.dw[o*l.fanIn:(o+1)*l.fanIn])))
	}
	c.ints("kk", kk)
	c.floats("grad_norm", norm)
	c.floats("param_norm", l.paramNorm())
	rate := n.options.rate(norm, l.paramNorm(), decay)
	c.floats("rate", rate)
	var fw, fb []fixedpoint.Scalar
	for o := range l.db {
		fw, fb = append(fw, l.weightStep(o, rate)), append(fb, l.biasStep(o, rate))
	}
	c.floats("fW", fw...)
	c.floats("fb", fb...)
	c.ints("rng_keys_W_b_w8", []int64{key(4*l.index + 1), key(4*l.index + 2), key(4*l.index + 3)})
	before := l.Params()
	n.update(l, decay)
	after := l.Params()
	c.ints("W16_after", wide(after.W))
	c.ints("b_after", wide(after.B))
	c.ints("delta_W16", difference(wide(before.W), wide(after.W)))
	c.ints("delta_b", difference(wide(before.B), wide(after.B)))
}

func difference(a, b []int64) []int64 {
	d := make([]int64, len(a))
	for i := range d {
		d[i] = a[i] - b[i]
	}
	return d
}
