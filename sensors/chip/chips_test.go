package chip_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/chip"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

func TestListIsWhole(t *testing.T) {
	var names []string
	for _, c := range chip.Chips() {
		names = append(names, c.Name)
		t.Run(c.Name, func(t *testing.T) {
			assert.NotEmpty(t, c.Measures)
			assert.NotEmpty(t, c.Sheet)
			assert.NotEmpty(t, c.Channels)
			assert.Len(t, c.Units, len(c.Channels))
			assert.Positive(t, c.Rate)
			assert.GreaterOrEqual(t, c.MaxRate, c.Rate)
			assert.Equal(t, slices.Contains(c.Buses, "i2c"), len(c.Addrs) > 0)
			assert.Equal(t, len(c.Channels), len(slices.Compact(slices.Sorted(slices.Values(c.Channels)))))
			assert.Contains(t, chiptest.Rigs(), c.Name, "write a model")
			for _, o := range c.Options() {
				assert.Regexp(t, `^[a-z][a-z0-9_]*$`, o.Name)
				assert.NotEmpty(t, o.Means, o.Name)
			}
		})
	}
	assert.True(t, slices.IsSorted(names), names)
	assert.Len(t, chiptest.Rigs(), len(names))
}

// TestDefaults opens every chip with its name alone and takes one reading.
func TestDefaults(t *testing.T) {
	for _, c := range chip.Chips() {
		t.Run(c.Name, func(t *testing.T) { readOne(t, c, chiptest.Rigs()[c.Name]) })
	}
}

func TestScan(t *testing.T) {
	for _, c := range chip.Chips() {
		if len(c.Addrs) == 0 {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			found, err := chip.Scan(chiptest.Rigs()[c.Name]().Bus)
			require.NoError(t, err)
			require.NotEmpty(t, found)
			f := found[len(found)-1]
			assert.Contains(t, f.Chips, c.Name)
			assert.Equal(t, len(c.ID) > 0, f.Sure)
			assert.Contains(t, c.Addrs, f.Addr)
			if f.Sure {
				assert.Len(t, f.Chips, 1)
			}
		})
	}
}

func TestScanOfABrokenBus(t *testing.T) {
	b := model.NewBus("i2c-1")
	found, err := chip.Scan(b)
	assert.NoError(t, err)
	assert.Empty(t, found)
	b.Inject(model.Fault{Kind: model.Denied})
	_, err = chip.Scan(b)
	assert.ErrorContains(t, err, "permission denied; add the user to the group")
}

func TestUnknownThingsAnswer(t *testing.T) {
	b := model.NewBus("i2c-1")
	b.Plug(0x3c, &model.Regs{}) // a display, say
	found, err := chip.Scan(b)
	require.NoError(t, err)
	assert.Equal(t, []chip.Found{{Addr: 0x3c}}, found)
}

func FuzzParse(f *testing.F) {
	for _, c := range chip.Chips() {
		f.Add(c.Name + " bus=i2c-1 addr=0x68 rate=200 accel_g=4")
	}
	f.Fuzz(func(t *testing.T, line string) {
		conf, err := chip.Parse(line)
		if err != nil {
			assert.True(t, strings.HasPrefix(err.Error(), "sensors/chip: "), err)
			return
		}
		_, err = chip.OpenOn(chiptest.NewRig(), conf)
		assert.Error(t, err)
	})
}
