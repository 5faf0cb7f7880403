package firmware

import (
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/bundle"
	"edgetune/firmware/drift"
	"edgetune/firmware/memory"
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/codec/native"
	"edgetune/nn/integer"
	"edgetune/nn/quantise"
	"edgetune/optim"
	"edgetune/sensors"
)

// rehearsal says what a learner of blobs is made of.
type rehearsal struct {
	windows int // of the stream; 0: endless
	room    int // of the stream's memory
	coreset int
	gate    bool
	work    int
	dtype   nn.DType
	loss    string
	classes func(i int) int // of the stream; nil: in turn
	turned  bool            // the stream has another sensor, instead of other names
	values  bool            // a regression: one value for each corner, 1 where the window is
}

// stream is what is learned from.
func (c rehearsal) stream() sensors.Source {
	b := blobs{n: c.windows, class: -1}
	switch {
	case c.values:
		return &valued{Source: &turning{blobs: b}}
	case c.turned:
		return &turning{blobs: b}
	}
	return &moved{blobs: b, class: c.classes}
}

// bundle says what the net reads and gives.
func (c rehearsal) bundle() *bundle.Bundle {
	b := testBundle()
	if c.values {
		b.Task, b.Metric = "regression", "rmse"
		b.Targets = []bundle.Target{{Std: 1}, {Std: 1}, {Std: 1}}
	}
	return b
}

// valued gives values in place of classes.
type valued struct {
	sensors.Source
	values [3]float32
}

func (v *valued) Read(ctx ctx, s *sensors.Sample) error {
	err := v.Source.Read(ctx, s)
	clear(v.values[:])
	v.values[s.Label.Class] = 1
	s.Label = sensors.Label{Kind: sensors.ValuesLabel, Values: v.values[:]}
	return err
}

// moved is a stream in which the corner of class c is where that of c+1 was.
type moved struct {
	blobs
	class func(i int) int
}

func (m *moved) Read(ctx ctx, s *sensors.Sample) error {
	if m.class != nil {
		m.blobs.class = m.class(m.at)
	}
	err := m.blobs.Read(ctx, s)
	s.Label.Class = (s.Label.Class + 1) % 3
	return err
}

const rehearseNet = "input 3\ndense 8\nrelu\ndense 3\nloss "

// learned is a net that knows the blobs.
func learned(t testing.TB, c rehearsal) *nn.Model {
	t.Helper()
	if c.dtype.Integer() {
		c.dtype = nn.Half
	}
	l := newLearner(t, &blobs{n: 600, class: -1}, c.dtype, c.loss)
	require.NoError(t, l.Run(background))
	return l.Model.(*nn.Model)
}

// copyOf is a net of c's type that knows what origin knows.
func (c rehearsal) copyOf(t testing.TB, origin *nn.Model, learns bool) Net {
	t.Helper()
	if !c.dtype.Integer() {
		m := c.model(t, learns)
		CopyTensors(m, origin)
		return m
	}
	var rows []float32
	feed, err := NewFeeder(&blobs{n: 60, class: -1}, testBundle(), origin)
	require.NoError(t, err)
	for range 60 {
		_, err := feed.Next(background, 0)
		require.NoError(t, err)
		rows = append(rows, feed.Row()...)
	}
	o := quantise.Options{DType: c.dtype, Batch: RoundBatch}
	o.Seed, o.Infer, o.Teachers, o.Rates = 1, !learns, learns, integer.Rates{Rule: integer.Capped, Eta: 10, Tau: 0.01}
	n, err := quantise.Convert(origin, rows, o)
	require.NoError(t, err)
	return n
}

