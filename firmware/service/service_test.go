package service_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"edgetune/firmware/service"
	"edgetune/firmware/telemetry"
	"edgetune/internal/trial"
	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childConfig); path != "" {
		os.Exit(child(path))
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if f, err := fixtureOnce(); err == nil {
			_ = os.RemoveAll(filepath.Dir(f.model))
		}
		os.Exit(code)
	}))
}

// fixture is a trained net with the folder it learned from.
type fixture struct{ data, model string }

var fixtureOnce = sync.OnceValues(func() (f fixture, err error) {
	dir, err := os.MkdirTemp("", "edgetune-service")
	if err != nil {
		return f, err
	}
	return train(dir, "windows")
})

// train learns a small folder.
func train(dir, name string) (fixture, error) {
	f := fixture{filepath.Join(dir, "data"), filepath.Join(dir, "model")}
	folder, _ := foldertest.Named(name)
	if err := folder.Write(f.data); err != nil {
		return f, err
	}
	_, err := trial.Train(context.Background(), trial.TrainOptions{
		Data: trial.Data{Dir: f.data}, Model: "auto", Out: f.model, Seed: 1, Steps: 300, Keep: 1 << 14,
	})
	return f, err
}

func trained(t testing.TB) fixture {
	t.Helper()
	f, err := fixtureOnce()
	require.NoError(t, err)
	return f
}

// config is a service on the fixture, with its state in a folder of the test.
func config(t testing.TB) service.Config {
	t.Helper()
	f := trained(t)
	c := service.Default()
	c.Device.Name, c.Model.File, c.State.Folder = "bench", f.model, filepath.Join(t.TempDir(), "state")
	c.HTTP.Listen, c.Learn.CPUShare, c.Labels.Source, c.Anomaly.Fit = "127.0.0.1:0", 1, false, 0
	c.Learn.Replay, c.State.WriteBudget = 1<<14, 1<<30
	return c
}

// tap lets so many windows of a folder through, then waits for more, or for the end.
type tap struct {
	*replay.Source
	allow chan int
	left  int
}

func newTap(t testing.TB, split replay.Split) *tap { return tapOf(t, trained(t), split) }

func tapOf(t testing.TB, from fixture, split replay.Split) *tap {
	f, err := replay.Open(from.data, replay.Options{})
	require.NoError(t, err)
	return &tap{Source: f.Source(split), allow: make(chan int, 8)}
}

