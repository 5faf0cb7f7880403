package quantise_test

import (
	"flag"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
	"edgetune/internal/shared"
	"edgetune/nn"
	"edgetune/nn/integer"
	"edgetune/nn/quantise"
	"edgetune/optim"
	"edgetune/sensors/replay"
)

var long = flag.Bool("long", false, "10,000 steps of drift and three nets instead of 1,000 and one")

const wrist = `input 125x6
conv1d 16 kernel=5 pad=same
maxpool1d kernel=2
relu
conv1d 32 kernel=5 pad=same
maxpool1d kernel=2
relu
globalpool
dense 19
loss softmax
`

// windows are rows of a recording, [time × channel], each channel with mean 0 and
// variance 1 over the source.
type windows struct {
	x      [][]float32
	labels []int
}

// openWrist reads har_dsads, or skips the test (fails it when CI=true).
func openWrist(t *testing.T) (source, stream, test windows) {
	t.Helper()
	f, err := replay.Open(shared.Path(t, "data", "har_dsads"), replay.Options{Channels: []int{0, 1, 2, 3, 4, 5}})
	require.NoError(t, err)
	source = readWindows(f, replay.SourceTrain)
	mean, scale := moments(source)
	all := [3]windows{source, readWindows(f, replay.TargetAdapt), readWindows(f, replay.TargetTest)}
	for _, w := range all {
		for _, x := range w.x {
			for i := range x {
				x[i] = float32((float64(x[i]) - mean[i%6]) / scale[i%6])
			}
		}
	}
	return all[0], all[1], all[2]
}

func readWindows(f *replay.Folder, s replay.Split) (w windows) {
	planar := make([]float32, 6*125)
	for _, row := range f.Rows(s) {
		f.Window(int(row), planar)
		x := make([]float32, len(planar))
		for i := range x {
			x[i] = planar[i%6*125+i/6]
		}
		w.x, w.labels = append(w.x, x), append(w.labels, f.Label(int(row)).Class)
	}
	return w
}

func moments(w windows) (mean, scale [6]float64) {
	var n float64
	for _, x := range w.x {
		for i, v := range x {
			mean[i%6] += float64(v)
			scale[i%6] += float64(v) * float64(v)
		}
		n += float64(len(x) / 6)
	}
	for c := range mean {
		mean[c] /= n
		scale[c] = math.Sqrt(scale[c]/n - mean[c]*mean[c])
	}
	return mean, scale
}

// drifted is x at time u of 0 to 1: the gain of each channel swings from a third to
// three, its offset by one and a half standard deviations.
func drifted(dst, x []float32, u float64) []float32 {
	for i, v := range x {
		phase := 0.7 * float64(i%6)
		gain := math.Exp(1.1 * math.Sin(2*math.Pi*1.25*u+0.3*phase))
		dst[i] = float32(float64(v)*gain + 1.5*math.Sin(2*math.Pi*0.8*u+phase) - 1.5*math.Sin(phase))
	}
	return dst
}

// TestDriftWrist: over a stream whose gain and offset wander, nets in integers keep up
// with float16: no checkpoint is more than 15 points below, their mean no more than 3;
// next to nothing is clipped.
func TestDriftWrist(t *testing.T) {
	if testing.Short() {
		t.Skip("trains on a recording")
	}
	source, stream, test := openWrist(t)
	steps, seeds := 1000, 1
	if *long {
		steps, seeds = 10_000, 3
	}
	for seed := range uint32(seeds) {
		m := pretrained(t, source, seed)
		float := build(t, m, nn.Half, source, seed)
		want := follow(t, float, stream, test, steps, seed)
		t.Logf("seed %d f16 %.3f", seed, want)
		for _, d := range []nn.DType{nn.Int8, nn.Int16} {
			n := build(t, m, d, source, seed)
			got := follow(t, n, stream, test, steps, seed)
			t.Logf("seed %d %v %.3f, mean %+.3f against f16; %+v", seed, d, got, mean(got)-mean(want), n.(quantise.Net).Saturation())
			for i := range got {
				assert.Greater(t, got[i], want[i]-0.15, "%v, seed %d, checkpoint %d", d, seed, i)
			}
			assert.Greater(t, mean(got), mean(want)-0.03, "%v, seed %d", d, seed)
		}
	}
}