func (c rehearsal) build(t testing.TB) *Rehearser {
	t.Helper()
	if c.loss == "" {
		c.loss = "softmax"
	}
	origin := learned(t, c)
	live, judge, shadow := c.copyOf(t, origin, false), c.copyOf(t, origin, false), c.copyOf(t, origin, true)
	layout := memory.Layout{Width: 3, Classes: 3, Logits: 3}
	if c.values {
		layout = memory.Layout{Width: 3, Values: 3}
	}
	source := coresetOf(t, live, layout, c.coreset, 1)
	layout.Logits = 0
	stream, err := memory.NewReservoir(layout, c.room, 1)
	require.NoError(t, err)
	feed, err := NewFeeder(c.stream(), c.bundle(), shadow)
	require.NoError(t, err)
	r := NewRehearser(feed, shadow, live, source, stream)
	r.Features, r.Confidence = drift.NewAdwin(0), drift.NewAdwin(0)
	if c.work > 0 {
		r.Work = c.work
	}
	if c.gate {
		held, err := memory.NewReservoir(layout, 32, 2)
		require.NoError(t, err)
		r.Gate = NewGate(live, judge, held, coresetOf(t, live, layout, 30, 2))
	}
	return r
}

func (c rehearsal) model(t testing.TB, learns bool) *nn.Model {
	t.Helper()
	s, err := nn.Parse(rehearseNet + c.loss)
	require.NoError(t, err)
	o := nn.Options{Batch: RoundBatch, DType: c.dtype, Seed: 1}
	if learns {
		o.Teachers = true
		o.Optimizer, err = optim.ByName(optim.Options{Rates: "constant", Updater: "momentum", Eta: 10, Tau: 0.01})
		require.NoError(t, err)
	}
	m, err := nn.Build(s, o)
	require.NoError(t, err)
	return m
}

// coresetOf is n windows of the blobs, with what m says of them.
func coresetOf(t testing.TB, m Net, l memory.Layout, n int, seed uint32) *memory.Store {
	t.Helper()
	s, err := memory.New(l, n)
	require.NoError(t, err)
	feed, err := NewFeeder(&blobs{class: -1, at: int(1000 * seed)}, testBundle(), m)
	require.NoError(t, err)
	for range n {
		w, err := feed.Next(background, 0)
		require.NoError(t, err)
		one := memory.Window{Row: feed.Row(), Class: w.Label.Class}
		if l.Values > 0 {
			one.Class, one.Values = 0, make([]float32, l.Values)
			one.Values[w.Label.Class] = 1
		}
		if l.Logits > 0 {
			one.Logits = m.Infer(1)
		}
		s.Add(one)
	}
	return s
}

// run steps to the end.
func (c rehearsal) run(t testing.TB, r *Rehearser) (last Report) {
	t.Helper()
	for {
		p, err := r.Step(background)
		if errors.Is(err, io.EOF) {
			require.NoError(t, r.Finish())
			return last
		}
		require.NoError(t, err)
		last = p
	}
}

// right is the share of windows of src that m has right.
func right(t testing.TB, m Net, src sensors.Source, n int) float64 {
	t.Helper()
	feed, err := NewFeeder(src, testBundle(), m)
	require.NoError(t, err)
	hits := 0
	for range n {
		w, err := feed.Next(background, 0)
		require.NoError(t, err)
		if answer(m.Infer(1)) == w.Label.Class {
			hits++
		}
	}
	return float64(hits) / float64(n)
}

// TestRehearsalKeeps: a stream with one class alone, in the middle between the
// corners, makes a net forget the others; the source memory, and nothing else, keeps
// them.
func TestRehearsalKeeps(t *testing.T) {
	only := func(int) int { return 3 }
	one := func(coreset int) float64 {
		c := rehearsal{windows: 1200, room: 50, coreset: coreset, classes: only}
		r := c.build(t)
		c.run(t, r)
		return right(t, r.Live, &blobs{class: -1, at: 5000}, 300)
	}
	with, without := one(60), one(0)
	assert.Greater(t, with, 0.9)
	assert.Less(t, without, 0.5)
}

func TestRehearsalFollows(t *testing.T) {
	for _, d := range []nn.DType{nn.F32, nn.Half} {
		for _, loss := range []string{"softmax", "bce"} {
			c := rehearsal{windows: 400, room: 50, dtype: d, loss: loss}
			r := c.build(t)
			before := right(t, r.Live, &moved{blobs: blobs{class: -1, at: 9000}}, 300)
			p := c.run(t, r)
			assert.Less(t, before, 0.1)
			assert.Greater(t, right(t, r.Live, &moved{blobs: blobs{class: -1, at: 9000}}, 300), 0.9, loss)
			assert.Equal(t, 400, p.Step, "16 windows in gradients for each of 400 make 400 steps")
			assert.Equal(t, 400, p.Windows)
		}
	}
}

