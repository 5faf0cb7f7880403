package workload

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/nn"
)

// each calls f for every workload and storage type at batch 2.
func each(t *testing.T, f func(t *testing.T, c Config)) {
	for _, w := range Names() {
		for _, d := range []nn.DType{nn.F32, nn.Half} {
			t.Run(fmt.Sprintf("%s/%v", w, d), func(t *testing.T) {
				f(t, Config{Workload: w, Batch: 2, DType: d, Kernels: kernel.Best(), Duration: time.Millisecond})
			})
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		m, err := Model(c)
		require.NoError(t, err)
		fill(m, c.Batch)
		assert.Zero(t, testing.AllocsPerRun(2, func() { m.Step(c.Batch) }))
	})
}

func TestRunLearnsAndReports(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		c.Duration = 30 * time.Millisecond
		r, err := Run(t.Context(), c)
		require.NoError(t, err)
		assert.Less(t, r.LossLast, r.LossFirst)
		assert.Positive(t, r.Min)
		assert.LessOrEqual(t, r.Min, r.Median)
		m, err := Model(c)
		require.NoError(t, err)
		assert.Equal(t, m.Size(), r.Arena)
	})
}

func TestInferKeepsWeights(t *testing.T) {
	r, err := Run(t.Context(), Config{Workload: "W5", Infer: true, Batch: 1, Kernels: kernel.Best(), Duration: time.Millisecond})
	require.NoError(t, err)
	assert.Equal(t, "infer", r.Mode)
	assert.Equal(t, r.LossFirst, r.LossLast)
}

func TestUnknownWorkload(t *testing.T) {
	_, err := Run(t.Context(), Config{Workload: "W6", Batch: 1})
	assert.ErrorContains(t, err, "there are W1, W2, W3, W4, W5")
}

func BenchmarkStep(b *testing.B) {
	for _, w := range Names() {
		for _, d := range []nn.DType{nn.F32, nn.Half} {
			for _, batch := range []int{1, 8} {
				for _, set := range kernel.All() {
					b.Run(fmt.Sprintf("workload=%s/type=%v/batch=%d/set=%s", w, d, batch, set.Name), func(b *testing.B) {
						m, err := Model(Config{Workload: w, Batch: batch, DType: d, Kernels: set})
						if err != nil {
							b.Fatal(err)
						}
						fill(m, batch)
						b.ReportAllocs()
						b.ReportMetric(float64(m.Size()), "arena-B")
						for b.Loop() {
							m.Step(batch)
						}
					})
				}
			}
		}
	}
}
