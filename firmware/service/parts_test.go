package service

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/bundle"
	"edgetune/firmware/rehearsal"
	"edgetune/firmware/telemetry"
	"edgetune/sensors"
)

// TestNumbersAreNewAfterARestart: also where the clock stands where it stood.
func TestNumbersAreNewAfterARestart(t *testing.T) {
	seen := map[uint64]bool{}
	for range 8 {
		m := newMoments(time.Unix(1<<30, 0), 1, 1)
		seen[m.add(moment{}, []float32{0})] = true
	}
	assert.Greater(t, len(seen), 4, "eight starts in the same second")
}

func TestMoments(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	m := newMoments(start, 4, 2)
	_, _, _, err := m.claim(telemetry.Label{Class: "x"})
	require.ErrorIs(t, err, telemetry.ErrUnknownWindow)
	second := int64(time.Second)
	var ids []uint64
	for i := range int64(6) {
		at := start.UnixNano() + 2*i*second // windows of one second, one of two is missing
		ids = append(ids, m.add(moment{from: at, to: at + second, answer: answer{class: int(i)}}, []float32{float32(i), -1}))
	}
	label := func(id uint64) telemetry.Label { return telemetry.Label{Window: &id} }
	is := func(l telemetry.Label, class string) telemetry.Label { l.Class = class; return l }
	at := func(i int64) telemetry.Label {
		return telemetry.Label{Time: timeText(start.UnixNano() + i*second/2)}
	}
	for _, c := range []struct {
		name  string
		label telemetry.Label
		want  error
	}{
		{"overwritten", label(ids[1]), telemetry.ErrTooOld},
		{"before the start", label(7), telemetry.ErrTooOld},
		{"to come", label(ids[5] + 1), telemetry.ErrUnknownWindow},
		{"time overwritten", at(1), telemetry.ErrTooOld},
		{"time between windows", at(15), telemetry.ErrUnknownWindow},
		{"time to come", at(99), telemetry.ErrUnknownWindow},
		{"no time", telemetry.Label{Time: "noon"}, telemetry.ErrBadLabel},
		{"both", telemetry.Label{Time: "noon", Window: &ids[4]}, telemetry.ErrBadLabel},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, _, err := m.claim(c.label)
			require.ErrorIs(t, err, c.want)
		})
	}
	one, row, fresh, err := m.claim(is(at(17), "d")) // in the fifth
	require.NoError(t, err)
	assert.Equal(t, ids[4], one.id)
	assert.Equal(t, []byte{64, 0xf0}, row)
	assert.True(t, fresh)
	_, _, fresh, err = m.claim(is(label(ids[4]), "d"))
	require.NoError(t, err)
	assert.False(t, fresh, "the same label again")
	_, _, _, err = m.claim(is(label(ids[4]), "c"))
	require.ErrorIs(t, err, telemetry.ErrLabelled)
	m.release(ids[4])
	_, _, fresh, err = m.claim(is(label(ids[4]), "c"))
	require.NoError(t, err)
	assert.True(t, fresh)
	newest, _, _, err := m.claim(telemetry.Label{})
	require.NoError(t, err)
	assert.Equal(t, ids[5], newest.id)
}

// TestAllowance: over a day, work takes its share of the time.
func TestAllowance(t *testing.T) {
	for _, share := range []float64{0.01, 0.25, 0.5, 1} {
		a := allowance{share: share}
		start := time.Unix(0, 0)
		now, worked := start, time.Duration(0)
		for i := range 1000 {
			now = now.Add(a.rest(now))
			took := time.Duration(1+i%7) * time.Millisecond
			now, worked = now.Add(took), worked+took
			a.spent(now, took)
		}
		now = now.Add(a.rest(now))
		assert.InDelta(t, share, float64(worked)/float64(now.Sub(start)), 1e-6)
	}
}

func TestRation(t *testing.T) {
	r := newRation(1000, 10)
	passed := 0
	for i := range int64(5 * 24 * 3600) {
		if r.take(i * int64(time.Second)) {
			passed++
		}
	}
	assert.InDelta(t, 5*1000+10, passed, 2)
	assert.False(t, r.take(0), "a clock that was set back gives nothing")
	assert.True(t, newRation(0, 0).take(1))
}

func TestTooHot(t *testing.T) {
	assert.False(t, tooHot(75, 75, false))
	assert.True(t, tooHot(75.1, 75, false))
	assert.True(t, tooHot(71, 75, true), "not yet cool")
	assert.False(t, tooHot(70, 75, true))
	assert.False(t, tooHot(200, 0, true))
}

