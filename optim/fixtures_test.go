package optim

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/nn"
)

// Every file of the two shared folders drives the real layers and the real
// optimiser: weights go into the blocks of a built model, a gradient into the one
// that the loss wrote.
func TestBackmatchingFixtures(t *testing.T) {
	ran, missing := 0, 0
	for _, folder := range []struct {
		name string
		run  func(*testing.T, string, fixture) bool
	}{{"backmatching", layerFixture}, {"backmatching2", centredFixture}} {
		all := readFixtures(t, folder.name)
		names := make([]string, 0, len(all))
		for n := range all {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			t.Run(folder.name+"/"+n, func(t *testing.T) {
				if folder.run(t, n, all[n]) {
					ran++
					return
				}
				missing++
				t.Log("without an operator: ", n)
			})
		}
	}
	fmt.Printf("cases: %d ran, %d without an operator\n", ran, missing)
}

// layerFixture runs one file of the product of scalars. It reports false for a
// layer that edgetune has not.
func layerFixture(t *testing.T, name string, f fixture) bool {
	run, ok := map[string]func(*testing.T, fixture){
		"dense": denseFixture, "conv": convFixture, "batchnorm": batchnormFixture,
		"relu": activationFixture, "relu6": activationFixture, "sigmoid": activationFixture, "tanh": activationFixture,
		"pool_max": poolFixture, "pool_avg": poolFixture,
		"residual": residualFixture, "mse": headFixture, "softmax_ce": headFixture,
	}[f.text("layer")]
	switch {
	case ok:
		run(t, f)
	case f.text("kind") == "mlp":
		mlpFixture(t, f)
	case strings.HasPrefix(f.text("kind"), "conv1d"):
		convNetFixture(t, f)
	default:
		return false
	}
	return true
}

// feed is an optimiser that overwrites the gradient at the last node before the
// backward pass begins, and shows the test every node and block.
type feed struct {
	*Optimizer
	g      []float // of the last node's output; nil leaves the loss's own
	last   int
	visit  func(node int, l nn.Layer, s *nn.Pass)
	before func(b *nn.Block, l nn.Trainable, s *nn.Pass)
	after  func(b *nn.Block)
}

func (f *feed) Visit(node int, from []int, l nn.Layer, s *nn.Pass) {
	if node == f.last && f.g != nil {
		copy(s.DY.Floats(), f.g)
	}
	if f.visit != nil {
		f.visit(node, l, s)
	}
	f.Optimizer.Visit(node, from, l, s)
}

func (f *feed) Update(b *nn.Block, l nn.Trainable, s *nn.Pass) bool {
	if f.before != nil {
		f.before(b, l, s)
	}
	ok := f.Optimizer.Update(b, l, s)
	if f.after != nil {
		f.after(b)
	}
	return ok
}

// bench is a model whose weights the test sets.
type bench struct {
	*feed
	m *nn.Model
}

func newBench(t *testing.T, o Options, net nn.Options, lines ...string) *bench {
	t.Helper()
	s, err := nn.Parse(strings.Join(lines, "\n"))
	require.NoError(t, err)
	if o.Rates == "" {
		o.Rates, o.Updater = "constant", "sgd"
	}
	opt, err := ByName(o)
	require.NoError(t, err)
	b := &bench{feed: &feed{Optimizer: opt, last: len(s.Nodes) - 1}}
	net.Optimizer = b.feed
	b.m, err = nn.Build(s, net)
	require.NoError(t, err)
	return b
}

func (b *bench) step(t *testing.T, rows int, x []float) nn.Report {
	t.Helper()
	n := len(x) / rows
	for i := range rows {
		b.m.Batch().Put(i, x[i*n:])
	}
	r, err := b.m.Step(rows)
	require.NoError(t, err)
	require.Zero(t, r.Skipped)
	return r
}

