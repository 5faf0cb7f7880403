package trial

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
	"edgetune/optim"
)

func taskOf(t *testing.T, folder string, norm bool) *Task {
	t.Helper()
	f, _ := foldertest.Named(folder)
	task, err := NewTask(background, TaskOptions{
		Data: Data{Dir: write(t, f)}, Model: "auto", Seeds: 2, Norm: norm, Build: nn.Options{Batch: 8},
	})
	require.NoError(t, err)
	return task
}

// lossOfFirst is the loss of the first batch, before anything is learned.
func lossOfFirst(t *testing.T, task *Task, seed int) float64 {
	t.Helper()
	m, err := optim.MethodByName("sgd")
	require.NoError(t, err)
	out, err := task.Run(background, m, m.Eta, seed)
	require.NoError(t, err)
	return float64(out.Losses[0])
}

// A rescaled and a folded net compute what the net did, of every seed.
func TestVariantsKeepTheFunction(t *testing.T) {
	for _, c := range []struct {
		name    string
		norm    bool
		variant func(*Task) (*Task, error)
	}{{"rescaled", false, (*Task).Rescaled}, {"folded", true, (*Task).Folded}} {
		for _, folder := range []string{"rows", "windows"} {
			t.Run(c.name+" "+folder, func(t *testing.T) {
				task := taskOf(t, folder, c.norm)
				v, err := c.variant(task)
				require.NoError(t, err)
				for seed := range 2 {
					assert.InEpsilon(t, lossOfFirst(t, task, seed), lossOfFirst(t, v, seed), 1e-3)
				}
				assert.NotEqual(t, lossOfFirst(t, v, 0), lossOfFirst(t, v, 1), "each seed has a net of its own")
			})
		}
	}
}

func TestRotatedKeepsLengths(t *testing.T) {
	task := taskOf(t, "rows", false)
	v, err := task.Rotated()
	require.NoError(t, err)
	require.NotEqual(t, task.test.x, v.test.x)
	for at := 0; at < task.test.len(); at++ {
		var was, is float64
		for i := range task.test.width {
			a, b := float64(task.test.x[at*task.test.width+i]), float64(v.test.x[at*task.test.width+i])
			was, is = was+a*a, is+b*b
		}
		if !assert.InEpsilon(t, was, is, 1e-4) {
			return
		}
	}
}

func TestVariantsRefuse(t *testing.T) {
	plain, norm := taskOf(t, "rows", false), taskOf(t, "rows", true)
	_, err := plain.Folded()
	require.ErrorIs(t, err, ErrVariant)
	_, err = norm.Rescaled()
	require.ErrorIs(t, err, ErrVariant)
}