func mean(v []float64) (sum float64) {
	for _, x := range v {
		sum += x / float64(len(v))
	}
	return sum
}

// pretrained learns the source, in float32.
func pretrained(t *testing.T, w windows, seed uint32) *nn.Model {
	t.Helper()
	s, err := nn.Parse(wrist)
	require.NoError(t, err)
	const batch, epochs = 32, 3
	o, err := optim.ByName(optim.Options{Rates: "constant", Updater: "adam", Seed: seed})
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{Batch: batch, Optimizer: o, Seed: seed})
	require.NoError(t, err)
	order := make([]int32, len(w.x))
	for epoch := range uint32(epochs) {
		fixedpoint.Perm(fixedpoint.Key(seed, epoch, 1), order)
		for at := 0; at+batch <= len(order); at += batch {
			for i, row := range order[at : at+batch] {
				m.Batch().Put(i, w.x[row])
				m.Batch().Class(i, w.labels[row])
			}
			_, err := m.Step(batch)
			require.NoError(t, err)
		}
	}
	return m
}

// build makes the net that follows the stream, with the default rates of a stream
// whose length is not known.
func build(t *testing.T, m *nn.Model, d nn.DType, w windows, seed uint32) nn.Net {
	t.Helper()
	const batch = 4
	if d.Integer() {
		o := quantise.Options{DType: d, Batch: batch, Options: integer.Options{Rates: integer.DefaultRates(), Seed: seed}}
		n, err := quantise.Convert(m, slices.Concat(w.x[:256]...), o)
		require.NoError(t, err)
		return n
	}
	o, err := optim.ByName(optim.Options{Rates: "backmatch", Updater: "sgd", Seed: seed})
	require.NoError(t, err)
	n, err := nn.Build(m.Spec, nn.Options{Batch: batch, DType: d, Optimizer: o, Seed: seed})
	require.NoError(t, err)
	for i, b := range n.Blocks() {
		from := m.Blocks()[i]
		k := m.Options().Kernels
		b.W.Write(k, 0, from.W.Read(k, 0, from.W.Len(), make([]float32, from.W.Len())))
		b.B.Write(k, 0, from.B.Read(k, 0, from.B.Len(), make([]float32, from.B.Len())))
	}
	return n
}

// follow learns from the stream while it drifts, and returns ten values of its
// accuracy on test, drifted as far.
func follow(t *testing.T, n nn.Net, stream, test windows, steps int, seed uint32) (accuracy []float64) {
	t.Helper()
	const batch = 4
	x := make([]float32, len(stream.x[0]))
	for step := range steps {
		u := float64(step) / float64(steps)
		for i := range batch {
			row := fixedpoint.Below(fixedpoint.Rand(fixedpoint.Key(seed, uint32(step), 2), uint32(i)), uint32(len(stream.x)))
			n.Batch().Put(i, drifted(x, stream.x[row], u))
			n.Batch().Class(i, stream.labels[row])
		}
		report, err := n.Step(batch)
		require.NoError(t, err)
		require.False(t, math.IsNaN(float64(report.Loss)))
		if (step+1)%(steps/10) != 0 {
			continue
		}
		if q, ok := n.(quantise.Net); ok {
			assert.Less(t, q.Saturation().Clipped, 0.02, "step %d", step)
		}
		accuracy = append(accuracy, score(n, test, u))
	}
	return accuracy
}

func score(n nn.Net, w windows, u float64) float64 {
	x := make([]float32, len(w.x[0]))
	right := 0
	for i := range w.x {
		n.Batch().Put(0, drifted(x, w.x[i], u))
		y := n.Infer(1)
		if slices.Index(y, slices.Max(y)) == w.labels[i] {
			right++
		}
	}
	return float64(right) / float64(len(w.x))
}
