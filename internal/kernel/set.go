package kernel

import (
	"fmt"
	"os"
	"strings"

	"edgetune/fixedpoint"
)

// F16 is float16 storage.
type F16 = fixedpoint.F16

// Set is one implementation of every loop. All entries are set: a machine's set is
// the generic one with entries overwritten. Matrices are row-major with a stride
// (elements from one row to the next); slices may be longer than needed. Block by block:
// the tensors may be several times as long as the vectors of channels, which repeat.
type Set struct {
	Name string
	// Inference says that products of float16 are summed in float16 ([FMA16]), in other
	// bits than those of the other sets: nothing may learn from them.
	Inference bool

	// Gemm adds A·B to C: C[i*cs+j] += Σ_p A[i*ai+p*ap] · B[p*bs+j] for
	// i < m, j < n, p < k; one fused chain per output over ascending p.
	// (ai, ap) = (stride, 1) reads A as stored, (1, stride) reads it transposed.
	Gemm func(m, n, k int, a []Float, ai, ap int, b []Float, bs int, c []Float, cs int)
	// GemmF16 is Gemm with float16 factors and float32 accumulators.
	GemmF16 func(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []Float, cs int)
	// GemmT adds A·Bᵀ to C: C[i*cs+j] += Σ_p A[i*as+p] · B[j*bs+p], otherwise as Gemm.
	GemmT func(m, n, k int, a []Float, as int, b []Float, bs int, c []Float, cs int)
	// GemmTF16 is GemmT with float16 factors and float32 accumulators.
	GemmTF16 func(m, n, k int, a []F16, as int, b []F16, bs int, c []Float, cs int)

	// GemmRuns is Gemm over runs, in order, of k products each: A and B of a run begin at
	// its elements of a and b. No run begins before them.
	GemmRuns func(m, n, k int, runs []Run, a []Float, ai, ap int, b []Float, bs int, c []Float, cs int)
	// GemmRunsF16 is GemmRuns with float16 factors and float32 accumulators.
	GemmRunsF16 func(m, n, k int, runs []Run, a []F16, ai, ap int, b []F16, bs int, c []Float, cs int)

	// Turn writes the columns of src, rows x cols, as rows of dst.
	Turn func(dst, src []Float, rows, cols int)
	// TurnF16 is Turn of float16.
	TurnF16 func(dst, src []F16, rows, cols int)

	Widen  func(dst []Float, src []F16) // exact
	Narrow func(dst []F16, src []Float) // nearest even, overflow to Inf, NaN to 0x7e00

	Add  func(y, x []Float)                  // y += x, block by block
	Axpy func(y []Float, a Float, x []Float) // y += a*x, unfused
	Fma  func(y, x, w []Float)               // y = FMA(x, w, y): a depthwise tap
	// FmaTaps is Fma over rows, runs and taps: y[r*Y+j] = FMA(x[A+r*X+t*XTap+j],
	// w[B+t*WTap+j], y[r*Y+j]) for j < N, t < Count ascending, the runs (A, B) in order,
	// r < Rows ascending.
	FmaTaps func(g Taps, runs []Run, y, x, w []Float)
	Scale   func(y []Float, a Float) // y *= a
	// Affine is y = x*s + t, unfused, block by block: a normalisation per channel.
	Affine func(y, x, s, t []Float)

	// Deviate is q += (x-mean)*(x-mean), unfused, block by block.
	Deviate func(q, x, mean []Float)
	// NormSums is sum += dy; sumX = FMA(dy, x*s + t, sumX), block by block: the gradients of
	// a normalisation per channel.
	NormSums func(sum, sumX, dy, x, s, t []Float)
	// NormGrad is dx = FMA(dy, gain, x*s + t), block by block.
	NormGrad func(dx, x, s, t, dy, gain []Float)

	ReLU     func(y []Float, max Float)     // y = min(max(y, 0), max) by compare and select; NaN gives NaN
	ReLUGrad func(dy, y []Float, max Float) // dy = 0 unless 0 < y < max

	// ReLUF16 is ReLU, and ReLUGradF16 ReLUGrad, of float16 as it is stored: a NaN is 0x7e00.
	ReLUF16     func(y []F16, max F16)
	ReLUGradF16 func(dy, y []F16, max F16)
	// PeakF16 is the largest magnitude, a NaN larger than infinity.
	PeakF16 func(x []F16) F16

	// Larger is a step of a maximum: where x > best or x is NaN, best = x and which = tap.
	Larger func(best, x []Float, which []uint8, tap uint8)
	// AddWhere is dx += dy where which is tap.
	AddWhere func(dx, dy []Float, which []uint8, tap uint8)

	Sum   func(x []Float) Float    // 16 lanes, fixed tree
	SumSq func(x []Float) Float    // as Sum, of float32(x*x)
	Dot   func(x, y []Float) Float // as Sum, of float32(x*y)

	// Square is q += w*w per element.
	Square func(q, w []Float)
	// Centre removes the input mean x from one row g of a gradient
	// (docs/backmatching.md): g -= h*x; q += g*g; hx += g*x.
	Centre func(g, h, q, hx []Float, x Float)

	// Step is w -= s*g, the updaters' last loop, with one rate per column.
	Step func(w, s, g []Float)
	// StepF16 is Step on float16 weights, rounded to nearest.
	StepF16 func(w []F16, s, g []Float)
	// StepF16Dither is StepF16 rounded stochastically with the random numbers
	// fixedpoint.Rand(key, at), Rand(key, at+1), ….
	StepF16Dither func(w []F16, s, g []Float, key, at uint32)
	// Momentum is v = mu*v + s*g; w -= v.
	Momentum func(w, v, s, g []Float, mu Float)
	// MomentumF16 is Momentum on float16 weights and a float16 v that is stored
	// times MomentumScale; both rounded to nearest, v saturating.
	MomentumF16 func(w, v []F16, s, g []Float, mu Float)
	// MomentumProduct is Momentum of m rows of n weights, one after the other, whose
	// gradient is a product: g[i][j] = Σ_p x[p*xs+i] · dy[p*ds+j], p < k > 0, as Gemm adds it
	// to 0. room is scratch for one row or more.
	MomentumProduct func(m, n, k int, x []Float, xs int, dy []Float, ds int, w, v, s, room []Float, mu Float)
	// MomentumProductF16 is MomentumF16 likewise, with float16 factors.
	MomentumProductF16 func(m, n, k int, x []F16, xs int, dy []F16, ds int, w, v []F16, s, room []Float, mu Float)

	Integers
}