// identity makes the first block pass its input on.
func (b *bench) identity() {
	first := b.m.Blocks()[0]
	w := first.W.Floats()
	clear(w)
	for i := range first.Cols {
		if first.Rows == 1 {
			w[i] = 1
		} else {
			w[i*first.Cols+i] = 1
		}
	}
	clear(first.B.Floats())
}

// layerCase is what the files of single layers share. wOut is what the file has
// transposed, [out × in], and the layout of maps the file's.
type layerCase struct {
	rows    int
	x       []float // [rows × position × channel]
	g       []float // at the output, likewise
	gain    []float // per channel of the output
	w, bias []float // [in × out]
	lines   []string
	frozen  bool
	prepare func(*nn.Model)
}

// layerResult is what a layer of the product of scalars gives.
type layerResult struct {
	y, dx, dw, db []float
	match         *nn.Match
}

// runLayer runs the layer behind one that passes its input on.
func runLayer(t *testing.T, c layerCase) layerResult {
	t.Helper()
	b := newBench(t, Options{}, nn.Options{Batch: c.rows, FrozenStats: c.frozen}, append(c.lines, "loss mse")...)
	b.identity()
	if c.w != nil {
		copy(b.m.Blocks()[1].W.Floats(), c.w)
		copy(b.m.Blocks()[1].B.Floats(), c.bias)
	}
	if c.prepare != nil {
		c.prepare(b.m)
	}
	var r layerResult
	b.g = c.g
	b.visit = func(node int, l nn.Layer, s *nn.Pass) {
		if node == 0 {
			r.dx = slices.Clone(s.DY.Floats())
			return
		}
		r.y = slices.Clone(s.Y.Floats())
		r.match = nn.NewMatch(s)
		r.match.F, r.match.Parts = 1, 1
		r.match.Gain = append(r.match.Gain, c.gain...)
		if l, ok := l.(nn.Matcher); ok {
			l.Match(s, r.match)
		}
	}
	b.before = func(blk *nn.Block, l nn.Trainable, s *nn.Pass) {
		if blk.Node == 1 {
			r.dw, r.db = gradients(blk, l, s)
		}
	}
	b.step(t, c.rows, c.x)
	return r
}

func gradients(b *nn.Block, l nn.Trainable, s *nn.Pass) (w, bias []float) {
	w, bias = make([]float, b.Rows*b.Cols), make([]float, b.Cols)
	l.Grad(s, nn.Span{To: b.Rows}, w)
	l.GradBias(s, bias)
	return w, bias
}

func denseFixture(t *testing.T, f fixture) {
	in, out := f.int("n_in"), f.int("n_out")
	r := runLayer(t, layerCase{
		rows: f.int("N"), x: f.floats("x"), g: f.floats("g_out"), gain: f.floats("gain_out"),
		w: turned(f.floats("W"), 1, out, in), bias: f.floats("b"),
		lines: []string{fmt.Sprint("input ", in), fmt.Sprint("dense ", in), fmt.Sprint("dense ", out)},
	})
	closeTo(t, "z", f.floats("z"), r.y)
	closeTo(t, "bp_dx", f.floats("bp_dx"), r.dx)
	closeTo(t, "bp_dW", turned(f.floats("bp_dW"), 1, out, in), r.dw)
	closeTo(t, "bp_db", f.floats("bp_db"), r.db)
	checkScalars(t, f, r)
}

// checkScalars compares m_used (times the mean gain) and f_used.
func checkScalars(t *testing.T, f fixture, r layerResult) {
	t.Helper()
	closeNumber(t, "m_used", f.number("m_used"), r.match.C/f.number("gain_mean"))
	closeNumber(t, "f_used", f.number("f_used"), r.match.F)
}

