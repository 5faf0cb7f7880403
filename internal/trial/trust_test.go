package trial

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
	"edgetune/nn/codec/native"
	"edgetune/optim"
	"edgetune/sensors"
	"edgetune/sensors/replay"
	"edgetune/sensors/trust/inject"
)

// recorded is a source that remembers which of its samples were refused.
type recorded struct {
	sensors.Source
	n       int
	refused map[int]bool
}

func (r *recorded) Read(ctx context.Context, s *sensors.Sample) error {
	err := r.Source.Read(ctx, s)
	if err == nil && s.Verdict.Refused() {
		r.refused[r.n] = true
	}
	r.n++
	return err
}

// without is a source that never had some of its samples.
type without struct {
	sensors.Source
	n    int
	gone map[int]bool
}

func (w *without) Read(ctx context.Context, s *sensors.Sample) error {
	for {
		err := w.Source.Read(ctx, s)
		w.n++
		if err != nil || !w.gone[w.n-1] {
			return err
		}
	}
}

// TestTrust injects faults into a stream and compares the weights after learning,
// bit for bit, with those of a run that never saw the refused samples.
func TestTrust(t *testing.T) {
	for _, c := range []struct {
		name     string
		channels []int
	}{{"har_dsads", []int{0, 1, 2, 3, 4, 5}}, {"env_occupancy", nil}} {
		t.Run(c.name, func(t *testing.T) {
			h := newTrustTest(t, c.name, c.channels)
			guarded, reports := h.learn(t, h.guard(t))
			never, same := h.learn(t, &without{Source: h.faulty(), gone: h.refused})
			believed, _ := h.learn(t, h.faulty())
			t.Logf("%d of %d samples refused", len(h.refused), h.samples)
			assert.Greater(t, len(h.refused), h.samples/50)
			assert.Equal(t, never, guarded)
			assert.Equal(t, same, reports)
			assert.NotEqual(t, believed, guarded, "the faults must matter")
		})
	}
}

type trustTest struct {
	model   string
	folder  *replay.Folder
	bundle  *bundle.Bundle
	profile *inject.Profile
	refused map[int]bool
	samples int
}

func newTrustTest(t *testing.T, name string, channels []int) *trustTest {
	dir := recording(t, name)
	h := &trustTest{model: filepath.Join(t.TempDir(), "m.edgetune"), refused: map[int]bool{}}
	o := TrainOptions{Data: Data{Dir: dir, Channels: channels}, Model: "auto", Out: h.model, Seed: 1, Steps: 60}
	trained, err := Train(context.Background(), o)
	require.NoError(t, err)
	h.bundle = trained.Bundle
	require.NotNil(t, h.bundle.Trust)
	h.folder, err = o.Data.open()
	require.NoError(t, err)
	h.profile, err = inject.Measure(context.Background(), h.folder.Source(replay.SourceTrain))
	require.NoError(t, err)
	return h
}

// faulty is the stream of the target with a fault every few samples.
func (h *trustTest) faulty() sensors.Source {
	return inject.New(h.folder.Source(replay.TargetAdapt), h.profile, inject.Options{Seed: 3, Every: 5})
}

func (h *trustTest) guard(t *testing.T) sensors.Source {
	src, guard, err := h.bundle.Guard(h.faulty())
	require.NoError(t, err)
	require.NotNil(t, guard)
	return &recorded{Source: src, refused: h.refused}
}

// learn fine-tunes the model on src and returns its weights and what each step did.
func (h *trustTest) learn(t *testing.T, src sensors.Source) (string, []firmware.Report) {
	file, err := bundle.Open(h.model)
	require.NoError(t, err)
	defer file.Close()
	require.Equal(t, h.bundle.Trust, file.Bundle.Trust, "the limits travel with the model")
	opt, err := optim.ByName(optim.Options{Rates: "backmatch", Updater: "sgd", Steps: 300, Seed: 1})
	require.NoError(t, err)
	m, _, err := file.Build(nn.Options{Batch: 4, DType: nn.Half, Optimizer: opt, Seed: 1, FrozenStats: true}, false)
	require.NoError(t, err)
	feed, err := firmware.NewFeeder(src, &file.Bundle, m)
	require.NoError(t, err)
	l := firmware.NewLearner(feed, m)
	var reports []firmware.Report
	for {
		r, err := l.Step(context.Background())
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		r.Took = 0
		reports = append(reports, r)
	}
	if s, ok := src.(*recorded); ok {
		h.samples = s.n
	}
	return native.Sum(m), reports
}

// TestTuneQuarantines puts one reading that cannot be into the stream: the weights are
// those of a recording without it.
func TestTuneQuarantines(t *testing.T) {
	f := foldertest.Rows()
	model, _ := train(t, write(t, f), nil)
	const bad = 150 + 60 + 40 // a row of target_adapt
	x, split := f.Arrays["X"].Data.([]float32), f.Arrays["split"].Data.([]uint8)
	require.Equal(t, uint8(replay.TargetAdapt), split[bad])
	x[6*bad+2] = 1e6
	for _, memory := range []int{0, 20000} {
		o := tuneOptions(model, write(t, f))
		o.Quiet, o.Replay = true, memory
		refused, err := Tune(background, o)
		require.NoError(t, err)
		assert.Equal(t, 1, refused.Refused)
		split[bad] = uint8(replay.TargetTest)
		o.Data.Dir = write(t, f)
		never, err := Tune(background, o)
		split[bad] = uint8(replay.TargetAdapt)
		require.NoError(t, err)
		assert.Zero(t, never.Refused)
		assert.Equal(t, never.WeightsSHA256, refused.WeightsSHA256, "%d bytes of memory", memory)
	}
}
