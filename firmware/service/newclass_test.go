package service_test

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/firmware/store/storetest"
	"edgetune/firmware/telemetry"
	"edgetune/fixedpoint"
	"edgetune/internal/shared"
	"edgetune/internal/trial"
	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// lesson is a recording whose last class the model has never heard of.
type lesson struct {
	t      *testing.T
	folder *replay.Folder
	names  []string
	config service.Config
	disk   *storetest.Disk
	p      *tap
	r      *running
}

func newLesson(t *testing.T, name string) *lesson {
	t.Helper()
	from, dir := shared.Path(t, "data", name), t.TempDir()
	names, err := foldertest.Lacking(from, dir)
	require.NoError(t, err)
	l := &lesson{t: t, names: names, config: config(t), disk: &storetest.Disk{}}
	for _, f := range sensors.Faults() {
		l.config.Trust.Off = append(l.config.Trust.Off, f.String()) // its rows come in another order
	}
	l.config.Model.File, l.config.Learn.Replay = filepath.Join(dir, "model"), 256<<10
	_, err = trial.Train(context.Background(), trial.TrainOptions{
		Data: trial.Data{Dir: filepath.Join(dir, "lacking")}, Model: "auto", Out: l.config.Model.File, Seed: 1, Keep: 256 << 10,
	})
	require.NoError(t, err)
	l.folder, err = replay.Open(filepath.Join(dir, "whole"), replay.Options{})
	require.NoError(t, err)
	return l
}

// newClass is the name of the class that is new.
func (l *lesson) newClass() string { return l.names[len(l.names)-1] }

// rowsOf are those of a class, in a split; class -1 is all.
func (l *lesson) rowsOf(s replay.Split, class int) (rows []int32) {
	for _, i := range l.folder.Rows(s) {
		if class < 0 || l.folder.Label(int(i)).Class == class {
			rows = append(rows, i)
		}
	}
	return rows
}

// start serves these rows, on the disk.
func (l *lesson) start(rows []int32) {
	l.t.Helper()
	l.p = &tap{Source: l.folder.Replay(rows), allow: make(chan int, 8)}
	l.r = start(l.t, service.Options{Config: l.config, Disk: l.disk, Source: func(context.Context) (sensors.Source, error) { return l.p, nil }})
}

// teach lets one window come and labels it.
func (l *lesson) teach(class string) (int, object) {
	l.t.Helper()
	var before uint64
	if p := l.r.state().Prediction; p != nil {
		before = p.Window
	}
	l.p.allow <- 1
	s := l.r.until("a window", func(s telemetry.State) bool { return s.Prediction != nil && s.Prediction.Window > before })
	return l.r.post("/api/label", object{"window": s.Prediction.Window, "class": class})
}

// cut cuts the power, and puts it on again: what was not synced may be gone.
func (l *lesson) cut(seed uint64) {
	l.t.Helper()
	l.disk.Cut()
	l.r.stop()
	err := <-l.r.ended
	l.r.ended <- err
	l.disk = l.disk.Crash(seed)
}

// recall asks about rows, and returns the share that was right of the new class, and of
// the others.
func (l *lesson) recall(rows []int32) (fresh, others float64) {
	l.t.Helper()
	l.start(rows)
	var said []string
	for len(said) < len(rows) {
		n := min(32, len(rows)-len(said))
		var first uint64
		if p := l.r.state().Prediction; p != nil {
			first = p.Window
		}
		l.p.allow <- n
		s := l.r.until("answers", func(s telemetry.State) bool {
			return s.Prediction != nil && (first == 0 && len(s.Recent) == n || first > 0 && s.Prediction.Window == first+uint64(n))
		})
		for _, w := range slices.Backward(s.Recent[:n]) {
			said = append(said, s.Classes[w.Class])
		}
	}
	l.r.end()
	var right, all [2]float64
	for i, row := range rows {
		name := l.names[l.folder.Label(int(row)).Class]
		k := 0
		if name != l.newClass() {
			k = 1
		}
		all[k]++
		if said[i] == name {
			right[k]++
		}
	}
	return right[0] / max(1, all[0]), right[1] / all[1]
}

// TestNewClass: a class that the net never heard of is taught over HTTP while the power
// is cut in between; it is known after ten windows, the others are still known, a
// roll-back undoes it, and a roll-back of that brings it back.
func TestNewClass(t *testing.T) {
	sets, precisions := []string{"gas_drift"}, []string{"f16"}
	if *long {
		sets, precisions = append(sets, "digits_fsdd"), append(precisions, "q7", "q15")
	}
	for _, name := range sets {
		for _, p := range precisions {
			t.Run(name+" "+p, func(t *testing.T) {
				l := newLesson(t, name)
				l.config.Model.Precision = p
				l.run()
			})
		}
	}
}