func convFixture(t *testing.T, f fixture) {
	n, ci, co, groups := f.int("N"), f.int("c_in"), f.int("c_out"), f.int("groups")
	h, w := f.int("h"), f.int("w")
	k, s, p := f.floats("kernel"), f.floats("stride"), f.floats("pad")
	taps, cg := int(k[0]*k[1]), ci/groups
	line := fmt.Sprintf("conv2d %d groups=%d", co, groups)
	if groups == ci {
		line = "depthwise2d"
	}
	line += fmt.Sprintf(" kernel=%vx%v stride=%vx%v pad=%v,%v,%v,%v", k[0], k[1], s[0], s[1], p[0], p[0], p[1], p[1])
	// [out × channel × tap] becomes [tap × channel × out].
	toRows := func(v []float) []float { return turned(turned(v, co, cg, taps), 1, co, taps*cg) }
	r := runLayer(t, layerCase{
		rows: n, x: turned(f.floats("x"), n, ci, h*w), g: f.floats("g_out"), gain: f.floats("gain_out"),
		w: toRows(f.floats("W")), bias: f.floats("b"),
		lines: []string{fmt.Sprintf("input %dx%dx%d", h, w, ci), "depthwise2d kernel=1", line},
	})
	closeTo(t, "z", f.floats("z"), r.y)
	closeTo(t, "bp_dx", turned(f.floats("bp_dx"), n, ci, h*w), r.dx)
	closeTo(t, "bp_dW", toRows(f.floats("bp_dW")), r.dw)
	closeTo(t, "bp_db", f.floats("bp_db"), r.db)
	checkScalars(t, f, r)
}

func batchnormFixture(t *testing.T, f fixture) {
	n, p, c := f.int("N"), f.int("P"), f.int("C")
	lines := []string{fmt.Sprintf("input %dx%d", p, c), "depthwise1d kernel=1", fmt.Sprintf("batchnorm eps=%v", f.number("eps"))}
	train, _ := f["train"].(bool)
	r := runLayer(t, layerCase{
		rows: n, x: f.floats("x"), g: f.floats("g_out"), gain: f.floats("gain_out"),
		w: f.floats("gamma"), bias: f.floats("beta"), lines: lines, frozen: !train,
		prepare: func(m *nn.Model) {
			b := m.Blocks()[1]
			copy(b.State[0].Tensor.Floats(), f.floats("mean"))
			copy(b.State[1].Tensor.Floats(), f.floats("var"))
		},
	})
	closeTo(t, "y", f.floats("y"), r.y)
	closeTo(t, "bp_dx", f.floats("bp_dx"), r.dx)
	closeTo(t, "bp_dgamma", f.floats("bp_dgamma"), r.dw)
	closeTo(t, "bp_dbeta", f.floats("bp_dbeta"), r.db)
	closeTo(t, "gain_in", f.floats("gain_in"), r.match.Gain)
	mean := float(0)
	for _, g := range f.floats("gain_out") {
		mean += g / float(c)
	}
	closeNumber(t, "m_gamma", f.number("m_gamma"), r.match.C/mean)
}

func activationFixture(t *testing.T, f fixture) {
	n, c := f.int("N"), f.int("C")
	r := runLayer(t, layerCase{
		rows: n, x: f.floats("x"), g: f.floats("g_out"), gain: f.floats("gain_out"),
		lines: []string{fmt.Sprint("input ", c), fmt.Sprint("dense ", c), f.text("layer")},
	})
	closeTo(t, "y", f.floats("y"), r.y)
	closeTo(t, "bp_dx", f.floats("bp_dx"), r.dx)
	closeTo(t, "gain_in", f.floats("gain_in"), r.match.Gain)
}

func poolFixture(t *testing.T, f fixture) {
	n, c, width, k := f.int("N"), f.int("C"), f.int("T"), f.int("kernel")
	line := fmt.Sprintf("%s1d kernel=%d stride=%d", map[string]string{"pool_max": "maxpool", "pool_avg": "avgpool"}[f.text("layer")], k, f.int("stride"))
	lines := []string{line}
	if k == width && f.text("layer") == "pool_avg" {
		lines = append(lines, "globalpool")
	}
	for _, line := range lines {
		out := len(f.floats("y")) / n / c
		r := runLayer(t, layerCase{
			rows: n, x: turned(f.floats("x"), n, c, width), g: turned(f.floats("g_out"), n, c, out), gain: []float{1, 1},
			lines: []string{fmt.Sprintf("input %dx%d", width, c), "depthwise1d kernel=1", line},
		})
		closeTo(t, "y", turned(f.floats("y"), n, c, out), r.y)
		closeTo(t, "bp_dx", turned(f.floats("bp_dx"), n, c, width), r.dx)
		closeNumber(t, "f_used", f.number("f_used"), r.match.F)
	}
}

