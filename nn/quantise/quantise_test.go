package quantise

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer"
	"edgetune/nn/zoo"
)

const residual = `input 12x12x2
conv2d 8 kernel=3 pad=same
n0: batchnorm
r0: relu
conv2d 8 kernel=3 pad=same
batchnorm
relu
dropout p=0.2
depthwise2d kernel=3 pad=same
b1: batchnorm
add from=b1,r0
relu
maxpool2d kernel=2
avgpool2d kernel=2
flatten
dense 4
loss softmax weights=1,2,1,1
`

const pooled = `input 32x3
conv1d 8 kernel=5 pad=same bias=no
maxpool1d kernel=2
relu
conv1d 8 kernel=3 stride=2 groups=2
relu
globalpool
dense 3
loss mse
`

// floats builds a net with parameters that are not those of a start.
func floats(t testing.TB, text string) *nn.Model {
	t.Helper()
	s, err := nn.Parse(text)
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{Seed: 3, Batch: 4})
	require.NoError(t, err)
	for i, b := range m.Blocks() {
		stir(b.B.Floats(), uint32(10*i), 0.1)
		for j, v := range b.State {
			stir(v.Tensor.Floats(), uint32(10*i+j+1), 0.3)
			if v.Name == "variance" {
				for k, x := range v.Tensor.Floats() {
					v.Tensor.Floats()[k] = 0.5 + x*x
				}
			}
		}
	}
	return m
}

func stir(v []float32, key uint32, by float32) {
	for i := range v {
		v[i] += by * fixedpoint.Normal(key, uint32(i))
	}
}

func calibration(m *nn.Model, n int) []float32 {
	rows := make([]float32, n*m.Spec.Input.Len())
	stir(rows, 77, 1)
	return rows
}

func TestConvert(t *testing.T) {
	for name, text := range map[string]string{"residual": residual, "pooled": pooled} {
		m := floats(t, text)
		rows := calibration(m, 40)
		for d, least := range map[nn.DType]float64{nn.Int8: 18, nn.Int16: 50} {
			t.Run(name+" "+d.String(), func(t *testing.T) {
				n, err := Convert(m, rows, Options{DType: d, Batch: 4})
				require.NoError(t, err)
				r, err := Compare(m, n, rows)
				require.NoError(t, err)
				assert.Equal(t, 40, r.Rows)
				require.NotEmpty(t, r.Layers)
				for _, l := range r.Layers {
					assert.Greater(t, l.Output, least, l.Layer)
					assert.InDelta(t, math.Pow(10, -l.Output/20), l.Relative, 1e-3, l.Layer)
				}
				assert.Less(t, r.Bytes, r.Float)
			})
		}
	}
}

// TestFolded: the net that remains computes what the whole one did.
func TestFolded(t *testing.T) {
	m := floats(t, residual)
	g, err := graphOf(m.Spec)
	require.NoError(t, err)
	g.load(m)
	g, err = g.folded()
	require.NoError(t, err)
	f, err := g.model(1)
	require.NoError(t, err)
	for _, gone := range []string{"batchnorm", "dropout"} {
		assert.NotContains(t, f.Spec.String(), gone)
	}
	x := calibration(m, 1)
	m.Batch().Put(0, x)
	f.Batch().Put(0, x)
	want := append([]float32(nil), m.Infer(1)...)
	for i, v := range f.Infer(1) {
		assert.InDelta(t, want[i], v, 1e-4)
	}
	s, err := Folded(m.Spec)
	require.NoError(t, err)
	assert.Equal(t, f.Spec.String(), s.String())
}

// TestLearns: one net of integers learns what its float original was not told.
func TestLearns(t *testing.T) {
	for _, d := range []nn.DType{nn.Int8, nn.Int16} {
		m := floats(t, residual)
		n, err := Convert(m, calibration(m, 40), Options{DType: d, Batch: 4, Options: integer.Options{Rates: integer.DefaultRates(), Seed: 1, Steps: 80}})
		require.NoError(t, err)
		var first, last float32
		for step := range uint32(80) {
			for i := range 4 {
				x := make([]float32, m.Spec.Input.Len())
				stir(x, 1000*step+uint32(i), 0.5)
				for j := i % 4 * 72; j < i%4*72+72; j++ { // class i: one quarter is brighter
					x[j] += 1
				}
				n.Batch().Put(i, x)
				n.Batch().Class(i, i%4)
			}
			r, err := n.Step(4)
			require.NoError(t, err)
			if step == 0 {
				first = r.Loss
			}
			last = r.Loss
		}
		assert.Less(t, last, first/3, d.String())
	}
}

