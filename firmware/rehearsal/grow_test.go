package rehearsal

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/memory"
	"edgetune/firmware/store"
	"edgetune/firmware/store/storetest"
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/quantise"
)

// growing is a learner of corners: class c is where value c is high; a fourth one is new.
type growing struct {
	recipe Recipe
	bundle *bundle.Bundle
	names  []string
	gone   bool // the model file
}

func newGrowing() *growing {
	g := &growing{names: []string{"a", "b", "c", "d"}}
	g.recipe = Recipe{Replay: 2048, Gate: true, Leash: 1, Rates: Rates(), Build: nn.Options{Seed: 1, DType: nn.Half}}
	return g
}

// window is number i of a class.
func window(class, i int) []float32 {
	row := make([]float32, 6)
	for j := range row {
		row[j] = float32(0.3 * fixedpoint.Normal(uint32(class), uint32(6*i+j)))
	}
	row[class] += 2
	return row
}

// open is the model file: a net that knows three corners, and windows of them.
func (g *growing) open(t *testing.T) Open {
	return func() (firmware.Net, *bundle.Kept, error) {
		if g.gone {
			return nil, nil, errors.New("gone")
		}
		float := g.recipe
		float.Build.DType = nn.Half
		m, b := testNet(t, float)
		b.Classes = g.names[:3]
		g.bundle = b
		kept := &bundle.Kept{}
		l := bundle.KeptLayout(m.Spec, 3, 0)
		var err error
		if kept.Coreset, err = memory.New(l, 30); err != nil {
			return nil, nil, err
		}
		for i := range 30 {
			logits := []float32{-4, -4, -4}
			logits[i%3] = 4
			kept.Coreset.Add(memory.Window{Row: window(i%3, 1000+i), Class: i % 3, Logits: logits})
		}
		l.Logits = 0
		kept.Anchors, err = memory.New(l, 9)
		for i := range 9 {
			kept.Anchors.Add(memory.Window{Row: window(i%3, 2000+i), Class: i % 3})
		}
		if d := g.recipe.Build.DType; d.Integer() && err == nil {
			o := quantise.Options{DType: d, Batch: firmware.RoundBatch}
			o.Seed, o.Infer = 1, true
			n, err := quantise.Convert(m, kept.Calibration(), o)
			return n, kept, err
		}
		return m, kept, err
	}
}

func (g *growing) learner(t *testing.T) *firmware.Rehearser {
	t.Helper()
	live, kept, err := g.open(t)()
	require.NoError(t, err)
	l, err := g.recipe.Assemble(live, kept, g.bundle, Silence(g.bundle))
	require.NoError(t, err)
	g.recipe.Growing(l.Rehearser, g.bundle, g.open(t))
	l.Shots = 5
	return l.Rehearser
}

func keeper(d *storetest.Disk, r *firmware.Rehearser) (*firmware.Keeper, error) {
	slots, err := store.OpenSlots(d, 8)
	if err != nil {
		return nil, err
	}
	k := &firmware.Keeper{Learner: r, Slots: slots, Journal: store.OpenJournal(d), Settings: "a", Every: 8, Spacing: 20}
	return k, k.Open()
}

// arrives is window i of the stream: one of four is of the class that is new.
func (g *growing) arrives(k *firmware.Keeper, i int) error {
	e := firmware.Example{At: int64(i), Row: window(i%4, i), Class: i % 4}
	if !slices.Contains(k.Learner.Classes(), g.names[e.Class]) {
		e.Name = g.names[e.Class]
	}
	_, _, err := k.Take(e)
	return err
}

// to lets everything arrive that has not, and ends.
func (g *growing) to(k *firmware.Keeper, n int) error {
	for i := k.Learner.Windows(); i < n; i++ {
		if err := g.arrives(k, i); err != nil {
			return err
		}
	}
	return k.Checkpoint("end")
}

func state(t *testing.T, r *firmware.Rehearser) []byte {
	t.Helper()
	b, err := r.AppendState(nil)
	require.NoError(t, err)
	return b
}

// types are those of nets that grow.
var types = []nn.DType{nn.Half, nn.Int8, nn.Int16}

// TestGrow: a new class is known after its windows have come, by every copy of the net,
// and to a roll-back it never was.
func TestGrow(t *testing.T) {
	for _, d := range types {
		t.Run(d.String(), func(t *testing.T) { grows(t, d) })
	}
}

func grows(t *testing.T, kind nn.DType) {
	g, d := newGrowing(), &storetest.Disk{}
	g.recipe.Build.DType = kind
	r := g.learner(t)
	start := state(t, r)
	k, err := keeper(d, r)
	require.NoError(t, err)
	for i := range 19 {
		require.NoError(t, g.arrives(k, i))
	}
	assert.Equal(t, []firmware.Opening{{Name: "d", Shots: 4}}, r.Openings())
	require.NoError(t, g.arrives(k, 19))
	assert.Empty(t, r.Openings())
	assert.Equal(t, g.names, r.Classes())
	m, err := firmware.MarkOf(k.Slots.List()[0])
	require.NoError(t, err)
	assert.Equal(t, "new class", m.What)
	assert.Equal(t, "d", m.Class)
	assert.Equal(t, 1, r.Gate.Held.Count(3), "one of five is held out")
	assert.Equal(t, 4, r.Source.Count(3))
	assert.Equal(t, 4, r.Stream.Count(3))
	assert.Equal(t, 9, r.Gate.Anchors.Len())
	require.NoError(t, g.to(k, 200))
	hits := 0
	for i := range 20 {
		r.Live.Batch().Put(0, window(3, 5000+i))
		if firmware.Top(r.Live.Infer(1)) == 3 {
			hits++
		}
	}
	assert.Equal(t, 20, hits, "windows of the new class")
	_, err = k.Rollback(1)
	require.NoError(t, err)
	assert.Equal(t, start, state(t, r))
	assert.Equal(t, g.names[:3], r.Classes())
	require.NoError(t, g.to(k, 30), "it goes on, and grows again")
	assert.Equal(t, g.names, r.Classes())
}

