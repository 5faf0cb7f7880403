package optim

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn"
)

// Each updater against its formula, in float64, over several steps.
func TestUpdaters(t *testing.T) {
	const eta = 0.01
	formulas := map[string]func(t int, g float64, m, v *float64) float64{
		"sgd": func(_ int, g float64, _, _ *float64) float64 { return eta * g },
		"momentum": func(_ int, g float64, m, _ *float64) float64 {
			*m = 0.9**m + 0.1*eta*g
			return *m
		},
		"adam": func(t int, g float64, m, v *float64) float64 {
			*m = 0.9**m + 0.1*g
			*v = 0.999**v + 0.001*g*g
			mh, vh := *m/(1-math.Pow(0.9, float64(t))), *v/(1-math.Pow(0.999, float64(t)))
			return eta * mh / (math.Sqrt(vh) + 1e-8)
		},
		"nesterov": func(_ int, g float64, m, _ *float64) float64 {
			*m = 0.9**m + 0.1*g
			return eta * (0.9**m + 0.1*g)
		},
	}
	formulas["adamw"] = formulas["adam"] // and a decay, which checkUpdater adds
	for name := range updaters {
		require.Contains(t, formulas, name, "an updater without a formula")
		t.Run(name, func(t *testing.T) { checkUpdater(t, name, eta, formulas[name]) })
	}
}

func checkUpdater(t *testing.T, name string, eta float64, formula func(int, float64, *float64, *float64) float64) {
	const in, out = 9, 5
	b := newBench(t, Options{Rates: "constant", Updater: name, Eta: eta}, nn.Options{Batch: 1, Seed: 9}, "input 9", "dense 5", "loss mse")
	blk := b.m.Blocks()[0]
	n := in*out + out
	w, m, v := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, x := range append(slices.Clone(blk.W.Floats()), blk.B.Floats()...) {
		w[i] = float64(x)
	}
	for step := range 5 {
		x := normals(in, uint32(step), 1, 0)
		b.g = normals(out, uint32(70+step), 1, 0)
		b.step(t, 1, x)
		for i := range w {
			g := float64(b.g[i%out]) // of the bias
			if i < in*out {
				g *= float64(x[i/out])
			}
			shrink := 0.0
			if name == "adamw" && i < in*out {
				shrink = eta * adamDecay * w[i]
			}
			w[i] -= formula(step+1, g, &m[i], &v[i]) + shrink
		}
	}
	for i, x := range append(slices.Clone(blk.W.Floats()), blk.B.Floats()...) {
		assert.InDelta(t, w[i], float64(x), fixtureTol/50, "%d", i)
	}
}

// Steps far below half a unit in the last place vanish when rounded to nearest and
// add up when rounded stochastically.
func TestDither(t *testing.T) {
	for _, dither := range []bool{false, true} {
		b := newBench(t, Options{Rates: "constant", Updater: "sgd", Eta: 1, Dither: dither, Seed: 3},
			nn.Options{Batch: 1, DType: nn.Half}, "input 4", "dense 64 bias=no", "loss mse")
		blk := b.m.Blocks()[0]
		for i := range blk.W.Halves() {
			blk.W.Halves()[i] = fixedpoint.ToF16(1)
		}
		opt := b.Optimizer
		const steps, each = 400, 1.0 / (1 << 14) // a unit of float16 below 1 is 2^-11
		rate, g := make([]float, 64), make([]float, 4*64)
		for i := range g {
			rate[i%64], g[i] = 1, each
		}
		for step := range steps {
			opt.updater.begin(nn.StepInfo{Step: step + 1})
			opt.updater.rows(kernel.Best(), blk, nn.Span{From: 0, To: 4}, rate, g)
		}
		w := blk.W.Halves()
		var mean float64
		for _, h := range w {
			mean += float64(fixedpoint.FromF16(h)) / float64(len(w))
		}
		if want := 1 - steps*each; dither {
			assert.InDelta(t, want, mean, 0.001)
			assert.NotEqual(t, w[:64], w[64:128], "rows draw numbers of their own")
		} else {
			assert.InDelta(t, 1, mean, 1e-9)
		}
	}
}

func TestByName(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Rates: "x", Updater: "sgd"}, `unknown rates "x"; there are amplify, backmatch, backmatch-scalar, constant, freeze, lars`},
		{Options{Rates: "constant", Updater: "x"}, `unknown updater "x"; there are adam, adamw, momentum, nesterov, sgd`},
		{Options{Rates: "backmatch", Updater: "adam"}, "use it with constant rates"},
		{Options{Rates: "backmatch", Updater: "sgd", Balance: "x"}, `unknown balance "x"`},
	} {
		_, err := ByName(c.o)
		require.ErrorContains(t, err, c.want)
	}
}

// Every combination learns three kinds of net in both storage types.
func TestEveryCombinationLearns(t *testing.T) {
	nets := map[string][]string{
		"mlp":      {"input 12", "dense 16", "relu", "dense 3", "loss softmax"},
		"conv":     {"input 12x4", "conv1d 8 kernel=5 pad=same", "maxpool1d kernel=2", "relu", "conv1d 8 kernel=3 stride=2", "batchnorm", "relu", "globalpool", "dense 3", "loss softmax"},
		"residual": {"input 8x8x3", "conv2d 8 kernel=3 pad=same", "batchnorm", "c: relu", "b: depthwise2d kernel=3 pad=same", "add from=b,c", "relu", "avgpool2d kernel=2", "flatten", "dense 3", "loss softmax"},
	}
	for name, net := range nets {
		for rates := range rateRules {
			for updater := range updaters {
				o := Options{Rates: rates, Updater: updater}
				switch {
				case ScalesItself(updater):
					o.Eta = 0.01
				case rates == "constant" || rates == "amplify" || rates == "freeze":
					o.Eta = 0.2
				case rates == "lars":
					o.Eta = 0.03
				}
				if ScalesItself(updater) && rates != "constant" {
					continue
				}
				for _, d := range storages() {
					t.Run(name+" "+rates+" "+updater+" "+d.String(), func(t *testing.T) { learns(t, net, o, d) })
				}
			}
		}
	}
}

// storages are those that a test runs in: a short one in the default alone.
func storages() []nn.DType {
	if testing.Short() {
		return []nn.DType{nn.Half}
	}
	return []nn.DType{nn.F32, nn.Half}
}

func learns(t *testing.T, net []string, o Options, d nn.DType) {
	b := newBench(t, o, nn.Options{Batch: 8, DType: d, Seed: 1}, net...)
	var first, last float
	for step := range 80 {
		fillClasses(b.m, 8, uint32(3*(step%8)))
		r, err := b.m.Step(8)
		require.NoError(t, err)
		require.Zero(t, r.Skipped)
		if last = r.Loss; step == 0 {
			first = r.Loss
		}
	}
	assert.Less(t, last, first/2)
}