// headFixture runs a loss on a layer that passes the logits on.
func headFixture(t *testing.T, f fixture) {
	n, kind := f.int("N"), "mse"
	if f.has("label") {
		kind = "softmax"
	}
	width := len(f.floats("z")) / n
	b := newBench(t, Options{}, nn.Options{Batch: n}, fmt.Sprint("input ", width), fmt.Sprint("dense ", width), "loss "+kind)
	b.identity()
	setWanted(b.m, f, n)
	b.visit = func(_ int, _ nn.Layer, s *nn.Pass) {
		closeTo(t, "g", f.floats("g"), s.DY.Floats())
		closeNumber(t, "h_used", f.number("h_used"), s.HeadFactor)
	}
	r := b.step(t, n, f.floats("z"))
	closeNumber(t, "loss", f.number("loss"), r.Loss)
}

func setWanted(m *nn.Model, f fixture, rows int) {
	for i := range rows {
		if f.has("label") {
			m.Batch().Class(i, int(f.floats("label")[i]))
		} else {
			m.Batch().Target(i, f.floats("target")[i*m.Outputs():])
		}
	}
}

// residualFixture walks from the sum to the point where the branches part.
func residualFixture(t *testing.T, f fixture) {
	n, hidden, rows := f.int("n"), f.int("hidden"), f.int("N")
	b := newBench(t, Options{Rates: "backmatch-scalar", Updater: "sgd"}, nn.Options{Batch: rows},
		fmt.Sprint("input ", n), fmt.Sprint("x: dense ", n), fmt.Sprintf("dense %d bias=no", hidden), "relu",
		fmt.Sprintf("b: dense %d bias=no", n), "add from=b,x", "loss mse")
	b.identity()
	copy(b.m.Blocks()[1].W.Floats(), turned(f.floats("W1"), 1, hidden, n))
	copy(b.m.Blocks()[2].W.Floats(), turned(f.floats("W2"), 1, n, hidden))
	b.g = f.floats("g_out")
	b.visit = func(node int, _ nn.Layer, s *nn.Pass) {
		switch node {
		case b.last:
			closeTo(t, "y", f.floats("y"), s.Y.Floats())
		case 0:
			closeTo(t, "bp_dx", f.floats("bp_dx"), s.DY.Floats())
			closeNumber(t, "f_residual", f.number("f_residual"), b.rates.(*Scalar).walk[0].F/s.HeadFactor)
		}
	}
	b.step(t, rows, f.floats("x"))
}

// mlpFixture is one whole step: loss, gradients, curvatures, rates, the cap; and the
// rates again without the cap.
func mlpFixture(t *testing.T, f fixture) {
	v := f.sub("variants", "nlms")
	runMLP(t, f, v, float64(v.number("cap")))
	runMLP(t, f, v, -1)
}

