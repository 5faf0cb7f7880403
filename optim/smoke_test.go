package optim

import (
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn"
)

func TestSmoke(t *testing.T) {
	nets := map[string]string{
		"mlp":  "input 12\ndense 16\nrelu\ndense 3\nloss softmax",
		"conv": "input 12x4\nconv1d 8 kernel=5 pad=same\nmaxpool1d kernel=2\nrelu\nconv1d 8 kernel=3 stride=2\nbatchnorm\nrelu\nglobalpool\ndense 3\nloss softmax",
		"res":  "input 8x8x3\na: conv2d 8 kernel=3 pad=same\nb: batchnorm\nc: relu\nconv2d 8 kernel=3 pad=same\nadd from=8,c\nloss softmax",
	}
	nets["res"] = "input 8x8x3\nconv2d 8 kernel=3 pad=same\nbatchnorm\nc: relu\nb: depthwise2d kernel=3 pad=same\nadd from=b,c\nrelu\navgpool2d kernel=2\nflatten\ndense 3\nloss softmax"
	for name, text := range nets {
		for _, d := range []nn.DType{nn.F32, nn.Half} {
			for _, o := range []Options{{Rates: "backmatch", Updater: "sgd"}, {Rates: "backmatch-scalar", Updater: "momentum"}, {Rates: "constant", Updater: "adam"}, {Rates: "constant", Updater: "momentum", Eta: 0.05}} {
				if testing.Short() && d == nn.Half && kernel.Float(1)/3 == 1.0/3 {
					continue
				}
				t.Run(name+"/"+d.String()+"/"+o.Rates+"/"+o.Updater, func(t *testing.T) {
					s, err := nn.Parse(text)
					require.NoError(t, err)
					opt, err := ByName(o)
					require.NoError(t, err)
					m, err := nn.Build(s, nn.Options{Batch: 8, DType: d, Optimizer: opt, Seed: 1})
					require.NoError(t, err)
					var first, last kernel.Float
					x := make([]kernel.Float, s.Input.Len())
					for step := range 150 {
						for i := range 8 {
							c := i % 3
							for j := range x {
								x[j] = kernel.Float(fixedpoint.Normal(fixedpoint.Key(9, uint32(step%10), uint32(i)), uint32(j)))
								if j%3 == c {
									x[j] += 1
								}
							}
							m.Batch().Put(i, x)
							m.Batch().Class(i, c)
						}
						r, err := m.Step(8)
						require.NoError(t, err)
						require.Zero(t, r.Skipped)
						if step == 0 {
							first = r.Loss
						}
						last = r.Loss
					}
					t.Log(first, last, m.Size())
					require.Less(t, last, first/2)
				})
			}
		}
	}
}