func (p *tap) Read(ctx context.Context, s *sensors.Sample) error {
	for p.left == 0 {
		select {
		case n, ok := <-p.allow:
			if !ok {
				return io.EOF
			}
			p.left = n
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	p.left--
	err := p.Source.Read(ctx, s)
	if errors.Is(err, io.EOF) {
		p.Rewind()
		return p.Source.Read(ctx, s)
	}
	return err
}

// running is a service in this process.
type running struct {
	t       testing.TB
	s       *service.Service
	url     string
	reload  chan os.Signal
	stop    context.CancelFunc
	ended   chan error
	log     *logs
	options service.Options
}

// logs collects what is logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func start(t testing.TB, o service.Options) *running {
	t.Helper()
	r := &running{t: t, reload: make(chan os.Signal, 1), ended: make(chan error, 1), log: &logs{}}
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	address := make(chan net.Addr, 1)
	o.Version, o.Log = "v0", slog.New(slog.NewTextHandler(r.log, nil))
	o.Listening = func(a net.Addr) { address <- a }
	o.Patience = 8 * time.Second // what the tests ask is whether a label lasts, on a machine that may be busy
	if o.Heat == nil {
		o.Heat = func() (sensors.Source, error) { return nil, errors.New("no thermometer") }
	}
	r.options = o
	var err error
	r.s, err = service.New(ctx, o)
	require.NoError(t, err)
	go func() { r.ended <- r.s.Run(ctx, r.reload) }()
	select {
	case a := <-address:
		r.url = "http://" + a.String()
	case err := <-r.ended:
		require.FailNow(t, "ended at once", "%v", err)
	}
	t.Cleanup(func() {
		cancel()
		http.DefaultClient.CloseIdleConnections()
	})
	return r
}

// end stops the service and waits for it.
func (r *running) end() {
	r.t.Helper()
	r.stop()
	require.NoError(r.t, <-r.ended)
	r.ended <- nil
}

// get reads JSON.
func (r *running) get(path string, to any) int {
	r.t.Helper()
	a, err := http.Get(r.url + path)
	require.NoError(r.t, err)
	defer a.Body.Close()
	require.NoError(r.t, json.NewDecoder(a.Body).Decode(to))
	return a.StatusCode
}

func (r *running) state() (s telemetry.State) {
	r.t.Helper()
	require.Equal(r.t, http.StatusOK, r.get("/api/state", &s))
	return s
}

// until waits for a state.
func (r *running) until(what string, ok func(telemetry.State) bool) telemetry.State {
	r.t.Helper()
	var s telemetry.State
	require.Eventually(r.t, func() bool { s = r.state(); return ok(s) }, eventually, tick, what)
	return s
}

// logged waits for words in the log.
func (r *running) logged(words string) {
	r.t.Helper()
	require.Eventually(r.t, func() bool { return strings.Contains(r.log.String(), words) }, eventually, tick, words)
}

// post sends JSON and returns the status and the answer.
func (r *running) post(path string, body any) (int, map[string]any) {
	r.t.Helper()
	b, err := json.Marshal(body)
	require.NoError(r.t, err)
	a, err := http.Post(r.url+path, "application/json", bytes.NewReader(b))
	require.NoError(r.t, err)
	defer a.Body.Close()
	out := map[string]any{}
	require.NoError(r.t, json.NewDecoder(a.Body).Decode(&out))
	return a.StatusCode, out
}

type object = map[string]any

// TestLabels follows windows from the sensor to the weights and back: answers, late
// labels by number and by time, learning, a rollback, a pause, a restart.
func TestLabels(t *testing.T) {
	p := newTap(t, replay.TargetAdapt)
	r := start(t, service.Options{Config: config(t), Source: func(context.Context) (sensors.Source, error) { return p, nil }})
	p.allow <- 24
	s := r.until("24 answers", func(s telemetry.State) bool { return len(s.Recent) == 24 })
	assert.Equal(t, []string{"slow", "medium", "fast"}, s.Classes)
	assert.Equal(t, s.Recent[0].Window, s.Prediction.Window)
	assert.InDelta(t, 0.7, s.Prediction.Confidence, 0.31)

	classes := []string{"slow", "medium", "fast"}
	for i, w := range s.Recent {
		label := object{"window": w.Window, "class": classes[(23-i)%3]}
		if i%2 == 1 {
			label = object{"time": w.Time, "class": classes[(23-i)%3]}
		}
		code, answer := r.post("/api/label", label)
		require.Equal(t, http.StatusOK, code, "%v", answer)
		require.Equal(t, true, answer["durable"])
	}
	s = r.until("learning", func(s telemetry.State) bool { return s.Windows == 24 && s.Steps > 0 })
	assert.Equal(t, "fast", s.Recent[0].Label)
	assert.NotNil(t, s.Accuracy)
	assert.NotEmpty(t, s.Rates)
	assert.NotEmpty(t, s.Memory)

	r.refuses(s.Recent[0].Window)
	r.restsOver(p)
	r.rollsBack()
	r.end()
	_, err := trial.Replay(trained(t).model, r.options.Config.State.Folder)
	require.NoError(t, err, "the journal leads to each generation")

	again := start(t, service.Options{Config: r.options.Config, Source: r.options.Source})
	assert.Equal(t, "rollback to 1", again.state().Generations[0].What)
	again.end()
}

// refuses labels of windows and classes that are not there.
func (r *running) refuses(newest uint64) {
	r.t.Helper()
	code, _ := r.post("/api/label", object{"window": 12, "class": "slow"})
	assert.Equal(r.t, http.StatusGone, code)
	code, _ = r.post("/api/label", object{"window": newest + 9, "class": "slow"})
	assert.Equal(r.t, http.StatusNotFound, code)
	code, answer := r.post("/api/label", object{"class": "Slow"})
	assert.Equal(r.t, http.StatusUnprocessableEntity, code)
	assert.Contains(r.t, answer["hint"], "slow, medium, fast")
	assert.Contains(r.t, answer["hint"], `did you mean "slow"`)
}

// restsOver: labels wait while learning rests, and are learned from afterwards.
func (r *running) restsOver(p *tap) {
	r.t.Helper()
	r.post("/api/pause", object{})
	p.allow <- 1
	r.until("one more", func(s telemetry.State) bool { return s.Recent[0].Label == "" && s.Paused })
	code, _ := r.post("/api/label", object{"class": "slow"})
	assert.Equal(r.t, http.StatusAccepted, code, "labels wait while learning rests")
	assert.Equal(r.t, 24, r.state().Windows)
	r.post("/api/resume", object{})
	r.until("going on", func(s telemetry.State) bool { return s.Windows == 25 && !s.Paused })
}

// rollsBack to the first generation, and not to one that there is not.
func (r *running) rollsBack() {
	r.t.Helper()
	code, answer := r.post("/api/rollback", object{"to": 1})
	require.Equal(r.t, http.StatusOK, code, "%v", answer)
	s := r.state()
	assert.InDelta(r.t, float64(s.Generations[0].Generation), answer["generation"], 0)
	assert.Equal(r.t, "rollback to 1", s.Generations[0].What)
	assert.Equal(r.t, "before rollback", s.Generations[1].What, "nothing is lost")
	assert.Equal(r.t, 0, s.Windows, "the numbers are those of the generation, at once")
	assert.Equal(r.t, 0, s.Steps)
	assert.Zero(r.t, numbers(r.url)["edgetune_windows_synced_total"])
	code, _ = r.post("/api/rollback", object{"to": 99})
	assert.Equal(r.t, http.StatusNotFound, code)
}

// TestSameAsTune: the service learns from a recording as the command tune does, to the
// same bits, in integers too and where it gives values, and the state of one is the state
// of the other.
func TestSameAsTune(t *testing.T) {
	for _, d := range []nn.DType{nn.Half, nn.Int8, nn.Int16} {
		if !d.Integer() || !testing.Short() { // a race detector makes convolutions in integers slow
			t.Run(d.String(), func(t *testing.T) { sameAsTune(t, trained(t), d, true) })
		}
		t.Run("values "+d.String(), func(t *testing.T) { sameAsTune(t, trainedValues(t), d, false) })
	}
}

// sameAsTune is without a gate where that would promote nothing.
func sameAsTune(t *testing.T, f fixture, d nn.DType, gate bool) {
	c := config(t)
	c.Model.File, c.Model.Precision = f.model, d.String()
	c.Labels.Source, c.Labels.Wait, c.Learn.MaxMove, c.Learn.Gate = true, true, 0, gate
	r := start(t, service.Options{Config: c, Source: func(context.Context) (sensors.Source, error) {
		folder, err := replay.Open(f.data, replay.Options{})
		if err != nil {
			return nil, err
		}
		return folder.Source(replay.TargetAdapt), nil
	}})
	require.NoError(t, <-r.ended, "the end of the source is the end")
	r.ended <- nil
	o := trial.TuneOptions{Model: f.model, Data: trial.Data{Dir: f.data}, Replay: 1 << 14, Gate: gate, Quiet: true, Rates: trial.ReplayRates()}
	o.Build.DType, o.Build.Seed = d, 1
	want, err := trial.Tune(context.Background(), o)
	require.NoError(t, err)
	require.True(t, !gate || want.Gate.Promoted, "nothing was promoted")
	got, err := trial.Replay(f.model, c.State.Folder)
	require.NoError(t, err)
	assert.Equal(t, want.WeightsSHA256, got.WeightsSHA256)
	assert.Equal(t, 90, got.Windows)
}

// nan makes some samples unbelievable.
type nan struct{ *tap }

func (n nan) Read(ctx context.Context, s *sensors.Sample) error {
	err := n.tap.Read(ctx, s)
	s.Values[3] = 1e9
	return err
}

func TestQuarantineAndHealth(t *testing.T) {
	p := newTap(t, replay.TargetAdapt)
	r := start(t, service.Options{Config: config(t), Source: func(context.Context) (sensors.Source, error) { return nan{p}, nil }})
	p.allow <- 5
	s := r.until("refused", func(s telemetry.State) bool { return len(s.Quarantine) > 0 && s.Quarantine[0].Count == 5 })
	assert.Empty(t, s.Recent, "no window of them is answered")
	assert.NotEmpty(t, s.Quarantine[0].Reason)
	var h struct {
		Status, Version string
		Generation      uint64
	}
	assert.Equal(t, http.StatusOK, r.get("/healthz", &h))
	assert.Equal(t, "ok", h.Status)
	assert.Equal(t, uint64(1), h.Generation)
	r.end()
}

// TestReload: what may change does, and the rest is named.
func TestReload(t *testing.T) {
	c := config(t)
	token := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(token, []byte("first-token-0000"), 0o600))
	c.HTTP.TokenFile = token
	p := newTap(t, replay.TargetAdapt)
	next := c
	next.Learn.CPUShare, next.Labels.Keep, next.Log.Level = 0.1, 99, "debug"
	r := start(t, service.Options{
		Config: c, Source: func(context.Context) (sensors.Source, error) { return p, nil }, Level: new(slog.LevelVar),
		Reload: func() (service.Config, error) { return next, nil },
	})
	status := func(token string) int {
		q, err := http.NewRequest(http.MethodGet, r.url+"/api/state", nil)
		require.NoError(t, err)
		q.Header.Set("Authorization", "Bearer "+token)
		a, err := http.DefaultClient.Do(q)
		require.NoError(t, err)
		require.NoError(t, a.Body.Close())
		return a.StatusCode
	}
	assert.Equal(t, http.StatusOK, status("first-token-0000"))
	require.NoError(t, os.WriteFile(token, []byte("second-token-000"), 0o600))
	r.reload <- os.Interrupt
	require.Eventually(t, func() bool { return status("second-token-000") == http.StatusOK }, 10*time.Second, 5*time.Millisecond)
	assert.Equal(t, http.StatusUnauthorized, status("first-token-0000"))
	require.Eventually(t, func() bool { return bytes.Contains([]byte(r.log.String()), []byte("read again")) }, 10*time.Second, 5*time.Millisecond)
	assert.Contains(t, r.log.String(), "[learn.cpu_share log.level]")
	assert.Contains(t, r.log.String(), "[labels.keep]")
	assert.NotContains(t, r.log.String(), "token-0", "a secret is in the log")
	r.end()
}