// MomentumScale is the unit of float16 momentum: it keeps updates of 1e-8 and more
// out of the subnormal range, and saturates at an update of 64.
const MomentumScale = 1024

// Generic returns the definition: plain Go, the same bits on every machine.
func Generic() *Set {
	return &Set{
		Name: "generic",
		Gemm: gemm, GemmF16: gemmF16, GemmT: gemmT, GemmTF16: gemmTF16,
		GemmRuns: gemmRuns, GemmRunsF16: gemmRunsF16,
		Turn: turn[Float], TurnF16: turn[F16],
		Widen: widen, Narrow: narrow,
		Add: add, Axpy: axpy, Fma: fma, FmaTaps: fmaTaps, Scale: scale, Affine: affine,
		Deviate: deviate, NormSums: normSums, NormGrad: normGrad,
		ReLU: relu, ReLUGrad: reluGrad,
		ReLUF16: reluF16, ReLUGradF16: reluGradF16, PeakF16: peakF16,
		Larger: larger, AddWhere: addWhere,
		Sum: sum, SumSq: sumSq, Dot: dot,
		Square: square, Centre: centre,
		Step: step, StepF16: stepF16, StepF16Dither: stepF16Dither,
		Momentum: momentum, MomentumF16: momentumF16,
		MomentumProduct:    momentumBy(gemm, momentum),
		MomentumProductF16: momentumBy(gemmF16, momentumF16),
		Integers:           genericIntegers(),
	}
}

// All returns every set that this machine can run, the generic one first and the
// fastest last.
func All() []*Set { return append([]*Set{Generic()}, machineSets()...) }

// Best returns the fastest set that this machine can run.
func Best() *Set {
	all := All()
	return all[len(all)-1]
}

// Named returns the sets that this machine can run and that are used only where they
// are asked for by name: those for inference.
func Named() []*Set { return inferenceSets() }

// ByName returns the set of that name, of All or Named. An empty name means
// EDGETUNE_KERNELS, and the best set where that is empty too.
func ByName(name string) (*Set, error) {
	if name == "" {
		name = os.Getenv("EDGETUNE_KERNELS")
	}
	if name == "" {
		return Best(), nil
	}
	var have []string
	for _, s := range append(All(), Named()...) {
		if s.Name == name {
			return s, nil
		}
		have = append(have, s.Name)
	}
	return nil, fmt.Errorf("kernel: set %q cannot run here; this machine has %s", name, strings.Join(have, ", "))
}