func runMLP(t *testing.T, f, v fixture, tau float64) {
	var sizes []int
	for _, n := range f.floats("sizes") {
		sizes = append(sizes, int(n))
	}
	rows := f.int("N")
	b := newBench(t, Options{Rates: "backmatch-scalar", Updater: "sgd", Eta: float64(v.number("eta")), Tau: tau},
		nn.Options{Batch: rows}, append(mlp(sizes...), "loss softmax")...)
	size := func(i int) (in, out int) { return sizes[i], sizes[i+1] }
	layerOf := map[*nn.Block]int{}
	for i, blk := range b.m.Blocks() {
		in, out := size(i)
		copy(blk.W.Floats(), turned(f.lists("W")[i], 1, out, in))
		copy(blk.B.Floats(), f.lists("b")[i])
		layerOf[blk] = i
	}
	setWanted(b.m, f, rows)
	b.before = func(blk *nn.Block, l nn.Trainable, s *nn.Pass) {
		i := layerOf[blk]
		in, out := size(i)
		dw, db := gradients(blk, l, s)
		closeTo(t, "bp_dW", turned(f.lists("bp_dW")[i], 1, out, in), dw)
		closeTo(t, "bp_db", f.lists("bp_db")[i], db)
	}
	b.after = func(blk *nn.Block) {
		i := layerOf[blk]
		in, out := size(i)
		closeNumber(t, "c_W", v.floats("c_W")[i], b.rates.(*Scalar).c[blk.Node])
		if tau < 0 {
			closeNumber(t, "rate", v.number("eta")*v.floats("rate_W")[i], b.states[blk.Node].s[0])
			return
		}
		closeNumber(t, "rate and cap", v.number("eta")*v.floats("rate_W")[i]*v.floats("cap_scale")[i], b.states[blk.Node].s[0])
		closeTo(t, "new_W", turned(v.lists("new_W")[i], 1, out, in), blk.W.Floats())
		closeTo(t, "new_b", v.lists("new_b")[i], blk.B.Floats())
	}
	r := b.step(t, rows, f.floats("x"))
	closeNumber(t, "loss", f.number("loss"), r.Loss)
}

// convNetFixture is conv1d, batch norm, ReLU, flatten, dense.
func convNetFixture(t *testing.T, f fixture) {
	rows, ci, co, width, p := f.int("N"), f.int("C"), f.int("c_out"), f.int("T"), f.int("P")
	b := newBench(t, Options{Rates: "backmatch-scalar", Updater: "sgd"}, nn.Options{Batch: rows},
		fmt.Sprintf("input %dx%d", width, ci), fmt.Sprintf("conv1d %d kernel=3 stride=2 pad=1,1", co), "batchnorm eps=1e-5",
		"relu", "flatten", "dense 4", "loss softmax")
	toRows := func(v []float) []float { return turned(turned(v, co, ci, 3), 1, co, 3*ci) }
	dense := func(v []float) []float { return turned(v, 1, 4, p*co) }
	same := func(v []float) []float { return v }
	names := []struct {
		w, b string
		turn func([]float) []float
	}{{"W1", "b1", toRows}, {"gamma", "beta", same}, {"W2", "b2", dense}}
	for i, blk := range b.m.Blocks() {
		copy(blk.W.Floats(), names[i].turn(f.floats(names[i].w)))
		copy(blk.B.Floats(), f.floats(names[i].b))
	}
	setWanted(b.m, f, rows)
	v := f.sub("variants", "nlms")
	b.before = func(blk *nn.Block, l nn.Trainable, s *nn.Pass) {
		n := names[slices.Index(b.m.Blocks(), blk)]
		dw, db := gradients(blk, l, s)
		bp := f.sub("bp") // that of b1 is 0 but for rounding: the batch's mean is taken out
		closeTo(t, n.w+" and "+n.b, append(n.turn(bp.floats(n.w)), bp.floats(n.b)...), append(dw, db...))
		walk := b.rates.(*Scalar).walk[blk.Node]
		switch n.w {
		case "W2":
			closeNumber(t, "f_dense", v.number("f_dense"), walk.F)
		case "gamma":
			closeTo(t, "gain_bn_relu", v.floats("gain_bn_relu"), walk.Gain)
		case "W1":
			closeNumber(t, "f_conv", v.number("f_conv")*v.number("f_dense"), walk.F)
		}
	}
	b.after = func(blk *nn.Block) {
		n := names[slices.Index(b.m.Blocks(), blk)]
		closeNumber(t, "c "+n.w, v.sub("c").number(n.w), b.rates.(*Scalar).c[blk.Node])
	}
	r := b.step(t, rows, turned(f.floats("x"), rows, ci, width))
	closeNumber(t, "loss", f.number("loss"), r.Loss)
}