// TestHeat: learning rests while it is hot; labels wait.
func TestHeat(t *testing.T) {
	p := newTap(t, replay.TargetAdapt)
	heat := &thermometer{degrees: make(chan float32)}
	r := start(t, service.Options{
		Config: config(t), Source: func(context.Context) (sensors.Source, error) { return p, nil },
		Heat: func() (sensors.Source, error) { return heat, nil },
	})
	heat.degrees <- 80
	heat.degrees <- 80 // the first has been felt
	p.allow <- 1
	r.until("an answer", func(s telemetry.State) bool { return len(s.Recent) == 1 })
	code, _ := r.post("/api/label", object{"class": "slow"})
	require.Equal(t, http.StatusAccepted, code)
	heat.degrees <- 72
	assert.Zero(t, r.state().Windows, "not cool enough")
	heat.degrees <- 69
	r.until("learning", func(s telemetry.State) bool { return s.Windows == 1 })
	r.end()
}

type thermometer struct{ degrees chan float32 }

func (h *thermometer) Info() sensors.Info {
	return sensors.Info{Layout: sensors.Layout{Height: 1, Steps: 1, Channels: 1}}
}

func (h *thermometer) Read(ctx context.Context, s *sensors.Sample) error {
	select {
	case s.Values[0] = <-h.degrees:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *thermometer) Close() error { return nil }

// TestDamagedState: a state that cannot be read gives way to the one before it.
func TestDamagedState(t *testing.T) {
	c := config(t)
	p := newTap(t, replay.TargetAdapt)
	c.Labels.Source, c.Labels.Wait = true, true
	source := func(context.Context) (sensors.Source, error) { return p, nil }
	r := start(t, service.Options{Config: c, Source: source})
	p.allow <- 40
	r.until("learning", func(s telemetry.State) bool { return s.Windows == 40 })
	r.end()
	newest := filepath.Join(c.State.Folder, "slot1")
	b, err := os.ReadFile(newest)
	require.NoError(t, err)
	b[len(b)/2] ^= 1
	require.NoError(t, os.WriteFile(newest, b, 0o600))
	r = start(t, service.Options{Config: c, Source: source})
	s := r.state()
	assert.Equal(t, uint64(1), s.Generations[0].Generation)
	assert.Equal(t, 40, s.Windows, "the journal leads to where it was")
	assert.InDelta(t, float64(s.Windows), numbers(r.url)["edgetune_windows_synced_total"], 0)
	assert.Contains(t, r.log.String(), "damaged")
	r.end()
}

func TestNewRefuses(t *testing.T) {
	p := newTap(t, replay.TargetAdapt)
	source := func(context.Context) (sensors.Source, error) { return p, nil }
	c := config(t)
	r := start(t, service.Options{Config: c, Source: source})
	_, err := service.New(context.Background(), service.Options{Config: c, Source: source})
	require.ErrorContains(t, err, "in use")
	r.end()
	c.Learn.Work = 3
	_, err = service.New(context.Background(), service.Options{Config: c, Source: source})
	require.ErrorContains(t, err, "other settings")
	c.HTTP.Listen = "0.0.0.0:0"
	_, err = service.New(context.Background(), service.Options{Config: c, Source: source})
	require.ErrorContains(t, err, "token")
	c.Model.File += "x"
	c.HTTP.Listen = ""
	_, err = service.New(context.Background(), service.Options{Config: c, Source: source})
	require.Error(t, err)
}

// Patience of the tests.
const (
	eventually = 20 * time.Second
	tick       = 5 * time.Millisecond
)
