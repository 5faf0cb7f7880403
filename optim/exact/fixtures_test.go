package exact

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"edgetune/nn"
)

// The least-squares solutions of every shared file, through the real layers, and the
// scalars that were considered in their place.
func TestBackmatchingFixtures(t *testing.T) {
	all := readFixtures(t)
	names := make([]string, 0, len(all))
	for n := range all {
		names = append(names, n)
	}
	sort.Strings(names)
	ran, missing := 0, 0
	for _, n := range names {
		t.Run(n, func(t *testing.T) {
			if runFixture(t, all[n]) {
				ran++
				return
			}
			missing++
			t.Log("without an operator: ", n)
		})
	}
	fmt.Printf("cases: %d ran, %d without an operator\n", ran, missing)
}

func runFixture(t *testing.T, f fixture) bool {
	run, ok := map[string]func(*testing.T, fixture){
		"dense": denseFixture, "conv": convFixture, "batchnorm": normFixture,
		"relu": activationFixture, "relu6": activationFixture, "sigmoid": activationFixture, "tanh": activationFixture,
		"pool_max": poolFixture, "pool_avg": poolFixture,
		"residual": residualFixture, "softmax_ce": softmaxFixture, "mse": mseFixture,
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

// spy is an optimiser that changes nothing and looks at everything.
type spy struct {
	g      []float64 // in place of the last node's backward value; nil: the loss's own
	last   int
	visit  func(node int, l nn.Layer, s *nn.Pass)
	update func(b *nn.Block, l nn.Trainable, s *nn.Pass)
}

func (p *spy) Plan(*nn.Planner, []*nn.Block, nn.DType) error { return nil }
func (p *spy) Begin(nn.StepInfo)                             {}

func (p *spy) Visit(node int, _ []int, l nn.Layer, s *nn.Pass) {
	if node == p.last && p.g != nil {
		for i, v := range p.g {
			s.DY.Floats()[i] = float(v)
		}
	}
	if p.visit != nil {
		p.visit(node, l, s)
	}
}

func (p *spy) Update(b *nn.Block, l nn.Trainable, s *nn.Pass) bool {
	if p.update != nil {
		p.update(b, l, s)
	}
	return true
}

func build(t *testing.T, opt nn.Optimizer, o nn.Options, lines ...string) *nn.Model {
	t.Helper()
	s, err := nn.Parse(strings.Join(lines, "\n"))
	require.NoError(t, err)
	o.Optimizer = opt
	m, err := nn.Build(s, o)
	require.NoError(t, err)
	return m
}

func set(to []float, v []float64) {
	for i, x := range v {
		to[i] = float(x)
	}
}

// identity makes the first block pass its input on.
func identity(m *nn.Model) {
	b := m.Blocks()[0]
	w := b.W.Floats()
	clear(w)
	for i := range b.Cols {
		w[min(b.Rows-1, i)*b.Cols+i] = 1
	}
	clear(b.B.Floats())
}

func step(t *testing.T, m *nn.Model, rows int, x []float64) {
	t.Helper()
	n := len(x) / rows
	for i := range rows {
		row := make([]float, n)
		set(row, x[i*n:(i+1)*n])
		m.Batch().Put(i, row)
	}
	_, err := m.Step(rows)
	require.NoError(t, err)
}

// layerCase is one layer behind one that passes its input on.
type layerCase struct {
	rows    int
	x, g    []float64
	w, bias []float64 // [in × out]
	lines   []string
	frozen  bool
	prepare func(*nn.Model)
}

// run calls look in the layer's visit and params in its update.
func (c layerCase) run(t *testing.T, look func(nn.Layer, *nn.Pass), params func(*nn.Block, nn.Trainable, *nn.Pass)) {
	t.Helper()
	p := &spy{g: c.g, last: 1}
	p.visit = func(node int, l nn.Layer, s *nn.Pass) {
		if node == 1 {
			before := slices.Clone(s.DY.Floats())
			look(l, s)
			require.Equal(t, before, s.DY.Floats(), "asking leaves no trace")
		}
	}
	p.update = func(b *nn.Block, l nn.Trainable, s *nn.Pass) {
		if b.Node == 1 && params != nil {
			params(b, l, s)
		}
	}
	m := build(t, p, nn.Options{Batch: c.rows, FrozenStats: c.frozen}, append(c.lines, "loss mse")...)
	identity(m)
	if c.w != nil {
		set(m.Blocks()[1].W.Floats(), c.w)
		set(m.Blocks()[1].B.Floats(), c.bias)
	}
	if c.prepare != nil {
		c.prepare(m)
	}
	step(t, m, c.rows, c.x)
}

func denseFixture(t *testing.T, f fixture) {
	in, out, n := f.int("n_in"), f.int("n_out"), f.int("N")
	toRows := func(key string) []float64 { return turned(f.floats(key), 1, out, in) }
	layerCase{
		rows: n, x: f.floats("x"), g: f.floats("g_out"), w: toRows("W"), bias: f.floats("b"),
		lines: []string{fmt.Sprint("input ", in), fmt.Sprint("dense ", in), fmt.Sprint("dense ", out)},
	}.run(t, func(l nn.Layer, s *nn.Pass) {
		closeTo(t, "ls_dx", f.floats("ls_dx"), Input(l, s, 0, f.floats("g_out"), Options{}))
		jac := Jacobian(l, s, 0)[0]
		closeNumber(t, "f_trace_n", f.number("f_trace_n"), frobenius(jac)/float64(in))
		closeNumber(t, "f_trace_rank", f.number("f_trace_rank"), frobenius(jac)/float64(min(in, out)))
		closeNumber(t, "f_spectral", f.number("f_spectral"), spectral(jac))
		var back mat.Dense
		back.Mul(mat.NewDense(n, out, f.floats("g_out")), jac)
		closeNumber(t, "f_line", f.number("f_line"), lineOf(jac, &back))
	}, func(b *nn.Block, l nn.Trainable, s *nn.Pass) {
		dw, _ := Params(l, s, f.floats("g_out"), Options{})
		closeTo(t, "ls_dW", toRows("ls_dW"), dw)
		dw, db := Params(l, s, f.floats("g_out"), Options{Joint: true})
		closeTo(t, "ls_joint_dW", toRows("ls_joint_dW"), dw)
		closeTo(t, "ls_joint_db", f.floats("ls_joint_db"), db)
		x := Rows(l, s)[0]
		checkM(t, f.sub("m_W"), x, n, 1)
		var gw mat.Dense
		gw.Mul(mat.NewDense(n, out, f.floats("g_out")).T(), x)
		closeNumber(t, "m_W_line", f.number("m_W_line"), lineOf(x, &gw)/float64(n))
	})
}

func frobenius(m mat.Matrix) (sum float64) {
	r, c := m.Dims()
	for i := range r {
		for j := range c {
			sum += m.At(i, j) * m.At(i, j)
		}
	}
	return sum
}

// lineOf is the curvature along the rows of d of squares taken through a: that of a
// line search along a gradient d.
func lineOf(a, d mat.Matrix) float64 {
	var through mat.Dense
	through.Mul(d, a.T())
	return frobenius(&through) / frobenius(d)
}

// spectral is the square of the largest singular value.
func spectral(m mat.Matrix) float64 {
	var d mat.SVD
	d.Factorize(m, mat.SVDNone)
	return math.Pow(d.Values(nil)[0], 2)
}

// scalarsOf are the scalars of the parameters' side that were considered: traces,
// the trace bound, the mean row and the rest, the largest eigenvalue; of the bias.
func scalarsOf(x *mat.Dense, samples, positions int) map[string]float64 {
	rows, n := x.Dims()
	squares, p, mean := frobenius(x), float64(positions), 0.0
	for j := range n {
		v := mat.Sum(x.ColView(j)) / float64(rows)
		mean += v * v
	}
	return map[string]float64{
		"trace_n":    squares / float64(samples*n),
		"trace_rank": squares / float64(samples*min(rows, n)),
		"nlms":       squares/float64(samples) + p,
		"mu":         p * (mean + (squares/float64(rows)-mean)/float64(min(rows, n)) + 1),
		"lam":        spectral(x)/float64(samples) + p,
		"m_b":        p,
	}
}

func checkM(t *testing.T, want fixture, x *mat.Dense, samples, positions int) {
	t.Helper()
	for key, got := range scalarsOf(x, samples, positions) {
		closeNumber(t, key, want.number(key), got)
	}
}

func convFixture(t *testing.T, f fixture) {
	n, ci, co, groups, h, w := f.int("N"), f.int("c_in"), f.int("c_out"), f.int("groups"), f.int("h"), f.int("w")
	k, s, p := f.floats("kernel"), f.floats("stride"), f.floats("pad")
	taps, cg := int(k[0]*k[1]), ci/groups
	line := fmt.Sprintf("conv2d %d groups=%d", co, groups)
	if groups == ci {
		line = "depthwise2d"
	}
	line += fmt.Sprintf(" kernel=%vx%v stride=%vx%v pad=%v,%v,%v,%v", k[0], k[1], s[0], s[1], p[0], p[0], p[1], p[1])
	toRows := func(key string) []float64 { return turned(turned(f.floats(key), co, cg, taps), 1, co, taps*cg) }
	layerCase{
		rows: n, x: turned(f.floats("x"), n, ci, h*w), g: f.floats("g_out"), w: toRows("W"), bias: f.floats("b"),
		lines: []string{fmt.Sprintf("input %dx%dx%d", h, w, ci), "depthwise2d kernel=1", line},
	}.run(t, func(l nn.Layer, s *nn.Pass) {
		closeTo(t, "ls_dx", turned(f.floats("ls_dx"), n, ci, h*w), Input(l, s, 0, f.floats("g_out"), Options{}))
		jac := Jacobian(l, s, 0)[0]
		_, in := jac.Dims()
		closeNumber(t, "f_trace_n_jacobian", f.number("f_trace_n_jacobian"), frobenius(jac)/float64(in))
		closeNumber(t, "f_trace_n_exact_border", f.number("f_trace_n_exact_border"), frobenius(jac)/float64(in))
		closeNumber(t, "f_fused_jacobian", f.number("f_fused_jacobian"), fused(jac, f.floats("gain_out"))/float64(in))
	}, func(b *nn.Block, l nn.Trainable, s *nn.Pass) {
		dw, _ := Params(l, s, f.floats("g_out"), Options{})
		closeTo(t, "ls_dW", toRows("ls_dW"), dw)
		want, isList := f["m_W_per_group"].([]any)
		require.True(t, isList)
		for i, x := range Rows(l, s) {
			checkM(t, want[i].(map[string]any), x, n, f.int("P"))
		}
		rows := toRows("W")
		closeNumber(t, "f_trace_n", f.number("f_trace_n"), sum2(rows)*float64(f.int("P"))/float64(ci*f.int("P_in")))
		closeNumber(t, "f_trace_rank", f.number("f_trace_rank"), sum2(rows)*float64(f.int("P"))/float64(min(ci*f.int("P_in"), co*f.int("P"))))
	})
}

func sum2(v []float64) (sum float64) {
	for _, x := range v {
		sum += x * x
	}
	return sum
}

// fused weighs the rows of a Jacobian by the gain of their channel.
func fused(jac *mat.Dense, gain []float64) (sum float64) {
	r, _ := jac.Dims()
	for i := range r {
		sum += gain[i%len(gain)] * sum2(jac.RawRowView(i))
	}
	return sum
}

func normFixture(t *testing.T, f fixture) {
	n, p, c := f.int("N"), f.int("P"), f.int("C")
	train, _ := f["train"].(bool)
	layerCase{
		rows: n, x: f.floats("x"), g: f.floats("g_out"), w: f.floats("gamma"), bias: f.floats("beta"), frozen: !train,
		lines: []string{fmt.Sprintf("input %dx%d", p, c), "depthwise1d kernel=1", fmt.Sprintf("batchnorm eps=%v", f.number("eps"))},
		prepare: func(m *nn.Model) {
			set(m.Blocks()[1].State[0].Tensor.Floats(), f.floats("mean"))
			set(m.Blocks()[1].State[1].Tensor.Floats(), f.floats("var"))
		},
	}.run(t, func(l nn.Layer, s *nn.Pass) {
		require.Equal(t, train, Coupled(l, s))
		closeTo(t, "ls_dx", f.floats("ls_dx"), Input(l, s, 0, f.floats("g_out"), Options{}))
		closeNumber(t, "f_trace_n_jacobian", f.number("f_trace_n_jacobian"), frobenius(BatchJacobian(l, s, 0))/float64(n*p*c))
		closeNumber(t, "f_mean", f.number("f_mean"), mat.Sum(mat.NewVecDense(c, f.floats("gain")))/float64(c))
	}, func(b *nn.Block, l nn.Trainable, s *nn.Pass) {
		dw, db := Params(l, s, f.floats("g_out"), Options{Joint: true})
		closeTo(t, "ls_dgamma", f.floats("ls_dgamma"), dw)
		closeTo(t, "ls_dbeta", f.floats("ls_dbeta"), db)
	})
}

func activationFixture(t *testing.T, f fixture) {
	n, c := f.int("N"), f.int("C")
	layerCase{
		rows: n, x: f.floats("x"), g: f.floats("g_out"),
		lines: []string{fmt.Sprint("input ", c), fmt.Sprint("dense ", c), f.text("layer")},
	}.run(t, func(l nn.Layer, s *nn.Pass) {
		if f.text("layer") == "relu" || f.text("layer") == "relu6" {
			closeTo(t, "ls_dx", f.floats("ls_dx"), Input(l, s, 0, f.floats("g_out"), Options{}))
		} else { // saturated units fall below the share of the largest slope, as they should
			checkUnsaturated(t, f, Input(l, s, 0, f.floats("g_out"), Options{}))
		}
		closeTo(t, "ls_dx_damped", f.floats("ls_dx_damped"), Input(l, s, 0, f.floats("g_out"), Options{Damp: f.number("damping")}))
	}, nil)
}

// checkUnsaturated compares g over the slope where float32 still knows the slope.
func checkUnsaturated(t *testing.T, f fixture, got []float64) {
	t.Helper()
	want, slope := f.floats("ls_dx"), f.floats("deriv")
	for i := range want {
		if slope[i] > 1e-2 {
			require.InEpsilon(t, want[i], got[i], 10*tolerance)
		}
	}
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
		g := turned(f.floats("g_out"), n, c, out)
		layerCase{
			rows: n, x: turned(f.floats("x"), n, c, width), g: g,
			lines: []string{fmt.Sprintf("input %dx%d", width, c), "depthwise1d kernel=1", line},
		}.run(t, func(l nn.Layer, s *nn.Pass) {
			closeTo(t, "ls_dx", turned(f.floats("ls_dx"), n, c, width), Input(l, s, 0, g, Options{}))
			var squares float64
			for _, jac := range Jacobian(l, s, 0) {
				squares += frobenius(jac)
			}
			closeNumber(t, "f_trace_n_jacobian", f.number("f_trace_n_jacobian"), squares/float64(n*c*width))
			closeNumber(t, "f_trace_rank", f.number("f_trace_rank"), squares/float64(n*c*out))
		}, nil)
	}
}

// residualFixture lets the optimiser find the point where the branches part.
func residualFixture(t *testing.T, f fixture) {
	n, hidden, rows := f.int("n"), f.int("hidden"), f.int("N")
	var at []float64
	o := New(0, Options{})
	o.Seen = func(b *nn.Block, g, _, _ []float64) {
		if b.Node == 0 {
			at = g
		}
	}
	fed := &fed{Optimizer: o, g: f.floats("g_out"), last: 4}
	m := build(t, fed, nn.Options{Batch: rows}, fmt.Sprint("input ", n), fmt.Sprint("x: dense ", n), fmt.Sprintf("dense %d bias=no", hidden),
		"relu", fmt.Sprintf("b: dense %d bias=no", n), "add from=b,x", "loss mse")
	identity(m)
	set(m.Blocks()[1].W.Floats(), turned(f.floats("W1"), 1, hidden, n))
	set(m.Blocks()[2].W.Floats(), turned(f.floats("W2"), 1, n, hidden))
	step(t, m, rows, f.floats("x"))
	require.NoError(t, o.Err())
	closeTo(t, "ls_dx", f.floats("ls_dx"), at)
}

// fed replaces the loss's backward value.
type fed struct {
	*Optimizer
	g    []float64
	last int
}

func (p *fed) Visit(node int, from []int, l nn.Layer, s *nn.Pass) {
	if node == p.last {
		set(s.DY.Floats(), p.g)
	}
	p.Optimizer.Visit(node, from, l, s)
}

// softmaxFixture: the Hessian of the loss at each sample, diag(p) - p pᵀ, and the
// Newton step that the plain backward value is taken in place of.
func softmaxFixture(t *testing.T, f fixture) {
	n, c := f.int("N"), f.int("C")
	z, trace := f.floats("z"), 0.0
	for i := range n {
		h := softmaxHessian(z[i*c : (i+1)*c])
		trace += mat.Trace(h) / float64(c*n)
		var eigen mat.EigenSym
		require.True(t, eigen.Factorize(h, false))
		values := eigen.Values(nil)
		closeNumber(t, "hessian_lambda_max", f.floats("hessian_lambda_max")[i], values[c-1])
		g := one(f.floats("g"), i, n)
		g.Scale(float64(n), g)
		closeTo(t, "newton_dz", f.floats("newton_dz")[i*c:(i+1)*c], column(Solve(h, g, Options{}, 1e-12)))
	}
	closeNumber(t, "hessian_trace_n", f.number("hessian_trace_n"), trace)
}

func softmaxHessian(z []float64) *mat.SymDense {
	p, sum := make([]float64, len(z)), 0.0
	for i, v := range z {
		p[i] = math.Exp(v - slices.Max(z))
		sum += p[i]
	}
	h := mat.NewSymDense(len(z), nil)
	for i := range p {
		for j := i; j < len(p); j++ {
			h.SetSym(i, j, -p[i]*p[j]/sum/sum)
		}
		h.SetSym(i, i, p[i]/sum-p[i]*p[i]/sum/sum)
	}
	return h
}

func mseFixture(t *testing.T, f fixture) {
	z, target, d := f.floats("z"), f.floats("target"), float64(f.int("D"))
	for i, g := range f.floats("g") {
		closeNumber(t, "g", g, f.number("h_used")*(z[i]-target[i])/float64(f.int("N")))
	}
	closeNumber(t, "h_used", f.number("h_used"), 2/d)
}