// TestWork: no more windows enter gradients than allowed, at any time.
func TestWork(t *testing.T) {
	for _, work := range []int{1, 3, 16} {
		c := rehearsal{windows: 200, room: 20, coreset: 10, work: work}
		r := c.build(t)
		spent, arrived := 0, 0
		r.Observe = func(p Report) {
			spent += p.Rows
			arrived = p.Windows
			assert.LessOrEqual(t, spent, work*arrived)
		}
		c.run(t, r)
		assert.Greater(t, spent, work*arrived-RoundBatch, "work was left undone")
	}
}

func TestRehearsalAllocatesNothing(t *testing.T) {
	r := rehearsal{room: 20, coreset: 10, dtype: nn.Half}.build(t)
	r.Log = func(byte, []byte) error { return nil }
	assert.Zero(t, testing.AllocsPerRun(50, func() {
		if _, err := r.Step(background); err != nil {
			t.Fatal(err)
		}
	}))
}

// TestGatePromotes: a world that moved is followed; random labels are not.
func TestGatePromotes(t *testing.T) {
	c := rehearsal{windows: 600, room: 100, gate: true}
	r := c.build(t)
	r.Gate.Anchors = nil // everything that was known is wrong now
	before := native.Sum(r.Live)
	c.run(t, r)
	v := r.Gate.Verdict()
	assert.Positive(t, v.Promotions)
	assert.True(t, v.Tuned)
	assert.Contains(t, v.String(), "promoted")
	assert.NotEqual(t, before, native.Sum(r.Live))

	c.classes = func(i int) int { return int(fixedpoint.Below(fixedpoint.Rand(9, uint32(i)), 3)) }
	r = c.build(t)
	r.Feed.pipe, _ = testBundle().Pipeline(&randomLabels{blobs{n: 600, class: -1}})
	c.run(t, r)
	v = r.Gate.Verdict()
	assert.Zero(t, v.Promotions)
	assert.Contains(t, v.String(), "refused")
	assert.Equal(t, before, native.Sum(r.Live), "what serves was changed without a promotion")
}

// TestGateGuardsTheSource: with anchors, what costs the source everything is refused.
func TestGateGuardsTheSource(t *testing.T) {
	c := rehearsal{windows: 600, room: 100, gate: true}
	r := c.build(t)
	c.run(t, r)
	v := r.Gate.Verdict()
	assert.Zero(t, v.Promotions)
	assert.Equal(t, SourceLost, v.Reason, v.String())
	assert.Less(t, v.Anchor, -0.5)
}

// TestGateTakesBack: a net that serves and is found worse goes.
func TestGateTakesBack(t *testing.T) {
	c := rehearsal{windows: 100, room: 20, gate: true}
	r := c.build(t)
	origin := native.Sum(r.Live)
	c.run(t, r)
	r.Average.Into(r.Live)
	require.NotEqual(t, origin, native.Sum(r.Live))
	r.Gate.verdict.Tuned = true
	r.Gate.check(r.Average, r.Live, nil)
	assert.Equal(t, 1, r.Gate.Verdict().Rollbacks)
	assert.Contains(t, r.Gate.Verdict().String(), "taken back")
	assert.Equal(t, origin, native.Sum(r.Live))
}

// randomLabels is a stream without sense.
type randomLabels struct{ blobs }

func (r *randomLabels) Read(ctx ctx, s *sensors.Sample) error {
	err := r.blobs.Read(ctx, s)
	s.Label.Class = int(fixedpoint.Below(fixedpoint.Rand(5, uint32(r.at)), 3))
	return err
}

// turning is blobs; from window after on the sensor has been turned around.
type turning struct {
	blobs
	after int
}

func (m *turning) Read(ctx ctx, s *sensors.Sample) error {
	err := m.blobs.Read(ctx, s)
	if m.at > m.after {
		for i := range s.Values {
			s.Values[i] = 2 - s.Values[i]
		}
	}
	return err
}