// TestDivide: a day of labels writes what the budget allows.
func TestDivide(t *testing.T) {
	const sync, width = 50 * time.Second, 100
	for _, c := range []struct{ state, perDay float64 }{{400 << 10, 17280}, {400 << 10, 86400}, {3 << 20, 2e6}, {50 << 10, 100}} {
		w, err := divide(10<<20, sync, int(c.state), width, c.perDay)
		require.NoError(t, err)
		windows := c.perDay
		if w.windows > 0 {
			windows = min(windows, w.windows)
		}
		day := float64(windows*(width+entryBytes)) + float64(windows/float64(w.spacing)*c.state) + tails(sync)
		assert.LessOrEqual(t, day, float64(10<<20))
		assert.Greater(t, windows, 90.0)
	}
	_, err := divide(8<<20, sync, 20<<20, width, 0)
	require.ErrorContains(t, err, "write_budget")
}

func TestNotify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	require.NoError(t, err)
	defer c.Close()
	n := NewNotifier([]string{"NOTIFY_SOCKET=" + path, "WATCHDOG_USEC=30000000"})
	assert.Equal(t, 10*time.Second, n.Every())
	require.NoError(t, n.Send("READY=1", "STATUS=x"))
	b := make([]byte, 100)
	k, err := c.Read(b)
	require.NoError(t, err)
	assert.Equal(t, "READY=1\nSTATUS=x", string(b[:k]))
	require.NoError(t, Notifier{}.Send("READY=1"))
	assert.Equal(t, 10*time.Second, NewNotifier([]string{"WATCHDOG_USEC=-3"}).Every())
}

func TestClassOf(t *testing.T) {
	class, p := classOf([]float32{1, 3, 2})
	assert.Equal(t, 1, class)
	assert.InDelta(t, 0.6652, p, 1e-4)
	class, p = classOf([]float32{-2})
	assert.Equal(t, 0, class)
	assert.InDelta(t, 0.8808, p, 1e-4)
}

// lever is a GPIO line that is pressed when the test says so.
type lever chan bool

// WaitForEdge implements edges.
func (l lever) WaitForEdge(time.Duration) bool { return <-l }

// TestButton: a press labels the newest window, a bounce of the contact does nothing.
func TestButton(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Service{
			names: newClasses([]string{"off", "on"}, 0, 0), board: newBoard(), log: slog.New(slog.DiscardHandler), now: time.Now,
			moments: newMoments(time.Now(), 4, 1), learner: &learner{queue: make(chan labelled, 4)},
		}
		ctx, cancel := context.WithCancel(t.Context())
		l := make(lever)
		go s.listenTo(ctx, l, Button{"GPIO5", "on"})
		press := func(edge bool, after time.Duration) {
			l <- edge
			synctest.Wait()
			time.Sleep(after)
		}
		press(true, time.Second) // no window yet
		s.moments.add(moment{}, []float32{1})
		press(false, 0)
		press(true, bounce/2)
		s.moments.add(moment{}, []float32{1})
		press(true, bounce)
		assert.Len(t, s.learner.queue, 1)
		assert.Equal(t, "on", (<-s.learner.queue).class)
		press(true, 0)
		assert.Len(t, s.learner.queue, 1)
		cancel()
		l <- false
	})
}

// TestCheckButton: what a button says must be a label of the net.
func TestCheckButton(t *testing.T) {
	s := &Service{names: newClasses([]string{"off", "on"}, 0, 0)}
	require.NoError(t, s.checkButton(Button{"GPIO5", "on"}))
	require.ErrorIs(t, s.checkButton(Button{"GPIO5", "up"}), telemetry.ErrUnknownClass)
	s.targets = targets{{Name: "CO", Std: 1}}
	require.NoError(t, s.checkButton(Button{"GPIO5", "0"}))
	require.ErrorIs(t, s.checkButton(Button{"GPIO5", "on"}), telemetry.ErrBadLabel)
}

// TestSilence: readings that stay away are a reason not to be well.
func TestSilence(t *testing.T) {
	now := time.Unix(1000, 0)
	s := &Service{board: newBoard(), now: func() time.Time { return now }, started: now.UnixNano()}
	s.door = &door{src: rehearsal.Silence(&bundle.Bundle{Input: sensors.Layout{Height: 1, Steps: 1, Channels: 1, Rate: 0.05}})}
	assert.Empty(t, s.Health().Reasons)
	now = now.Add(59 * time.Second)
	assert.Empty(t, s.Health().Reasons, "a reading each 20 s may be a minute late")
	now = now.Add(2 * time.Second)
	assert.Equal(t, []string{"no reading for 1m1s"}, s.Health().Reasons)
	s.door.seen.Store(now.UnixNano())
	s.board.trouble("sensors", "loose wire")
	assert.Equal(t, []string{"loose wire"}, s.Health().Reasons)
	s.board.trouble("sensors", "")
	assert.Empty(t, s.Health().Reasons)
}

