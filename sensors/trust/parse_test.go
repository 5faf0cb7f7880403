package trust

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
	"edgetune/sensors"
	"edgetune/sensors/synth"
)

// learned returns limits of the simulated machine, as text.
func learned(t testing.TB) []byte {
	src, err := synth.New(synth.Factory(1, 8))
	require.NoError(t, err)
	l, err := Learn(t.Context(), src)
	require.NoError(t, err)
	text, err := json.Marshal(l)
	require.NoError(t, err)
	return text
}

func TestParse(t *testing.T) {
	text := learned(t)
	l, err := Parse(text)
	require.NoError(t, err)
	again, err := json.Marshal(l)
	require.NoError(t, err)
	assert.JSONEq(t, string(text), string(again))
	for text, want := range map[string]string{
		`{"layout":{"height":1,"steps":1,"channels":1},"rail":3}`:                                                           `unknown field "rail"`,
		`{"layout":{"height":1,"steps":1,"channels":1},"channels":[{"lo":2,"hi":1}]}`:                                       "lo must not be above hi",
		`{"layout":{"height":1,"steps":1,"channels":2},"channels":[{"lo":0,"hi":1}]}`:                                       "limits of 1 channels",
		`{"layout":{"height":0,"steps":1,"channels":1}}`:                                                                    "every extent must be at least 1",
		`{"layout":{"height":1,"steps":1,"channels":1},"channels":[{"lo":0,"hi":1}],"off":["bugs"]}`:                        `unknown fault "bugs"`,
		`{"layout":{"height":1,"steps":1,"channels":1},"channels":[{"lo":0,"hi":1}],"norms":[{"channels":[3],"centre":1}]}`: "names channel 3 of 1",
		`{} {}`: "more behind the object",
		`[]`:    "compare with those",
	} {
		_, err := Parse([]byte(text))
		assert.ErrorContains(t, err, want)
	}
}

// FuzzParse: limits of any text are refused or judge any readings without a panic, and never
// believe what is no number.
func FuzzParse(f *testing.F) {
	f.Add(learned(f), uint32(1))
	f.Add([]byte(`{"layout":{"height":1,"steps":1,"channels":3,"rate_hz":10},"clock":{},"length":1,"channels":[{"lo":0,"hi":1},{"lo":0,"hi":1,"rail_hi":1},{"lo":-1,"hi":1,"unit":"degC","rate":2,"rest":{"value":0,"still":3}}],"ratios":[{"of":[0],"to":[1],"lo":0,"hi":2}],"fits":[{"channel":0,"on":[1,2]}],"swap":1}`), uint32(2))
	f.Fuzz(func(t *testing.T, text []byte, seed uint32) {
		l, err := Parse(text)
		if err != nil || l.Layout.Len() > 1<<12 {
			return
		}
		c, err := NewChecker(l, l.Layout)
		if err != nil {
			t.Fatalf("parsed, and then: %v", err)
		}
		s := sensors.Sample{Values: make([]float32, l.Layout.Len()), Length: l.Layout.Steps}
		for i := range uint32(40) {
			s.Time += int64(fixedpoint.Rand(seed, 3*i)) - 1<<30
			s.Run = int(fixedpoint.Rand(seed, 3*i+1) % 2)
			for k := range s.Values {
				s.Values[k] = math.Float32frombits(fixedpoint.Rand(seed+i, uint32(k)))
			}
			v := c.Check(&s)
			_ = v.Words(sensors.Info{})
			if nan := fixedpoint.Rand(seed, 3*i+2)%4 == 0; nan {
				s.Values[0] = float32(math.NaN())
				if v := c.Check(&s); !v.Refused() && !c.off[sensors.Gap] {
					t.Fatalf("NaN was believed")
				}
			}
		}
	})
}