// TestGrowWithCuts: whenever the power is cut, the end is the same, bit for bit.
func TestGrowWithCuts(t *testing.T) {
	t.Run("f16", func(t *testing.T) { growsWithCuts(t, nn.Half, 40) })
	t.Run("q7", func(t *testing.T) { growsWithCuts(t, nn.Int8, 10) })
}

func growsWithCuts(t *testing.T, kind nn.DType, runs int) {
	const n = 100
	g := newGrowing()
	g.recipe.Build.DType = kind
	k, err := keeper(&storetest.Disk{}, g.learner(t))
	require.NoError(t, err)
	require.NoError(t, g.to(k, n))
	want := state(t, k.Learner)
	cuts := 0
	for run := range runs {
		rnd := rand.New(rand.NewPCG(uint64(run), 9))
		d := &storetest.Disk{}
		for sure := 0; ; {
			d.CutAfter(rnd.IntN(60))
			k, err := keeper(d, g.learner(t))
			if err == nil {
				require.GreaterOrEqual(t, k.Learner.Windows(), sure)
				err = g.to(k, n)
				sure = k.Acknowledged()
			}
			if err == nil {
				require.Equal(t, want, state(t, k.Learner), "run %d", run)
				break
			}
			require.ErrorIs(t, err, storetest.ErrCut)
			d, cuts = d.Crash(rnd.Uint64()), cuts+1
		}
	}
	t.Logf("%d cuts", cuts)
	assert.Greater(t, cuts, runs)
}

// TestGrowWithoutFile: where the model file is gone, a class waits; once it is back, the
// next window is another try.
func TestGrowWithoutFile(t *testing.T) {
	g := newGrowing()
	k, err := keeper(&storetest.Disk{}, g.learner(t))
	require.NoError(t, err)
	var told []string
	k.Learner.Tell = func(e firmware.Event) { told = append(told, e.Kind) }
	g.gone = true
	for i := range 20 {
		require.NoError(t, g.arrives(k, i))
	}
	assert.Equal(t, []string{"no new class"}, told)
	assert.Equal(t, []firmware.Opening{{Name: "d", Shots: 5}}, k.Learner.Openings())
	g.gone = false
	require.NoError(t, g.to(k, 24))
	assert.Equal(t, g.names, k.Learner.Classes())
}

// TestForgetShots: windows of a class to come can be forgotten; those that made one cannot.
func TestForgetShots(t *testing.T) {
	g := newGrowing()
	k, err := keeper(&storetest.Disk{}, g.learner(t))
	require.NoError(t, err)
	for i := range 16 {
		require.NoError(t, g.arrives(k, i))
	}
	f, err := k.Forget(firmware.Span{From: 3, To: 8})
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"d": 2}, f.Shots)
	assert.Equal(t, []firmware.Opening{{Name: "d", Shots: 2}}, k.Learner.Openings())
	for i := range 24 {
		require.NoError(t, g.arrives(k, 20+i))
	}
	require.Equal(t, g.names, k.Learner.Classes())
	require.NoError(t, k.Checkpoint("before"))
	before := state(t, k.Learner)
	_, err = k.Forget(firmware.Span{From: 20, To: 24})
	require.ErrorIs(t, err, firmware.ErrForgotten)
	assert.Equal(t, before, state(t, k.Learner))
	assert.Equal(t, g.names, k.Learner.Classes(), "it is as before")
	f, err = k.Forget(firmware.Span{From: 41, To: 50})
	require.NoError(t, err, "what came after it can")
	assert.Equal(t, 3, f.Dropped[1]+f.Dropped[2]+f.Dropped[3])
}

// TestRoom: the plan of a class more is more than the learner, and is refused where it
// does not fit.
func TestRoom(t *testing.T) {
	g := newGrowing()
	live, kept, err := g.open(t)()
	require.NoError(t, err)
	l, err := g.recipe.Assemble(live, kept, g.bundle, Silence(g.bundle))
	require.NoError(t, err)
	n, err := g.recipe.Room(live, kept, g.bundle, 2)
	require.NoError(t, err)
	assert.Greater(t, n, 2*l.Bytes)
	g.recipe.Build.Budget = n - 1
	_, err = g.recipe.Room(live, kept, g.bundle, 2)
	require.ErrorIs(t, err, nn.ErrBudget)
}

// TestGrownStateRefusesEveryCut: no part of a state with classes added and to come passes
// for a whole one.
func TestGrownStateRefusesEveryCut(t *testing.T) {
	g := newGrowing()
	k, err := keeper(&storetest.Disk{}, g.learner(t))
	require.NoError(t, err)
	require.NoError(t, g.to(k, 40))
	r := k.Learner
	_, _, err = r.Take(firmware.Example{Row: window(4, 1), Name: "e"})
	require.NoError(t, err)
	b := state(t, r)
	bad := 0
	for cut := 0; cut < len(b); cut += 1 + cut/50 {
		if r.SetState(b[:cut]) == nil {
			bad++
		}
	}
	assert.Zero(t, bad)
	require.Error(t, r.SetState(append(b, 0)))
	require.NoError(t, r.SetState(b))
	assert.Equal(t, b, state(t, r))
	assert.Equal(t, []firmware.Opening{{Name: "e", Shots: 1}}, r.Openings())
}