// steps is a stream of two channels whose readings count up; each run has so many.
type steps struct{ n, run int }

func (s *steps) Info() sensors.Info {
	return sensors.Info{Layout: sensors.Layout{Height: 1, Steps: 1, Channels: 2, Rate: 10}}
}

func (s *steps) Read(_ context.Context, to *sensors.Sample) error {
	to.Values[0], to.Values[1], to.Time, to.Run = float32(s.n), float32(-s.n), int64(s.n), s.n/s.run
	s.n++
	return nil
}

func (s *steps) Close() error { return nil }

// TestFrame: windows of a stream are those that the pipeline would cut.
func TestFrame(t *testing.T) {
	f := newFrame(&steps{run: 7}, 4, 2)
	var got []string
	s := sensors.Sample{Values: make([]float32, 8)}
	for range 4 {
		require.NoError(t, f.Read(context.Background(), &s))
		got = append(got, fmt.Sprint(s.Run, s.Time, s.Length, s.Values))
	}
	assert.Equal(t, []string{
		"0 0 4 [0 1 2 3 0 -1 -2 -3]", "0 2 4 [2 3 4 5 -2 -3 -4 -5]", "1 7 4 [7 8 9 10 -7 -8 -9 -10]", "1 9 4 [9 10 11 12 -9 -10 -11 -12]",
	}, got)
	assert.Zero(t, testing.AllocsPerRun(10, func() { _ = f.Read(context.Background(), &s) }))
	assert.Equal(t, 4, f.Info().Layout.Steps)
	assert.Equal(t, 5, newFrame(&steps{run: 9}, 5, 0).hop)
}

func TestRefusals(t *testing.T) {
	b := newBoard()
	for i := range 3 {
		b.refused(telemetry.Refusal{Sensor: "a", Channel: "x", Reason: fmt.Sprintf("range: x reads %d", i), Count: 1})
	}
	for i := range refusalsKept {
		b.refused(telemetry.Refusal{Sensor: "a", Channel: fmt.Sprint(i), Reason: "stuck: 3", Count: 1})
	}
	b.refused(telemetry.Refusal{Sensor: "b", Reason: "gap: 3", Count: 1})
	list := b.picture().Quarantine
	require.Len(t, list, refusalsKept)
	assert.Equal(t, "b", list[0].Sensor, "the newest first")
	assert.Equal(t, "1", list[refusalsKept-1].Channel)
	b = newBoard()
	for i := range 3 {
		b.refused(telemetry.Refusal{Channel: "x", Reason: fmt.Sprintf("range: x reads %d", i), Count: 1})
	}
	assert.Equal(t, []telemetry.Refusal{{Channel: "x", Reason: "range: x reads 2", Count: 3}}, b.picture().Quarantine)
}

func TestParseLabel(t *testing.T) {
	l, err := parseLabel([]byte(" walking\n"))
	require.NoError(t, err)
	assert.Equal(t, "walking", l.Class)
	l, err = parseLabel([]byte(`{"window": 7, "class": "a"}`))
	require.NoError(t, err)
	assert.Equal(t, uint64(7), *l.Window)
	for _, bad := range []string{`{"window": -1}`, `{"klass": "a"}`, `{`, `{} {}`, string(make([]byte, 5000))} {
		_, err := parseLabel([]byte(bad))
		require.Error(t, err, "%.20q", bad)
	}
}

func FuzzParseLabel(f *testing.F) {
	f.Add([]byte("walking"))
	f.Add([]byte("2.1; -3e1"))
	f.Add([]byte(`{"values":[2.1,null]}`))
	f.Add([]byte(`{"window":1,"time":"2026-01-02T03:04:05Z","class":"a"}`))
	m := newMoments(time.Unix(1, 0), 4, 1)
	m.add(moment{from: 1, to: 2}, []float32{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := parseLabel(b)
		if err != nil {
			require.ErrorIs(t, err, telemetry.ErrBadLabel)
			return
		}
		_, _, _, _ = m.claim(l)
		ts := targets{{Std: 1}, {Mean: 3, Std: 2}}
		if values, text, err := ts.read(&l); err == nil {
			require.Len(t, values, 2)
			again, err := numbersOf(text)
			require.NoError(t, err)
			require.Len(t, again, 2)
		}
		c := newClasses([]string{"a"}, 2, 2)
		if c.admit(l.Class) == nil && l.Class != "a" {
			require.NoError(t, checkName(l.Class))
			assert.Equal(t, []string{l.Class}, c.coming())
			c.settle(l.Class)
			assert.Empty(t, c.coming())
		}
	})
}
