package anomaly

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
)

const channels = 3

func detector(t testing.TB, fit int) *Detector {
	t.Helper()
	d, err := New(channels, fit)
	require.NoError(t, err)
	return d
}

// reading is row i of a machine: noise around a slow swing, and a third channel that
// follows the first.
func reading(i int) []float32 {
	noise := func(k uint32) float32 { return fixedpoint.Uniform(fixedpoint.Rand(k, uint32(i))) - 0.5 }
	swing := float32(i%40) / 40
	a := swing + float32(0.1*noise(1))
	return []float32{a, 3 + noise(2), float32(2*a) + float32(0.1*noise(3))}
}

func scores(d *Detector, from, to int, change func(row []float32)) (all []float32) {
	for i := from; i < to; i++ {
		row := reading(i)
		if change != nil {
			change(row)
		}
		if r := d.Add(row); r.Fitted {
			all = append(all, r.Score)
		}
	}
	return all
}

func share(all []float32, above float32) float64 {
	n := 0
	for _, s := range all {
		if s > above {
			n++
		}
	}
	return float64(n) / float64(len(all))
}

func TestNormalIsQuiet(t *testing.T) {
	d := detector(t, 0)
	all := scores(d, 0, 2400, nil)
	require.Len(t, all, 2000)
	assert.Zero(t, share(all, AlarmAbove))
	assert.Less(t, share(all, 0), 0.2, "0 is about the edge of normal")
}

// TestFindsFaults: a channel that moves away, one that no longer follows another and
// jumps, one that stands still. The last is within all it ever was: the score rises
// over the edge, to no alarm.
func TestFindsFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		above  float32
		change func(row []float32)
	}{
		{"shifted", AlarmAbove, func(row []float32) { row[1] += 3 }},
		{"apart", AlarmAbove, func(row []float32) { row[2] = 6 - row[2] }},
		{"stuck", 0, func(row []float32) { row[0] = 0.5 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := detector(t, 0)
			scores(d, 0, 600, nil)
			assert.Greater(t, share(scores(d, 600, 700, c.change)[20:], c.above), 0.9)
		})
	}
}

// TestSameBits is the same on every machine.
func TestSameBits(t *testing.T) {
	h := sha256.New()
	for _, s := range scores(detector(t, 100), 0, 400, nil) {
		h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(s)))
	}
	assert.Equal(t, "35affe6b1f97ca555c22695a1cef8c82e08107b18ae5f511b06031541cbe583a", hex.EncodeToString(h.Sum(nil)))
}

func TestGapsCountAsTheValueBefore(t *testing.T) {
	a, b := detector(t, 60), detector(t, 60)
	for i := range 200 {
		row, whole := reading(i), reading(i)
		if i > 0 && i%7 == 0 {
			row[1] = float32(math.NaN())
			whole[1] = reading(i - 1)[1]
		}
		require.Equal(t, a.Add(whole), b.Add(row))
	}
}

// TestResumes: after any number of rows, before and after normal is known.
func TestResumes(t *testing.T) {
	for _, at := range []int{0, 1, 59, 60, 61, 130} {
		a, b := detector(t, 60), detector(t, 60)
		scores(a, 0, at, nil)
		state := a.AppendState(nil)
		rest, err := b.SetState(append(state, 9))
		require.NoError(t, err)
		assert.Equal(t, []byte{9}, rest)
		assert.Equal(t, state, b.AppendState(nil))
		assert.Equal(t, scores(a, at, 300, nil), scores(b, at, 300, nil))
	}
}

// TestGoesBackToBeforeItKnew: a detector that knows what is normal takes a state of one
// that does not yet.
func TestGoesBackToBeforeItKnew(t *testing.T) {
	a, b := detector(t, 60), detector(t, 60)
	scores(a, 0, 30, nil)
	scores(b, 0, 100, nil)
	_, err := b.SetState(a.AppendState(nil))
	require.NoError(t, err)
	assert.Equal(t, scores(a, 30, 300, nil), scores(b, 30, 300, nil))
}

func TestRefusesOtherStates(t *testing.T) {
	d := detector(t, 60)
	scores(d, 0, 100, nil)
	state := d.AppendState(nil)
	for cut := range state {
		_, err := detector(t, 60).SetState(state[:cut])
		require.Error(t, err)
	}
	_, err := detector(t, 61).SetState(state)
	require.ErrorIs(t, err, errState)
	spoilt := append([]byte(nil), state...)
	binary.LittleEndian.PutUint64(spoilt[len(spoilt)-8:], math.Float64bits(math.Inf(1)))
	other := detector(t, 60)
	_, err = other.SetState(spoilt)
	require.ErrorIs(t, err, errState)
	seen, _ := other.Fitting()
	assert.Zero(t, seen, "it starts anew")
}

// TestSetStateRefusesNumbersBeyondInt: those of 32 bits are negative on some boards.
func TestSetStateRefusesNumbersBeyondInt(t *testing.T) {
	good := detector(t, 60).AppendState(nil)
	for i := range 5 {
		bad := slices.Clone(good)
		binary.LittleEndian.PutUint32(bad[1+4*i:], 1<<31+1)
		_, err := detector(t, 60).SetState(bad)
		require.ErrorIs(t, err, errState)
	}
}

func FuzzSetState(f *testing.F) {
	d := detector(f, 60)
	f.Add(d.AppendState(nil))
	scores(d, 0, 80, nil)
	f.Add(d.AppendState(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		d := detector(t, 60)
		if _, err := d.SetState(b); err != nil {
			return
		}
		for _, s := range scores(d, 0, 90, nil) {
			if s != s {
				t.Fatal("a score that is no number")
			}
		}
	})
}

func TestRestart(t *testing.T) {
	d := detector(t, 60)
	first := scores(d, 0, 200, nil)
	d.Restart()
	assert.Equal(t, first, scores(d, 0, 200, nil))
}

func TestConstantChannels(t *testing.T) {
	d := detector(t, 60)
	for range 200 {
		r := d.Add([]float32{1, 0, -5})
		require.False(t, r.Alarm)
		require.False(t, r.Score != r.Score)
	}
	assert.True(t, d.Add([]float32{1, 0.1, -5}).Alarm, "what never moved has moved")
}

func TestHugeValues(t *testing.T) {
	d := detector(t, 60)
	scores(d, 0, 60, nil)
	r := d.Add([]float32{math.MaxFloat32, -math.MaxFloat32, 0})
	assert.True(t, r.Alarm)
	assert.Zero(t, r.Score-r.Score)
}

func TestAllocatesNothing(t *testing.T) {
	d, i := detector(t, 60), 0
	scores(d, 0, 60, nil)
	row := reading(3)
	assert.Zero(t, testing.AllocsPerRun(200, func() {
		row[0] = float32(i)
		i++
		d.Add(row)
	}))
}

func TestNewRefuses(t *testing.T) {
	for _, c := range [][2]int{{0, 0}, {MostChannels + 1, 0}, {3, LeastFit - 1}, {3, MostFit + 1}} {
		_, err := New(c[0], c[1])
		require.Error(t, err)
	}
}

func BenchmarkAdd(b *testing.B) {
	d := detector(b, 60)
	scores(d, 0, 60, nil)
	row := reading(1)
	for b.Loop() {
		d.Add(row)
	}
}
