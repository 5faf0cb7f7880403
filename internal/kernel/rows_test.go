package kernel_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/internal/kernel/kerneltest"
)

// rowCalls calls each row loop of a set on n ordinary numbers.
func rowCalls(s *kernel.Set, n int) map[string]func() {
	var v [6][]kernel.Float
	for i := range v {
		v[i] = make([]kernel.Float, n)
		fill(v[i])
	}
	a, b, c, d, e, f := v[0], v[1], v[2], v[3], v[4], v[5]
	g, p, h := make([]kernel.F16, n), make([]kernel.F16, n), make([]kernel.F16, n)
	fill(g)
	fill(h)
	w := make([]uint8, n)
	runs := []kernel.Run{{}}
	return map[string]func(){
		"Widen":              func() { s.Widen(a, g) },
		"Narrow":             func() { s.Narrow(g, b) },
		"Add":                func() { s.Add(a, b) },
		"Axpy":               func() { s.Axpy(a, 0.5, b) },
		"Fma":                func() { s.Fma(a, b, c) },
		"FmaTaps":            func() { s.FmaTaps(kernel.Taps{Rows: 1, Count: 2, N: n}, runs, a, b, c) },
		"Scale":              func() { s.Scale(a, 1) },
		"Affine":             func() { s.Affine(a, b, c, d) },
		"ReLU":               func() { s.ReLU(a, 6) },
		"ReLUGrad":           func() { s.ReLUGrad(a, b, 6) },
		"ReLUF16":            func() { s.ReLUF16(g, 0x4600) },
		"ReLUGradF16":        func() { s.ReLUGradF16(g, h, 0x4600) },
		"PeakF16":            func() { s.PeakF16(g) },
		"Deviate":            func() { s.Deviate(a, b, c) },
		"NormSums":           func() { s.NormSums(a, b, c, d, e, f) },
		"NormGrad":           func() { s.NormGrad(a, b, c, d, e, f) },
		"Larger":             func() { s.Larger(a, b, w, 1) },
		"AddWhere":           func() { s.AddWhere(a, b, w, 1) },
		"Sum":                func() { s.Sum(a) },
		"SumSq":              func() { s.SumSq(a) },
		"Dot":                func() { s.Dot(a, b) },
		"Square":             func() { s.Square(a, b) },
		"Centre":             func() { s.Centre(a, b, c, d, 0x1p-20) },
		"Step":               func() { s.Step(a, b, c) },
		"StepF16":            func() { s.StepF16(g, b, c) },
		"StepF16Dither":      func() { s.StepF16Dither(g, b, c, 1, 2) },
		"Momentum":           func() { s.Momentum(a, b, c, d, 0.9) },
		"MomentumF16":        func() { s.MomentumF16(g, p, b, c, 0.9) },
		"MomentumProduct":    func() { s.MomentumProduct(1, n, 1, a, 1, b, n, c, d, e, f, 0.9) },
		"MomentumProductF16": func() { s.MomentumProductF16(1, n, 1, h, 1, h, n, g, p, e, f, 0.9) },
	}
}

// TestRowCalls fails when a Set grows without the list above.
func TestRowCalls(t *testing.T) {
	names := []string{"Gemm", "GemmF16", "GemmT", "GemmTF16", "GemmRuns", "GemmRunsF16", "Turn", "TurnF16"}
	for name := range rowCalls(kernel.Generic(), 1) {
		names = append(names, name)
	}
	var floats []string // the loops of integers are embedded
	for f := range reflect.TypeFor[kernel.Set]().Fields() {
		if f.Type.Kind() == reflect.Func {
			floats = append(floats, f.Name)
		}
	}
	assert.ElementsMatch(t, floats, names)
}

func BenchmarkRows(b *testing.B) {
	const n = 256
	for _, name := range kerneltest.Entries() {
		for _, s := range kernel.All() {
			f, ok := rowCalls(s, n)[name]
			if !ok {
				continue
			}
			b.Run("op="+name+"/n=256/set="+s.Name, func(b *testing.B) {
				for b.Loop() {
					f()
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/n, "ns/element")
			})
		}
	}
}

// fill writes numbers that are neither zero nor subnormal, whose conversion may
// take another time.
func fill[T any](x []T) {
	switch x := any(x).(type) {
	case []kernel.F16:
		for i := range x {
			x[i] = fixedpoint.ToF16(float32(1+i%7) / 8)
		}
	case []kernel.Float:
		for i := range x {
			x[i] = kernel.Float(1+i%7) / 8
		}
	}
}
