package nn_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"edgetune/nn"
)

// wideNet has products that are split over rows and over columns.
const wideNet = "input 32x8\nconv1d 48 kernel=5 pad=same\nrelu\nconv1d 40 kernel=3\nbatchnorm\nflatten\ndense 64\nrelu\ndense 5\nloss softmax"

func TestThreads(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, d := range []nn.DType{nn.F32, nn.Half} {
		o := nn.Options{Batch: 8, DType: d}
		m := mustBuild(t, nn.Build, wideNet, o, learners[0])
		train(t, m, 5, func() {})
		want := hash(m)
		for _, threads := range []int{2, 4} {
			o.Threads = threads
			m := mustBuild(t, nn.Build, wideNet, o, learners[0])
			train(t, m, 5, func() {})
			assert.Equal(t, want, hash(m), "%v, %d threads", d, threads)
			assert.Zero(t, testing.AllocsPerRun(2, func() {
				if _, err := m.Step(8); err != nil {
					t.Error(err)
				}
			}))
			m.Close()
			m.Close()
			assert.Zero(t, m.Options().Threads, "not for the next model")
		}
	}
}

// A closed model goes on alone.
func TestClosedModel(t *testing.T) {
	defer goleak.VerifyNone(t)
	o := nn.Options{Batch: 8, Threads: 3}
	m := mustBuild(t, nn.Build, wideNet, o, learners[0])
	m.Threads(2)
	m.Close()
	_, last := train(t, m, 3, func() {})
	o.Threads = 0
	_, want := train(t, mustBuild(t, nn.Build, wideNet, o, learners[0]), 3, func() {})
	assert.Equal(t, want, last)
}