// TestRefuses: what integers cannot do is refused by the name of its layer.
func TestRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"curve last", "input 4\ndense 4\ntanh\nloss mse", "the last layer must be linear"},
		{"ReLU after ReLU's reader", "input 4\na: dense 4\nb: dense 4 from=a\nc: relu from=a\nadd from=b,c\ndense 2\nloss softmax", "layer 3 (relu): integers have ReLU only behind"},
		{"ReLU first", "input 4\nrelu\ndense 2\nloss softmax", "layer 1 (relu)"},
		{"norm first", "input 4\nbatchnorm\ndense 2\nloss softmax", "layer 1 (batchnorm): folds only into"},
		{"norm behind ReLU", "input 4\ndense 4\nrelu\nbatchnorm\ndense 2\nloss softmax", "layer 3 (batchnorm): folds only into"},
		{"ReLU last", "input 4\ndense 2\nrelu\nloss softmax", "logits need both signs"},
		{"three summands", "input 4\na: dense 4\nb: dense 4\nadd from=input,a,b\ndense 2\nloss softmax", "reads 3 layers"},
		{"frozen", "input 4\ndense 4\ndense 2\nloss softmax", "2 frozen layers of 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := floats(t, c.text)
			o := Options{DType: nn.Int8}
			if c.name == "frozen" {
				o.FrozenUpTo = 9
			}
			_, err := Convert(m, calibration(m, 4), o)
			require.ErrorContains(t, err, c.want)
			_, err = Empty(m.Spec, o)
			require.ErrorContains(t, err, c.want)
		})
	}
	m := floats(t, "input 4\ndense 2\nloss softmax")
	_, err := Convert(m, nil, Options{DType: nn.Int8})
	require.ErrorContains(t, err, "no rows to calibrate on")
	_, err = Convert(m, calibration(m, 1), Options{DType: nn.Half})
	require.ErrorContains(t, err, "f16 is no type of integers")
	bad := calibration(m, 2)
	bad[3] = float32(math.Inf(1))
	_, err = Convert(m, bad, Options{DType: nn.Int8})
	require.ErrorContains(t, err, "not finite")
}

// TestArena: training of every layer at batch 1 in q7, BatchNorm folded, gradients of
// weights computed twice where the limit asks for that.
func TestArena(t *testing.T) {
	for name, limit := range map[string]int{
		"har-cnn":   92_000,
		"kws-dscnn": 156_000,
		"resnet8":   450 << 10,
		"mlp":       310 << 10,
	} {
		s, err := zoo.Lookup(name)
		require.NoError(t, err)
		n, err := Empty(s, Options{DType: nn.Int8, Options: integer.Options{Rates: integer.DefaultRates(), Budget: limit}})
		require.NoError(t, err, name)
		t.Logf("%s: %d bytes, limit %d", name, n.Size(), limit)
		assert.LessOrEqual(t, n.Size(), limit, name)
		end := 0
		for _, u := range n.Memory() {
			end = max(end, u.Offset+u.Bytes)
		}
		assert.LessOrEqual(t, end, n.Size())
	}
}

// TestZoo: every named net learns in integers.
func TestZoo(t *testing.T) {
	for _, name := range zoo.Names() {
		if testing.Short() && name == "resnet8" {
			continue
		}
		s, err := zoo.Lookup(name)
		require.NoError(t, err)
		m, err := nn.Build(s, nn.Options{Seed: 1})
		require.NoError(t, err)
		x := calibration(m, 2)
		n, err := Convert(m, x, Options{DType: nn.Int8, Batch: 2, Options: integer.Options{Rates: integer.Rates{Rule: integer.Centred, Tau: 0.02}, Seed: 1}})
		require.NoError(t, err, name)
		var losses []float32
		for range 12 {
			one := len(x) / 2
			for i := range 2 {
				n.Batch().Put(i, x[i*one:(i+1)*one])
				if s.Loss.Kind == "softmax" {
					n.Batch().Class(i, i)
				} else {
					n.Batch().Target(i, x[i*one:(i+1)*one])
				}
			}
			r, err := n.Step(2)
			require.NoError(t, err)
			losses = append(losses, r.Loss)
		}
		assert.Less(t, losses[len(losses)-1], losses[0], name)
	}
}

func TestNames(t *testing.T) {
	n, err := Empty(floats(t, residual).Spec, Options{DType: nn.Int16})
	require.NoError(t, err)
	var names []string
	for _, v := range n.Tensors() {
		names = append(names, v.Name)
	}
	all := strings.Join(names, " ")
	for _, want := range []string{"input.scale", "n0.weight", "n0.weight_scale", "3.conv2d.bias", "b1.weight", "6.add.scales", "11.dense.weight"} {
		assert.Contains(t, all, want)
	}
}