func (l *lesson) run() {
	t, name := l.t, l.newClass()
	test := l.rowsOf(replay.SourceTest, -1)
	_, before := l.recall(test)
	shots := l.rowsOf(replay.SourceTrain, len(l.names)-1)[:10]
	l.start(shots)
	for i := range 6 {
		code, answer := l.teach(name)
		require.Equal(t, http.StatusOK, code, "%d: %v", i, answer)
	}
	assert.Equal(t, []telemetry.Coming{{Class: name, Windows: 6, Of: 10}}, l.r.state().Coming)
	l.cut(1)

	l.start(shots[6:])
	assert.Equal(t, []telemetry.Coming{{Class: name, Windows: 6, Of: 10}}, l.r.state().Coming, "acknowledged, so it is there")
	for i := range 4 {
		begin := time.Now()
		code, answer := l.teach(name)
		require.Equal(t, http.StatusOK, code, "%v", answer)
		t.Logf("label %d answered after %v", 7+i, time.Since(begin).Round(time.Millisecond))
	}
	s := l.r.state()
	assert.Empty(t, s.Coming)
	assert.Equal(t, l.names, s.Classes)
	assert.Equal(t, "new class "+name, s.Generations[0].What)
	l.cut(2)

	fresh, others := l.recall(test)
	t.Logf("%s: recall %.3f; the other classes %.3f before, %.3f after", name, fresh, before, others)
	assert.Greater(t, fresh, 0.8)
	assert.Greater(t, others, before-0.08)

	l.start(shots)
	grown := l.r.state().Generations[0].Generation
	code, _ := l.r.post("/api/rollback", object{"to": 1})
	require.Equal(t, http.StatusOK, code)
	assert.Equal(t, l.names[:len(l.names)-1], l.r.state().Classes, "undone")
	l.r.end()
	gone, same := l.recall(test)
	assert.Zero(t, gone)
	assert.InDelta(t, before, same, 0)
	l.start(shots)
	code, _ = l.r.post("/api/rollback", object{"to": grown})
	require.Equal(t, http.StatusOK, code)
	assert.Equal(t, l.names, l.r.state().Classes)
	l.r.end()
	again, _ := l.recall(test)
	assert.InDelta(t, fresh, again, 0)
	if *long {
		l.goOn(test)
	}
}

// goOn learns from labelled windows of all classes, and says what comes of it.
func (l *lesson) goOn(test []int32) {
	rows := l.rowsOf(replay.SourceTrain, -1)
	fixedpoint.Perm(7, rows)
	const each = 200
	for n := each; n <= min(4*each, len(rows)); n += each {
		l.start(rows[n-each : n])
		for _, row := range rows[n-each : n] {
			l.teach(l.names[l.folder.Label(int(row)).Class])
		}
		verdict := l.r.state().Generations[0].Verdict
		l.r.end()
		fresh, others := l.recall(test)
		l.t.Logf("after %d labels: recall %.3f; the other classes %.3f; %s", n, fresh, others, verdict)
	}
}

// TestNewClassDoor: what opens a class, what does not, and that history, replay and
// forget know of it.
func TestNewClassDoor(t *testing.T) {
	c := config(t)
	c.Learn.NewClasses, c.Learn.Shots = 1, 2
	p := newTap(t, replay.TargetAdapt)
	source := func(context.Context) (sensors.Source, error) { return p, nil }
	r := start(t, service.Options{Config: c, Source: source})
	p.allow <- 6
	s := r.until("answers", func(s telemetry.State) bool { return len(s.Recent) == 6 })
	assert.Equal(t, 1, s.Places)
	label := func(i int, class string) int {
		code, _ := r.post("/api/label", object{"window": s.Recent[i].Window, "class": class})
		return code
	}
	assert.Equal(t, http.StatusBadRequest, label(0, "a\nb"))
	assert.Equal(t, http.StatusBadRequest, label(0, " flying"))
	assert.Equal(t, http.StatusBadRequest, label(0, strings.Repeat("x", 33)))
	assert.Equal(t, http.StatusBadRequest, label(0, ""))
	assert.Equal(t, http.StatusUnprocessableEntity, label(0, "FAST"))
	assert.Equal(t, http.StatusOK, label(0, "flying"))
	assert.Equal(t, http.StatusUnprocessableEntity, label(1, "swimming"), "there is one place")
	assert.Zero(t, r.state().Places)
	assert.Equal(t, http.StatusOK, label(3, "flying"))
	assert.Equal(t, []string{"slow", "medium", "fast", "flying"}, r.state().Classes)
	assert.Equal(t, http.StatusUnprocessableEntity, label(1, "swimming"))
	assert.Equal(t, http.StatusOK, label(1, "flying"))
	assert.Equal(t, http.StatusOK, label(2, "slow"))
	r.end()

	list, err := trial.History(c.State.Folder)
	require.NoError(t, err)
	assert.Equal(t, "new class", list[1].What)
	assert.Equal(t, "flying", list[1].Class)
	got, err := trial.Replay(trained(t).model, c.State.Folder)
	require.NoError(t, err)
	assert.Equal(t, 2, got.Generations)
	c.Learn.NewClasses = 0
	r = start(t, service.Options{Config: c, Source: source})
	assert.Equal(t, []string{"slow", "medium", "fast", "flying"}, r.state().Classes, "what was added stays")
	assert.Zero(t, r.state().Places)
	p.allow <- 1
	r.until("an answer", func(s telemetry.State) bool { return len(s.Recent) == 1 })
	code, answer := r.post("/api/label", object{"class": "swimming"})
	assert.Equal(t, http.StatusUnprocessableEntity, code)
	assert.Contains(t, answer["hint"], "learn.new_classes is 0")
	r.end()

	c = config(t)
	c.Learn.Memory = 1 << 16
	_, err = service.New(context.Background(), service.Options{Config: c, Source: source})
	require.ErrorIs(t, err, nn.ErrBudget)
}
